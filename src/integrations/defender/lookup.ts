// Looks incidents up by id: those that left the open set, or that a person deleted here.
// https://learn.microsoft.com/graph/api/security-incident-get

import type { Lookup } from '../ports/record.ts';
import { INCIDENTS } from './config.ts';
import { isIncidentID, normalizeIncident } from './normalize.ts';
import { isSelected, type Pulling } from './pull.ts';

const GET = { what: 'get an incident', permission: 'SecurityIncident.Read.All' } as const;

export async function lookUp(pulling: Pulling, externalID: string, signal: AbortSignal): Promise<Lookup> {
  const gone: Lookup = { kind: 'gone', externalID };
  // A text that is not an id of Defender cannot exist there, so no request is sent.
  if (!isIncidentID(externalID)) return gone;
  const { session, options } = pulling;
  const answer = await session.ask({ path: `${INCIDENTS}/${externalID}`, attempted: GET, signal }, [404, 410]);
  if (answer.status === 404 || answer.status === 410) return gone;
  const normalized = normalizeIncident(answer.body, options);
  if (normalized.kind === 'rejected') return { kind: 'rejected', externalID, item: normalized.item };
  if (normalized.record.externalID !== externalID) {
    const item = { reason: 'InvalidID', externalID, detail: '/id: another one than was asked for' } as const;
    return { kind: 'rejected', externalID, item };
  }
  pulling.noteUnmapped(normalized.unmapped);
  return { kind: 'found', record: normalized.record, inScope: isSelected(pulling, normalized) };
}
