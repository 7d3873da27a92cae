// Who has to be told of lost data and by when, over all incidents: counts per policy and the next deadline per recipient, kept by
// differences, so that a scrape and a policy's status cost the same however many incidents there are. Reads no clock.

import { isDeepStrictEqual } from 'node:util';

import type { Obligation } from './disclosure.ts';
import { LazyHeap } from './heap.ts';
import { SET_BACK_TOLERANCE_MS } from './instants.ts';

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

/** One incident's unmet obligation. */
interface Entry {
  readonly namespace: string;
  readonly obligation: Obligation;
  isLive: boolean;
  isOverdue: boolean;
}

/** The unmet obligations of one policy, or to one recipient of one namespace. */
class Ledger {
  readonly namespace: string;
  readonly recipient: string;
  open = 0;
  overdue = 0;
  readonly pending = new LazyHeap<Entry>();

  constructor({ namespace, obligation }: Entry) {
    this.namespace = namespace;
    this.recipient = obligation.recipient;
  }

  add(entry: Entry): void {
    this.open++;
    if (entry.isOverdue) this.overdue++;
    else if (entry.obligation.dueAt !== undefined) this.pending.push(entry.obligation.dueAt, entry);
  }

  /** What was late is not late yet: the clock was set back. */
  reopen(entry: Entry, dueAt: number): void {
    this.overdue--;
    this.pending.push(dueAt, entry);
  }

  remove(entry: Entry): void {
    this.open--;
    if (entry.isOverdue) this.overdue--;
    if (this.pending.isOvergrown(this.open)) this.pending.compact((_key, item) => isPending(item));
  }
}

const isPending = (entry: Entry): boolean => entry.isLive && !entry.isOverdue;

export class DisclosureBook {
  readonly #byIncident = new Map<string, readonly Entry[]>();
  readonly #byPolicy = new Map<string, Ledger>();
  readonly #byRecipient = new Map<string, Ledger>();
  readonly #agenda = new LazyHeap<Entry>();
  readonly #listener: (policies: ReadonlySet<string>) => void;
  #size = 0;
  /** The instant that all counts are as of. */
  #nowMs = Number.NEGATIVE_INFINITY;

  /** `listener` is called with the policies of which something else is owed, at most once per call. It must only note what to do. */
  constructor(listener: (policies: ReadonlySet<string>) => void = () => undefined) {
    this.#listener = listener;
  }

  /** Whether an unmet obligation of the incident is on the books. Key: `namespace/name`. */
  has(incidentKey: string): boolean {
    return this.#byIncident.has(incidentKey);
  }

  /** What an incident owes now; nothing for one that went. */
  set(incidentKey: string, obligations: readonly Obligation[], nowMs: number): void {
    const policies = this.#enter(nowMs);
    const before = this.#byIncident.get(incidentKey) ?? [];
    const unmet = obligations.filter(({ metAt }) => metAt === undefined);
    const isSame = isDeepStrictEqual(
      unmet,
      before.map(({ obligation }) => obligation),
    );
    if (!isSame) {
      const after = this.#replace(incidentKey, before, unmet);
      for (const { obligation } of [...before, ...after]) policies.add(obligation.policy);
    }
    this.#tell(policies);
  }

  /** Time passed: what was pending and is late now is overdue. */
  advance(nowMs: number): void {
    this.#tell(this.#enter(nowMs));
  }

  /** The first instant at which `advance` may change something; undefined when only an event can. */
  nextChangeAt(): number | undefined {
    const [next] = this.#agenda.take(1, (_key, entry) => isPending(entry));
    return next?.obligation.dueAt === undefined ? undefined : next.obligation.dueAt + 1;
  }

  ofPolicy(name: string): DisclosureCounts {
    const { open = 0, overdue = 0 } = this.#byPolicy.get(name) ?? {};
    return { open, overdue };
  }

  /** Per namespace and recipient that somebody owes something to. */
  *byRecipient(): IterableIterator<OwedTo> {
    for (const { namespace, recipient, open, overdue, pending } of this.#byRecipient.values()) {
      const [next] = pending.take(1, (_key, entry) => isPending(entry));
      yield { namespace, recipient, open, overdue, nextDueAt: next?.obligation.dueAt };
    }
  }

