// Walks all incidents of a range, oldest first, without losing one to a page seam, a cap or a change between two pages. Yields
// raw items; judges none. https://developer.pagerduty.com/api-reference/9d0b4b12e36f9-list-incidents

import { toInstant } from '../../api/facts.ts';
import { rfc3339 } from '../../base/instants.ts';
import { SourceError } from '../ports/failure.ts';
import { emptyPage, fetchPage, PAGE_SIZE, type Listing } from './pages.ts';
import { memberOf, type RawPage } from './schema.ts';
import { type Session } from './session.ts';

/** 6 months at their shortest are 181 days. */
const MAX_RANGE_MS = 180 * 86_400_000;
/** Neighbouring ranges share this much, whichever ends the vendor counts in; items are told apart by id. */
const SEAM_MS = 1000;
/**
 * Offsets count positions, so an incident that leaves the listing (resolved out of the open set, moved to another team) shifts
 * the rest left, past the next offset. So each page starts so many items before the end of the last one and must show an item
 * that was seen: everything unseen sorts after it, so nothing was skipped. Else the walk steps back and looks again, each time
 * twice as far.
 */
const OVERLAP = 5;
/** So often in a row a page may not join, or bring nothing new, before the listing counts as not to be had whole. */
const MAX_STRIKES = 4;

/** Epoch milliseconds. Absent: all of time, which the vendor offers for `date_range=all`. */
export interface Range {
  readonly sinceMs: number;
  readonly untilMs: number;
}

export interface Walk {
  readonly session: Session;
  /** Without range, offset, limit and order. */
  readonly listing: Listing;
  /** Keys of what was yielded. */
  readonly seen: Set<string>;
}

export function createWalk(session: Session, listing: Listing): Walk {
  return { session, listing, seen: new Set() };
}

/** What is new on each page; the whole page is there to judge whether it could be read. */
export interface WalkedPage {
  readonly all: readonly unknown[];
  readonly fresh: readonly unknown[];
}

/**
 * Everything in the range. At the vendor's cap of 10,000 the range is split where the walk stands: it goes on from the creation
 * of the last item. Throws SourceError `incomplete` when the listing cannot be had whole.
 */
export async function* walkRange(walk: Walk, { sinceMs, untilMs }: Range): AsyncGenerator<WalkedPage> {
  for (let fromMs = sinceMs - SEAM_MS; fromMs < untilMs;) {
    const toMs = Math.min(fromMs + MAX_RANGE_MS, untilMs);
    const lastMs = yield* walkWindow(walk, { sinceMs: fromMs, untilMs: toMs });
    if (lastMs === undefined && toMs === untilMs) return;
    const nextMs = (lastMs ?? toMs) - SEAM_MS;
    if (nextMs <= fromMs) throw tooDense(walk);
    fromMs = nextMs;
  }
}

/** Everything of all time; from the cap on, by ranges up to `untilMs`. */
export async function* walkAll(walk: Walk, untilMs: number): AsyncGenerator<WalkedPage> {
  const lastMs = yield* walkWindow(walk, undefined);
  if (lastMs !== undefined) yield* walkRange(walk, { sinceMs: lastMs, untilMs });
}

/** Returns the creation of the last item when it stopped at the cap; undefined when it came to the end. */
async function* walkWindow(walk: Walk, range: Range | undefined): AsyncGenerator<WalkedPage, number | undefined> {
  const listing = { ...walk.listing, query: [...(walk.listing.query ?? []), ...rangeQuery(range)] };
  const position = createPosition(walk);
  for (;;) {
    const page = await fetchPage(walk.session, listing, position.offset);
    if (page === 'too-deep') return position.lastCreatedMs();
    const fresh = position.take(page);
    if (fresh !== undefined) yield { all: page.items, fresh };
    if (position.ended(page)) return undefined;
  }
}

interface Position {
  readonly offset: number;
  /** The unseen items of the page, and moves on; undefined when the page does not join what was seen: then moves back. */
  take(page: RawPage): readonly unknown[] | undefined;
  ended(page: RawPage): boolean;
  lastCreatedMs(): number;
}

