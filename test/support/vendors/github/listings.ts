// Listings as GitHub serves them: filters, orders, pages by number or by cursor, and Link headers. Rules as in the OpenAPI description of
// GitHub (github/rest-api-description) and https://docs.github.com/rest/using-the-rest-api/using-pagination-in-the-rest-api

import type { Stream } from '../../../../src/integrations/github/normalize-id.ts';
import { type ApiAnswer, type ApiRequest } from '../loopback/answers.ts';
import { refused } from './access.ts';
import type { Stored } from './account.ts';

export interface ListingRules {
  /** The largest page; GitHub's is 100. */
  maxPage: number;
  /** Issues beyond so many rows are paged by cursors only. */
  maxNumbered: number;
  /** Whether an unchanged answer is a 304. */
  hasETags: boolean;
  /** A change may be missing from listings for so long. */
  lagMs: number;
}

export const DEFAULT_RULES: ListingRules = { maxPage: 100, maxNumbered: 5_000, hasETags: true, lagMs: 0 };

export interface Listed {
  readonly stream: Stream;
  /** Of the organization, and not of one repository. */
  readonly isOrg: boolean;
  readonly rows: readonly Stored[];
  readonly view: (row: Stored) => unknown;
  readonly nowMs: number;
}

export function listFindings(rules: ListingRules, listed: Listed, request: ApiRequest): ApiAnswer {
  const { query } = request;
  if (listed.stream === 'DependabotAlerts' && query.has('page')) {
    throw refused(400, 'Pagination using the `page` parameter is not supported.');
  }
  const kept = filtered(rules, listed, query);
  const order = orderOf(listed.stream, query);
  const sorted = kept.toSorted((a, b) => order.sign * (order.keyOf(a) - order.keyOf(b) || a.serial - b.serial));
  const size = sizeOf(query, rules);
  const isByCursor = pagesByCursor(listed, { query, rules, total: sorted.length });
  const page = isByCursor ? byCursor(sorted, { order, size, query }) : byNumber(sorted, { size, query, rules });
  const link = page.next === undefined ? {} : { link: linkOf(request, page.next) };
  return { status: 200, headers: link, body: page.rows.map(listed.view) };
}

/** Any other list, in the order that it has, by page numbers. */
export function listPlain(rules: ListingRules, rows: readonly unknown[], request: ApiRequest): ApiAnswer {
  const { rows: shown, next } = byNumber(rows, { size: sizeOf(request.query, rules), query: request.query, rules });
  return { status: 200, body: shown, headers: next === undefined ? {} : { link: linkOf(request, next) } };
}

function sizeOf(query: URLSearchParams, { maxPage }: ListingRules): number {
  return Math.max(1, Math.min(Number(query.get('per_page') ?? 30) || 30, 100, maxPage));
}

function filtered({ lagMs }: ListingRules, { stream, rows, nowMs }: Listed, query: URLSearchParams): readonly Stored[] {
  const state = query.get('state') ?? (stream === 'Issues' ? 'open' : undefined);
  const labels = (query.get('labels') ?? '')
    .toLowerCase()
    .split(',')
    .filter((label) => label !== '');
  const since = query.get('since');
  const sinceMs = since === null ? -Infinity : Date.parse(since);
  if (Number.isNaN(sinceMs)) throw refused(422, 'Validation Failed');
  return rows.filter(
    (row) =>
      row.updatedMs >= sinceMs &&
      hasState(row, state) &&
      labels.every((label) => row.labels.some((own) => own.toLowerCase() === label)) &&
      (lagMs === 0 || row.serial % 3 !== 0 || row.updatedMs + lagMs <= nowMs),
  );
}

function hasState({ state }: Stored, wanted: string | undefined): boolean {
  if (wanted === undefined || wanted === 'all') return true;
  if (wanted === 'closed') return state !== 'open' && state !== 'triage' && state !== 'draft';
  return wanted.split(',').includes(state);
}

interface Order {
  readonly sign: 1 | -1;
  readonly keyOf: (row: Stored) => number;
}

function orderOf(stream: Stream, query: URLSearchParams): Order {
  const sort = query.get('sort') ?? 'created';
  if (sort !== 'created' && sort !== 'updated') throw refused(422, 'Validation Failed');
  const sign = query.get('direction') === 'asc' ? 1 : -1;
  // Numbers are given in the order of creation, also to what was created earlier than it was stored.
  return {
    sign,
    keyOf: sort === 'updated' ? (row) => row.updatedMs : (row) => (stream === 'Issues' ? row.serial : row.createdMs),
  };
}

interface Paged {
  readonly query: URLSearchParams;
  readonly rules: ListingRules;
  readonly total: number;
}

function pagesByCursor({ stream, isOrg }: Listed, { query, rules, total }: Paged): boolean {
  if (stream === 'DependabotAlerts' || stream === 'SecurityAdvisories') return true;
  if (stream === 'SecretScanningAlerts') return query.has('after') || query.has('before');
  if (stream === 'CodeScanningAlerts') return isOrg;
  return query.has('after') || total > rules.maxNumbered;
}

interface Page<Row> {
  readonly rows: readonly Row[];
  readonly next: Readonly<Record<string, string | undefined>> | undefined;
}

function byCursor(
  sorted: readonly Stored[],
  { order, size, query }: { readonly order: Order; readonly size: number; readonly query: URLSearchParams },
): Page<Stored> {
  const after = query.get('after') ?? '';
  const [key = 0, serial = 0] = after === '' ? [] : positionIn(after);
  const isBehind = (row: Stored): boolean => {
    const distance = order.sign * (order.keyOf(row) - key || row.serial - serial);
    return after === '' || distance > 0;
  };
  const rest = sorted.filter(isBehind);
  const rows = rest.slice(0, size);
  const last = rows.at(-1);
  if (rest.length <= size || last === undefined) return { rows, next: undefined };
  const cursor = Buffer.from(`cursor:${order.keyOf(last)}:${last.serial}`).toString('base64url');
  return { rows, next: { after: cursor, page: undefined } };
}

function positionIn(after: string): readonly number[] {
  const match = /^cursor:(-?\d+):(\d+)$/.exec(Buffer.from(after, 'base64url').toString('utf8'));
  if (match === null) throw refused(400, 'The cursor is not valid.');
  return [Number(match[1]), Number(match[2])];
}

function byNumber<Row>(
  sorted: readonly Row[],
  { size, query, rules }: { readonly size: number; readonly query: URLSearchParams; readonly rules: ListingRules },
): Page<Row> {
  const page = Math.max(1, Number(query.get('page') ?? 1) || 1);
  if ((page - 1) * size > rules.maxNumbered) {
    const message =
      'Pagination with the page parameter is not supported for large datasets, please use cursor based pagination (after/before)';
    throw refused(422, message);
  }
  const rows = sorted.slice((page - 1) * size, page * size);
  return { rows, next: page * size < sorted.length ? { page: String(page + 1) } : undefined };
}

function linkOf({ headers, path, query }: ApiRequest, next: Readonly<Record<string, string | undefined>>): string {
  const search = new URLSearchParams(query);
  for (const [name, value] of Object.entries(next)) {
    if (value === undefined) search.delete(name);
    else search.set(name, value);
  }
  const address = `http://${headers['host'] ?? ''}${path}?${search.toString()}`;
  return `<${address}>; rel="next", <${address}>; rel="last"`;
}
