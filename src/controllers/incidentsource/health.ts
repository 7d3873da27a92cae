// Tells the freshness object how a sync ended: the link between a source's health and what checks may conclude from it.

import type { IncidentSource } from '../../api/v1alpha1/incidentsource.gen.ts';
import { durationMs } from '../../compliance/durations.ts';
import { incompletenessOf, REASONS, readingOf } from './conditions.ts';
import type { SourceDeps } from './deps.ts';
import type { SyncOutcome } from './observation.ts';
import { isSpecNew } from './plan-checkpoint.ts';

type Synced = Extract<SyncOutcome, { kind: 'synced' }>;

export function recordHealth(deps: SourceDeps, key: string, source: IncidentSource, outcome: SyncOutcome): void {
  const { freshness, clock } = deps;
  if (outcome.kind === 'synced') {
    const trouble = incompletenessOf(outcome);
    countDropped(deps, key, outcome);
    freshness.succeeded(key, {
      monotonicMs: clock.monotonicMs(),
      wallMs: clock.now().getTime(),
      intervalMs: durationMs(source.spec.interval),
      complete: trouble === undefined,
      ...(trouble === undefined ? {} : { reason: REASONS[trouble] }),
    });
    return;
  }
  const failure = failureOf(outcome, isSpecNew(source));
  if (outcome.kind !== 'suspended') deps.meters.sourceFailed(failure.reason);
  freshness.failed(key, failure, clock.monotonicMs());
}

/** Nothing is left out without a trace: counted by reason, and named in the log for who looks closer. */
function countDropped({ meters, log }: SourceDeps, source: string, { rejected, collisions }: Synced): void {
  for (const { reason, externalID, detail } of rejected) {
    meters.itemsDropped(reason, 1);
    log.debug({ source, reason, externalID, detail }, 'item of a source left out');
  }
  for (const name of collisions) {
    meters.itemsDropped(REASONS.nameCollision, 1);
    log.debug({ source, reason: REASONS.nameCollision, name }, 'item of a source left out');
  }
}

/**
 * `definite`: what was known cannot be trusted to be whole any more, so checks on it are Unknown at once. So it is after any failure
 * for a new spec: what was read for the old one may be of another account or of other services.
 */
function failureOf(
  outcome: Exclude<SyncOutcome, { kind: 'synced' }>,
  specIsNew: boolean,
): { definite: boolean; reason: string } {
  switch (outcome.kind) {
    case 'failed': {
      const { transient, reason } = readingOf(outcome.failure);
      return { definite: specIsNew || !transient, reason };
    }
    case 'suspended':
      return { definite: false, reason: 'SourceSuspended' };
    case 'endpoint-not-allowed':
      return { definite: true, reason: REASONS.endpointNotAllowed };
    case 'secret-not-found':
      return { definite: true, reason: REASONS.secretNotFound };
    case 'secret-incomplete':
      return { definite: true, reason: REASONS.secretIncomplete };
  }
}
