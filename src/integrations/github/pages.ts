// Pages of a listing, by its Link headers: by cursors where GitHub gives them, else by numbers. Rows that move or disappear while pages
// are read never hide another row. https://docs.github.com/rest/using-the-rest-api/using-pagination-in-the-rest-api

import { SourceError } from '../ports/failure.ts';
import type { HttpAnswer } from '../ports/http.ts';
import { createPageTokens } from '../kit/paging.ts';
import { changedAt, rowKey } from './normalize.ts';
import type { Stream } from './normalize-id.ts';
import { isSwitchedOff } from './refusals.ts';
import type { Call, Session } from './session.ts';

/** The vendor's largest page. */
export const PAGE_SIZE = 100;
/** A listing that has more than this many pages would take hours. */
const MAX_PAGES = 10_000;
const OVERLAP = 5;
const MAX_RETRIES = 8;

export interface RawPage {
  readonly items: readonly unknown[];
  /** The address of the next page; undefined on the last one. */
  readonly next: string | undefined;
  /** The vendor's time of the response. */
  readonly sentAtMs: number;
}

/** A listing. `stream`: a refusal may say that it is switched off. */
export type Listing = Call & { readonly stream?: Stream };

/** Thrown for a listing that is switched off: it has no rows. */
export class SwitchedOff extends Error {}

/**
 * Throws SourceError `malformed` for a response without a list, `incomplete` for one that leaves out organizations, and SwitchedOff.
 */
export async function fetchPage(session: Session, listing: Listing): Promise<RawPage> {
  const { stream, ...call } = listing;
  const answer = await session.ask(stream === undefined ? call : { ...call, expected: [403, 404, 410] });
  const { body, headers } = answer;
  if (stream !== undefined && answer.status >= 400) {
    throw isSwitchedOff(stream, answer) ? new SwitchedOff(call.what) : session.refuse(answer, call);
  }
  if (!Array.isArray(body)) {
    const message = `${call.what}: ${answer.status} from GitHub without a list: the answer is not whole`;
    throw new SourceError('malformed', message);
  }
  if (headers['x-github-sso']?.startsWith('partial-results') === true) {
    const message = `${call.what}: GitHub left out organizations that require single sign-on: authorize the token for them`;
    throw new SourceError('incomplete', message);
  }
  const sentAtMs = Date.parse(headers['date'] ?? '');
  return {
    items: body as readonly unknown[],
    next: nextOf(answer),
    sentAtMs: Number.isNaN(sentAtMs) ? session.now().getTime() : sentAtMs,
  };
}

/** RFC 8288: `<https://api.github.com/...>; rel="next"`. */
function nextOf({ headers }: HttpAnswer): string | undefined {
  for (const link of (headers['link'] ?? '').split(/,\s*(?=<)/)) {
    const { address, params = '' } = /^\s*<(?<address>[^>]*)>(?<params>.*)$/s.exec(link)?.groups ?? {};
    if (address !== undefined && /;\s*rel="?next"?/i.test(params)) return address;
  }
  return undefined;
}

export interface Order {
  /** By which time the listing is sorted. A row that changes moves in a listing by `updated`. */
  readonly by: 'created' | 'updated';
}

/**
 * All rows of a listing, each once. A page by number begins some rows before the end of the one before it, and has to show a row that was
 * seen there: then every row before it was seen. If rows disappeared meanwhile, it goes back and looks again.
 */
