// Who has to be told of lost data and by when, over all incidents: counts per policy and the next deadline per recipient, kept by
// differences, so that a scrape and a policy's status cost the same however many incidents there are. Reads no clock.

import { isDeepStrictEqual } from 'node:util';

import { Heap } from '../../base/heap.ts';
import { earliest, SET_BACK_TOLERANCE_MS } from '../../base/instants.ts';
import { isMet, type Obligation } from './obligation.ts';

/** Obligations that nobody has met, and those of them whose deadline has passed. */
export interface DisclosureCounts {
  readonly open: number;
  readonly overdue: number;
}

/** What is owed to one recipient in one namespace. `nextDueAt` (epoch milliseconds): of what is not overdue. */
export interface OwedTo extends DisclosureCounts {
  readonly namespace: string;
  readonly recipient: string;
  readonly nextDueAt: number | undefined;
}

/** How an obligation stands. What a review dates in the future is not met yet. */
type Phase = 'pending' | 'overdue' | 'met';

/** One incident's obligation. */
interface Entry {
  readonly namespace: string;
  readonly obligation: Obligation;
  /** As it is counted; undefined: not on the books. */
  phase: Phase | undefined;
}

/** The unmet obligations of one policy, or to one recipient of one namespace. */
class Ledger {
  readonly namespace: string;
  readonly recipient: string;
  open = 0;
  overdue = 0;
  readonly #pending = new Heap<Entry>();

  constructor({ namespace, obligation }: Entry) {
    this.namespace = namespace;
    this.recipient = obligation.recipient;
  }

  /** Called after the phase of an entry has changed. */
  move(entry: Entry, before: Phase | undefined): void {
    const { phase: after, obligation } = entry;
    this.open += isOpen(after) - isOpen(before);
    this.overdue += Number(after === 'overdue') - Number(before === 'overdue');
    if (after === 'pending' && obligation.dueAt !== undefined) this.#pending.push(obligation.dueAt, entry);
    if (this.#pending.isOvergrown(this.open)) this.#pending.compact((_key, item) => item.phase === 'pending');
  }

  /** The first deadline that has not passed. */
  nextDueAt(): number | undefined {
    const [next] = this.#pending.take(1, (_key, entry) => entry.phase === 'pending');
    return next?.obligation.dueAt;
  }
}

const isOpen = (phase: Phase | undefined): number => Number(phase === 'pending' || phase === 'overdue');

export class DisclosureBook {
  readonly #byIncident = new Map<string, readonly Entry[]>();
  readonly #byPolicy = new Map<string, Ledger>();
  readonly #byRecipient = new Map<string, Ledger>();
  /** Every entry under the first instant at which its phase may be another. */
  readonly #agenda = new Heap<Entry>();
  readonly #listener: (policies: ReadonlySet<string>) => void;
  #size = 0;
  /** The instant that all counts are as of. */
  #nowMs = Number.NEGATIVE_INFINITY;

  /** `listener` is called with the policies of which something else is owed, at most once per call. It must only note what to do. */
  constructor(listener: (policies: ReadonlySet<string>) => void = () => undefined) {
    this.#listener = listener;
  }

  /** Whether an obligation of the incident, met or not, is on the books. Key: `namespace/name`. */
  has(incidentKey: string): boolean {
    return this.#byIncident.has(incidentKey);
  }

  /** What an incident owes now, and what was met of it; nothing for one that went. */
  set(incidentKey: string, obligations: readonly Obligation[], nowMs: number): void {
    const policies = this.#enter(nowMs);
    const before = this.#byIncident.get(incidentKey) ?? [];
    const isSame = isDeepStrictEqual(
      obligations,
      before.map(({ obligation }) => obligation),
    );
    if (!isSame) this.#replace(incidentKey, before, obligations, policies);
    this.#tell(policies);
  }

  /** Time passed: what was pending and is late now is overdue, and what was to be met is. */
  advance(nowMs: number): void {
    this.#tell(this.#enter(nowMs));
  }

