// Resolves the spec's filters to the vendor's ids. A name that matches nothing is reported. A list without any match selects nothing:
// it never turns into "no filter".

import { SourceError } from '../ports/failure.ts';
import { type PagerDutyConfig } from './config.ts';
import { type Selectors } from './normalize.ts';
import { walkPages } from './pages.ts';
import { isReference, memberOf, type RawReference } from './schema.ts';
import { type Session } from './session.ts';

export interface Filters {
  /** Query parameters of a listing. */
  readonly query: ReadonlyArray<readonly [string, string]>;
  /** A list of the spec has no match at all, so nothing is selected. */
  readonly selectsNothing: boolean;
  readonly unmatched: readonly string[];
  readonly degraded: readonly string[];
  matches(selectors: Selectors): boolean;
}

type Kind = 'services' | 'teams';

interface Resolved {
  /** Undefined means no filter. */
  readonly ids: ReadonlySet<string> | undefined;
  readonly unmatched: readonly string[];
  readonly degraded: readonly string[];
}

const NO_FILTER: Resolved = { ids: undefined, unmatched: [], degraded: [] };
/** The form of PagerDuty's ids: `PIJ90N7`, `Q02JTSNZWHSEKV`. A name may have it too. */
const ID_LIKE = /^[A-Z0-9]{6,20}$/;
/** Enough for 10,000 services whose names contain the wanted one. */
const MAX_PAGES = 100;

/** Throws SourceError `forbidden` when the credential lacks the scope to look names up. */
export async function resolveFilters(session: Session, config: PagerDutyConfig, signal: AbortSignal): Promise<Filters> {
  const services = await resolveAll(session, { kind: 'services', values: config.services ?? [], signal });
  const teams = await resolveAll(session, { kind: 'teams', values: config.teams ?? [], signal });
  const urgencies = new Set((config.urgencies ?? []).map((urgency) => urgency.toLowerCase()));
  return {
    query: [
      ...[...(services.ids ?? [])].map((id) => ['service_ids[]', id] as const),
      ...[...(teams.ids ?? [])].map((id) => ['team_ids[]', id] as const),
      ...[...urgencies].map((urgency) => ['urgencies[]', urgency] as const),
    ],
    selectsNothing: services.ids?.size === 0 || teams.ids?.size === 0,
    unmatched: [...services.unmatched, ...teams.unmatched],
    degraded: [...services.degraded, ...teams.degraded],
    matches: ({ serviceID, teamIDs, urgency }) =>
      (services.ids === undefined || (serviceID !== undefined && services.ids.has(serviceID))) &&
      (teams.ids === undefined || teamIDs.some((id) => teams.ids?.has(id))) &&
      (urgencies.size === 0 || (urgency !== undefined && urgencies.has(urgency))),
  };
}

interface Wanted {
  readonly kind: Kind;
  readonly values: readonly string[];
  readonly signal: AbortSignal;
}

async function resolveAll(session: Session, { kind, values, signal }: Wanted): Promise<Resolved> {
  if (values.length === 0) return NO_FILTER;
  const ids = new Set<string>();
  const unmatched: string[] = [];
  const degraded = new Set<string>();
  for (const value of values) {
    const match = await resolveOne(session, { kind, value, signal });
    if (match.id === undefined) unmatched.push(value);
    else ids.add(match.id);
    if (match.unverified) degraded.add(kind);
  }
  return { ids, unmatched, degraded: [...degraded] };
}

interface Sought {
  readonly kind: Kind;
  readonly value: string;
  readonly signal: AbortSignal;
}

interface Match {
  readonly id: string | undefined;
  /** The id could not be checked, because the credential or the plan does not allow it. It is used as written. */
  readonly unverified: boolean;
}

async function resolveOne(session: Session, sought: Sought): Promise<Match> {
  const byID = ID_LIKE.test(sought.value) ? await findByID(session, sought) : undefined;
  if (byID !== undefined) return byID;
  try {
    return { id: await findByName(session, sought), unverified: false };
  } catch (error) {
    if (!(error instanceof SourceError) || (error.kind !== 'forbidden' && error.kind !== 'not-found')) throw error;
    // Without access to the listing, an id may still be right. Some plans have no teams.
    if (ID_LIKE.test(sought.value)) return { id: sought.value, unverified: true };
    if (await planLacks(session, sought)) return { id: undefined, unverified: true };
    throw error;
  }
}

/** Undefined when nothing has that id; something may still have that name. */
async function findByID(session: Session, { kind, value, signal }: Sought): Promise<Match | undefined> {
  const call = { path: `${kind}/${value}`, what: whatOf(kind), scope: `${kind}.read`, signal };
  const { status } = await session.ask(call, [400, 402, 403, 404]);
  if (status < 300) return { id: value, unverified: false };
  return status === 402 || status === 403 ? { id: value, unverified: true } : undefined;
}

function whatOf(kind: Kind): string {
  return `look up ${kind} of the spec`;
}

/** Only some plans include teams: the others answer 402 or 404. */
async function planLacks(session: Session, { kind, signal }: Sought): Promise<boolean> {
  if (kind !== 'teams') return false;
  const call = { path: kind, query: [['limit', '1']] as const, what: whatOf(kind), scope: `${kind}.read`, signal };
  const { status } = await session.ask(call, [402, 403, 404]);
  return status === 402 || status === 404;
}

/** `query` also finds names that contain it; only an equal name (or id) counts. */
async function findByName(session: Session, { kind, value, signal }: Sought): Promise<string | undefined> {
  const query = [['query', value]] as const;
  const listing = { path: kind, query, what: whatOf(kind), scope: `${kind}.read`, signal, resource: kind };
  for await (const page of walkPages(session, listing, MAX_PAGES)) {
    const match = page.items.find((item): item is RawReference => isReference(item) && isNamed(item, value));
    if (match !== undefined) return match.id;
  }
  return undefined;
}

function isNamed(item: RawReference, value: string): boolean {
  return item.id === value || (item.name ?? memberOf(item, 'summary')) === value;
}
