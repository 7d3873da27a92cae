// Looks incidents up by id: those that left the open set, or that a person deleted here. Reports whether each exists, is in scope, or
// is gone. https://developer.pagerduty.com/api-reference/005299ed43553-get-an-incident

import { SourceError } from '../ports/failure.ts';
import type { Lookup } from '../ports/record.ts';
import { type Filters } from './filters.ts';
import { isIncidentID, normalizeIncident, type NormalizeOptions } from './normalize.ts';
import { errorCodeOf, memberOf } from './schema.ts';
import { type Session } from './session.ts';

/** Restricted users may lose access to an incident when it is resolved (PagerDuty/developer-docs docs/REST-API/14-Errors.md). */
const LOST_ACCESS_CODE = 2018;
const WHAT = 'get an incident';

export interface LookingUp {
  readonly session: Session;
  readonly filters: Filters;
  readonly options: NormalizeOptions;
  readonly signal: AbortSignal;
  readonly noteUnmapped: (value: string | undefined) => void;
}

export async function lookUp(looking: LookingUp, externalID: string): Promise<Lookup> {
  const gone: Lookup = { kind: 'gone', externalID };
  // A text that is not a PagerDuty id cannot exist there, so no request is sent.
  if (!isIncidentID(externalID)) return gone;
  const { session, filters, options, signal, noteUnmapped } = looking;
  const call = { path: `incidents/${externalID}`, what: WHAT, scope: 'incidents.read', signal };
  const answer = await session.ask(call, [403, 404, 410]);
  if (answer.status === 404 || answer.status === 410) return gone;
  if (answer.status === 403) {
    if (errorCodeOf(answer.body) === LOST_ACCESS_CODE) return gone;
    throw session.refuse(answer, call);
  }
  const raw = memberOf(answer.body, 'incident');
  if (raw === undefined) {
    throw new SourceError(
      'malformed',
      `${WHAT}: ${answer.status} from PagerDuty without an incident: the answer is not whole`,
    );
  }
  const normalized = normalizeIncident(raw, options);
  if (normalized.kind === 'rejected') return { kind: 'rejected', externalID, item: normalized.item };
  if (normalized.record.externalID !== externalID) {
    const item = { reason: 'InvalidID', externalID, detail: '/id: another one than was asked for' } as const;
    return { kind: 'rejected', externalID, item };
  }
  noteUnmapped(normalized.unmapped);
  return { kind: 'found', record: normalized.record, inScope: filters.matches(normalized.selectors) };
}
