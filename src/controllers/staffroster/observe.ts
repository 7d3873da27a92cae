// One reading of one roster, as a series of observations. Reads the cache, the Secret and the directory. Writes nothing: plan.ts decides.

import type { StaffRoster } from '../../api/v1alpha1/staffroster.gen.ts';
import { STAFF_ROSTER } from '../../api/kinds.ts';
import { SUSPENDED } from '../../compliance/access/refusals.ts';
import { listingIntervalMs } from '../../compliance/durations.ts';
import { unlessNotFound } from '../../kube/errors.ts';
import type { ApplyReport } from '../../runtime/plan.ts';
import type { ListingOutcome } from '../reading/listing.ts';
import { recordHealth } from '../reading/listing-health.ts';
import { remember } from '../reading/listing-memory.ts';
import { latestVersion } from '../reading/watched-object.ts';
import type { RosterDeps } from './deps.ts';
import type { RosterObservation } from './observation.ts';
import { countPeople } from './people.ts';
import { readRoster } from './read.ts';

type Observations<T> = AsyncGenerator<RosterObservation, T, ApplyReport>;

export function createObserve(deps: RosterDeps) {
  return async function* observe(key: string, signal: AbortSignal): Observations<void> {
    const cached = deps.rosters.get(key)?.object;
    if (cached === undefined) return forget(deps, key);
    const startedMs = deps.clock.monotonicMs();
    deps.freshness.started(key, listingIntervalMs(cached.spec));
    const roster = yield* prepare(deps, cached, signal);
    if (roster === undefined) return;
    const outcome = await outcomeOf(deps, roster, key, signal);
    const memory = deps.memories.of(key);
    const { generation } = roster.metadata;
    remember(memory, outcome, { generation, conditions: roster.status?.conditions, now: deps.clock.now() });
    const staff = deps.access.staffOf(key);
    const specIsNew = memory.readGeneration !== generation;
    yield {
      kind: 'finished',
      roster,
      resourceVersion: latestVersion(deps.rosters.get(key)?.object, roster),
      outcome,
      people: staff && countPeople(staff.people, memory.rejected),
      dataIsFresh: deps.freshness.judge(key, startedMs).kind === 'fresh' && !specIsNew,
      secretMissingSinceMs: memory.secretMissingSinceMs,
      timing: { elapsedMs: deps.clock.monotonicMs() - startedMs, failures: memory.failures, jitter: deps.random() },
    };
    // The status is stored only now. People must not be called fresh before checks can see their accounts.
    const about = { key, intervalMs: listingIntervalMs(roster.spec), specIsNew, suspended: SUSPENDED.StaffRoster };
    recordHealth(deps, outcome, about);
    if (outcome.kind !== 'read') deps.access.tried(key);
  };
}

async function outcomeOf(
  deps: RosterDeps,
  roster: StaffRoster,
  key: string,
  signal: AbortSignal,
): Promise<ListingOutcome> {
  const hindrance = deps.hindrances.in(roster.metadata.namespace ?? '');
  if (hindrance !== undefined) return { kind: 'hindered', hindrance };
  if (roster.spec.suspend === true) return { kind: 'suspended' };
  return readRoster(deps, roster, key, signal);
}

function forget(deps: RosterDeps, key: string): void {
  deps.memories.forget(key);
  deps.freshness.removed(key);
  deps.access.noRoster(key);
}

/**
 * Reports the roster as seen before its first reading, which may be long. Returns the updated roster; undefined where it was deleted
 * meanwhile: the cache is about to say so, and then it is forgotten.
 */
async function* prepare(
  deps: RosterDeps,
  roster: StaffRoster,
  signal: AbortSignal,
): Observations<StaffRoster | undefined> {
  if (roster.status?.conditions !== undefined) return roster;
  yield { kind: 'first-visit', roster };
  const { namespace = '', name } = roster.metadata;
  return unlessNotFound(deps.client.get<StaffRoster>(STAFF_ROSTER, { namespace, name }, { signal }));
}
