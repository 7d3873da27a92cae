// Changes over the API: closing issues, dismissing alerts, closing advisories, comments. Each is validated as GitHub does
// (github/rest-api-description), and has no idempotency key: what is sent twice happens twice.

import type { Stream } from '../../../../src/integrations/github/normalize-id.ts';
import { refused } from './access.ts';
import type { Account, Stored } from './account.ts';

/** One change that was made over the API. */
export interface Write {
  readonly id: string;
  readonly kind: 'state' | 'comment';
  /** The new state, or the comment. */
  readonly text: string;
}

type Body = Readonly<Record<string, unknown>>;

const REASONS: Readonly<Record<Exclude<Stream, 'Issues' | 'SecurityAdvisories'>, readonly string[]>> = {
  DependabotAlerts: ['fix_started', 'inaccurate', 'no_bandwidth', 'not_used', 'tolerable_risk'],
  CodeScanningAlerts: ['false positive', "won't fix", 'used in tests', 'mitigated'],
  SecretScanningAlerts: ['false_positive', 'wont_fix', 'revoked', 'used_in_tests'],
};

/** Applies `PATCH` of a finding. Throws a Refusal for a body that GitHub does not take. */
export function patch(account: Account, id: string, body: Body): Write {
  const finding = account.get(id);
  const { state } = body;
  if (typeof state !== 'string') throw invalid();
  if (finding.stream === 'Issues') return patchIssue(account, { id, state, reason: body['state_reason'] });
  if (finding.stream === 'SecurityAdvisories') return patchAdvisory(account, { id, state });
  return patchAlert(account, id, { finding, body, state });
}

const STATE_REASONS: ReadonlySet<unknown> = new Set(['completed', 'not_planned', 'duplicate', 'reopened']);

interface IssueChange {
  readonly id: string;
  readonly state: string;
  readonly reason?: unknown;
}

function patchIssue(account: Account, { id, state, reason }: IssueChange): Write {
  if (state !== 'closed' && state !== 'open') throw invalid();
  if (reason !== undefined && !STATE_REASONS.has(reason)) throw invalid();
  if (state === 'closed') account.resolve(id);
  else account.reopen(id);
  return { id, kind: 'state', text: state };
}

/** Only what is not published yet can be closed. */
function patchAdvisory(account: Account, { id, state }: IssueChange): Write {
  const now = account.get(id).state;
  if (state !== 'closed' || (now !== 'triage' && now !== 'draft')) throw invalid();
  account.resolve(id, 'closed');
  return { id, kind: 'state', text: state };
}

interface AlertChange {
  readonly finding: Stored;
  readonly body: Body;
  readonly state: string;
}

function patchAlert(account: Account, id: string, { finding, body, state }: AlertChange): Write {
  const isSecret = finding.stream === 'SecretScanningAlerts';
  const reason = textOf(body[isSecret ? 'resolution' : 'dismissed_reason']);
  const note = textOf(body[isSecret ? 'resolution_comment' : 'dismissed_comment']);
  if (state !== (isSecret ? 'resolved' : 'dismissed')) throw invalid();
  if (!reasonsOf(finding.stream).includes(reason ?? '') || isTooLong(note)) throw invalid();
  // The comment of a dismissal cannot be changed.
  if (finding.state !== 'open') throw refused(isSecret ? 422 : 409, 'The alert is not open.');
  account.resolve(id, state);
  account.edit(id, { reason, comment: note });
  return { id, kind: 'state', text: state };
}

/** Counted in code points. */
function isTooLong(note = ''): boolean {
  return Array.from(note).length > 280;
}

function reasonsOf(stream: Stream): readonly string[] {
  return stream === 'Issues' || stream === 'SecurityAdvisories' ? [] : REASONS[stream];
}

function textOf(value: unknown): string | undefined {
  if (value !== undefined && typeof value !== 'string') throw invalid();
  return value;
}

export function comment(account: Account, id: string, body: Body): Write {
  const text = body['body'];
  if (typeof text !== 'string' || text === '' || text.length > 65_536) throw invalid();
  account.comment(id, text);
  return { id, kind: 'comment', text };
}

function invalid(): ReturnType<typeof refused> {
  return refused(422, 'Validation Failed');
}
