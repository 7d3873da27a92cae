// Reads one opened source to the end: pages, then the incidents that a listing lacked, asked for by ID. Yields what is to be
// stored, and tells listing from listing apart; a listing that is not whole ends in a SourceError, never in a conclusion.

import type { IncidentRow, Synced } from '../../compliance/verdict.ts';
import type { Presence } from '../../compliance/presence.ts';
import { SourceError } from '../../integrations/ports/failure.ts';
import type { PullPage, PullStage } from '../../integrations/ports/listing.ts';
import type { IncidentRecord, RejectedItem } from '../../integrations/ports/record.ts';
import type { Source } from '../../integrations/provider.ts';
import { missed, type SourceMemory } from './memory.ts';
import { MAX_LOOKUPS, missingFrom, type ReadingPlan } from './plan-reading.ts';

/** What one reading is about. */
export interface Reading {
  readonly source: Source;
  readonly plan: ReadingPlan;
  readonly memory: SourceMemory;
  readonly presence: Presence;
  /** The source's incidents in the cache, as before the reading. */
  readonly stored: readonly IncidentRow[];
  readonly signal: AbortSignal;
}

export interface ReadingResult {
  readonly rejected: readonly RejectedItem[];
}

/** Yields the records of each answer; they are stored before the next is asked for. */
export async function* read(reading: Reading): AsyncGenerator<readonly IncidentRecord[], ReadingResult, void> {
  const listing = new Listing(reading.plan);
  const request = { mode: reading.plan.mode, since: reading.plan.since, signal: reading.signal };
  const wanted = takeWanted(reading.memory);
  const gone: Gone[] = [];
  try {
    for await (const page of reading.source.pull(request)) {
      listing.take(page);
      if (page.records.length > 0) yield page.records;
    }
    judgeListing(listing, reading);
    noteListed(reading, listing.seen);
    for (const id of missingFrom(reading.plan, reading.stored, listing.seen)) wanted.add(id);
    for (const id of listing.seen) wanted.delete(id);
    gone.push(...(yield* lookUp(reading, listing, wanted)));
  } finally {
    // What was not asked for, or not answered, is for the next sync.
    for (const id of wanted) reading.memory.wanted.add(id);
  }
  if (listing.lacksAll(reading.plan.expectedByID)) throw suspicion(reading, 'any stored incident');
  // A listing that is not whole is none of those after which an incident counts as gone.
  if (!reading.plan.isPartial) for (const { id, row } of gone) concludeGone(reading, id, row);
  return { rejected: listing.rejected };
}

/** What is deleted from now on was deleted after the source was read, and is wanted at the next sync, whatever this one brings. */
function takeWanted({ wanted }: SourceMemory): Set<string> {
  const taken = new Set(wanted);
  wanted.clear();
  return taken;
}

/** What the pages of one listing amount to. */
class Listing {
  readonly seen = new Set<string>();
  readonly rejected: RejectedItem[] = [];
  readonly #created = new Set<string>();
  readonly #whole = new Set<PullStage>();
  readonly #plan: ReadingPlan;

  constructor(plan: ReadingPlan) {
    this.#plan = plan;
  }

  take(page: PullPage): void {
    const ids = [...page.records, ...page.rejected].flatMap((item) => item.externalID ?? []);
    for (const id of ids) {
      this.seen.add(id);
      if (page.stage === 'created') this.#created.add(id);
    }
    this.rejected.push(...page.rejected);
    if (page.last) this.#whole.add(page.stage);
  }

  get isWhole(): boolean {
    return this.#whole.has('created') && this.#whole.has('open');
  }

  /** The incident that a delta started at has not come again, or none of those that a full listing must bring. */
  get isSuspicious(): boolean {
    const { anchor, expected } = this.#plan;
    return anchor === undefined ? this.lacksAll(expected) : !this.#created.has(anchor);
  }

  lacksAll(ids: ReadonlySet<string>): boolean {
    return ids.size > 0 && ![...ids].some((id) => this.seen.has(id));
  }
}

function judgeListing(listing: Listing, reading: Reading): void {
  const { plan, memory } = reading;
  if (!listing.isWhole) {
    throw new SourceError('incomplete', 'list incidents: the source ended before its listing was complete');
  }
  if (!listing.isSuspicious) return;
  if (plan.anchor !== undefined) missed(memory, plan.anchor);
  throw suspicion(reading, plan.anchor === undefined ? 'any stored incident' : 'the newest stored incident');
}

/** Only a full listing tells what an answer that lacks something means. */
function suspicion({ memory }: Reading, what: string): SourceError {
  memory.suspicious = true;
  const message = `list incidents: the answer lacks ${what}; check what the credential may see`;
  return new SourceError('suspiciously-empty', message);
}

/** What came in a listing is listed, whatever was believed before. */
function noteListed(reading: Reading, seen: ReadonlySet<string>): void {
  const { stored, memory } = reading;
  for (const row of stored) {
    if (!seen.has(row.externalID ?? '')) continue;
    memory.misses.delete(row.externalID ?? '');
    notePresence(reading, row, 'Listed');
  }
}

interface Gone {
  readonly id: string;
  readonly row: IncidentRow | undefined;
}

/** Takes what is answered out of `wanted`; returns what the source does not know any more. */
async function* lookUp(
  reading: Reading,
  listing: Listing,
  wanted: Set<string>,
): AsyncGenerator<readonly IncidentRecord[], readonly Gone[], void> {
  const { source, memory, stored, signal } = reading;
  const ids = [...wanted].slice(0, MAX_LOOKUPS);
  const gone: Gone[] = [];
  if (ids.length === 0) return gone;
  const rows = new Map(stored.map((row) => [row.externalID ?? '', row]));
  for await (const answer of source.lookup(ids, signal)) {
    const id = answer.kind === 'found' ? answer.record.externalID : answer.externalID;
    wanted.delete(id);
    if (answer.kind === 'gone') gone.push({ id, row: rows.get(id) });
    else listing.seen.add(id);
    if (answer.kind === 'rejected') listing.rejected.push(answer.item);
    if (answer.kind !== 'found') continue;
    memory.misses.delete(id);
    noteFound(reading, rows.get(id), answer.inScope);
    yield [answer.record];
  }
  return gone;
}

/** A name that the provider does not know may be the one that selected it: then it stays what it was. */
function noteFound(reading: Reading, row: IncidentRow | undefined, isInScope: boolean): void {
  if (isInScope) notePresence(reading, row, 'Listed');
  else if (!reading.plan.isPartial) notePresence(reading, row, 'OutOfScope');
}

function concludeGone(reading: Reading, id: string, row: IncidentRow | undefined): void {
  if (missed(reading.memory, id)) notePresence(reading, row, 'NotFoundUpstream');
}

/** Says only what is news: beside what is stored, or what was said and is not stored yet. */
function notePresence({ presence }: Reading, row: IncidentRow | undefined, now: Synced): void {
  if (row === undefined) return;
  const key = `${row.namespace}/${row.name}`;
  if ((presence.get(key) ?? row.synced ?? 'Listed') !== now) presence.set(key, now);
}
