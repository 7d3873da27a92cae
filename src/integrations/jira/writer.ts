// Writes to Jira: moves an issue to a status of the category Done, and leaves a comment on it. Looks before each write, by the issue, its
// changelog and its comments. https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/, .../api-group-issue-comments/

import { SourceError } from '../ports/failure.ts';
import type { HttpAnswer } from '../ports/http.ts';
import type { WriteCommand, WriteOutcome, Writer } from '../ports/write.ts';
import { writeOnce } from '../kit/write-once.ts';
import { toInstant } from '../../api/facts.ts';
import { changelogOf, createdAt, isStatusChange, readCategories } from './changelog.ts';
import { isIssueKey } from './normalize.ts';
import { documentText } from './normalize-text.ts';
import { lacksScope } from './refusals.ts';
import { memberOf } from './schema.ts';
import { SCOPE } from './search.ts';
import { type Call, type Session } from './session.ts';
import { chooseTransition, missing, type Closing } from './transitions.ts';

/** Jira takes 32,767 characters. */
const MAX_TEXT = 25_000;
/** The vendor's bound is 5,000 comments on an issue. */
const MAX_COMMENT_PAGES = 100;
const WRITE_SCOPE = 'write:jira-work';
/** What an account must be allowed to do, by Jira's keys (`GET mypermissions`). */
const PERMISSIONS = ['BROWSE_PROJECTS', 'TRANSITION_ISSUES', 'ADD_COMMENTS'];

const NOT_FOUND: WriteOutcome = {
  kind: 'refused',
  reason: 'NotFound',
  message: 'Jira does not know the issue (any more), or the account may not browse it',
};

export function createWriter(session: Session, closing: Closing): Writer {
  return {
    async probe(signal) {
      const query = [['permissions', PERMISSIONS.join(',')]] as const;
      const call = { path: 'rest/api/3/mypermissions', query, what: 'check permissions', scope: SCOPE, signal };
      const { body } = await session.ask(call);
      const held = memberOf(body, 'permissions');
      const isMissing = (key: string): boolean => memberOf(memberOf(held, key), 'havePermission') === false;
      return { missingScopes: PERMISSIONS.filter((key) => isMissing(key)) };
    },
    async write(command, signal) {
      if (!isIssueKey(command.externalID)) return NOT_FOUND;
      const writing = { session, closing, signal };
      return command.kind === 'resolve' ? resolve(writing, command) : leaveComment(writing, command);
    },
    async [Symbol.asyncDispose]() {
      // Nothing to close: the HTTP client owns the connections, and the account outlives the command.
    },
  };
}

interface Writing {
  readonly session: Session;
  readonly closing: Closing;
  readonly signal: AbortSignal;
}

async function resolve(writing: Writing, command: WriteCommand): Promise<WriteOutcome> {
  const { session, closing, signal } = writing;
  const look = async (): Promise<WriteOutcome | undefined> => {
    const issue = await readIssue(writing, command);
    if (issue === undefined) return NOT_FOUND;
    if (issue.isMoved) return { kind: 'conflict' };
    return issue.isDone ? { kind: 'already' } : reopenedSince(writing, command, issue);
  };
  const path = `rest/api/3/issue/${command.externalID}/transitions`;
  const write = async (): Promise<WriteOutcome> => {
    const query = [['expand', 'transitions.fields']] as const;
    const { body } = await session.ask({ path, query, what: 'list transitions', scope: SCOPE, signal });
    const offered = memberOf(body, 'transitions');
    const choice = chooseTransition(Array.isArray(offered) ? (offered as readonly unknown[]) : [], closing);
    if (choice.kind === 'refused') return choice;
    const chosen = { transition: { id: choice.id }, fields: choice.fields };
    return send(session, { method: 'POST', path, body: chosen, what: 'resolve an issue', scope: WRITE_SCOPE, signal });
  };
  return writeOnce({ look, write });
}

async function leaveComment(writing: Writing, command: Extract<WriteCommand, { kind: 'note' }>): Promise<WriteOutcome> {
  const { session, signal } = writing;
  const marker = `[docket ${command.key}]`;
  const look = async (): Promise<WriteOutcome | undefined> => {
    const issue = await readIssue(writing, command);
    if (issue === undefined) return NOT_FOUND;
    for await (const text of comments(writing, command)) if (text.includes(marker)) return { kind: 'already' };
    return issue.isMoved ? { kind: 'conflict' } : undefined;
  };
  const path = `rest/api/3/issue/${command.externalID}/comment`;
  const body = { body: documentOf(command.text.slice(0, MAX_TEXT), marker) };
  const call = { method: 'POST', path, body, what: 'leave a comment', scope: WRITE_SCOPE, signal } as const;
  return writeOnce({ look, write: () => send(session, call) });
}

interface SeenIssue {
  readonly isDone: boolean;
  /** It answers to the key, and has another one. */
  readonly isMoved: boolean;
  /** When it last moved between categories, in epoch milliseconds; NaN when Jira does not say. */
  readonly changedMs: number;
}

