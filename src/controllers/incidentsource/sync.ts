// Reads a source from its credential to its last page, as a series of observations that end in an outcome. Writes nothing.

import type { IncidentSource } from '../../api/v1alpha1/incidentsource.gen.ts';
import { SourceError } from '../../integrations/ports/failure.ts';
import type { Secret } from '../../integrations/ports/http.ts';
import type { IncidentRecord } from '../../integrations/ports/record.ts';
import type { Source } from '../../integrations/provider.ts';
import { type ChosenProvider, chooseProvider, type OpenContext } from '../../integrations/registry.ts';
import type { ApplyReport } from '../../runtime/plan.ts';
import { CacheGate } from './caught-up.ts';
import { readConfigMap, readSecret } from './credentials.ts';
import type { SourceDeps } from './deps.ts';
import { lackBegins, type SourceMemory } from './memory.ts';
import type { DesiredIncident, SourceObservation, SyncOutcome } from './observation.ts';
import { read } from './read.ts';
import { desiredIncident, isHeldByAnother } from './plan-record.ts';
import { readingPlan, type ReadingPlan } from './plan-reading.ts';

type Observations<T> = AsyncGenerator<SourceObservation, T, ApplyReport>;

/** Ends in an outcome for whatever the source does; throws only when the cluster does not answer. */
export async function* sync(deps: SourceDeps, source: IncidentSource, signal: AbortSignal): Observations<SyncOutcome> {
  const chosen = await chooseProvider(source.spec, deps.providers);
  if (chosen === undefined) return unknownProvider;
  const { endpoint } = chosen;
  if (endpoint !== undefined && !deps.isAllowed(endpoint)) {
    return { kind: 'endpoint-not-allowed', host: hostOf(endpoint) };
  }
  const secret = await readSecret(deps.client, source, chosen.secretKeys, signal);
  if (secret.kind !== 'read') return secret;
  try {
    await using opened = chosen.open(context(deps, source, chosen, { secret: secret.data, signal }));
    return yield* readAll(deps, source, { chosen, opened, signal });
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    return { kind: 'failed', failure: error.kind, message: error.message, retryAfterMs: error.retryAfterMs };
  }
}

/** A newer CRD may have providers that this program has not. */
const unknownProvider: SyncOutcome = {
  kind: 'failed',
  failure: 'invalid-config',
  message: 'open the source: this version of Docket does not know its provider; upgrade the operator',
  retryAfterMs: undefined,
};

interface ContextParts {
  readonly secret: ReadonlyMap<string, Secret>;
  readonly signal: AbortSignal;
}

function context(deps: SourceDeps, source: IncidentSource, chosen: ChosenProvider, parts: ContextParts): OpenContext {
  const { namespace = '', name, creationTimestamp } = source.metadata;
  return {
    source: { namespace, name, createdAt: new Date(creationTimestamp ?? 0) },
    severityMap: source.spec.severityMap ?? [],
    dataPolicy: source.spec.dataPolicy,
    secret: parts.secret,
    http: (baseUrl) => deps.http(chosen.name, baseUrl),
    configMap: (configMap) => readConfigMap(deps.client, { namespace, name: configMap }, parts.signal),
    clock: deps.clock,
  };
}

interface OpenSource {
  readonly chosen: ChosenProvider;
  readonly opened: Source;
  readonly signal: AbortSignal;
}

async function* readAll(deps: SourceDeps, source: IncidentSource, open: OpenSource): Observations<SyncOutcome> {
  const { chosen, opened, signal } = open;
  const key = `${source.metadata.namespace ?? ''}/${source.metadata.name}`;
  const memory = deps.memories.of(key);
  const probe = await opened.probe(signal);
  const { namespace = '', name } = source.metadata;
  const stored = [...deps.incidents.inNamespace(namespace)].filter((row) => row.source === name);
  const [now, monotonicMs] = [deps.clock.now(), deps.clock.monotonicMs()];
  const isPartial = probe.unmatched.length > 0;
  if (isPartial) lackBegins(memory);
  const plan = readingPlan({ source, memory, stored, isPartial, overlapMs: opened.overlapMs, now, monotonicMs });
  const collisions: string[] = [];
  using gate = new CacheGate(deps);
  const reading = read({ source: opened, plan, memory, presence: deps.presence, stored, signal });
  let step = await reading.next();
  for (; step.done !== true; step = await reading.next()) {
    const all = desiredOf(deps, source, chosen, step.value);
    collisions.push(...all.filter(isHeldByAnother).map(({ incident }) => incident.metadata.name));
    // An open incident comes in both stages, and the cache may not have seen it yet.
    const isStored = ({ key: own, digest, row }: DesiredIncident): boolean =>
      (gate.expected(own) ?? row?.digest) === digest;
    const desired = all.filter((each) => !isHeldByAnother(each) && !isStored(each));
    if (desired.length === 0) continue;
    const report = yield { kind: 'page', source, desired };
    const taken = new Set(report.collisions.map((collision) => collision.key.name));
    collisions.push(...taken);
    for (const each of desired) if (!taken.has(each.incident.metadata.name)) gate.expect(each.key, each.digest);
  }
  await gate.caughtUp(signal);
  endedWell(memory, { plan, source, monotonicMs });
  const { unmatched } = probe;
  const unmapped = [...opened.unmappedSeverities];
  const degraded = [...new Set([...probe.missingScopes, ...opened.degraded])].toSorted();
  return { kind: 'synced', rejected: step.value.rejected, collisions, unmatched, unmapped, degraded };
}

interface Ending {
  readonly plan: ReadingPlan;
  readonly source: IncidentSource;
  readonly monotonicMs: number;
}

function endedWell(memory: SourceMemory, { plan, source, monotonicMs }: Ending): void {
  if (plan.mode === 'full') memory.lastFullMs = monotonicMs;
  memory.suspicious = false;
  memory.partialOf = plan.isPartial ? source.metadata.generation : undefined;
}

/** The same incident may come twice in one answer; the later fact is the newer one. */
function desiredOf(
  deps: SourceDeps,
  source: IncidentSource,
  chosen: ChosenProvider,
  records: readonly IncidentRecord[],
): DesiredIncident[] {
  const byKey = new Map<string, DesiredIncident>();
  for (const record of records) {
    const desired = desiredIncident(source, chosen.name, record, (key) => deps.incidents.get(key));
    byKey.set(desired.key, desired);
  }
  return [...byKey.values()];
}

const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).host : url);
