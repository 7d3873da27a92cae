// One sync of one source, as a series of observations. Reads the cache, the Secret and the source itself. Writes nothing: plan.ts
// decides on each observation, and its writes are done before this continues.

import { INCIDENT_SOURCE } from '../../api/kinds.ts';
import type { IncidentSource } from '../../api/v1alpha1/incidentsource.gen.ts';
import { chooseProvider } from '../../integrations/registry.ts';
import { unlessNotFound } from '../../kube/errors.ts';
import type { ApplyReport } from '../../runtime/plan.ts';
import { intervalMsOf, minIntervalMsOf } from './interval.ts';
import type { SourceMemory } from './memory.ts';
import { isSpecNew } from './plan-checkpoint.ts';
import { missingDefaultChecks } from './plan-default-checks.ts';
import type { DefaultType } from './plan-default-table.ts';
import { storedMissingSince } from '../reading/obstacle.ts';
import { latestVersion } from '../reading/watched-object.ts';
import type { SourceDeps } from './deps.ts';
import { recordHealth } from './health.ts';
import type { SourceObservation, SyncOutcome } from './observation.ts';
import { sync } from './sync.ts';

type Observations<T> = AsyncGenerator<SourceObservation, T, ApplyReport>;

export function createObserve(deps: SourceDeps) {
  return async function* observe(key: string, signal: AbortSignal): Observations<void> {
    const cached = deps.sources.get(key)?.object;
    if (cached === undefined) return forget(deps, key);
    const startedMs = deps.clock.monotonicMs();
    deps.freshness.started(key, intervalMsOf(cached, deps.limits));
    const polled = yield* poll(deps, cached, signal);
    if (polled === undefined) return;
    const { source, outcome } = polled;
    const memory = deps.memories.of(key);
    remember(memory, source, outcome, deps.clock.now());
    yield {
      kind: 'finished',
      source,
      resourceVersion: latestVersion(deps.sources.get(key)?.object, source),
      outcome,
      incidents: deps.census.ofSource(source.metadata.namespace ?? '', source.metadata.name),
      dataIsFresh: deps.freshness.judge(key, startedMs).kind === 'fresh' && !isSpecNew(source),
      secretMissingSinceMs: memory.secretMissingSinceMs,
      minIntervalMs: minIntervalMsOf(source, deps.limits),
      timing: { elapsedMs: deps.clock.monotonicMs() - startedMs, failures: memory.failures, jitter: deps.random() },
    };
    // The incidents and the status are stored only now. Data must not be called fresh before checks can see it.
    recordHealth(deps, key, source, outcome);
    if (outcome.kind !== 'synced') deps.watches?.end(key);
  };
}

interface Polled {
  /** As it was read just before, or as the cache has it. */
  readonly source: IncidentSource;
  readonly outcome: SyncOutcome;
}

async function* poll(deps: SourceDeps, cached: IncidentSource, signal: AbortSignal): Observations<Polled | undefined> {
  const hindrance = deps.hindrances.in(cached.metadata.namespace ?? '');
  if (hindrance !== undefined) return { source: cached, outcome: { kind: 'hindered', hindrance } };
  const source = yield* prepare(deps, cached, signal);
  if (source === undefined) return undefined;
  return { source, outcome: source.spec.suspend === true ? suspended : yield* sync(deps, source, signal) };
}

const suspended: SyncOutcome = { kind: 'suspended' };

function remember(memory: SourceMemory, source: IncidentSource, outcome: SyncOutcome, now: Date): void {
  memory.failures = outcome.kind === 'synced' || outcome.kind === 'suspended' ? 0 : memory.failures + 1;
  memory.secretMissingSinceMs =
    outcome.kind === 'secret-not-found'
      ? (memory.secretMissingSinceMs ?? storedMissingSince(source.status?.conditions, now))
      : undefined;
}

function forget(deps: SourceDeps, key: string): void {
  deps.memories.forget(key);
  deps.freshness.removed(key);
  deps.watches?.end(key);
}

/** The default checks that are missing. A vendor that does not say when an incident was taken on is not judged by that. */
async function wantedChecks(deps: SourceDeps, source: IncidentSource): Promise<DefaultType[]> {
  const missing = missingDefaultChecks(source, (key) => deps.checks.get(key) !== undefined);
  if (!missing.includes('ResponseOnTime')) return missing;
  const chosen = await chooseProvider(source.spec, deps.providers);
  return missing.filter((type) => type !== 'ResponseOnTime' || chosen?.lacksAcknowledgement !== true);
}

/**
 * Reports the source as seen before its first sync, which may be long, and creates the default checks. Returns the updated source;
 * undefined where it was deleted meanwhile: the cache is about to say so, and then it is forgotten.
 */
async function* prepare(
  deps: SourceDeps,
  source: IncidentSource,
  signal: AbortSignal,
): Observations<IncidentSource | undefined> {
  const types = await wantedChecks(deps, source);
  if (types.length > 0) yield { kind: 'missing-checks', source, types };
  if (source.status?.conditions !== undefined) return source;
  yield { kind: 'first-visit', source };
  const { namespace = '', name } = source.metadata;
  return unlessNotFound(deps.client.get<IncidentSource>(INCIDENT_SOURCE, { namespace, name }, { signal }));
}