  /** The first instant at which `advance` may change something; undefined when only an event can. */
  nextChangeAt(): number | undefined {
    const [next] = this.#agenda.take(1, isDue);
    return next && changesAt(next);
  }

  ofPolicy(name: string): DisclosureCounts {
    const { open = 0, overdue = 0 } = this.#byPolicy.get(name) ?? {};
    return { open, overdue };
  }

  /** Per namespace and recipient that somebody owes something to. */
  *byRecipient(): IterableIterator<OwedTo> {
    for (const ledger of this.#byRecipient.values()) {
      const { namespace, recipient, open, overdue } = ledger;
      yield { namespace, recipient, open, overdue, nextDueAt: ledger.nextDueAt() };
    }
  }

  /** Comes up to the instant of a call; the policies of which that makes more or fewer open or overdue. */
  #enter(nowMs: number): Set<string> {
    const isSetBack = nowMs < this.#nowMs - SET_BACK_TOLERANCE_MS;
    this.#nowMs = isSetBack ? nowMs : Math.max(nowMs, this.#nowMs);
    const policies = new Set<string>();
    // A clock that was set back may have anything be in time, or still to be met, again.
    const changed = isSetBack ? [...this.#byIncident.values()].flat() : this.#passed();
    for (const entry of changed) this.#move(entry, phaseOf(entry.obligation, this.#nowMs), policies);
    return policies;
  }

  /** What the agenda has up to now. */
  *#passed(): IterableIterator<Entry> {
    while ((this.#agenda.firstKey ?? Number.POSITIVE_INFINITY) <= this.#nowMs) {
      const entry = this.#agenda.pop();
      if (entry?.phase !== undefined) yield entry;
    }
  }

  #tell(policies: ReadonlySet<string>): void {
    if (policies.size > 0) this.#listener(policies);
  }

  #replace(
    incidentKey: string,
    before: readonly Entry[],
    obligations: readonly Obligation[],
    policies: Set<string>,
  ): void {
    const namespace = incidentKey.slice(0, incidentKey.indexOf('/'));
    const after = obligations.map((obligation): Entry => ({ namespace, obligation, phase: undefined }));
    this.#size += after.length - before.length;
    for (const entry of before) this.#move(entry, undefined, policies);
    for (const entry of after) this.#move(entry, phaseOf(entry.obligation, this.#nowMs), policies);
    if (after.length === 0) this.#byIncident.delete(incidentKey);
    else this.#byIncident.set(incidentKey, after);
    if (this.#agenda.isOvergrown(this.#size)) this.#agenda.compact(isDue);
  }

  /** Has an entry counted as it stands now, and notes whose counts that changed. */
  #move(entry: Entry, phase: Phase | undefined, policies: Set<string>): void {
    const before = entry.phase;
    entry.phase = phase;
    const next = changesAt(entry);
    if (next !== undefined) this.#agenda.push(next, entry);
    if (before === phase) return;
    const { policy, recipient } = entry.obligation;
    for (const [ledgers, key] of [
      [this.#byPolicy, policy],
      [this.#byRecipient, `${entry.namespace}/${recipient}`],
    ] as const) {
      const ledger = ledgers.get(key) ?? new Ledger(entry);
      ledger.move(entry, before);
      if (ledger.open === 0) ledgers.delete(key);
      else ledgers.set(key, ledger);
    }
    policies.add(policy);
  }
}

function phaseOf(obligation: Obligation, nowMs: number): Phase {
  if (isMet(obligation, nowMs)) return 'met';
  const { dueAt } = obligation;
  return dueAt !== undefined && nowMs > dueAt ? 'overdue' : 'pending';
}

/** The first instant at which an entry's phase is another than now; undefined where only an event changes it. */
function changesAt({ obligation: { dueAt, metAt }, phase }: Entry): number | undefined {
  if (phase === undefined || phase === 'met') return undefined;
  return earliest([metAt, phase === 'pending' && dueAt !== undefined ? dueAt + 1 : undefined]);
}

const isDue = (key: number, entry: Entry): boolean => changesAt(entry) === key;
