// Records in the freshness object how a sync ended: checks on a source depend on its health through this object.

import type { IncidentSource } from '../../api/v1alpha1/incidentsource.gen.ts';
import type { SyncFailure } from '../../compliance/freshness.ts';
import { failureOf } from '../reading/obstacle.ts';
import { incompletenessOf, REASONS } from './conditions.ts';
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
  const failure = definiteness(outcome, isSpecNew(source));
  if (outcome.kind !== 'suspended') deps.meters.sourceFailed(failure.reason);
  freshness.failed(key, failure, clock.monotonicMs());
}

/** Every record that is left out is counted by reason and named in the log. */
function countDropped({ meters, log }: SourceDeps, source: string, outcome: Synced): void {
  const { rejected, collisions, ignored = {} } = outcome;
  for (const [reason, count] of Object.entries(ignored)) meters.itemsIgnored(reason, count);
  for (const { reason, externalID, detail } of rejected) {
    meters.itemsDropped(reason, 1);
    log.debug({ source, reason, externalID, detail }, 'item of a source left out');
  }
  for (const name of collisions) {
    meters.itemsDropped(REASONS.nameCollision, 1);
    log.debug({ source, reason: REASONS.nameCollision, name }, 'item of a source left out');
  }
}

/** What the outcome means for checks. */
function definiteness(outcome: Exclude<SyncOutcome, { kind: 'synced' }>, specIsNew: boolean): SyncFailure {
  return outcome.kind === 'fixtures-not-allowed'
    ? { definite: true, reason: REASONS.fixturesNotAllowed }
    : failureOf(outcome, { specIsNew, suspended: 'SourceSuspended' });
}
