// Looks incidents up by id: those that left the open set, or that a person deleted here. One request for each, one after the other, as
// Zenduty takes 30 a minute. https://apidocs.zenduty.com/#tag/Incidents

import type { Lookup } from '../ports/record.ts';
import type { SourceContext } from '../provider.ts';
import { incidentPath, type Numbers } from './account.ts';
import { type ZendutyConfig } from './config.ts';
import { daysBetween } from './days.ts';
import { asListed, IncidentListing } from './listing.ts';
import { isIncidentID, normalizeIncident } from './normalize.ts';
import { ALL, type Pulling } from './pull.ts';
import { memberOf } from './schema.ts';

const WHAT = 'get an incident';
const NONE: Numbers = new Map();

export interface LookingUp {
  readonly pulling: Pulling;
  readonly recorded: SourceContext<ZendutyConfig>['recorded'];
  /** What was listed because of incidents without a known number: by their first days, and the rows by unique id. */
  readonly days: Set<string>;
  readonly rows: Map<string, unknown>;
}

export async function lookUp(looking: LookingUp, externalID: string, signal: AbortSignal): Promise<Lookup> {
  const gone: Lookup = { kind: 'gone', externalID };
  // A text that is not an id cannot exist there, so no request is sent.
  if (!isIncidentID(externalID)) return gone;
  const { filters, options, noteUnmapped } = looking.pulling;
  const item = (await rowOf(looking, externalID, signal)) ?? (await detailOf(looking, externalID, signal));
  if (item === undefined) return gone;
  const normalized = normalizeIncident(item, options);
  if (normalized.kind === 'rejected') return { kind: 'rejected', externalID, item: { ...normalized.item, externalID } };
  const { record, selectors, unmapped } = normalized;
  if (record.externalID !== externalID) {
    const rejected = { reason: 'InvalidID', externalID, detail: '/unique_id: another one than was asked for' } as const;
    return { kind: 'rejected', externalID, item: rejected };
  }
  noteUnmapped(unmapped);
  return { kind: 'found', record, inScope: filters.matches(selectors) };
}

/**
 * The row of an incident that no listing showed since the start, as one that was resolved while the operator was down: without its number
 * the days around its creation are listed, or the present ones for one that is not on record, which a push is about.
 */
async function rowOf({ pulling, recorded, days, rows }: LookingUp, id: string, signal: AbortSignal): Promise<unknown> {
  const { session, clock } = pulling;
  if (rows.has(id) || session.numbers.has(id)) return rows.get(id);
  const createdMs = recorded?.(id)?.detectedAt ?? clock.now().getTime();
  const range = daysBetween(createdMs, createdMs);
  if (days.has(range.from_date)) return undefined;
  const all = await new IncidentListing().read(session, { body: { status: ALL, all_teams: 1, ...range }, signal });
  days.add(range.from_date);
  for (const item of all) rows.set(String(memberOf(item, 'unique_id')), item);
  return rows.get(id);
}

/** A number that stands for another incident is one of another account: then the unique id is asked for. */
async function detailOf({ pulling }: LookingUp, id: string, signal: AbortSignal): Promise<unknown> {
  const { session } = pulling;
  const ask = async (numbers: Numbers): Promise<unknown> => {
    const answer = await session.ask({ path: incidentPath(numbers, id), what: WHAT, signal }, [404, 410]);
    return answer.status === 404 || answer.status === 410 ? undefined : asListed(session, answer.body);
  };
  const item = await ask(session.numbers);
  const isOther = item !== undefined && session.numbers.has(id) && memberOf(item, 'unique_id') !== id;
  return isOther ? ask(NONE) : item;
}
