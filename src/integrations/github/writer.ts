// Writes to GitHub: closes an issue and comments on it, dismisses an alert, closes an advisory. It looks before it writes, writes at most
// once per call, and reads back what became of a write whose answer is lost.

import type { HttpAnswer } from '../ports/http.ts';
import type { WriteCommand, WriteOutcome, Writer } from '../ports/write.ts';
import { writeOnce } from '../kit/write-once.ts';
import { type GitHubConfig, PERMISSIONS } from './config.ts';
import { bodyOf, findingCall } from './lookup.ts';
import { parseExternalID, type Finding } from './normalize-id.ts';
import { missingPermissions } from './permissions.ts';
import { resolveScope } from './scope.ts';
import { hasValue, refusalText } from './schema.ts';
import type { Call, Session } from './session.ts';
import { permissionsIn } from './refusals.ts';
import { commentCall, dismissal, hasComment, isOpen, markerOf, noteOn, changedSince } from './writer-parts.ts';

export function createWriter(session: Session, config: GitHubConfig): Writer {
  return {
    async probe(signal) {
      await resolveScope(session, config, signal);
      return { missingScopes: await missingPermissions(session, config, { level: 'write', signal }) };
    },
    async write(command, signal) {
      const finding = parseExternalID(command.externalID);
      if (finding === undefined) return NOT_FOUND;
      const writing: Writing = { session, config, finding, signal };
      return command.kind === 'resolve' ? resolve(writing, command) : note(writing, command);
    },
    async [Symbol.asyncDispose]() {
      // Nothing to close: the HTTP client owns the connections.
    },
  };
}

interface Writing {
  readonly session: Session;
  readonly config: GitHubConfig;
  readonly finding: Finding;
  readonly signal: AbortSignal;
}

const NOT_FOUND: WriteOutcome = {
  kind: 'refused',
  reason: 'NotFound',
  message: 'there is no such finding at GitHub, or the credential may not see it',
};
const PULL_REQUEST: WriteOutcome = { kind: 'refused', reason: 'NotAllowed', message: 'it is a pull request' };
const NEEDS_APPROVAL: WriteOutcome = {
  kind: 'refused',
  reason: 'NotAllowed',
  message: 'GitHub left the finding open: its dismissal needs an approval there',
};
const NOT_DISMISSED: WriteOutcome = {
  kind: 'refused',
  reason: 'NotAllowed',
  message: 'an alert takes a note with its dismissal only, and it is open',
};
const GONE = [301, 302, 307, 308, 404, 410];

type Resolve = Extract<WriteCommand, { kind: 'resolve' }>;
type Note = Extract<WriteCommand, { kind: 'note' }>;

async function resolve(writing: Writing, command: Resolve): Promise<WriteOutcome> {
  const { session, finding, config, signal } = writing;
  const look = async (): Promise<WriteOutcome | undefined> => {
    const found = await read(writing);
    if (found === undefined) return NOT_FOUND;
    if (hasValue(found, 'pull_request')) return PULL_REQUEST;
    if (!isOpen(found)) return { kind: 'already' };
    return changedSince({ session, finding, signal }, found, command.decidedOn);
  };
  const accept = (body: unknown): WriteOutcome => (isOpen(body) ? NEEDS_APPROVAL : { kind: 'applied' });
  return writeOnce({ look, write: () => send(writing, dismissal(finding, config, command), accept) });
}

/** The note of an alert is the comment of its dismissal, which cannot be changed afterwards. Advisories have none. */
async function note(writing: Writing, command: Note): Promise<WriteOutcome> {
  const { session, finding, signal } = writing;
  if (finding.stream === 'SecurityAdvisories') return { kind: 'unsupported' };
  if (finding.stream !== 'Issues') {
    const found = await read(writing);
    if (found === undefined) return NOT_FOUND;
    if (isOpen(found)) return NOT_DISMISSED;
    return noteOn(found) ? { kind: 'already' } : { kind: 'unsupported' };
  }
  const search = { session, finding, signal, marker: markerOf(command.key), since: command.decidedOn };
  const look = async (): Promise<WriteOutcome | undefined> => {
    const known = await hasComment(search);
    if (known === undefined) return NOT_FOUND;
    return known ? { kind: 'already' } : undefined;
  };
  const accept = (): WriteOutcome => ({ kind: 'applied' });
  return writeOnce({ look, write: () => send(writing, commentCall(finding, command), accept) });
}

/** Undefined: it does not exist any more. */
async function read({ session, finding, signal }: Writing): Promise<unknown> {
  const call = findingCall(finding, signal);
  const answer = await session.ask({ ...call, expected: GONE });
  return GONE.includes(answer.status) ? undefined : bodyOf(answer, call);
}

/** One request. A refusal is an outcome; what leaves open whether it was done is thrown. `accept`: what a success means, by its body. */
async function send(
  writing: Writing,
  call: Omit<Call, 'signal'>,
  accept: (body: unknown) => WriteOutcome,
): Promise<WriteOutcome> {
  const { session, signal } = writing;
  const answer = await session.ask({ ...call, signal, expected: [...GONE, 400, 403, 409, 422] });
  if (answer.status < 300) return accept(bodyOf(answer, call));
  const refused = refusedAs(answer, writing, call);
  if (refused !== undefined) return refused;
  throw session.refuse(answer, call);
}

/** Undefined: it may be repeated. GitHub hides what a credential may not change behind 404, though it may read it. */
function refusedAs(
  answer: HttpAnswer,
  { session, finding }: Writing,
  call: Omit<Call, 'signal'>,
): WriteOutcome | undefined {
  const { status, headers, body } = answer;
  if (status === 409 || session.refuse(answer, call).kind === 'rate-limited') return undefined;
  if (status === 403 && /locked/i.test(refusalText(body))) {
    return { kind: 'refused', reason: 'NotAllowed', message: 'the conversation of the issue is locked: unlock it' };
  }
  if (status === 403 || status === 404) {
    const named = permissionsIn(headers) ?? `${PERMISSIONS[finding.stream].title} (write)`;
    return { kind: 'refused', reason: 'MissingPermission', message: `the credential lacks ${named}: grant it` };
  }
  if (status === 400 || status === 422) {
    return {
      kind: 'refused',
      reason: 'NotAllowed',
      message: `GitHub refused the change (${status}): check dismissReasons in the spec`,
    };
  }
  return NOT_FOUND;
}
