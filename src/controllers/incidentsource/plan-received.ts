// What deliveries come to: the facts to store, each the newest of its incident, and what the source's status remembers of them. The same
// deliveries again, in any order, come to the same. Pure.

import { createHash } from 'node:crypto';
import type { IncidentSourceStatus } from '../../api/v1alpha1/incidentsource.gen.ts';
import { instantOf, rfc3339 } from '../../base/instants.ts';
import { isOpen } from '../../compliance/lifecycle.ts';
import type { IncidentRow } from '../../compliance/verdict.ts';
import type { Counted, Counting, EventItem, Item, TimedRecord, WindowState } from '../../integrations/ports/receive.ts';

export type Received = NonNullable<IncidentSourceStatus['received']>;
type Gap = NonNullable<Received['gaps']>[number];

/** One Delivery. */
export interface Arrival {
  readonly receivedAt: string;
  readonly items: readonly Item[];
}

export interface ReceivedInput {
  /** What the status has. */
  readonly received: Received | undefined;
  readonly arrivals: readonly Arrival[];
  /** Absent: the provider has no detections, and events are dropped. */
  readonly count: ((counting: Counting) => Counted) | undefined;
  /** The incident on record with this external ID. */
  readonly rowOf: (externalID: string) => IncidentRow | undefined;
  readonly now: Date;
}

export interface Outcome {
  readonly records: readonly TimedRecord[];
  readonly received: Received;
}

const REMEMBERED_MS = 24 * 60 * 60 * 1000;
const MAX_KEYS = 1_000;
const MAX_GAPS = 50;
/** The limit of the CRD. A detection keeps its windows below that. */
const MAX_WINDOWS = 65_536;

export function outcomeOf({ received = {}, arrivals, count, rowOf, now }: ReceivedInput): Outcome {
  const keys = new Ledger(received.keys, (appliedMs) => now.getTime() - appliedMs < REMEMBERED_MS);
  const facts = new Ledger(received.facts, () => true);
  const events = newEvents(arrivals, keys, now);
  const counted = count?.({ events, state: windowsOf(received.windows), now });
  const stated = arrivals.flatMap(({ items }) => items.flatMap(recordIn));
  const records = newest([...stated, ...(counted?.records ?? [])], facts, rowOf);
  const gaps = gapsAfter(received, arrivals, now);
  const heartbeatAt = lastHeartbeat(received, arrivals);
  const windows = windowsText(counted, received);
  return {
    records,
    received: {
      ...(heartbeatAt !== undefined && { heartbeatAt }),
      ...(gaps.length > 0 && { gaps }),
      ...keys.as('keys'),
      ...facts.as('facts'),
      ...(windows !== undefined && { windows }),
    },
  };
}

/** A gap of Docket's own: what arrived could not be stored. */
export function withGap(received: Received, scope: string, now: Date): Received {
  const gaps = [...(received.gaps ?? []).filter((gap) => gap.scope !== scope), { scope, since: rfc3339(now) }];
  return { ...received, gaps: gaps.slice(-MAX_GAPS) };
}

function recordIn(item: Item): TimedRecord[] {
  return item.kind === 'Incident' ? [{ record: item.incident, time: item.time }] : [];
}

/** Those that were not applied before. One that comes again counts as remembered from now on. */
function newEvents(arrivals: readonly Arrival[], keys: Ledger, now: Date): EventItem[] {
  const time = rfc3339(now);
  return arrivals.flatMap(({ items }) =>
    items.filter(
      (item): item is EventItem => item.kind === 'Event' && !keys.note(`${item.detection}\0${item.key}`, time),
    ),
  );
}

/**
 * The newest fact of each incident, where it is not older than what is known. Without a memory of the incident its own times say so: the end
 * of an incident is not undone by what happened before it. Of two facts of one time the later state holds.
 */
function newest(records: readonly TimedRecord[], facts: Ledger, rowOf: ReceivedInput['rowOf']): readonly TimedRecord[] {
  const best = new Map<string, TimedRecord>();
  for (const fact of records) {
    const { externalID } = fact.record;
    const before = best.get(externalID);
    if (before === undefined ? isNews(fact, facts.get(externalID), rowOf(externalID)) : !isOlder(fact, before)) {
      best.set(externalID, withDetection(fact, rowOf(externalID)));
    }
  }
  for (const [externalID, { time }] of best) facts.note(externalID, time);
  return [...best.values()];
}

