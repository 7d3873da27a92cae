// GET /security/incidents: `$filter`, `$orderby`, `$top`, `$skip` and `$count` with the limits of Graph. Without an order that it follows, the
// order is an arbitrary one. https://learn.microsoft.com/graph/api/security-list-incidents

import { type StoredIncident } from './account.ts';
import { graphError } from './errors.ts';
import { filterOf } from './filter.ts';

export interface ListingRules {
  /** The largest `$top`. */
  readonly maxTop: number;
  /** The largest `$skip`. */
  readonly maxSkip: number;
  /** Changes of every third incident become visible after this delay. */
  readonly lagMs: number;
  /** Whether `$orderby=createdDateTime` is followed, and `$count` answered. */
  readonly ordersAndCounts: boolean;
}

export const DEFAULT_LISTING: ListingRules = { maxTop: 50, maxSkip: 500, lagMs: 0, ordersAndCounts: true };

export interface Asked {
  readonly incidents: readonly StoredIncident[];
  readonly query: URLSearchParams;
  readonly rules: ListingRules;
  readonly nowMs: number;
}

export interface Listed {
  readonly shown: readonly StoredIncident[];
  readonly total: number | undefined;
  /** The query of the next page. */
  readonly next: URLSearchParams | undefined;
}

const KNOWN = new Set(['$filter', '$orderby', '$top', '$skip', '$count']);

export function listIncidents({ incidents, query, rules, nowMs }: Asked): Listed {
  const unknown = [...query.keys()].find((name) => !KNOWN.has(name));
  if (unknown !== undefined) throw graphError(400, 'BadRequest', `The query option ${unknown} is not supported.`);
  const top = numberOf(query, { name: '$top', fallback: 50, max: 50 });
  const skip = numberOf(query, { name: '$skip', fallback: 0, max: rules.maxSkip });
  const isShown = (each: StoredIncident): boolean =>
    each.number % 3 !== 0 || Math.floor(each.updatedMs) + rules.lagMs <= nowMs;
  const isWanted = filterOf(query.get('$filter'));
  const all = ordered(
    incidents.filter((each) => isShown(each) && isWanted(each)),
    query.get('$orderby'),
    rules,
  );
  const size = Math.min(top, rules.maxTop);
  const isMore = skip + size < all.length;
  const next = new URLSearchParams(query);
  next.set('$skip', String(skip + size));
  return {
    shown: all.slice(skip, skip + size),
    total: rules.ordersAndCounts && query.get('$count') === 'true' ? all.length : undefined,
    next: isMore ? next : undefined,
  };
}

function numberOf(
  query: URLSearchParams,
  { name, fallback, max }: { name: string; fallback: number; max: number },
): number {
  const value = Number(query.get(name) ?? fallback);
  if (Number.isInteger(value) && value >= 0 && value <= max) return value;
  throw graphError(400, 'BadRequest', `The limit of ${max} for ${name} query has been exceeded.`);
}

function ordered(incidents: readonly StoredIncident[], orderBy: string | null, rules: ListingRules): StoredIncident[] {
  const [field = '', direction = 'asc'] = orderBy?.split(' ') ?? ['lastUpdateDateTime'];
  if (field !== 'createdDateTime' && field !== 'lastUpdateDateTime') {
    throw graphError(400, 'BadRequest', `The property ${field} cannot be used in $orderby.`);
  }
  if (field === 'lastUpdateDateTime' || !rules.ordersAndCounts) return incidents.toSorted(arbitrarily);
  const sign = direction === 'asc' ? 1 : -1;
  return incidents.toSorted((a, b) => sign * (a.createdMs - b.createdMs || a.number - b.number));
}

function arbitrarily(a: StoredIncident, b: StoredIncident): number {
  return ((a.number * 7919) % 1009) - ((b.number * 7919) % 1009) || a.number - b.number;
}
