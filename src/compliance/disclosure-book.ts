// Who has to be told of lost data and by when, over all incidents: counts per policy and the next deadline per recipient, kept by
// differences, so that a scrape and a policy's status cost the same however many incidents there are. Reads no clock.

import type { Obligation } from './disclosure.ts';
import { LazyHeap } from './heap.ts';

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

  /** `listener` is called with the policies whose counts changed, at most once per call. It must only note what to do. */
  constructor(listener: (policies: ReadonlySet<string>) => void = () => undefined) {
    this.#listener = listener;
  }

  /** Whether an unmet obligation of the incident is on the books. Key: `namespace/name`. */
  has(incidentKey: string): boolean {
    return this.#byIncident.has(incidentKey);
  }

  /** What an incident owes now; nothing for one that went. */
  set(incidentKey: string, obligations: readonly Obligation[], nowMs: number): void {
    const before = this.#byIncident.get(incidentKey) ?? [];
    const unmet = obligations.filter(({ metAt }) => metAt === undefined);
    if (before.length + unmet.length === 0) return;
    const namespace = incidentKey.slice(0, incidentKey.indexOf('/'));
    const after = unmet.map((obligation) => ({
      namespace,
      obligation,
      isLive: true,
      isOverdue: isPast(obligation, nowMs),
    }));
    for (const entry of before) this.#remove(entry);
    for (const entry of after) this.#add(entry);
    if (after.length === 0) this.#byIncident.delete(incidentKey);
    else this.#byIncident.set(incidentKey, after);
    this.#listener(new Set([...before, ...after].map(({ obligation }) => obligation.policy)));
  }

  /** Time passed: what was pending and is late now is overdue. */
  advance(nowMs: number): void {
    const policies = new Set<string>();
    while ((this.#agenda.firstKey ?? Number.POSITIVE_INFINITY) < nowMs) {
      const entry = this.#agenda.pop();
      if (entry === undefined || !isPending(entry)) continue;
      entry.isOverdue = true;
      for (const ledger of this.#ledgersOf(entry)) ledger.overdue++;
      policies.add(entry.obligation.policy);
    }
    if (policies.size > 0) this.#listener(policies);
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
