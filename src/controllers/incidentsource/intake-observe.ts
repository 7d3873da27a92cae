// Applies what waits for one source, as a series of observations: facts at once, the source's status at most twice a second, and only
// then the deliveries go. Reads the caches; hints are looked up at the vendor. Writes nothing itself.

import { INCIDENT_SOURCE } from '../../api/kinds.ts';
import type { ObjectKey } from '../../api/meta.ts';
import type { Delivery } from '../../api/v1alpha1/delivery.gen.ts';
import type { IncidentSource } from '../../api/v1alpha1/incidentsource.gen.ts';
import type { IncidentRecord } from '../../integrations/ports/record.ts';
import type { Counted, Counting, Item } from '../../integrations/ports/receive.ts';
import { type ChosenProvider, chooseProvider } from '../../integrations/registry.ts';
import { unlessNotFound } from '../../kube/errors.ts';
import { recordedIn } from './desired.ts';
import { lookUpHints } from './hints.ts';
import type { Applying, Intake, IntakeDeps } from './intake-deps.ts';
import { outcomeOf, type Received, withGap } from './plan-received.ts';
import { Storing } from './storing.ts';

/** Deliveries that are applied together. Their events must fit what the status remembers, so that a repetition after a crash is known. */
const MAX_TOGETHER = 20;
const MAX_EVENTS = 1_000;
/** The status of a source is written no more often than this. */
const REMEMBER_EVERY_MS = 500;
/** A source that is new may be in the cluster, and not yet in the cache. */
const LOOK_AGAIN_MS = 200;
/** While the operator itself lacks a right. */
const HINDERED_MS = 5_000;

export function createIntakeObserve(deps: IntakeDeps) {
  const rememberedAtMs = new Map<string, number>();
  const storings = new Map<string, Storing>();

  async function* observe(key: string, signal: AbortSignal): Intake<void> {
    const waiting = waitingOf(deps, key);
    if (waiting.length === 0) return void storings.delete(key);
    if (deps.hindrances.in(namespaceOf(key)) !== undefined) return void (yield { kind: 'wait', ms: HINDERED_MS });
    const source = deps.sources.get(key)?.object;
    const own = waiting.filter(({ spec }) => spec.sourceUID === source?.metadata.uid);
    const chosen = source && (await chooseProvider(source.spec, deps.providers));
    if (source === undefined || own.length === 0) return yield* orphans(deps, waiting, signal);
    if (chosen?.receiver === undefined) return void (yield { kind: 'applied', deliveries: own, isMore: false });
    const batch = together(own);
    const isMore = batch.length < waiting.length;
    const applying = { key, source, chosen, batch, isMore, signal };
    return batch.some(hasHint) ? yield* lookUpHints(deps, applying) : yield* applyFacts(applying);
  }

  async function* applyFacts({ key, source, chosen, batch, isMore }: Applying): Intake<void> {
    const now = deps.clock.now();
    const { records, received } = outcomeOf({
      received: source.status?.received,
      arrivals: batch.map(({ spec }) => ({ receivedAt: spec.receivedAt, items: spec.items as readonly Item[] })),
      count: countOf(source, chosen),
      rowOf: recordedIn(deps, source, chosen.name),
      now,
    });
    const storing = storings.get(key) ?? new Storing(deps);
    storings.set(key, storing);
    yield* storing.store(source, chosen.name, recordsOf(records));
    const leftMs = (rememberedAtMs.get(key) ?? -Infinity) + REMEMBER_EVERY_MS - deps.clock.monotonicMs();
    if (leftMs > 0) return void (yield { kind: 'wait', ms: leftMs });
    yield { kind: 'remember', source, received: withGaps(received, storing, now) };
    rememberedAtMs.set(key, deps.clock.monotonicMs());
    yield { kind: 'applied', deliveries: batch, isMore };
    storing.done();
  }

  return {
    observe,
    forget(): void {
      rememberedAtMs.clear();
      storings.clear();
    },
  };
}

function waitingOf({ deliveries }: IntakeDeps, key: string): Delivery[] {
  const waiting = [...deliveries.byIndex('source', key)].map(({ object }) => object);
  return waiting.toSorted((one, other) => {
    const byTime = Date.parse(one.spec.receivedAt) - Date.parse(other.spec.receivedAt);
    return byTime === 0 ? one.metadata.name.localeCompare(other.metadata.name) : byTime;
  });
}

/** The first of them, as many as can be remembered together; always at least one. */
function together(waiting: readonly Delivery[]): readonly Delivery[] {
  let events = 0;
  const end = waiting.findIndex(({ spec }, index) => {
    events += spec.items.filter(({ kind }) => kind === 'Event').length;
    return index > 0 && (index >= MAX_TOGETHER || events > MAX_EVENTS);
  });
  return end < 0 ? waiting : waiting.slice(0, end);
}

const hasHint = ({ spec }: Delivery): boolean => spec.items.some(({ kind }) => kind === 'Hint');

const recordsOf = (facts: ReadonlyArray<{ readonly record: IncidentRecord }>): IncidentRecord[] =>
  facts.map(({ record }) => record);

function countOf({ metadata, spec }: IncidentSource, { receiver }: ChosenProvider) {
  const { namespace = '', name, uid = '' } = metadata;
  const { dataPolicy, severityMap = [] } = spec;
  const context = { source: { namespace, name, uid }, dataPolicy, severityMap };
  const count = receiver?.count;
  return count && ((counting: Counting): Counted => count(counting, context));
}

function withGaps(received: Received, { lacks }: Storing, now: Date): Received {
  return [...lacks].reduce((sum, scope) => withGap(sum, scope, now), received);
}

/** What was sent to a source that is gone is dropped, once the API server says that it is gone. */
async function* orphans(deps: IntakeDeps, waiting: readonly Delivery[], signal: AbortSignal): Intake<void> {
  const [first] = waiting;
  if (first === undefined) return;
  const key: ObjectKey = { namespace: first.metadata.namespace ?? '', name: first.spec.sourceRef.name };
  const live = await unlessNotFound(deps.client.get<IncidentSource>(INCIDENT_SOURCE, key, { signal }));
  const gone = waiting.filter(({ spec }) => spec.sourceUID !== live?.metadata.uid);
  yield { kind: 'applied', deliveries: gone, isMore: false };
  if (gone.length < waiting.length) yield { kind: 'wait', ms: LOOK_AGAIN_MS };
}

function namespaceOf(key: string): string {
  return key.slice(0, key.indexOf('/'));
}
