// One look at one critical system, as a series of observations: reads its accounts when that is due, and says what is found of them now. Reads
// the cache, the Secret and the vendor. Writes nothing: plan.ts decides.

import { CRITICAL_SYSTEM } from '../../api/kinds.ts';
import type { CriticalSystem } from '../../api/v1alpha1/criticalsystem.gen.ts';
import { SUSPENDED } from '../../compliance/access/refusals.ts';
import { listingIntervalMs } from '../../compliance/durations.ts';
import { unlessNotFound } from '../../kube/errors.ts';
import type { ApplyReport, Requeue } from '../../runtime/plan.ts';
import { type ListingOutcome, nextListing } from '../reading/listing.ts';
import { recordHealth } from '../reading/listing-health.ts';
import { remember } from '../reading/listing-memory.ts';
import { secretGraceLeftMs } from '../reading/obstacle.ts';
import { latestVersion } from '../reading/watched-object.ts';
import type { SystemDeps } from './deps.ts';
import { currentFindings } from './current-findings.ts';
import { askedBy, type SystemMemory } from './memory.ts';
import type { SystemObservation } from './observation.ts';
import { missingDefaultChecks } from './plan-default-checks.ts';
import { readSystem } from './read.ts';
import { noteMissingRoster, rosterStateOf } from './roster-state.ts';

type Observations<T> = AsyncGenerator<SystemObservation, T, ApplyReport>;

export function createObserve(deps: SystemDeps) {
  return async function* observe(key: string, signal: AbortSignal): Observations<void> {
    const cached = deps.systems.get(key)?.object;
    if (cached === undefined) return forget(deps, key);
    deps.freshness.started(key, listingIntervalMs(cached.spec));
    const memory = deps.memories.of(key);
    const system = yield* prepare(deps, cached, signal);
    if (system === undefined) return;
    const startedMs = deps.clock.monotonicMs();
    const read = isDue(deps, system, memory) ? await readNow(deps, system, key, signal) : undefined;
    memory.unstored = read ?? memory.unstored;
    const outcome = memory.unstored;
    // After the reading: until then the memory of accounts may not know that the system names the roster.
    noteMissingRoster(deps, system);
    const specIsNew = memory.listing.readGeneration !== system.metadata.generation;
    const dataIsFresh = deps.freshness.judge(key, startedMs).kind === 'fresh' && !specIsNew;
    const nextReading = scheduled(deps, system, memory, { read, startedMs });
    yield {
      ...{ kind: 'finished', system, outcome, dataIsFresh, nextReading },
      resourceVersion: latestVersion(deps.systems.get(key)?.object, system),
      findings: currentFindings(deps, system, key),
      roster: rosterStateOf(deps, system),
      secretMissingSinceMs: memory.listing.secretMissingSinceMs,
    };
    // The status is stored only now. Accounts must not be called fresh before checks can see them.
    memory.unstored = undefined;
    if (outcome === undefined) return;
    const about = { key, intervalMs: listingIntervalMs(system.spec), specIsNew, suspended: SUSPENDED.CriticalSystem };
    recordHealth(deps, outcome, about);
  };
}

/** At its time, at the first look, after a change that a person made, and while something is in the way. */
function isDue({ clock, hindrances }: SystemDeps, system: CriticalSystem, memory: SystemMemory): boolean {
  const { nextReadingMs, asked, wasHindered } = memory;
  if (nextReadingMs === undefined || clock.monotonicMs() >= nextReadingMs || askedBy(system) !== asked) return true;
  return wasHindered || hindrances.in(system.metadata.namespace ?? '') !== undefined;
}

async function readNow(
  deps: SystemDeps,
  system: CriticalSystem,
  key: string,
  signal: AbortSignal,
): Promise<ListingOutcome> {
  const memory = deps.memories.of(key);
  const outcome = await outcomeOf(deps, system, key, signal);
  memory.asked = askedBy(system);
  memory.wasHindered = outcome.kind === 'hindered';
  const { generation } = system.metadata;
  remember(memory.listing, outcome, { generation, conditions: system.status?.conditions, now: deps.clock.now() });
  return outcome;
}

async function outcomeOf(
  deps: SystemDeps,
  system: CriticalSystem,
  key: string,
  signal: AbortSignal,
): Promise<ListingOutcome> {
  const hindrance = deps.hindrances.in(system.metadata.namespace ?? '');
  if (hindrance !== undefined) return { kind: 'hindered', hindrance };
  if (system.spec.suspend === true) return { kind: 'suspended' };
  return readSystem(deps, system, key, signal);
}

interface Look {
  /** Undefined: nothing was read this time. */
  readonly read: ListingOutcome | undefined;
  readonly startedMs: number;
}

/** When to read next; remembers it, as a look in between reads nothing. */
function scheduled(
  { clock, random }: SystemDeps,
  { spec }: CriticalSystem,
  memory: SystemMemory,
  { read, startedMs }: Look,
): Requeue {
  const nowMs = clock.monotonicMs();
  if (read === undefined) {
    const leftMs = (memory.nextReadingMs ?? nowMs) - nowMs;
    return Number.isFinite(leftMs) ? { kind: 'after', ms: Math.max(leftMs, 1) } : { kind: 'done' };
  }
  const { failures, secretMissingSinceMs } = memory.listing;
  const now = clock.now();
  const next = nextListing(read, {
    intervalMs: listingIntervalMs(spec),
    timing: { elapsedMs: nowMs - startedMs, failures, jitter: random() },
    graceLeftMs: secretGraceLeftMs(secretMissingSinceMs, now),
    now,
  });
  memory.nextReadingMs = next.kind === 'after' ? nowMs + next.ms : Infinity;
  return next;
}

function forget(deps: SystemDeps, key: string): void {
  deps.memories.forget(key);
  deps.freshness.removed(key);
  deps.access.removeSystem(key);
}

/**
 * Creates the default checks, and reports the system as seen before its first reading, which may be long. Returns the updated system;
 * undefined where it was deleted meanwhile: the cache is about to say so, and then it is forgotten.
 */
async function* prepare(
  deps: SystemDeps,
  system: CriticalSystem,
  signal: AbortSignal,
): Observations<CriticalSystem | undefined> {
  const types = missingDefaultChecks(system, (key) => deps.checks.get(key) !== undefined);
  if (types.length > 0) yield { kind: 'missing-checks', system, types };
  if (system.status?.conditions !== undefined) return system;
  yield { kind: 'first-visit', system };
  const { namespace = '', name } = system.metadata;
  return unlessNotFound(deps.client.get<CriticalSystem>(CRITICAL_SYSTEM, { namespace, name }, { signal }));
}
