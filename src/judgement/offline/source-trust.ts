// How far sources can be trusted when nobody polls them here: as far as what is stored says. Files are fresh unless they say otherwise;
// in a cluster a source that has not said anything yet has not been read.

import { findCondition } from '../../api/conditions.ts';
import { INCIDENT_SOURCE } from '../../api/kinds.ts';
import { keyOf } from '../../api/meta.ts';
import type { IncidentSource } from '../../api/v1alpha1/incidentsource.gen.ts';
import { Freshness } from '../../compliance/freshness.ts';
import { sourceRow } from '../../compliance/subjects/source.ts';

const CONDITIONS = ['Ready', 'Complete'] as const;

/** A source of a file as it is judged: ready and complete, where it does not say otherwise. */
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

/** What the source controller would have told of these sources, by their conditions. */
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

/** Why a source cannot be relied on; undefined where nothing speaks against it. */
function doubtOf({ spec, status }: IncidentSource): string | undefined {
  if (spec.suspend === true) return 'SourceSuspended';
  for (const type of CONDITIONS) {
    const condition = findCondition(status?.conditions, type);
    if (condition !== undefined && condition.status !== 'True') return condition.reason;
  }
  return undefined;
}
