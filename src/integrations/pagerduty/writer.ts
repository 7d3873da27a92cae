// Writes to PagerDuty: resolves an incident, and leaves a note on it. Looks before each write, by the incident, its log and its notes.
// https://developer.pagerduty.com/api-reference/8a0e1aa2ec666-update-an-incident, .../edd1c74c7b8c6-create-a-note-on-an-incident

import { SourceError } from '../ports/failure.ts';
import type { HttpAnswer } from '../ports/http.ts';
import type { WriteCommand, WriteOutcome, Writer } from '../ports/write.ts';
import { writeOnce } from '../kit/write-once.ts';
import { WRITE_SCOPES, type PagerDutyConfig } from './config.ts';
import { isIncidentID } from './normalize.ts';
import { walkPages } from './pages.ts';
import { isIncident, isLogEntry, memberOf, type RawIncident } from './schema.ts';
import type { Call, Session } from './session.ts';

/** The vendor keeps so many characters of a note (https://support.pagerduty.com/main/docs/incident-notes: 65,535 bytes); fewer are read. */
const MAX_TEXT = 25_000;
/** Newest first: what an attempt of the last hours wrote is on the first pages. */
const MAX_LOG_PAGES = 5;

const NOT_FOUND: WriteOutcome = {
  kind: 'refused',
  reason: 'NotFound',
  message: 'PagerDuty does not know the incident (any more), or the credential may not see it',
};
const NO_USER: WriteOutcome = {
  kind: 'refused',
  reason: 'MissingField',
  message:
    'PagerDuty takes a write with an API key only in the name of a user: set spec.pagerDuty.from to the mail address of one of the account',
};

type WriteCall = Pick<Call, 'method' | 'path' | 'body' | 'what'>;

export function createWriter(session: Session, { from }: PagerDutyConfig): Writer {
  const write = async (call: WriteCall, signal: AbortSignal): Promise<WriteOutcome> =>
    written(await session.ask({ ...call, from, scope: 'incidents.write', signal }, [400, 403, 404]), call, from);
  return {
    async probe(signal) {
      const granted = await session.credential.grantedScopes(signal);
      return { missingScopes: granted === undefined ? [] : WRITE_SCOPES.filter((scope) => !granted.has(scope)) };
    },
    async write(command, signal) {
      if (!isIncidentID(command.externalID)) return NOT_FOUND;
      if (session.credential.kind === 'token' && from === undefined) return NO_USER;
      return command.kind === 'resolve'
        ? writeOnce({
            look: () => lookForResolution(session, command, signal),
            write: () => write(resolution(command), signal),
          })
        : writeOnce({ look: () => lookForNote(session, command, signal), write: () => write(note(command), signal) });
    },
    async [Symbol.asyncDispose]() {
      // Nothing to close: the HTTP client owns the connections, and the account outlives the command.
    },
  };
}

function resolution({ externalID, summary, key }: Extract<WriteCommand, { kind: 'resolve' }>): WriteCall {
  const text = `${summary.slice(0, MAX_TEXT)} ${markerOf(key)}`;
  const body = { incident: { type: 'incident_reference', status: 'resolved', resolution: text } };
  return { method: 'PUT', path: `incidents/${externalID}`, body, what: 'resolve an incident' };
}

function note({ externalID, text, key }: Extract<WriteCommand, { kind: 'note' }>): WriteCall {
  const body = { note: { content: `${text.slice(0, MAX_TEXT)}\n\n${markerOf(key)}` } };
  return { method: 'POST', path: `incidents/${externalID}/notes`, body, what: 'leave a note on an incident' };
}

const markerOf = (key: string): string => `[docket ${key}]`;

/** 400 means a `From` that is nobody, or an incident that cannot be changed. */
function written({ status }: HttpAnswer, { what }: WriteCall, from: string | undefined): WriteOutcome {
  switch (status) {
    case 404:
      return NOT_FOUND;
    case 403: {
      const message = `${what}: 403 from PagerDuty: the credential lacks incidents.write: grant the app that scope, or use an API key that is not read-only`;
      return { kind: 'refused', reason: 'MissingPermission', message };
    }
    case 400: {
      const user = from === undefined ? 'the user of the credential' : 'the user that spec.pagerDuty.from names';
      const message = `${what}: 400 from PagerDuty: check that ${user} is one of the account and may change the incident`;
      return { kind: 'refused', reason: 'NotAllowed', message };
    }
    default:
      return { kind: 'applied' };
  }
}

/**
 * A resolution that carries the key was an earlier attempt's, whatever became of the incident since. One at the time of the decision or
 * later was somebody's. An incident that was resolved before the decision and changed then or later was reopened: `conflict`.
 */
async function lookForResolution(
  session: Session,
  { externalID, key, decidedOn }: WriteCommand,
  signal: AbortSignal,
): Promise<WriteOutcome | undefined> {
  const incident = await readIncident(session, externalID, signal);
  if (incident === undefined) return NOT_FOUND;
  if (incident.status === 'resolved') return { kind: 'already' };
  const resolutions = await readResolutions(session, externalID, signal);
  const decidedMs = Date.parse(decidedOn);
  if (resolutions.some(({ text, atMs }) => text.includes(key) || atMs >= decidedMs)) return { kind: 'already' };
  const changedMs = Date.parse(incident.last_status_change_at ?? '');
  return resolutions.length > 0 && changedMs >= decidedMs ? { kind: 'conflict' } : undefined;
}

async function lookForNote(
  session: Session,
  { externalID, key }: WriteCommand,
  signal: AbortSignal,
): Promise<WriteOutcome | undefined> {
  const path = `incidents/${externalID}/notes`;
  const what = 'list the notes of an incident';
  const answer = await session.ask({ path, what, scope: 'incidents.read', signal }, [404]);
  if (answer.status === 404) return NOT_FOUND;
  const notes = memberOf(answer.body, 'notes');
  if (!Array.isArray(notes)) throw notWhole(what, 'a list of notes');
  const marker = markerOf(key);
  const isThere = notes.some((each: unknown) => String(memberOf(each, 'content')).includes(marker));
  return isThere ? { kind: 'already' } : undefined;
}

async function readIncident(session: Session, id: string, signal: AbortSignal): Promise<RawIncident | undefined> {
  const what = 'get an incident';
  const answer = await session.ask({ path: `incidents/${id}`, what, scope: 'incidents.read', signal }, [404]);
  if (answer.status === 404) return undefined;
  const incident = memberOf(answer.body, 'incident');
  if (!isIncident(incident)) throw notWhole(what, 'an incident');
  return incident;
}

interface Resolution {
  /** The whole entry: the vendor's reference does not say which member of it holds the resolution's text. */
  readonly text: string;
  readonly atMs: number;
}

async function readResolutions(session: Session, id: string, signal: AbortSignal): Promise<Resolution[]> {
  const what = 'list the log entries of an incident';
  const path = `incidents/${id}/log_entries`;
  const listing = { path, what, scope: 'incidents.read', signal, resource: 'log_entries' };
  const found: Resolution[] = [];
  for await (const { items } of walkPages(session, listing, MAX_LOG_PAGES)) {
    for (const item of items) {
      if (!isLogEntry(item) || !/^resolve_log_entry(_reference)?$/.test(item.type)) continue;
      found.push({ text: JSON.stringify(item), atMs: Date.parse(item.created_at) });
    }
  }
  return found;
}

function notWhole(what: string, wanted: string): SourceError {
  return new SourceError('malformed', `${what}: PagerDuty answered without ${wanted}: the answer is not whole`);
}
