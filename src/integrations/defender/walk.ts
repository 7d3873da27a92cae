// One listing of incidents to its end. Graph lists in the order of creation when it is asked to (it takes `$orderby` of the last change and
// ignores it), and refuses `$skip` beyond 500. So each page starts at the creation of the last item before it, and the number of incidents
// is compared with Graph's own count: if some are missing, the listing is walked again by its links.

import { createPageTokens, nextRequest } from '../kit/paging.ts';
import { SourceError } from '../ports/failure.ts';
import type { HttpRequest } from '../ports/http.ts';
import { INCIDENTS } from './config.ts';
import type { Attempted } from '../kit/microsoft/refusals.ts';
import { memberOf, pageOf, type Page } from '../kit/microsoft/answers.ts';
import type { Session } from '../kit/microsoft/session.ts';

export const LIST: Attempted = { what: 'list incidents', permission: 'SecurityIncident.Read.All' };

/** The largest page: Graph refuses more with a 400. */
const PAGE_SIZE = 50;
/** Pages by links before `$skip` would be too much. */
const MAX_LINKED = 8;
/** A million incidents. */
const MAX_PAGES = 20_000;
/** Goes into a filter as it came. */
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?Z$/;

export interface Walk {
  /** An OData condition. */
  readonly filter: string;
  /** Only what was created since, as Graph writes it; where an earlier walk was cut off. */
  readonly createdFrom: string | undefined;
  readonly signal: AbortSignal;
}

export interface WalkedPage {
  readonly items: readonly unknown[];
  readonly last: boolean;
  /** A walk from here brings everything after this page. Undefined where the order cannot be relied on. */
  readonly createdFrom: string | undefined;
}

/** The same incident may come in several pages. Throws SourceError `incomplete` for a listing that does not end. */
export async function* walk(session: Session, walked: Walk): AsyncGenerator<WalkedPage> {
  const seen = new Set<unknown>();
  let total: number | undefined;
  let held: WalkedPage | undefined;
  for await (const { page, reached } of pages(session, walked, 'seek')) {
    total ??= page.total;
    for (const item of page.items) seen.add(memberOf(item, 'id'));
    if (held !== undefined) yield held;
    held = { items: page.items, last: page.next === undefined, createdFrom: reached };
  }
  if (held === undefined) return;
  const isWhole = total === undefined || seen.size >= total;
  yield isWhole ? held : { ...held, last: false };
  if (isWhole) return;
  for await (const { page } of pages(session, walked, 'links')) {
    yield { items: page.items, last: page.next === undefined, createdFrom: undefined };
  }
}

interface Step {
  readonly page: Page;
  readonly reached: string | undefined;
}

/** A listing without a count cannot be checked, so it is walked by its links from the start, as far as `$skip` goes. */
async function* pages(session: Session, walked: Walk, way: 'seek' | 'links'): AsyncGenerator<Step> {
  const { filter, signal } = walked;
  const isNew = createPageTokens(LIST.what);
  const place = new Place(walked.createdFrom, way);
  let request = firstRequest(filter, place.from);
  for (let count = 0; count < MAX_PAGES; count++) {
    const page = await fetchPage(session, request, signal);
    yield { page, reached: place.take(page) };
    if (page.next === undefined) return;
    if (place.seek()) request = firstRequest(filter, place.from);
    else {
      isNew(page.next);
      request = nextRequest(session.baseUrl, page.next, LIST.what);
    }
  }
  throw new SourceError('incomplete', `${LIST.what}: more than ${MAX_PAGES} pages: the listing does not end`);
}

/** Where a walk stands, and whether it may start again at the creation of the last item. */
class Place {
  from: string | undefined;
  readonly #way: 'seek' | 'links';
  #reached: string | undefined;
  #isOrdered = true;
  #isCounted = false;
  #linked = 0;

  constructor(from: string | undefined, way: 'seek' | 'links') {
    this.from = from;
    this.#way = way;
  }

  /** The creation of the page's last item; undefined once a page was not in order. */
  take({ items, total }: Page): string | undefined {
    this.#isCounted ||= total !== undefined;
    const end = endOf(items, this.from);
    this.#isOrdered &&= end !== undefined;
    this.#reached = this.#isOrdered ? end : undefined;
    return this.#reached;
  }

  /** False: the next link has to be followed. */
  seek(): boolean {
    const isTrusted = this.#isCounted && this.#way === 'seek';
    const isFarther = this.#reached !== undefined && this.#reached !== this.from;
    if (!isFarther || !(isTrusted || this.#linked >= MAX_LINKED)) {
      this.#linked++;
      return false;
    }
    this.#linked = 0;
    this.from = this.#reached;
    return true;
  }
}

type Address = Pick<HttpRequest, 'path' | 'query'>;

function firstRequest(filter: string, from: string | undefined): Address {
  const whole = from === undefined ? filter : `${filter} and createdDateTime ge ${from}`;
  const query = [
    ['$filter', whole],
    ['$orderby', 'createdDateTime asc'],
    ['$top', String(PAGE_SIZE)],
    ['$count', 'true'],
  ] as const;
  return { path: INCIDENTS, query };
}

async function fetchPage(session: Session, request: Address, signal: AbortSignal): Promise<Page> {
  const answer = await session.ask({ ...request, attempted: LIST, signal });
  const page = pageOf(answer.body);
  if (page !== undefined) return page;
  throw new SourceError(
    'malformed',
    `${LIST.what}: ${answer.status} from Microsoft Graph without a list: the answer is not whole`,
  );
}

/** The creation of the last item. Undefined when the page is not in order, or does not begin where it was asked to. */
function endOf(items: readonly unknown[], from: string | undefined): string | undefined {
  let last = from;
  for (const item of items) {
    const created = memberOf(item, 'createdDateTime');
    // An item that cannot be read says nothing about the order.
    if (typeof created !== 'string' || !INSTANT.test(created)) continue;
    if (last !== undefined && Date.parse(created) < Date.parse(last)) return undefined;
    last = created;
  }
  return last;
}
