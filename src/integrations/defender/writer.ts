// Writes to Defender: resolves an incident, and leaves a comment on it. Looks before each write, and reads back what became of an ambiguous
// answer. https://learn.microsoft.com/graph/api/security-incident-update, .../security-incident-post-comments

import { writeOnce } from '../kit/write-once.ts';
import { SourceError } from '../ports/failure.ts';
import type { WriteCommand, WriteOutcome, Writer } from '../ports/write.ts';
import { INCIDENTS, type DefenderConfig } from './config.ts';
import { isIncidentID } from './normalize.ts';
import { memberOf } from '../kit/microsoft/answers.ts';
import { isIncident, type RawIncident } from './schema.ts';
import type { Session } from '../kit/microsoft/session.ts';

const PERMISSION = 'SecurityIncident.ReadWrite.All';
/** Graph documents no limit of a comment; the portal takes a thousand characters. */
const MAX_TEXT = 900;

const NOT_FOUND: WriteOutcome = {
  kind: 'refused',
  reason: 'NotFound',
  message: 'Defender does not know the incident (any more), or the app may not see it',
};
const NOT_ALLOWED: WriteOutcome = {
  kind: 'refused',
  reason: 'NotAllowed',
  message:
    'Microsoft Graph refused the change (400): check that classification and determination in the spec fit together, and that the incident was not merged into another one',
};

export function createWriter(session: Session, config: DefenderConfig): Writer {
  return {
    async probe(signal) {
      const granted = await session.credential.grantedScopes(signal);
      return { missingScopes: granted === undefined || granted.has(PERMISSION) ? [] : [PERMISSION] };
    },
    async write(command, signal) {
      if (!isIncidentID(command.externalID)) return NOT_FOUND;
      return command.kind === 'resolve'
        ? writeOnce({
            look: () => lookForResolution(session, command, signal),
            write: () => resolve(session, { command, config, signal }),
          })
        : writeOnce({
            look: () => lookForNote(session, command, signal),
            write: () => comment(session, command, signal),
          });
    },
    async [Symbol.asyncDispose]() {
      // Nothing to close: the HTTP client owns the connections, and the account outlives the command.
    },
  };
}

const markerOf = (key: string): string => `[docket ${key}]`;

/**
 * The resolving comment outlives a reopening: one with our key was an earlier attempt's, whatever became of the incident since. An open
 * incident with somebody's resolving comment was reopened; at the time of the decision or later that is a `conflict`.
 */
async function lookForResolution(
  session: Session,
  { externalID, key, decidedOn }: WriteCommand,
  signal: AbortSignal,
): Promise<WriteOutcome | undefined> {
  const incident = await readIncident(session, externalID, signal);
  if (incident === undefined) return NOT_FOUND;
  if (/^(resolved|redirected)$/i.test(incident.status)) return { kind: 'already' };
  const said = memberOf(incident, 'resolvingComment');
  if (typeof said !== 'string' || said === '') return undefined;
  if (said.includes(markerOf(key))) return { kind: 'already' };
  return Date.parse(incident.lastUpdateDateTime) >= Date.parse(decidedOn) ? { kind: 'conflict' } : undefined;
}

async function lookForNote(
  session: Session,
  { externalID, key }: WriteCommand,
  signal: AbortSignal,
): Promise<WriteOutcome | undefined> {
  const incident = await readIncident(session, externalID, signal);
  if (incident === undefined) return NOT_FOUND;
  const comments = memberOf(incident, 'comments') ?? [];
  if (!Array.isArray(comments)) throw notWhole();
  const marker = markerOf(key);
  const isThere = comments.some((each: unknown) => String(memberOf(each, 'comment')).includes(marker));
  return isThere ? { kind: 'already' } : undefined;
}

async function readIncident(session: Session, id: string, signal: AbortSignal): Promise<RawIncident | undefined> {
  const attempted = { what: 'get an incident', permission: PERMISSION };
  const answer = await session.ask({ path: `${INCIDENTS}/${id}`, attempted, signal }, [404, 410]);
  if (answer.status === 404 || answer.status === 410) return undefined;
  if (!isIncident(answer.body)) throw notWhole();
  return answer.body;
}

function notWhole(): SourceError {
  return new SourceError(
    'malformed',
    'get an incident: Microsoft Graph answered without an incident: nothing was written',
  );
}

interface Resolving {
  readonly command: Extract<WriteCommand, { kind: 'resolve' }>;
  readonly config: DefenderConfig;
  readonly signal: AbortSignal;
}

async function resolve(session: Session, { command, config, signal }: Resolving): Promise<WriteOutcome> {
  const { classification, determination } = config;
  const body = {
    status: 'resolved',
    ...(classification === undefined ? {} : { classification: wireNameOf(classification) }),
    ...(determination === undefined ? {} : { determination: wireNameOf(determination) }),
    resolvingComment: `${command.summary.slice(0, MAX_TEXT)} ${markerOf(command.key)}`,
  };
  const path = `${INCIDENTS}/${command.externalID}`;
  return write(session, { method: 'PATCH', path, body, what: 'resolve an incident', signal });
}

async function comment(
  session: Session,
  { externalID, text, key }: Extract<WriteCommand, { kind: 'note' }>,
  signal: AbortSignal,
): Promise<WriteOutcome> {
  const body = {
    '@odata.type': 'microsoft.graph.security.alertComment',
    comment: `${text.slice(0, MAX_TEXT)}\n\n${markerOf(key)}`,
  };
  const path = `${INCIDENTS}/${externalID}/comments`;
  return write(session, { method: 'POST', path, body, what: 'comment on an incident', signal });
}

interface Write {
  readonly method: 'PATCH' | 'POST';
  readonly path: string;
  readonly body: object;
  readonly what: string;
  readonly signal: AbortSignal;
}

async function write(session: Session, { what, ...request }: Write): Promise<WriteOutcome> {
  const answer = await session.ask({ ...request, attempted: { what, permission: PERMISSION } }, [400, 404]);
  if (answer.status === 404) return NOT_FOUND;
  return answer.status === 400 ? NOT_ALLOWED : { kind: 'applied' };
}

/** Graph writes the values of enums with a small first letter. */
function wireNameOf(value: string): string {
  return `${value.slice(0, 1).toLowerCase()}${value.slice(1)}`;
}
