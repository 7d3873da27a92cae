// The vendor's rules for listings, enforced: page sizes, the depth of 10,000, ranges of at most six months, times read in the
// account's time zone unless they say otherwise. PagerDuty/developer-docs docs/REST-API/09-Pagination.md

import { refuse } from './answers.ts';

const DAY_MS = 86_400_000;
const MAX_DEPTH = 10_000;

export interface ListingRules {
  /** The account's time zone, for times without an offset, in minutes east of UTC. */
  readonly timeZoneMinutes: number;
  /** Which ends of a range are inclusive. The vendor does not document it. */
  readonly rangeEnds: 'both' | 'since' | 'neither';
  readonly maxDepth: number;
  /** The maximum page size, whatever is requested. Small pages give many page boundaries. */
  readonly maxLimit: number;
  readonly now: () => Date;
}

export const DEFAULT_RULES = { timeZoneMinutes: -480, rangeEnds: 'since', maxDepth: MAX_DEPTH, maxLimit: 100 } as const;

export interface PageQuery {
  readonly offset: number;
  readonly limit: number;
}

export function pageQuery(query: URLSearchParams, { maxDepth, maxLimit }: ListingRules): PageQuery {
  const limit = wholeNumber(query.get('limit') ?? '25', 'Limit');
  const offset = wholeNumber(query.get('offset') ?? '0', 'Offset');
  if (limit < 1 || limit > 100) refuse(400, 2001, 'Limit must be between 1 and 100.');
  if (offset + limit > maxDepth) refuse(400, 2002, 'Offset must be less than the maximum.');
  return { offset, limit: Math.min(limit, maxLimit) };
}

/** One page of the items, rendered by `view`, in the vendor's envelope. `total` is null unless requested. */
export function paged<T>(
  resource: string,
  items: readonly T[],
  { offset, limit }: PageQuery,
  view: (item: T) => unknown,
): Record<string, unknown> {
  const page = items.slice(offset, offset + limit).map(view);
  return { [resource]: page, limit, offset, total: null, more: offset + limit < items.length };
}

/** A predicate on creation times. A listing without a range covers the last month. */
export function rangeTest(query: URLSearchParams, rules: ListingRules): (ms: number) => boolean {
  if (query.get('date_range') === 'all') return () => true;
  const nowMs = rules.now().getTime();
  const [since, until] = [query.get('since'), query.get('until')];
  const untilMs = until === null ? nowMs + DAY_MS : timeOf(until, rules);
  const sinceMs = since === null ? untilMs - 31 * DAY_MS : timeOf(since, rules);
  if (untilMs < sinceMs) refuse(400, 2004, "Invalid time values in 'since' and/or 'until' parameters");
  if (untilMs > addMonths(sinceMs, 6)) refuse(400, 2005, 'The time range is longer than 6 months.');
  return (ms) => {
    if (rules.rangeEnds === 'both') return ms >= sinceMs && ms <= untilMs;
    if (rules.rangeEnds === 'neither') return ms > sinceMs && ms < untilMs;
    return ms >= sinceMs && ms < untilMs;
  };
}

/** Values of `name[]`, each one of `allowed`. */
export function valuesOf(query: URLSearchParams, name: string, allowed?: readonly string[]): ReadonlySet<string> {
  const values = query.getAll(`${name}[]`);
  for (const value of values) {
    if (allowed !== undefined && !allowed.includes(value))
      refuse(400, 2001, `${name} must be of ${allowed.join(', ')}.`);
  }
  return new Set(values);
}

export function selects(wanted: ReadonlySet<string>, ...values: readonly string[]): boolean {
  return wanted.size === 0 || values.some((value) => wanted.has(value));
}

function timeOf(text: string, { timeZoneMinutes }: ListingRules): number {
  const hasOffset = /(Z|[+-]\d{2}:?\d{2})$/.test(text);
  const ms = Date.parse(hasOffset ? text : `${text}Z`);
  if (Number.isNaN(ms)) refuse(400, 2004, "Invalid time values in 'since' and/or 'until' parameters");
  return hasOffset ? ms : ms - timeZoneMinutes * 60_000;
}

function addMonths(ms: number, months: number): number {
  return Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO('UTC').add({ months }).epochMilliseconds;
}

function wholeNumber(text: string, name: string): number {
  if (!/^\d{1,9}$/.test(text)) refuse(400, 2001, `${name} must be a number.`);
  return Number(text);
}
