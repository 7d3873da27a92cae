// Reads one opened source to the end: pages, then the incidents that a listing lacked, asked for by ID. Yields what is to be
// stored, and tells listing from listing apart; a listing that is not whole ends in a SourceError, never in a conclusion.

import type { IncidentRow } from '../../compliance/verdict.ts';
import { isListed } from '../../compliance/lifecycle.ts';
import type { Presence } from '../../compliance/presence.ts';
import {
  type IncidentRecord,
  type PullPage,
  type PullStage,
  type RejectedItem,
  type Source,
  SourceError,
} from '../../integrations/provider.ts';
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
  for await (const page of reading.source.pull(request)) {
    listing.take(page);
    if (page.records.length > 0) yield page.records;
  }
  judgeListing(listing, reading);
  noteListed(reading, listing.seen);
  yield* lookUpMissing(reading, listing);
  return { rejected: listing.rejected };
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
    if (anchor !== undefined) return !this.#created.has(anchor);
    return expected.size > 0 && ![...expected].some((id) => this.seen.has(id));
  }
}

function judgeListing(listing: Listing, { plan, memory }: Reading): void {
  if (!listing.isWhole) {
    throw new SourceError('incomplete', 'list incidents: the source ended before its listing was complete');
  }
  if (!listing.isSuspicious) return;
  memory.suspicious = true;
  if (plan.anchor !== undefined) missed(memory, plan.anchor);
  const what = plan.anchor === undefined ? 'any stored incident' : 'the newest stored incident';
  throw new SourceError(
    'suspiciously-empty',
    `list incidents: the answer lacks ${what}; check what the credential may see`,
  );
}

/** What came in a listing is listed, whatever was believed before. */
function noteListed({ stored, memory, presence }: Reading, seen: ReadonlySet<string>): void {
  for (const row of stored) {
    if (!seen.has(row.externalID ?? '')) continue;
    memory.misses.delete(row.externalID ?? '');
    memory.wanted.delete(row.externalID ?? '');
    if (!isListed(row)) presence.set(keyOfRow(row), 'Listed');
  }
}

async function* lookUpMissing(
  reading: Reading,
  listing: Listing,
): AsyncGenerator<readonly IncidentRecord[], void, void> {
  const { source, plan, memory, stored, signal } = reading;
  for (const id of missingFrom(plan, stored, listing.seen)) memory.wanted.add(id);
  for (const id of listing.seen) memory.wanted.delete(id);
  const ids = [...memory.wanted].slice(0, MAX_LOOKUPS);
  if (ids.length === 0) return;
  const rows = new Map(stored.map((row) => [row.externalID ?? '', row]));
  for await (const answer of source.lookup(ids, signal)) {
    const id = answer.kind === 'found' ? answer.record.externalID : answer.externalID;
    memory.wanted.delete(id);
    if (answer.kind === 'rejected') listing.rejected.push(answer.item);
    else concludeLookup(reading, rows.get(id), answer.kind === 'found' ? answer.inScope : undefined, id);
    if (answer.kind === 'found') yield [answer.record];
  }
}

/** `inScope` undefined: the source does not know the incident any more. */
function concludeLookup(
  { memory, presence }: Reading,
  row: IncidentRow | undefined,
  inScope: boolean | undefined,
  id: string,
): void {
  if (inScope === undefined) {
    if (missed(memory, id) && row !== undefined && row.synced !== 'NotFoundUpstream')
      presence.set(keyOfRow(row), 'NotFoundUpstream');
    return;
  }
  memory.misses.delete(id);
  if (row === undefined) return;
  if (!inScope && row.synced !== 'OutOfScope') presence.set(keyOfRow(row), 'OutOfScope');
  if (inScope && !isListed(row)) presence.set(keyOfRow(row), 'Listed');
}

const keyOfRow = (row: IncidentRow): string => `${row.namespace}/${row.name}`;
