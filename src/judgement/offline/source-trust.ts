// How far sources can be trusted when nobody polls them: as far as their stored conditions say. In files, a source without conditions is
// fresh; in a cluster, it has not been read yet.

import { findCondition } from '../../api/conditions.ts';
import { INCIDENT_SOURCE } from '../../api/kinds.ts';
import { keyOf } from '../../api/meta.ts';
import type { IncidentSource } from '../../api/v1alpha1/incidentsource.gen.ts';
import { Freshness } from '../../compliance/freshness.ts';
import { sourceRow } from '../../compliance/subjects/source.ts';

const CONDITIONS = ['Ready', 'Complete'] as const;

/** The source of a file as it is judged: ready and complete, unless it says otherwise. */
export function asFresh(source: IncidentSource, now: Date): IncidentSource {
  const conditions = source.status?.conditions ?? [];
  const silent = CONDITIONS.filter((type) => findCondition(conditions, type) === undefined);
  const lastTransitionTime = now.toISOString();
  const assumed = silent.map((type) => {
    return {
      type,
      status: 'True' as const,
      reason: 'InFiles',
      message: 'The files are the input.',
      lastTransitionTime,
    };
  });
  return { ...source, status: { ...source.status, conditions: [...conditions, ...assumed] } };
}

/** The freshness that follows from the conditions of these sources. */
export function freshnessOf(sources: readonly IncidentSource[], now: Date): Freshness {
  const freshness = new Freshness();
  const sourceFreshness = freshness.of(INCIDENT_SOURCE.kind);
  for (const source of sources) {
    const key = keyOf(source.metadata);
    const { intervalMs } = sourceRow(source);
    const doubt = doubtOf(source);
    sourceFreshness.started(key, intervalMs);
    if (doubt !== undefined) sourceFreshness.failed(key, { definite: true, reason: doubt }, 0);
    else if (source.status?.conditions !== undefined) {
      sourceFreshness.succeeded(key, { monotonicMs: 0, wallMs: now.getTime(), intervalMs, complete: true });
    }
  }
  return freshness;
}

/** Why a source cannot be trusted; undefined when it can. */
function doubtOf({ spec, status }: IncidentSource): string | undefined {
  if (spec.suspend === true) return 'SourceSuspended';
  for (const type of CONDITIONS) {
    const condition = findCondition(status?.conditions, type);
    if (condition !== undefined && condition.status !== 'True') return condition.reason;
  }
  return undefined;
}