  /** Comes up to the instant of a call; the policies of which that makes more or fewer overdue. */
  #enter(nowMs: number): Set<string> {
    const isSetBack = nowMs < this.#nowMs - SET_BACK_TOLERANCE_MS;
    this.#nowMs = isSetBack ? nowMs : Math.max(nowMs, this.#nowMs);
    return isSetBack ? this.#rejudge() : this.#pass();
  }

  #pass(): Set<string> {
    const policies = new Set<string>();
    while ((this.#agenda.firstKey ?? Number.POSITIVE_INFINITY) < this.#nowMs) {
      const entry = this.#agenda.pop();
      if (entry === undefined || !isPending(entry)) continue;
      entry.isOverdue = true;
      for (const ledger of this.#ledgersOf(entry)) ledger.overdue++;
      policies.add(entry.obligation.policy);
    }
    return policies;
  }

  /** The clock was set back: what was late by it may be in time again. */
  #rejudge(): Set<string> {
    const policies = new Set<string>();
    for (const entry of [...this.#byIncident.values()].flat()) {
      const { policy, dueAt } = entry.obligation;
      if (dueAt === undefined || !entry.isOverdue || isPast(entry.obligation, this.#nowMs)) continue;
      entry.isOverdue = false;
      for (const ledger of this.#ledgersOf(entry)) ledger.reopen(entry, dueAt);
      this.#agenda.push(dueAt, entry);
      policies.add(policy);
    }
    return policies;
  }

  #tell(policies: ReadonlySet<string>): void {
    if (policies.size > 0) this.#listener(policies);
  }

  #replace(incidentKey: string, before: readonly Entry[], unmet: readonly Obligation[]): readonly Entry[] {
    const namespace = incidentKey.slice(0, incidentKey.indexOf('/'));
    const after = unmet.map((obligation) => {
      return { namespace, obligation, isLive: true, isOverdue: isPast(obligation, this.#nowMs) };
    });
    for (const entry of before) this.#remove(entry);
    for (const entry of after) this.#add(entry);
    if (after.length === 0) this.#byIncident.delete(incidentKey);
    else this.#byIncident.set(incidentKey, after);
    return after;
  }

  #add(entry: Entry): void {
    this.#size++;
    for (const ledger of this.#ledgersOf(entry)) ledger.add(entry);
    if (!entry.isOverdue && entry.obligation.dueAt !== undefined) this.#agenda.push(entry.obligation.dueAt, entry);
  }

  #remove(entry: Entry): void {
    this.#size--;
    entry.isLive = false;
    const { policy, recipient } = entry.obligation;
    const [byPolicy, byRecipient] = this.#ledgersOf(entry);
    byPolicy.remove(entry);
    byRecipient.remove(entry);
    if (byPolicy.open === 0) this.#byPolicy.delete(policy);
    if (byRecipient.open === 0) this.#byRecipient.delete(recipientKey(entry.namespace, recipient));
    if (this.#agenda.isOvergrown(this.#size)) this.#agenda.compact((_key, item) => isPending(item));
  }

  #ledgersOf(entry: Entry): [byPolicy: Ledger, byRecipient: Ledger] {
    const { policy, recipient } = entry.obligation;
    return [
      ledgerOf(this.#byPolicy, policy, entry),
      ledgerOf(this.#byRecipient, recipientKey(entry.namespace, recipient), entry),
    ];
  }
}

const isPast = ({ dueAt }: Obligation, nowMs: number): boolean => dueAt !== undefined && nowMs > dueAt;
const recipientKey = (namespace: string, recipient: string): string => `${namespace}/${recipient}`;

function ledgerOf(ledgers: Map<string, Ledger>, key: string, entry: Entry): Ledger {
  const known = ledgers.get(key);
  if (known !== undefined) return known;
  const ledger = new Ledger(entry);
  ledgers.set(key, ledger);
  return ledger;
}
