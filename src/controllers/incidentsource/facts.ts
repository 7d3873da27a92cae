// Facts that arrived for one source: stored at once, and, under a key of its own, so that no fact waits for it, remembered in the source's
// status at most twice a second, after which their deliveries go. Writes nothing itself.

import type { Delivery } from '../../api/v1alpha1/delivery.gen.ts';
import type { IncidentSource } from '../../api/v1alpha1/incidentsource.gen.ts';
import type { Counted, Counting, Item } from '../../integrations/ports/receive.ts';
import type { ChosenProvider } from '../../integrations/registry.ts';
import { recordedIn } from './desired.ts';
import type { Intake, IntakeDeps } from './intake-deps.ts';
import { type Ongoing, REMEMBER } from './ongoing.ts';
import { type Outcome, outcomeOf, type Received, withGap } from './plan-received.ts';

export interface Facts {
  readonly deps: IntakeDeps;
  readonly held: Ongoing;
  readonly source: IncidentSource;
  readonly chosen: ChosenProvider;
  /** Adds the key of the source with this after it, when the time has passed. */
  readonly wake: (after: string, ms: number) => void;
}

/**
 * What is applied together at most. The events must fit what the status remembers, so that a repetition after a crash is known. Room for all
 * that arrives until the status is written again, so that the facts of none wait for that.
 */
const MAX_EVENTS = 1_000;
const MAX_ITEMS = 4_000;
/** The status of a source is written no more often than this. */
const REMEMBER_EVERY_MS = 500;
/** The first of them, as many as can be remembered together; always at least one. */
export function together(waiting: readonly Delivery[]): readonly Delivery[] {
  let [items, events] = [0, 0];
  const end = waiting.findIndex(({ spec }, index) => {
    items += spec.items.length;
    events += spec.items.filter(({ kind }) => kind === 'Event').length;
    return index > 0 && (items > MAX_ITEMS || events > MAX_EVENTS);
  });
  return end < 0 ? waiting : waiting.slice(0, end);
}

export async function* storeFacts(facts: Facts, batch: readonly Delivery[]): Intake<void> {
  const { held, source, chosen, wake } = facts;
  const records = outcome(facts, batch).records.map(({ record }) => record);
  yield* held.storing.store(source, chosen.name, records);
  for (const { metadata } of batch) held.stored.add(metadata.uid ?? '');
  wake(REMEMBER, held.leftMs(REMEMBER_EVERY_MS));
}

/** What is stored is remembered in the source's status, and its deliveries go. */
export async function* rememberFacts(facts: Facts, own: readonly Delivery[]): Intake<void> {
  const { deps, held, source, wake } = facts;
  const batch = together(own.filter(({ metadata }) => held.stored.has(metadata.uid ?? '')));
  if (batch.length === 0) return;
  const leftMs = held.leftMs(REMEMBER_EVERY_MS);
  if (leftMs > 0) return void (yield { kind: 'wait', ms: leftMs });
  const lacks = [...held.storing.lacks];
  const received = withGaps(outcome(facts, batch).received, lacks, deps.clock.now());
  yield { kind: 'remember', source, received };
  held.remembered(source, received, lacks);
  yield { kind: 'applied', deliveries: batch, isMore: false };
  held.applied(batch);
  if (batch.length < own.length) wake('', 0);
}

function outcome({ deps, held, source, chosen }: Facts, batch: readonly Delivery[]): Outcome {
  return outcomeOf({
    received: held.receivedOf(source),
    arrivals: batch.map(({ spec }) => ({ receivedAt: spec.receivedAt, items: spec.items as readonly Item[] })),
    count: countOf(source, chosen),
    rowOf: recordedIn(deps, source, chosen.name),
    now: deps.clock.now(),
  });
}

function countOf({ metadata, spec }: IncidentSource, { receiver }: ChosenProvider) {
  const { namespace = '', name, uid = '' } = metadata;
  const { dataPolicy, severityMap = [] } = spec;
  const context = { source: { namespace, name, uid }, dataPolicy, severityMap };
  const count = receiver?.count;
  return count && ((counting: Counting): Counted => count(counting, context));
}

function withGaps(received: Received, lacks: readonly string[], now: Date): Received {
  return lacks.reduce((sum, scope) => withGap(sum, scope, now), received);
}
