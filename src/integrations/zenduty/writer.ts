// Writes to Zenduty: resolves an incident, and leaves a note on it. Looks before each write, by the incident and its notes.
// https://apidocs.zenduty.com/#tag/Incidents, https://apidocs.zenduty.com/#tag/Incident-Notes

import { toInstant } from '../../api/facts.ts';
import { SourceError } from '../ports/failure.ts';
import type { WriteCommand, WriteOutcome, Writer } from '../ports/write.ts';
import { createPageTokens, nextRequest } from '../kit/paging.ts';
import { writeOnce } from '../kit/write-once.ts';
import { incidentPath } from './account.ts';
import { isIncidentID } from './normalize.ts';
import { isAboutToken } from './refusals.ts';
import { isIncident, memberOf, pageOf, type RawIncident } from './schema.ts';
import { type Call, type Session } from './session.ts';

const RESOLVED = 3;
const MAX_TEXT = 25_000;
const MAX_NOTE_PAGES = 100;

const NOT_FOUND: WriteOutcome = {
  kind: 'refused',
  reason: 'NotFound',
  message: 'Zenduty does not know the incident (any more), or the user of the API key may not see it',
};

export function createWriter(session: Session): Writer {
  return {
    // A key has no scopes; what its user may do shows only when it is done.
    async probe(signal) {
      await session.ask({ path: 'api/account/teams/', what: 'check the credential', signal });
      return { missingScopes: [] };
    },
    async write(command, signal) {
      if (!isIncidentID(command.externalID)) return NOT_FOUND;
      return command.kind === 'resolve' ? resolve(session, command, signal) : leaveNote(session, command, signal);
    },
    async [Symbol.asyncDispose]() {
      // Nothing to close: the HTTP client owns the connections, and the account outlives the command.
    },
  };
}

/**
 * An open incident with a time of resolution at the decision or later was resolved since, by an earlier attempt or a person, and reopened
 * (`already`). Zenduty does not say when an incident was reopened.
 */
function resolve(session: Session, command: WriteCommand, signal: AbortSignal): Promise<WriteOutcome> {
  const decidedMs = Date.parse(command.decidedOn);
  const look = async (): Promise<WriteOutcome | undefined> => {
    const incident = await readIncident(session, command.externalID, signal);
    if (incident === undefined) return NOT_FOUND;
    const wasResolved = incident.status === RESOLVED || msOf(incident.resolved_date) >= decidedMs;
    return wasResolved ? { kind: 'already' } : undefined;
  };
  const path = `api/incidents/${command.externalID}/`;
  const call = { method: 'PATCH', path, body: { status: RESOLVED }, what: 'resolve an incident', signal } as const;
  return writeOnce({ look, write: () => send(session, call) });
}

/** Notes are addressed by the number of the incident. */
async function leaveNote(
  session: Session,
  { externalID, key, text }: Extract<WriteCommand, { kind: 'note' }>,
  signal: AbortSignal,
): Promise<WriteOutcome> {
  const incident = await readIncident(session, externalID, signal);
  if (incident === undefined) return NOT_FOUND;
  const marker = `[docket ${key}]`;
  const path = `api/incidents/${incident.incident_number}/note/`;
  const look = async (): Promise<WriteOutcome | undefined> => {
    for await (const note of notesAt(session, path, signal)) {
      if (String(memberOf(note, 'note')).includes(marker)) return { kind: 'already' };
    }
    return undefined;
  };
  const body = { note: `${text.slice(0, MAX_TEXT)}\n\n${marker}` };
  const call = { method: 'POST', path, body, what: 'leave a note on an incident', signal } as const;
  return writeOnce({ look, write: () => send(session, call) });
}

/** All notes. The vendor documents a bare list, with the newest last; its own clients read pages of results. */
async function* notesAt(session: Session, path: string, signal: AbortSignal): AsyncGenerator {
  const what = 'list the notes of an incident';
  const isNew = createPageTokens(what);
  let request: Pick<Call, 'path' | 'query'> = { path, query: [['page_size', '100']] };
  for (let count = 0; count < MAX_NOTE_PAGES; count++) {
    const { body } = await session.ask({ ...request, what, signal });
    const page = Array.isArray(body) ? { items: body as readonly unknown[], next: undefined } : pageOf(body);
    if (page === undefined) throw new SourceError('malformed', `${what}: the answer of Zenduty holds no list`);
    yield* page.items;
    if (page.next === undefined) return;
    isNew(page.next);
    request = nextRequest(session.base, page.next, what);
  }
  throw new SourceError('incomplete', `${what}: there are too many to find an earlier one`);
}

async function readIncident(session: Session, id: string, signal: AbortSignal): Promise<RawIncident | undefined> {
  const what = 'get an incident';
  const answer = await session.ask({ path: incidentPath(session.numbers, id), what, signal }, [404, 410]);
  if (answer.status === 404 || answer.status === 410) return undefined;
  // By its number: where the key for writing is of another account, that is another incident, which must not be touched.
  if (isIncident(answer.body)) return answer.body.unique_id === id ? answer.body : undefined;
  throw new SourceError('malformed', `${what}: the answer of Zenduty holds no incident`);
}

/** Epoch milliseconds; NaN, which compares as false, where there is no time. */
function msOf(value: string | null | undefined): number {
  return Date.parse(toInstant(value ?? '') ?? '');
}

/** One request. A refusal is an outcome; what leaves open whether it was done is thrown. */
async function send(session: Session, call: Call): Promise<WriteOutcome> {
  const answer = await session.ask(call, [400, 403, 404]);
  const head = `${call.what}: ${answer.status} from Zenduty`;
  switch (answer.status) {
    case 400:
      return { kind: 'refused', reason: 'NotAllowed', message: `${head}: not taken as it is: do it in Zenduty` };
    case 403:
      if (isAboutToken(answer)) throw session.refuse(answer, call);
      return {
        kind: 'refused',
        reason: 'MissingPermission',
        message: `${head}: the user of the API key may not do this: use the key of one who belongs to the team`,
      };
    case 404:
      return NOT_FOUND;
    default:
      return { kind: 'applied' };
  }
}
