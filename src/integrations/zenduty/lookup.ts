// Looks incidents up by id: those that left the open set, or that a person deleted here. One request for each, one after the other, as
// Zenduty takes 30 a minute. https://apidocs.zenduty.com/#tag/Incidents

import type { Lookup } from '../ports/record.ts';
import { incidentPath } from './account.ts';
import { asListed } from './listing.ts';
import { isIncidentID, normalizeIncident } from './normalize.ts';
import { type Pulling } from './pull.ts';

const WHAT = 'get an incident';

export async function lookUp(pulling: Pulling, externalID: string, signal: AbortSignal): Promise<Lookup> {
  const gone: Lookup = { kind: 'gone', externalID };
  // A text that is not an id cannot exist there, so no request is sent.
  if (!isIncidentID(externalID)) return gone;
  const { session, filters, options, noteUnmapped } = pulling;
  const answer = await session.ask({ path: incidentPath(session.account, externalID), what: WHAT, signal }, [404, 410]);
  if (answer.status === 404 || answer.status === 410) return gone;
  const normalized = normalizeIncident(asListed(session, answer.body), options);
  if (normalized.kind === 'rejected') return { kind: 'rejected', externalID, item: { ...normalized.item, externalID } };
  const { record, selectors, unmapped } = normalized;
  if (record.externalID !== externalID) {
    const item = { reason: 'InvalidID', externalID, detail: '/unique_id: another one than was asked for' } as const;
    return { kind: 'rejected', externalID, item };
  }
  noteUnmapped(unmapped);
  return { kind: 'found', record, inScope: filters.matches(selectors) };
}
