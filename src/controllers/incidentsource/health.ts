// Records in the freshness object how a sync ended: checks on a source depend on its health through this object.

import type { IncidentSource } from '../../api/v1alpha1/incidentsource.gen.ts';
import { incompletenessOf, REASONS, readingOf } from './conditions.ts';
import type { SourceDeps } from './deps.ts';
import type { SyncOutcome } from './observation.ts';
import { intervalMsOf } from './interval.ts';
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
      intervalMs: intervalMsOf(source, deps.limits),
      complete: trouble === undefined,
      ...(trouble === undefined ? {} : { reason: REASONS[trouble] }),
    });
    return;
  }
  const failure = failureOf(outcome, isSpecNew(source));
  if (outcome.kind !== 'suspended') deps.meters.sourceFailed(failure.reason);
  freshness.failed(key, failure, clock.monotonicMs());
}

/** Every record that is left out is counted by reason and named in the log. */
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
 * `definite`: the stored data may no longer be complete, so checks on it are Unknown at once. Nobody reads a suspended source. The same applies after any failure for a
 * new spec: data that was read for the old spec may come from another account or other services.
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
      return { definite: true, reason: 'SourceSuspended' };
    case 'hindered':
      return { definite: true, reason: outcome.hindrance.reason };
    case 'fixtures-not-allowed':
      return { definite: true, reason: REASONS.fixturesNotAllowed };
    case 'endpoint-not-allowed':
      return { definite: true, reason: REASONS.endpointNotAllowed };
    case 'secret-not-found':
      return { definite: true, reason: REASONS.secretNotFound };
    case 'secret-refused':
      return { definite: true, reason: REASONS.secretRefused };
    case 'secret-incomplete':
      return { definite: true, reason: REASONS.secretIncomplete };
  }
}
