// Whether a credential sees every member of an organization. GitHub shows the public members to everybody, and answers with 200: a
// credential that sees no more would make a half listing.

import { SourceError } from '../ports/failure.ts';
import { MEMBERS, ORGANIZATION_SCOPES } from './config.ts';
import { isLimited } from './limits.ts';
import { memberOf } from './schema.ts';
import type { Session } from './session.ts';

export interface Seen {
  readonly session: Session;
  readonly organization: string;
  readonly signal: AbortSignal;
}

/** Throws SourceError `forbidden` for a credential that sees the public members only. */
export async function requireWholeSight(seen: Seen): Promise<void> {
  const granted = await seen.session.credential.permissions(seen.signal);
  const lack = granted === undefined ? await lackOfToken(seen) : lackOfApp(granted);
  if (lack === undefined) return;
  const what = `list the members of ${seen.organization}`;
  throw new SourceError('forbidden', `${what}: GitHub shows this credential only those who are public: ${lack}`);
}

function lackOfApp(granted: Readonly<Record<string, string>>): string | undefined {
  const level = Object.hasOwn(granted, MEMBERS.name) ? granted[MEMBERS.name] : undefined;
  const isEnough = level === 'read' || level === 'write';
  return isEnough ? undefined : `the App lacks the permission ${MEMBERS.title} (read): grant it`;
}

/** Members see all members. A fine-grained token does not say what it may do: the listing of collaborators is refused to it then. */
async function lackOfToken({ session, organization, signal }: Seen): Promise<string | undefined> {
  const call = {
    route: 'GET /user/memberships/orgs/{org}',
    params: { org: organization },
    what: `get the membership in ${organization}`,
    permission: MEMBERS,
    signal,
    isPersonal: true,
  } as const;
  const answer = await session.ask({ ...call, expected: [403, 404] });
  if (isLimited(answer) || answer.headers['x-github-sso'] !== undefined) throw session.refuse(answer, call);
  if (lacksScope(session.account.classicScopes)) return 'the token lacks the scope read:org';
  const isMember = answer.status === 200 && memberOf(answer.body, 'state') === 'active';
  return isMember ? undefined : `use the token of one of its owners, with the permission ${MEMBERS.title} (read)`;
}

/** Other tokens than classic ones have an empty header, or none. */
function lacksScope(header: string | undefined): boolean {
  const scopes = header?.split(',').map((scope) => scope.trim()) ?? [];
  const isClassic = scopes.some((scope) => scope !== '');
  return isClassic && !scopes.some((scope) => ORGANIZATION_SCOPES.includes(scope));
}
