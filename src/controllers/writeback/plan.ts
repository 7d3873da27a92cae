// Decides what is written to the source because of a closure, and what the incident's status says about it. Pure.

import { setCondition } from '../../api/conditions.ts';
import { INCIDENT } from '../../api/kinds.ts';
import type { IncidentStatus } from '../../api/v1alpha1/incident.gen.ts';
import { rfc3339 } from '../../base/instants.ts';
import type { EffectRecord } from '../../runtime/effects.ts';
import type { Plan } from '../../runtime/plan.ts';
import { writtenBackState } from './conditions.ts';
import type { WriteBackEffect } from './effects.ts';
import type { WriteBackObservation } from './observation.ts';

/**
 * The effects of the closure, in order. None on data that is stale or incomplete, or for an incident that the source does not list.
 * A person who reopens the incident after the closure wins; a closure without a date, or with one to come, counts from the last sync.
 */
export function wantedEffects(observation: WriteBackObservation): readonly WriteBackEffect[] {
  const { data, isListed, namespace, source, externalID, closure, keys, revision, review } = observation;
  if (data.kind !== 'fresh' || !isListed) return [];
  const decidedOn = rfc3339(Math.min(closure.closedAt ?? data.asOfWallMs, data.asOfWallMs));
  const lane = `${namespace}/${source}`;
  const common = { lane, revision, namespace, source, externalID, decidedOn };
  const { summary } = closure;
  const text = `${summary}\n\nClosed in Docket by the IncidentReview ${namespace}/${review}.`;
  return [
    { ...common, kind: 'Resolve', key: keys.resolve, summary, text },
    { ...common, kind: 'Note', key: keys.note, text },
  ];
}

export function plan(observation: WriteBackObservation, now: Date, records: readonly EffectRecord[]): Plan {
  const { namespace, name, resourceVersion, generation, stored } = observation;
  const conditions = setCondition(stored?.conditions, writtenBackState(observation, records), { generation, now });
  const next: IncidentStatus = {
    ...stored,
    ...(records.length > 0 && { writeBack: records as IncidentStatus['writeBack'] & object }),
    conditions,
  };
  return {
    writes: [],
    status: { target: { type: INCIDENT, key: { namespace, name }, resourceVersion, current: stored }, next },
    transitions: [],
    requeue: { kind: 'done' },
  };
}
