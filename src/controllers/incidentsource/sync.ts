// Reads a source from its credential to its last page, as a series of observations that end in an outcome. Writes nothing.

import { keyOf } from '../../api/meta.ts';
import type { Incident } from '../../api/v1alpha1/incident.gen.ts';
import type { IncidentSource } from '../../api/v1alpha1/incidentsource.gen.ts';
import { rfc3339 } from '../../base/instants.ts';
import type { Watch } from '../../integrations/ports/watch.ts';
import type { IncidentRecord } from '../../integrations/ports/record.ts';
import type { ChangesSource, ListingSource } from '../../integrations/provider.ts';
import { type ChosenProvider, chooseProvider } from '../../integrations/registry.ts';
import type { ApplyReport } from '../../runtime/plan.ts';
import { CacheGate } from './caught-up.ts';
import { readSecret } from '../credentials.ts';
import { obstacleOf } from '../reading/refusals.ts';
import type { SourceDeps } from './deps.ts';
import { lackBegins, type SourceMemory } from './memory.ts';
import type { DesiredIncident, SourceObservation, SyncOutcome } from './observation.ts';
import { read, type ReadingResult } from './read.ts';
import { noteUnrepeated, pushedOutcome } from './pushed.ts';
import { makeRoom, withinRoom } from './room.ts';
import { desiredOf } from './desired.ts';
import { isPodsOwn, openContext, refusalOf } from './opening.ts';
import { isHeldByAnother } from './plan-record.ts';
import { changesPlan, resumption } from './plan-changes.ts';
import { listingPlan } from './plan-listing.ts';
import { fullPlan, type ReadingInput, type ReadingPlan } from './plan-reading.ts';
import { type WholeReading, wholeAtAfter, wholeAtText, wholeReading } from './whole.ts';

type Observations<T> = AsyncGenerator<SourceObservation, T, ApplyReport>;

/** Returns an outcome whatever the source does. Throws only when the cluster does not answer. */
export async function* sync(deps: SourceDeps, source: IncidentSource, signal: AbortSignal): Observations<SyncOutcome> {
  const chosen = await chooseProvider(source.spec, deps.providers);
  if (chosen === undefined) return unknownProvider;
  const refused = refusalOf(deps, source, chosen);
  if (refused !== undefined) return refused;
  try {
    const credential = { namespace: source.metadata.namespace ?? '', name: source.spec.secretRef?.name };
    const secret = await readSecret(deps.client, credential, chosen.secretKeys, signal);
    if (secret.kind !== 'read') return secret;
    const whole = wholeReading(source, deps.memories.of(keyOf(source.metadata)), deps.clock.now());
    const context = openContext(deps, source, chosen, { secret: secret.data, signal, whole });
    await using opened = chosen.open(context);
    if (opened.reads === 'pushes') {
      const now = deps.clock.now();
      noteUnrepeated(deps, source, now);
      return await pushedOutcome(source, opened, { now, signal });
    }
    const outcome = yield* readAll(deps, source, { chosen, opened, signal, whole });
    const { watch } = chosen;
    if (watch !== undefined) beginWatch(deps, source, (watching) => watch(context, watching));
    return outcome;
  } catch (error) {
    return obstacleOf(error);
  }
}

/** From where the reading ended. */
function beginWatch({ watches, memories }: SourceDeps, { metadata }: IncidentSource, watch: Watch): void {
  const key = keyOf(metadata);
  const { cursor } = memories.of(key);
  watches?.begin(key, { generation: metadata.generation, cursor, watch });
}

/** What the map of the spec makes less: what the vendor rates higher, and what is on record as higher. */
function noteLowered(
  lowered: Set<string>,
  records: readonly IncidentRecord[],
  desired: readonly DesiredIncident[],
): void {
  for (const { ownSeverity, severity } of records) {
    if (ownSeverity !== undefined) lowered.add(`the vendor's ${ownSeverity} to ${severity}`);
  }
  for (const { lowered: kept } of desired) {
    if (kept !== undefined) lowered.add(`the recorded ${kept.from} to ${kept.to}`);
  }
}

const loweredOf = ({ limits }: SourceDeps, seen: ReadonlySet<string>): readonly string[] | 'Allowed' =>
  limits.allowsLowered === true ? 'Allowed' : [...seen].toSorted();

/** A newer CRD may have providers that this program does not have. */
const unknownProvider: SyncOutcome = {
  kind: 'failed',
  failure: 'invalid-config',
  message: 'open the source: this version of Docket does not know its provider; upgrade the operator',
  retryAfterMs: undefined,
};

interface OpenSource {
  readonly chosen: ChosenProvider;
  readonly opened: ListingSource | ChangesSource;
  readonly signal: AbortSignal;
  readonly whole: WholeReading;
}

