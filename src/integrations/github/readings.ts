// How the changes of one part are read: issues by their filter `since`, alerts and advisories from the newest one down to the last
// position, or all of them without one.

import type { RawPage } from './pages.ts';
import { fetchPage, PAGE_SIZE, walk } from './pages.ts';
import { changedAt } from './normalize.ts';
import { everything, issuesSince, listingOf, NEWEST_FIRST, openListings, type Params, type Part } from './parts.ts';
import type { Session } from './session.ts';
import { SourceError } from '../ports/failure.ts';

export interface Reading {
  readonly session: Session;
  readonly part: Part;
  /** Only issues have labels. */
  readonly labels: Params;
  readonly signal: AbortSignal;
}

export interface ReadPage {
  readonly items: readonly unknown[];
  readonly last: boolean;
  readonly sentAtMs: number;
  /** Everything that changed before the newest row so far was read: the position may advance to it. */
  readonly isOrdered: boolean;
}

const MAX_QUERIES = 10_000;

/** What changed since `sinceMs`, inclusive. Without a position alerts are read from the first one, because GitHub cannot filter them. */
export function readChanges(reading: Reading, sinceMs: number, hasPosition: boolean): AsyncGenerator<ReadPage> {
  if (reading.part.stream === 'Issues') return readIssues(reading, sinceMs);
  return hasPosition ? readNewest(reading, sinceMs) : readEverything(reading);
}

export async function* readOpen({ session, part, labels, signal }: Reading): AsyncGenerator<ReadPage> {
  const listings = openListings(part, labels);
  for (const [index, params] of listings.entries()) {
    const isLast = index === listings.length - 1;
    yield* marked(walk(session, listingOf(part, params, signal), { by: 'created' }), { isLast, isOrdered: false });
  }
}

/**
 * Rows that change move to the end. So each page is the first one of a new query, which begins at the last change of the page before. More
 * changes within a second than a page holds are read by creation, where rows do not move.
 */
async function* readIssues({ session, part, labels, signal }: Reading, sinceMs: number): AsyncGenerator<ReadPage> {
  const what = (ms: number, by: 'created' | 'updated') => listingOf(part, issuesSince(ms, labels, by), signal);
  let fromMs = sinceMs;
  for (let queries = 0; queries < MAX_QUERIES; queries++) {
    const call = what(fromMs, 'updated');
    const page = await fetchPage(session, { ...call, params: { ...call.params, per_page: PAGE_SIZE } });
    const last = lastChange(page.items);
    if (page.next === undefined || (last !== undefined && last > fromMs)) {
      yield { ...page, last: page.next === undefined, isOrdered: last !== undefined };
      if (page.next === undefined) return;
      fromMs = last ?? fromMs;
    } else {
      const rest = walk(session, what(fromMs, 'created'), { by: 'created' });
      yield* marked(rest, { isLast: true, isOrdered: false });
      return;
    }
  }
  throw new SourceError('incomplete', `list ${part.name}: the listing changes faster than it can be read`);
}

/** The time of the last row, in milliseconds. Undefined when the rows are not in the order of their changes. */
function lastChange(items: readonly unknown[]): number | undefined {
  let last: string | undefined;
  for (const item of items) {
    const at = changedAt(item);
    if (at === undefined) continue;
    if (last !== undefined && at < last) return undefined;
    last = at;
  }
  return last === undefined ? undefined : Date.parse(last);
}

async function* readEverything({ session, part, signal }: Reading): AsyncGenerator<ReadPage> {
  const { params, order } = everything(part);
  let newest = 0;
  for await (const page of walk(session, listingOf(part, params, signal), order)) {
    const last = lastChange(page.items);
    const isOrdered = order.by === 'updated' && last !== undefined && firstChange(page.items) >= newest;
    newest = isOrdered ? last : Infinity;
    yield { ...page, last: page.next === undefined, isOrdered };
  }
}

function firstChange(items: readonly unknown[]): number {
  const first = items.map(changedAt).find((at) => at !== undefined);
  return first === undefined ? Infinity : Date.parse(first);
}

/** Stops at the first row that is older: GitHub sorts by the last change. */
async function* readNewest({ session, part, signal }: Reading, sinceMs: number): AsyncGenerator<ReadPage> {
  for await (const page of walk(session, listingOf(part, NEWEST_FIRST, signal), { by: 'updated' })) {
    const isReached = page.items.some((item) => {
      const at = changedAt(item);
      return at !== undefined && Date.parse(at) < sinceMs;
    });
    const last = isReached || page.next === undefined;
    yield { ...page, last, isOrdered: false };
    if (last) return;
  }
}

interface Mark {
  readonly isLast: boolean;
  readonly isOrdered: boolean;
}

async function* marked(pages: AsyncIterable<RawPage>, { isLast, isOrdered }: Mark): AsyncGenerator<ReadPage> {
  for await (const page of pages) {
    const last = isLast && page.next === undefined;
    // An empty page that ends nothing says nothing.
    if (last || page.items.length > 0) yield { ...page, last, isOrdered };
  }
}
