// What the writer looks for and what it sends, by stream. Decides nothing about outcomes.

import { createHash } from 'node:crypto';

import { toInstant, toLine, toParagraphs } from '../../api/facts.ts';
import { rfc3339 } from '../../base/instants.ts';
import { SourceError } from '../ports/failure.ts';
import type { WriteCommand, WriteOutcome } from '../ports/write.ts';
import { type GitHubConfig, PERMISSIONS } from './config.ts';
import { findingPath } from './lookup.ts';
import { externalIDOf, type Finding } from './normalize-id.ts';
import { walk } from './pages.ts';
import { hasValue, memberOf } from './schema.ts';
import type { Call, Session } from './session.ts';

/** https://docs.github.com/rest/dependabot/alerts#update-a-dependabot-alert and its neighbours. */
const COMMENT_LENGTH = 280;
const NOTE_LENGTH = 60_000;
const DAY_MS = 86_400_000;

/** Found again in a note, so that it is not written twice. */
export function markerOf(key: string): string {
  const short = /^[!-~]{1,80}$/.test(key) ? key : createHash('sha256').update(key).digest('hex').slice(0, 24);
  return `[docket ${short}]`;
}

/**
 * Alerts without a state are open (see normalize-streams.ts). Throws SourceError `malformed` for what is no finding: a page of a proxy must not
 * be taken for a finding that is closed.
 */
export function isOpen(body: unknown): boolean {
  const state = memberOf(body, 'state');
  if (state !== null && typeof state !== 'string') {
    throw new SourceError('malformed', 'look before a write: the answer of GitHub holds no finding with a state');
  }
  if (state === null) return !hasValue(body, 'fixed_at') && !hasValue(body, 'dismissed_at');
  return state === 'open' || state === 'triage' || state === 'draft';
}

/** Whether an alert carries a note of Docket. */
export function noteOn(alert: unknown): boolean {
  const comment = memberOf(alert, 'dismissed_comment') ?? memberOf(alert, 'resolution_comment');
  return typeof comment === 'string' && comment.includes('[docket ');
}

export interface Asking {
  readonly session: Session;
  readonly finding: Finding;
  readonly signal: AbortSignal;
}

/**
 * What became of an open finding at the time of the decision or later. An issue that was closed then, by an earlier attempt or a person, was
 * reopened since (`already`); one that was only reopened is a `conflict`, and so is an alert that was changed: it does not say how.
 */
export async function changedSince(
  asking: Asking,
  found: unknown,
  decidedOn: string,
): Promise<WriteOutcome | undefined> {
  const decidedMs = Date.parse(decidedOn);
  if (asking.finding.stream !== 'Issues') {
    const [changed, created] = [instant(found, 'updated_at'), instant(found, 'created_at')];
    return changed >= decidedMs && changed > created ? { kind: 'conflict' } : undefined;
  }
  // An issue that was never reopened does not say that it was: its events need not be read.
  if (memberOf(found, 'state_reason') !== 'reopened') return undefined;
  let reopened: WriteOutcome | undefined;
  for await (const { items } of walk(asking.session, issueCall(asking, 'events', {}), { by: 'created' })) {
    const since = items.filter((item) => instant(item, 'created_at') >= decidedMs);
    if (since.some((item) => memberOf(item, 'event') === 'closed')) return { kind: 'already' };
    if (since.some((item) => memberOf(item, 'event') === 'reopened')) reopened = { kind: 'conflict' };
  }
  return reopened;
}

export interface Search extends Asking {
  readonly marker: string;
  /** The note is not older than this. */
  readonly since: string;
}

/** Whether a comment on the issue has the marker. Undefined: there is no such issue. */
export async function hasComment(search: Search): Promise<boolean | undefined> {
  const sinceMs = Math.max(0, Date.parse(search.since) - DAY_MS);
  const call = issueCall(search, 'comments', Number.isNaN(sinceMs) ? {} : { since: rfc3339(sinceMs) });
  try {
    for await (const { items } of walk(search.session, call, { by: 'created' })) {
      if (items.some((item) => String(memberOf(item, 'body')).includes(search.marker))) return true;
    }
  } catch (error) {
    if (error instanceof SourceError && error.kind === 'not-found') return undefined;
    throw error;
  }
  return false;
}

function issueCall(
  { finding, signal }: Asking,
  what: 'events' | 'comments',
  params: NonNullable<Call['params']>,
): Call {
  const { owner, repo, number } = finding;
  return {
    route: `GET ${findingPath(finding)}/${what}`,
    params: { owner, repo, number, ...params },
    what: `list the ${what} of ${externalIDOf(finding)}`,
    permission: PERMISSIONS[finding.stream],
    signal,
  };
}

type Sent = Omit<Call, 'signal'>;

export function commentCall(finding: Finding, { text, key }: Extract<WriteCommand, { kind: 'note' }>): Sent {
  const { owner, repo, number } = finding;
  const body = `${toParagraphs(text, NOTE_LENGTH)}\n\n${markerOf(key)}`;
  return {
    route: `POST ${findingPath(finding)}/comments`,
    params: { owner, repo, number, body },
    what: `comment on ${externalIDOf(finding)}`,
    permission: PERMISSIONS[finding.stream],
  };
}

/** Closes an issue or an advisory, dismisses an alert. */
export function dismissal(
  finding: Finding,
  config: GitHubConfig,
  command: Extract<WriteCommand, { kind: 'resolve' }>,
): Sent {
  const { owner, repo, number } = finding;
  return {
    route: `PATCH ${findingPath(finding)}`,
    params: { owner, repo, number, ...change(finding, config, command) },
    what: `resolve ${externalIDOf(finding)}`,
    permission: PERMISSIONS[finding.stream],
  };
}

/** The note, whose last paragraph says what it belongs to: of a long one the beginning is clipped. */
function commentOf({ summary, note = summary, key }: Extract<WriteCommand, { kind: 'resolve' }>): string {
  const marker = markerOf(key);
  const left = COMMENT_LENGTH - marker.length - 1;
  const at = note.lastIndexOf('\n\n');
  const end = at === -1 ? '' : toLine(note.slice(at), Math.floor(left / 2));
  const beginning = toLine(at === -1 ? note : note.slice(0, at), left - Array.from(end).length - 1);
  return [beginning, end, marker].filter((part) => part !== '').join(' ');
}

type Change = Readonly<Record<string, string>>;

function change(
  { stream }: Finding,
  { dismissReasons = {} }: GitHubConfig,
  command: Extract<WriteCommand, { kind: 'resolve' }>,
): Change {
  const comment = commentOf(command);
  switch (stream) {
    case 'Issues':
      return { state: 'closed', state_reason: 'completed' };
    case 'DependabotAlerts':
      return dismissed(dismissReasons.dependabotAlerts ?? 'tolerable_risk', comment);
    case 'CodeScanningAlerts':
      return dismissed(dismissReasons.codeScanningAlerts ?? "won't fix", comment);
    case 'SecretScanningAlerts': {
      const resolution = dismissReasons.secretScanningAlerts ?? 'wont_fix';
      return { state: 'resolved', resolution, resolution_comment: comment };
    }
    case 'SecurityAdvisories':
      return { state: 'closed' };
  }
}

function dismissed(reason: string, comment: string): Change {
  return { state: 'dismissed', dismissed_reason: reason, dismissed_comment: comment };
}

function instant(body: unknown, name: string): number {
  const text = memberOf(body, name);
  return Date.parse((typeof text === 'string' ? toInstant(text) : undefined) ?? '');
}
