// Looks findings up by their external IDs: those that a reading lacked, or that a person deleted here. Reports whether each exists, is in
// scope, or is gone.

import { SourceError } from '../ports/failure.ts';
import type { HttpAnswer } from '../ports/http.ts';
import type { Lookup } from '../ports/record.ts';
import { PERMISSIONS, streamsOf, type GitHubConfig } from './config.ts';
import { externalIDOf, parseExternalID, type Finding } from './normalize-id.ts';
import { normalizeFinding, type NormalizeOptions } from './normalize.ts';
import { isSwitchedOff } from './refusals.ts';
import type { Scope } from './scope.ts';
import type { Call, Session } from './session.ts';

export interface LookingUp {
  readonly session: Session;
  readonly config: GitHubConfig;
  readonly scope: Scope;
  readonly options: Omit<NormalizeOptions, 'stream' | 'repo'>;
  readonly signal: AbortSignal;
  readonly noteUnmapped: (value: string | undefined) => void;
}

/** A transferred issue answers with a redirect to where it is now: there it has another ID. */
const GONE = [301, 302, 307, 308, 404, 410];

export async function lookUp(looking: LookingUp, externalID: string): Promise<Lookup> {
  const gone: Lookup = { kind: 'gone', externalID };
  const finding = parseExternalID(externalID);
  // A text that no finding has as its ID cannot exist there, so no request is sent.
  if (finding === undefined) return gone;
  const { session, options, signal, noteUnmapped } = looking;
  const call = findingCall(finding, signal);
  const answer = await session.ask({ ...call, expected: [...GONE, 403] });
  if (GONE.includes(answer.status)) return gone;
  if (answer.status === 403) {
    if (isSwitchedOff(finding.stream, answer)) return gone;
    throw session.refuse(answer, call);
  }
  const normalized = normalizeFinding(bodyOf(answer, call), { ...options, stream: finding.stream, repo: finding });
  if (normalized.kind === 'ignored') return gone;
  if (normalized.kind === 'rejected') return { kind: 'rejected', externalID, item: normalized.item };
  if (normalized.record.externalID !== externalID) {
    return {
      kind: 'rejected',
      externalID,
      item: { reason: 'InvalidID', externalID, detail: 'another one than was asked for' },
    };
  }
  noteUnmapped(normalized.unmapped);
  return { kind: 'found', record: normalized.record, inScope: isInScope(looking, finding, normalized.labels) };
}

/** Throws SourceError `malformed` for an answer without an object. */
export function bodyOf({ status, body }: HttpAnswer, { what }: Pick<Call, 'what'>): unknown {
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body;
  throw new SourceError('malformed', `${what}: ${status} from GitHub without an object: the answer is not whole`);
}

const ROUTES = {
  Issues: '/repos/{owner}/{repo}/issues/{number}',
  DependabotAlerts: '/repos/{owner}/{repo}/dependabot/alerts/{number}',
  CodeScanningAlerts: '/repos/{owner}/{repo}/code-scanning/alerts/{number}',
  SecretScanningAlerts: '/repos/{owner}/{repo}/secret-scanning/alerts/{number}',
  SecurityAdvisories: '/repos/{owner}/{repo}/security-advisories/{number}',
} as const;

/** The path of a finding, as the vendor's reference writes it. */
export function findingPath({ stream }: Finding): string {
  return ROUTES[stream];
}

/** The call that reads one finding. Secrets that were found are never read. */
export function findingCall(finding: Finding, signal: AbortSignal): Call {
  const { owner, repo, stream, number } = finding;
  return {
    route: `GET ${findingPath(finding)}`,
    params: { owner, repo, number, ...(stream === 'SecretScanningAlerts' ? { hide_secret: 'true' } : {}) },
    what: `get ${externalIDOf(finding)}`,
    permission: PERMISSIONS[stream],
    signal,
  };
}

function isInScope({ config, scope }: LookingUp, finding: Finding, labels: readonly string[]): boolean {
  if (!streamsOf(config).includes(finding.stream)) return false;
  const wanted = finding.stream === 'Issues' ? (config.labels ?? []) : [];
  if (!wanted.every((label) => labels.includes(label.toLowerCase()))) return false;
  const name = `${finding.owner}/${finding.repo}`.toLowerCase();
  if (scope.organization !== undefined) return finding.owner.toLowerCase() === scope.organization.toLowerCase();
  return scope.repositories.some(({ owner, repo }) => `${owner}/${repo}`.toLowerCase() === name);
}
