// Walks all incidents of a range, oldest first. Loses none to a page boundary, the vendor's cap or a change between two pages. Yields
// raw items and interprets none. https://developer.pagerduty.com/api-reference/9d0b4b12e36f9-list-incidents

import { toInstant } from '../../api/facts.ts';
import { rfc3339 } from '../../base/instants.ts';
import { SourceError } from '../ports/failure.ts';
import { emptyPage, fetchPage, PAGE_SIZE, type Listing } from './pages.ts';
import { memberOf, type RawPage } from './schema.ts';
import { type Session } from './session.ts';

/** The vendor allows 6 months, and the shortest 6 months have 181 days. */
const MAX_RANGE_MS = 180 * 86_400_000;
/** Neighbouring ranges overlap by this much, because the vendor may exclude either end. Items are deduplicated by id. */
const SEAM_MS = 1000;
/**
 * Offsets count positions. An incident that leaves the listing (resolved, or moved to another team) shifts the rest to the left, past
 * the next offset. So each page starts this many items before the end of the last page, and must contain an item that was already
 * seen: every unseen item sorts after that one, so none was skipped. Otherwise the walk steps back and reads again, each time twice as
 * far.
 */
const OVERLAP = 5;
/** After this many pages in a row that do not overlap or bring nothing new, the listing counts as incomplete. */
const MAX_RETRIES = 4;

/** Epoch milliseconds. An absent range means all time, which is the vendor's `date_range=all`. */
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

/** The new items of each page, and the whole page, from which the reader tells whether it could be read. */
export interface WalkedPage {
  readonly all: readonly unknown[];
  readonly fresh: readonly unknown[];
}

/**
 * Lists everything in the range. At the vendor's cap of 10,000 the range is split: the walk continues from the creation time of the
 * last item. Throws SourceError `incomplete` when the listing cannot be read whole.
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

/** Lists everything of all time. Beyond the cap it continues by ranges up to `untilMs`. */
export async function* walkAll(walk: Walk, untilMs: number): AsyncGenerator<WalkedPage> {
  const lastMs = yield* walkWindow(walk, undefined);
  if (lastMs !== undefined) yield* walkRange(walk, { sinceMs: lastMs, untilMs });
}

/** Returns the creation time of the last item when it stopped at the cap; undefined when it reached the end. */
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
  /** Returns the unseen items of the page and moves on. Returns undefined and steps back when the page does not overlap with seen items. */
  take(page: RawPage): readonly unknown[] | undefined;
  ended(page: RawPage): boolean;
  lastCreatedMs(): number;
}

function createPosition({ seen, listing }: Walk): Position {
  const here = new Set<string>();
  const order = createOrder(listing.what);
  let offset = 0;
  /** The offset where new items were last expected. Pages before it are read again after a step back. */
  let furthest = -1;
  let retries = 0;
  let joined = true;
  const strike = (): void => {
    retries++;
    if (retries <= MAX_RETRIES) return;
    throw new SourceError('incomplete', `${listing.what}: the pages from PagerDuty do not join: a page is missing`);
  };
  const joins = ({ items }: RawPage): boolean =>
    offset === 0 || items.some((item) => here.has(keyOf(item))) || (items.length > 0 && items.every(isWithoutID));
  const stepBack = (): void => {
    strike();
    offset = Math.max(0, offset - PAGE_SIZE * 2 ** (retries - 1));
  };
  const stepOn = ({ items }: RawPage, news: readonly unknown[]): void => {
    if (news.length > 0) retries = 0;
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
  /** Creation time of the last item. Throws when a page was not sorted by it, because the rest may then be older. */
  lastMs(): number;
}

function createOrder(what: string): Order {
  let last: string | undefined;
  let sorted = true;
  return {
    take(page) {
      // Instants have one form, so they compare as text. Between pages, an earlier item may have been added.
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

/** The position of a page of such items is unknown, and the reader rejects them all. */
function isWithoutID(item: unknown): boolean {
  return typeof memberOf(item, 'id') !== 'string';
}

function createdAtOf(item: unknown): string | undefined {
  const value = memberOf(item, 'created_at');
  return typeof value === 'string' ? toInstant(value) : undefined;
}

/** The id; an item without an id is identified by its whole content. */
function keyOf(item: unknown): string {
  const id = memberOf(item, 'id');
  return typeof id === 'string' ? id : `\0${JSON.stringify(item)}`;
}

/** Always with `Z`: the vendor reads times without an offset in the account's time zone. The ends are rounded outwards. */
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