async function* readAll(deps: SourceDeps, source: IncidentSource, open: OpenSource): Observations<SyncOutcome> {
  const { chosen, opened, signal, whole } = open;
  const key = `${source.metadata.namespace ?? ''}/${source.metadata.name}`;
  const memory = deps.memories.of(key);
  const probe = await opened.probe(signal);
  const { namespace = '', name } = source.metadata;
  const stored = [...deps.incidents.inNamespace(namespace)].filter((row) => row.source === name);
  const [now, monotonicMs] = [deps.clock.now(), deps.clock.monotonicMs()];
  const isPartial = probe.unmatched.length > 0;
  if (isPartial) lackBegins(memory);
  makeRoom(deps, source, memory);
  const forgets = isForgetful(opened);
  const input = { source, memory, stored, isPartial, forgets, now, monotonicMs };
  const plan = planFor(opened, input);
  const collisions: string[] = [];
  const lowered = new Set<string>();
  using gate = new CacheGate(deps);
  const reading = read({ source: opened, plan, memory, presence: deps.presence, stored, signal }, () =>
    fullPlan(input),
  );
  let step = await reading.next();
  for (; step.done !== true; step = await reading.next()) {
    const all = desiredOf(deps, source, chosen.name, step.value);
    noteLowered(lowered, step.value, all);
    // An open incident comes in both stages, and the cache may not show it yet.
    const isStored = ({ key: own, digest, row }: DesiredIncident): boolean =>
      (gate.expected(own) ?? row?.digest) === digest;
    const collided = new Set(all.filter(isHeldByAnother));
    const news = all.filter((each) => !collided.has(each) && !isStored(each));
    const desired = withinRoom(deps, { source, memory, pending: gate.pending }, news);
    if (desired.length > 0) {
      const report = yield { kind: 'page', source, desired };
      const taken = new Set(report.collisions.map((collision) => collision.key.name));
      for (const each of desired) {
        if (taken.has(each.incident.metadata.name)) collided.add(each);
        else gate.expect(each.key, each.digest);
      }
    }
    for (const { incident } of collided) noteCollision(memory, incident, collisions);
  }
  await gate.caughtUp(signal);
  const unmapped = [...opened.unmappedSeverities];
  const degraded = [...new Set([...probe.missingScopes, ...opened.degraded])].toSorted();
  const marks = endedWell(memory, step.value, { source, now, monotonicMs, degraded, whole });
  const { rejected, ignored } = step.value;
  const how = { podIdentity: isPodsOwn(source, chosen), lowered: loweredOf(deps, lowered) };
  const shown = { unmatched: probe.unmatched, unmapped, degraded, ...how };
  const kept = { rejected, ignored, collisions, leftOut: memory.leftOut };
  return { kind: 'synced', ...kept, ...shown, ...marks };
}

/** Its mails, say, are moved and deleted by people. */
function isForgetful(opened: OpenSource['opened']): boolean {
  return opened.reads === 'changes' && opened.openSet === 'none';
}

function planFor(opened: OpenSource['opened'], input: ReadingInput): ReadingPlan {
  const plan = choosePlan(opened, input);
  if (plan.mode === 'full') input.memory.leftOut = false;
  return plan;
}

function choosePlan(opened: OpenSource['opened'], input: ReadingInput): ReadingPlan {
  if (opened.reads === 'listing') return listingPlan({ ...input, overlapMs: opened.overlapMs });
  const { memory } = input;
  const isFirst = memory.cursor === undefined && memory.lastFullMs === undefined;
  if (isFirst && !input.isPartial) Object.assign(memory, resumption(input));
  return changesPlan({ ...input, openSet: opened.openSet });
}

/** The next sync continues after this item and looks it up by ID. Until then the source is not complete. */
function noteCollision(memory: SourceMemory, { metadata, spec }: Incident, collisions: string[]): void {
  collisions.push(metadata.name);
  if (spec.externalID !== undefined) memory.wanted.add(spec.externalID);
}

interface Ending extends Pick<ReadingInput, 'source' | 'now' | 'monotonicMs'> {
  readonly degraded: readonly string[];
  readonly whole: WholeReading;
}

type Marks = Pick<Extract<SyncOutcome, { kind: 'synced' }>, 'reached' | 'wholeAt'>;

function endedWell(
  memory: SourceMemory,
  { plan, cursor }: ReadingResult,
  { source, now, monotonicMs, degraded, whole }: Ending,
): Marks {
  if (plan.mode === 'full') memory.lastFullMs = monotonicMs;
  memory.cursor = cursor;
  memory.suspicious = false;
  memory.partialOf = plan.isPartial ? source.metadata.generation : undefined;
  memory.wholeAt = wholeAtAfter({ plan, degraded, whole, now });
  if (cursor === undefined) return { wholeAt: wholeAtText(memory.wholeAt) };
  const fullAt = new Date(now.getTime() - (monotonicMs - (memory.lastFullMs ?? monotonicMs)));
  return { reached: { cursor, fullAt: rfc3339(fullAt) } };
}