/** An incident was detected when it was first stated, whatever time a later fact has. */
function withDetection(fact: TimedRecord, row: IncidentRow | undefined): TimedRecord {
  const { detectedAt, stateUntil } = fact.record;
  if (row === undefined || row.detectedAt >= (instantOf(detectedAt) ?? 0)) return fact;
  const first = rfc3339(row.detectedAt);
  // Where the source knows no states, the review decides from the detection on.
  const until = stateUntil === detectedAt ? { stateUntil: first } : {};
  return { ...fact, record: { ...fact.record, detectedAt: first, ...until } };
}

function isNews({ record, time }: TimedRecord, known: string | undefined, row: IncidentRow | undefined): boolean {
  const atMs = instantOf(time) ?? 0;
  if (known !== undefined) return atMs >= (instantOf(known) ?? 0);
  const endedMs = row === undefined || isOpen(row.recordState) ? undefined : (row.resolvedAt ?? row.closedAt);
  if (endedMs === undefined) return true;
  return isOpen(record.state) ? atMs > endedMs : atMs >= endedMs;
}

function isOlder(fact: TimedRecord, other: TimedRecord): boolean {
  const [own, others] = [instantOf(fact.time) ?? 0, instantOf(other.time) ?? 0];
  if (own !== others) return own < others;
  return isOpen(fact.record.state) && !isOpen(other.record.state);
}

function lastHeartbeat({ heartbeatAt }: Received, arrivals: readonly Arrival[]): string | undefined {
  const heard = arrivals.filter(({ items }) => items.some(({ kind }) => kind === 'Heartbeat'));
  const times = [...heard.map(({ receivedAt }) => receivedAt), ...(heartbeatAt === undefined ? [] : [heartbeatAt])];
  return times.toSorted((one, other) => (instantOf(one) ?? 0) - (instantOf(other) ?? 0)).at(-1);
}

function gapsAfter({ gaps = [] }: Received, arrivals: readonly Arrival[], now: Date): Gap[] {
  const open = new Map(gaps.map((gap) => [gap.scope, gap]));
  for (const { receivedAt, items } of arrivals) {
    for (const item of items) {
      if (item.kind !== 'Gap') continue;
      const { scope, gap, detail } = item;
      if (gap === 'Closed') open.delete(scope);
      else open.set(scope, { scope, since: receivedAt, ...(detail !== undefined && { detail }) });
    }
  }
  const counting = [...open.values()].filter(({ since }) => now.getTime() - (instantOf(since) ?? 0) < REMEMBERED_MS);
  return counting.slice(-MAX_GAPS);
}

function windowsOf(text: string | undefined): WindowState | undefined {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as WindowState;
  } catch {
    return undefined; // Somebody edited it: the windows begin anew.
  }
}

function windowsText(counted: Counted | undefined, { windows }: Received): string | undefined {
  if (counted === undefined) return windows;
  const text = counted.state === undefined ? undefined : JSON.stringify(counted.state);
  return text !== undefined && text.length > MAX_WINDOWS ? undefined : text;
}

/** Names with a time each, as a status keeps them: short hashes, the last noted one last, at most a thousand. */
class Ledger {
  readonly #times = new Map<string, string>();

  constructor(lines: readonly string[] | undefined, isKept: (timeMs: number) => boolean) {
    for (const line of lines ?? []) {
      const [hash = '', time = ''] = line.split(' ');
      if (isKept(instantOf(time) ?? 0)) this.#times.set(hash, time);
    }
  }

  get(name: string): string | undefined {
    return this.#times.get(hashOf(name));
  }

  /** Returns whether it was there. It is the newest now. */
  note(name: string, time: string): boolean {
    const hash = hashOf(name);
    const wasThere = this.#times.delete(hash);
    this.#times.set(hash, time);
    return wasThere;
  }

  as<Name extends 'keys' | 'facts'>(name: Name): { [Key in Name]?: string[] } {
    const lines = [...this.#times].slice(-MAX_KEYS).map(([hash, time]) => `${hash} ${time}`);
    return lines.length === 0 ? {} : ({ [name]: lines } as { [Key in Name]: string[] });
  }
}

function hashOf(name: string): string {
  return createHash('sha256').update(name).digest('hex').slice(0, 16);
}
