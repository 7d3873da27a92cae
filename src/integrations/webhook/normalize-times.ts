// The durations of a webhook's spec in milliseconds. Pure; the CRD has let their texts through already.

import type { ProviderConfigs } from '../../api/v1alpha1/vocabulary.gen.ts';
import { durationMs } from '../../compliance/durations.ts';

/** How long the source may hear nothing. Undefined: silence says nothing. */
export function expectWithinMs({ expectWithin }: ProviderConfigs['webhook']): number | undefined {
  return expectWithin === undefined ? undefined : durationMs(expectWithin);
}