function createPosition({ seen, listing }: Walk): Position {
  const here = new Set<string>();
  const order = createOrder(listing.what);
  let offset = 0;
  /** Where news were last expected: pages before it are read again after a step back. */
  let furthest = -1;
  let strikes = 0;
  let joined = true;
  const strike = (): void => {
    strikes++;
    if (strikes <= MAX_STRIKES) return;
    throw new SourceError('incomplete', `${listing.what}: the pages from PagerDuty do not join: a page is missing`);
  };
  const joins = ({ items }: RawPage): boolean =>
    offset === 0 || items.some((item) => here.has(keyOf(item))) || (items.length > 0 && items.every(isWithoutID));
  const stepBack = (): void => {
    strike();
    offset = Math.max(0, offset - PAGE_SIZE * 2 ** (strikes - 1));
  };
  const stepOn = ({ items }: RawPage, news: readonly unknown[]): void => {
    if (news.length > 0) strikes = 0;
    else if (offset > furthest && here.size > 0) strike();
    for (const item of news) here.add(keyOf(item));
    order.take(items);
    furthest = Math.max(furthest, offset);
    offset += items.length - Math.min(OVERLAP, Math.max(0, items.length - 1));
  };
  return {
    get offset() {
      return offset;
    },
    take(page) {
      joined = joins(page);
      if (!joined) {
        stepBack();
        return undefined;
      }
      if (page.more && page.items.length === 0) throw emptyPage(listing.what);
      const news = page.items.filter((item) => !here.has(keyOf(item)));
      stepOn(page, news);
      const fresh = news.filter((item) => !seen.has(keyOf(item)));
      for (const item of fresh) seen.add(keyOf(item));
      return fresh;
    },
    ended: (page) => joined && !page.more,
    lastCreatedMs: () => order.lastMs(),
  };
}

interface Order {
  take(page: readonly unknown[]): void;
  /** Creation of the last item. Throws when a page was not sorted by it: then everything else may be older. */
  lastMs(): number;
}

function createOrder(what: string): Order {
  let last: string | undefined;
  let sorted = true;
  return {
    take(page) {
      // Instants have one form, so they compare as text. Between pages an item may have come in before.
      const instants = page.map(createdAtOf).filter((at) => at !== undefined);
      sorted &&= instants.every((at, index) => index === 0 || (instants[index - 1] ?? at) <= at);
      last = instants.at(-1) ?? last;
    },
    lastMs() {
      if (last !== undefined && sorted) return Date.parse(last);
      throw new SourceError(
        'malformed',
        `${what}: PagerDuty does not sort by creation as asked, and there are too many`,
      );
    },
  };
}

/** Of a page of such items nothing can be said of its place, and whoever reads them will refuse them all. */
function isWithoutID(item: unknown): boolean {
  return typeof memberOf(item, 'id') !== 'string';
}

function createdAtOf(item: unknown): string | undefined {
  const value = memberOf(item, 'created_at');
  return typeof value === 'string' ? toInstant(value) : undefined;
}

/** The id; an item without one is told apart by all that it says. */
function keyOf(item: unknown): string {
  const id = memberOf(item, 'id');
  return typeof id === 'string' ? id : `\0${JSON.stringify(item)}`;
}

/** Always with `Z`: without an offset the vendor reads them in the account's time zone. Ends are rounded outwards. */
function rangeQuery(range: Range | undefined): ReadonlyArray<readonly [string, string]> {
  if (range === undefined) return [['date_range', 'all'], ORDER];
  const until = new Date(Math.ceil(range.untilMs / 1000) * 1000);
  return [['since', rfc3339(range.sinceMs)], ['until', rfc3339(until)], ORDER];
}

const ORDER = ['sort_by', 'created_at:asc'] as const;

function tooDense({ listing }: Walk): SourceError {
  return new SourceError(
    'incomplete',
    `${listing.what}: more than 10,000 incidents were created within two seconds, and PagerDuty lists no more: narrow the source by services or teams`,
  );
}