async function readIssue({ session, signal }: Writing, { externalID }: WriteCommand): Promise<SeenIssue | undefined> {
  const query = [['fields', 'status,statuscategorychangedate']] as const;
  const call = { path: `rest/api/3/issue/${externalID}`, query, what: 'get an issue', scope: SCOPE, signal };
  const answer = await session.ask(call, [404, 410]);
  if (answer.status === 404 || answer.status === 410) return undefined;
  const [key, fields] = [memberOf(answer.body, 'key'), memberOf(answer.body, 'fields')];
  const category = memberOf(memberOf(memberOf(fields, 'status'), 'statusCategory'), 'key');
  if (typeof key !== 'string' || typeof category !== 'string') {
    throw new SourceError('malformed', 'get an issue: the answer of Jira holds no issue with a status');
  }
  const changedAt = memberOf(fields, 'statuscategorychangedate');
  return {
    isDone: category === 'done',
    isMoved: key.toLowerCase() !== externalID.toLowerCase(),
    changedMs: Date.parse(typeof changedAt === 'string' ? (toInstant(changedAt) ?? '') : ''),
  };
}

/**
 * What became of an issue that is open. Where it was done at the time of the decision or later, an earlier attempt or a person resolved it,
 * and another one reopened it (`already`). Where it was only reopened then, that person wins (`conflict`). Work that began since is no reason.
 */
async function reopenedSince(
  { session, signal }: Writing,
  { externalID, decidedOn }: WriteCommand,
  { changedMs }: SeenIssue,
): Promise<WriteOutcome | undefined> {
  const decidedMs = Date.parse(decidedOn);
  if (!(changedMs >= decidedMs)) return undefined;
  const categories = await readCategories(session, signal);
  let reopened: WriteOutcome | undefined;
  for await (const history of changelogOf(session, externalID, signal)) {
    const isSince = Date.parse(createdAt(history) ?? '') >= decidedMs;
    const moves = isSince ? history.items.filter((item) => isStatusChange(item)) : [];
    if (moves.some(({ to }) => categories.get(to ?? '') === 'done')) return { kind: 'already' };
    if (moves.some(({ from }) => categories.get(from ?? '') === 'done')) reopened = { kind: 'conflict' };
  }
  return reopened;
}

/** The texts of all comments. */
async function* comments({ session, signal }: Writing, { externalID }: WriteCommand): AsyncGenerator<string> {
  let start = 0;
  for (let count = 0; count < MAX_COMMENT_PAGES; count++) {
    const query = [
      ['startAt', String(start)],
      ['maxResults', '100'],
      ['orderBy', '-created'],
    ] as const;
    const path = `rest/api/3/issue/${externalID}/comment`;
    const { body } = await session.ask({ path, query, what: 'list comments', scope: SCOPE, signal });
    const [found, total] = [memberOf(body, 'comments'), memberOf(body, 'total')];
    if (!Array.isArray(found) || typeof total !== 'number') {
      throw new SourceError('malformed', 'list comments: the answer of Jira holds no page of comments');
    }
    for (const comment of found as readonly unknown[]) yield documentText(memberOf(comment, 'body'));
    start += found.length;
    if (found.length === 0 || start >= total) return;
  }
  throw new SourceError('incomplete', 'list comments: there are too many to find an earlier one');
}

/** One request. A refusal is an outcome; what leaves open whether it was done is thrown. */
async function send(session: Session, call: Call): Promise<WriteOutcome> {
  const answer = await session.ask(call, [400, 401, 403, 404, 409, 413, 422]);
  if (answer.status < 300) return { kind: 'applied' };
  const head = `${call.what}: ${answer.status} from Jira`;
  switch (answer.status) {
    case 400:
      return fieldsRefused(answer) ?? { kind: 'refused', reason: 'NotAllowed', message: `${head}: not taken as it is` };
    case 401:
      if (!lacksScope(answer)) throw session.refuse(answer, call);
      return lacking(`${head}: the token lacks ${WRITE_SCOPE}: make one that has it`);
    case 403:
      return lacking(`${head}: grant the account Transition issues and Add comments in the project`);
    case 404:
      return NOT_FOUND;
    case 409:
      throw new SourceError('unavailable', `${head}: somebody changes it at the same time`);
    default:
      return { kind: 'refused', reason: 'NotAllowed', message: `${head}: not taken as it is` };
  }
}

function lacking(message: string): WriteOutcome {
  return { kind: 'refused', reason: 'MissingPermission', message };
}

/** Jira names the fields that it wants, or does not take, as members of `errors`. */
function fieldsRefused({ body }: HttpAnswer): WriteOutcome | undefined {
  const errors = memberOf(body, 'errors');
  const keys = typeof errors === 'object' && errors !== null ? Object.keys(errors) : [];
  return keys.length === 0 ? undefined : missing(keys);
}

/** An Atlassian document: a paragraph for each line, and the marker. */
function documentOf(text: string, marker: string): unknown {
  const paragraph = (line: string): unknown => ({
    type: 'paragraph',
    content: line === '' ? [] : [{ type: 'text', text: line }],
  });
  return { type: 'doc', version: 1, content: [...text.split('\n'), marker].map((line) => paragraph(line)) };
}
