// How often a source is read: as its spec says, but a fixture no more often than the operator allows. Pure.

import type { IncidentSource } from '../../api/v1alpha1/incidentsource.gen.ts';
import { sourceIntervalMs } from '../../compliance/durations.ts';
import type { TenantLimits } from '../limits.ts';

/** The shortest time between two readings, whatever the spec says. Undefined: the spec decides. */
export function minIntervalMsOf({ spec }: IncidentSource, limits: TenantLimits): number | undefined {
  return spec.fixture === undefined ? undefined : limits.fixtureIntervalMs;
}

export function intervalMsOf(source: IncidentSource, limits: TenantLimits): number {
  return Math.max(sourceIntervalMs(source.spec), minIntervalMsOf(source, limits) ?? 0);
}
