// What waits for one source, and what becomes of it: facts are stored, hints are looked up at the vendor, and what was sent to a source that
// is gone is dropped. Reads the caches. Writes nothing itself.

import { INCIDENT_SOURCE } from '../../api/kinds.ts';
import type { ObjectKey } from '../../api/meta.ts';
import type { Delivery } from '../../api/v1alpha1/delivery.gen.ts';
import type { IncidentSource } from '../../api/v1alpha1/incidentsource.gen.ts';
import { chooseProvider } from '../../integrations/registry.ts';
import { unlessNotFound } from '../../kube/errors.ts';
import { rememberFacts, storeFacts, together } from './facts.ts';
import { lookUpHints } from './hints.ts';
import type { Intake, IntakeDeps } from './intake-deps.ts';
import { isRememberKey, Ongoing, sourceKeyOf } from './ongoing.ts';

/** A source that is new may be in the cluster, and not yet in the cache. */
const LOOK_AGAIN_MS = 200;
/** While the operator itself lacks a right. */
const HINDERED_MS = 5_000;

/** `wake` adds a key of this controller after some milliseconds. */
export function createIntakeObserve(deps: IntakeDeps, wake: (key: string, ms: number) => void) {
  const ongoing = new Map<string, Ongoing>();

  async function* observe(given: string, signal: AbortSignal): Intake<void> {
    const key = sourceKeyOf(given);
    const all = waitingOf(deps, key);
    if (all.length === 0) return rest(key);
    if (deps.hindrances.in(namespaceOf(key)) !== undefined) return void (yield { kind: 'wait', ms: HINDERED_MS });
    const waiting = ongoing.getOrInsertComputed(key, () => new Ongoing(deps)).notApplied(all);
    const source = deps.sources.get(key)?.object;
    const own = waiting.filter(({ spec }) => spec.sourceUID === source?.metadata.uid);
    if (source === undefined || own.length === 0) return yield* orphans(deps, waiting, signal);
    yield* applyTo({ given, source, own, isAll: own.length === waiting.length, signal });
  }

  const rest = (key: string): void => {
    if (deps.sources.get(key) === undefined) ongoing.delete(key);
    else ongoing.get(key)?.rest();
  };

  async function* applyTo({ given, source, own, isAll, signal }: Found): Intake<void> {
    const key = sourceKeyOf(given);
    const chosen = await chooseProvider(source.spec, deps.providers);
    if (chosen?.receiver === undefined) return void (yield { kind: 'applied', deliveries: own, isMore: false });
    const held = ongoing.getOrInsertComputed(key, () => new Ongoing(deps));
    const facts = { deps, held, source, chosen, wake: (after: string, ms: number) => wake(`${key}${after}`, ms) };
    if (isRememberKey(given)) return yield* rememberFacts(facts, own);
    const batch = together(own);
    const isMore = !isAll || batch.length < own.length;
    if (batch.some(hasHint)) yield* lookUpHints(deps, { key, source, chosen, batch, isMore, signal });
    else yield* storeFacts(facts, batch);
  }

  return { observe, forget: (): void => ongoing.clear() };
}

/** What waits for a source that is there. */
interface Found {
  /** The key as it was given. */
  readonly given: string;
  readonly source: IncidentSource;
  readonly own: readonly Delivery[];
  /** Nothing waits for an earlier source of that name. */
  readonly isAll: boolean;
  readonly signal: AbortSignal;
}

function waitingOf({ deliveries }: IntakeDeps, key: string): Delivery[] {
  const waiting = [...deliveries.byIndex('source', key)].map(({ object }) => object);
  return waiting.toSorted((one, other) => {
    const byTime = Date.parse(one.spec.receivedAt) - Date.parse(other.spec.receivedAt);
    return byTime === 0 ? one.metadata.name.localeCompare(other.metadata.name) : byTime;
  });
}

const hasHint = ({ spec }: Delivery): boolean => spec.items.some(({ kind }) => kind === 'Hint');

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
