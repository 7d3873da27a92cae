// Resolves the spec's filters to the vendor's ids. A name that matches nothing is reported. A list without any match selects nothing: it never
// turns into "no filter". https://apidocs.zenduty.com/#tag/Teams, https://apidocs.zenduty.com/#tag/Services

import { SourceError } from '../ports/failure.ts';
import { type ZendutyConfig } from './config.ts';
import { isIncidentID, type Selectors } from './normalize.ts';
import { memberOf } from './schema.ts';
import { type Session } from './session.ts';

export interface Filters {
  /** Members of the body of a listing. */
  readonly body: Readonly<Record<string, unknown>>;
  /** A list of the spec has no match at all, so nothing is selected. */
  readonly selectsNothing: boolean;
  readonly unmatched: readonly string[];
  /** An answer that does not say its team or service is taken for selected. */
  matches(selectors: Selectors): boolean;
}

interface Named {
  readonly id: string;
  readonly name: string | undefined;
}

interface Resolved {
  /** Undefined means no filter. */
  readonly ids: ReadonlySet<string> | undefined;
  readonly unmatched: readonly string[];
}

export async function resolveFilters(session: Session, config: ZendutyConfig, signal: AbortSignal): Promise<Filters> {
  const [wantedTeams, wantedServices] = [config.teams ?? [], config.services ?? []];
  const isFiltered = wantedTeams.length + wantedServices.length > 0;
  const known = isFiltered ? await listNamed(session, { path: 'api/account/teams/', what: 'list teams', signal }) : [];
  const teams = resolve(wantedTeams, known);
  const services = resolve(wantedServices, wantedServices.length === 0 ? [] : await servicesOf(session, known, signal));
  return {
    body: {
      // Without it, incidents of teams that the user does not belong to are left out.
      all_teams: 1,
      ...(teams.ids === undefined ? {} : { team_ids: [...teams.ids] }),
      ...(services.ids === undefined ? {} : { service_ids: [...services.ids] }),
    },
    selectsNothing: teams.ids?.size === 0 || services.ids?.size === 0,
    unmatched: [...teams.unmatched, ...services.unmatched],
    matches: ({ teamID, serviceID }) => isAmong(teams, teamID) && isAmong(services, serviceID),
  };
}

function isAmong({ ids }: Resolved, id: string | undefined): boolean {
  return ids === undefined || id === undefined || ids.has(id);
}

/** An id goes before a name. Names must be equal. */
function resolve(wanted: readonly string[], known: readonly Named[]): Resolved {
  if (wanted.length === 0) return { ids: undefined, unmatched: [] };
  const ids = new Set<string>();
  const unmatched: string[] = [];
  for (const value of wanted) {
    const byID = known.filter(({ id }) => id === value);
    const found = byID.length > 0 ? byID : known.filter(({ name }) => name === value);
    if (found.length === 0) unmatched.push(value);
    // Services of several teams may have one name: all of them are meant.
    for (const { id } of found) ids.add(id);
  }
  return { ids, unmatched };
}

/** Services belong to teams, and are listed by team only. */
async function servicesOf(session: Session, teams: readonly Named[], signal: AbortSignal): Promise<readonly Named[]> {
  const services: Named[] = [];
  for (const { id } of teams) {
    const path = `api/account/teams/${id}/services/`;
    services.push(...(await listNamed(session, { path, what: 'list services', signal })));
  }
  return services;
}

async function listNamed(
  session: Session,
  call: { readonly path: string; readonly what: string; readonly signal: AbortSignal },
): Promise<readonly Named[]> {
  const { body } = await session.ask(call);
  // A bare list, as documented; a page of results where the vendor has come to page it.
  const items: unknown = Array.isArray(body) ? body : memberOf(body, 'results');
  if (!Array.isArray(items)) throw new SourceError('malformed', `${call.what}: the answer of Zenduty holds no list`);
  return (items as readonly unknown[]).flatMap((item) => {
    const [id, name] = [memberOf(item, 'unique_id'), memberOf(item, 'name')];
    return isIncidentID(id) ? [{ id, name: typeof name === 'string' ? name : undefined }] : [];
  });
}