export async function* walk(session: Session, call: Listing, order: Order): AsyncGenerator<RawPage> {
  const walked: Walked = { seen: new Set(), count: 0, size: PAGE_SIZE };
  const isNew = createPageTokens(call.what);
  let position: Position = { window: { page: 1, size: PAGE_SIZE }, start: 0, isJoined: true };
  let request: Listing = withPage(call, position.window);
  let retries = 0;
  for (let pages = 0; pages < MAX_PAGES; pages++) {
    const page = await fetchPage(session, request);
    if (!position.isJoined && !page.items.some((item) => isSeen(walked, item, order))) {
      if (++retries > MAX_RETRIES) break;
      position = positionAt(walked, walked.count - OVERLAP * 4 ** retries);
      request = withPage(call, position.window);
      continue;
    }
    retries = 0;
    if (page.next !== undefined && page.items.length === 0) throw emptyPage(call.what);
    yield { ...page, items: take(walked, { items: page.items, start: position.start, order }) };
    if (page.next === undefined) return;
    if (hasCursor(page.next)) {
      isNew(page.next);
      position = { ...position, start: walked.count, isJoined: true };
      request = { ...call, ...session.next(call, page.next) };
    } else {
      if (pages === 0) walked.size = Math.min(PAGE_SIZE, page.items.length);
      position = nextPosition(walked);
      request = withPage(call, position.window);
    }
  }
  throw endless(call.what);
}

function hasCursor(address: string): boolean {
  return /[?&](after|cursor)=[^&]/.test(address);
}

interface Walked {
  readonly seen: Set<string>;
  /** The rows before this position were all seen. */
  count: number;
  /** The largest page that the vendor sends. */
  size: number;
}

interface Window {
  readonly page: number;
  readonly size: number;
}

interface Position {
  readonly window: Window;
  /** The position of its first row in the listing. */
  readonly start: number;
  /** Nothing can have been skipped before it. */
  readonly isJoined: boolean;
}

/** As much overlap as still makes progress: a vendor that sends very small pages gets less. */
function nextPosition(walked: Walked): Position {
  const { size, count } = walked;
  for (let overlap = Math.min(OVERLAP, Math.ceil(size / 4)); overlap > 0; overlap--) {
    const position = positionAt(walked, count - overlap);
    if (position.window.page * position.window.size > count) return position;
  }
  const position = positionAt(walked, count);
  return { ...position, isJoined: position.start === count };
}

/** The page that begins at `from` or before it, and ends as far behind as there is one. Pages are numbered by their size. */
function positionAt({ size }: Walked, from: number): Position {
  let best: Window = { page: 1, size };
  for (let each = Math.ceil(size / 2); each <= size; each++) {
    const page = Math.floor(Math.max(0, from) / each) + 1;
    if (page * each >= best.page * best.size) best = { page, size: each };
  }
  return { window: best, start: (best.page - 1) * best.size, isJoined: best.page === 1 };
}

function withPage(call: Listing, { page, size }: Window): Listing {
  return { ...call, params: { ...call.params, per_page: size, ...(page === 1 ? {} : { page }) } };
}

interface Taken {
  readonly items: readonly unknown[];
  readonly start: number;
  readonly order: Order;
}

/** The rows that were not seen before. A row that cannot be read is told by its position. */
function take(walked: Walked, { items, start, order }: Taken): readonly unknown[] {
  const fresh = items.filter((item, index) => {
    const key = keyOf(item, order);
    return key === undefined ? start + index >= walked.count : !walked.seen.has(key);
  });
  for (const item of items) {
    const key = keyOf(item, order);
    if (key !== undefined) walked.seen.add(key);
  }
  walked.count = start + items.length;
  return fresh;
}

function isSeen({ seen }: Walked, item: unknown, order: Order): boolean {
  const key = keyOf(item, order);
  return key !== undefined && seen.has(key);
}

/** With the time that the listing is sorted by: a row that has moved is another one. */
function keyOf(item: unknown, { by }: Order): string | undefined {
  const key = rowKey(item);
  return key === undefined || by === 'created' ? key : `${key} ${changedAt(item) ?? ''}`;
}

function emptyPage(what: string): SourceError {
  return new SourceError('incomplete', `${what}: GitHub says that there is more and sends an empty page`);
}

function endless(what: string): SourceError {
  return new SourceError('incomplete', `${what}: the listing changes faster than it can be read`);
}
