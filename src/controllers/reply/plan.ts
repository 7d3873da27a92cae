// Decides on the reply to one report, and what the incident's status says about it. Pure.

import { INCIDENT } from '../../api/kinds.ts';
import type { IncidentStatus } from '../../api/v1alpha1/incident.gen.ts';
import type { EffectRecord } from '../../runtime/effects.ts';
import type { Plan } from '../../runtime/plan.ts';
import type { ReplyEffect } from './effects.ts';

/** An incident that is to be answered. */
export interface ReplyObservation {
  readonly effect: ReplyEffect;
  /** The version that the stored status was read at. */
  readonly resourceVersion: string;
  readonly stored: IncidentStatus | undefined;
}

/** The runtime refuses a plan whose status does not hold the record. */
export function plan(
  { effect, resourceVersion, stored }: ReplyObservation,
  _now: Date,
  records: readonly EffectRecord[],
): Plan {
  const { namespace, name } = effect;
  const next: IncidentStatus = {
    ...stored,
    ...(records.length > 0 && { replies: records as IncidentStatus['replies'] & object }),
  };
  return {
    writes: [],
    status: { target: { type: INCIDENT, key: { namespace, name }, resourceVersion, current: stored }, next },
    transitions: [],
    requeue: { kind: 'done' },
  };
}
