// One member, collaborator or invitation of an organization on GitHub as an account. Pure. GitHub shows no mail address of a member; the
// organization's identity provider may have stated one.

import { accountOf, rejectedRow, type ReadAccount } from '../kit/people.ts';
import { schemaFault } from '../kit/schema-fault.ts';
import { isInvitation, isMember } from './schema-members.ts';

/** What a listing is of. GitHub calls an owner an admin. */
export type Part = 'owner' | 'member' | 'outside collaborator';

export interface MemberFacts {
  /** Ids of users without a second factor; undefined where the credential may not see them. */
  readonly withoutFactor: ReadonlySet<number> | undefined;
  /** By the id of a user. */
  readonly addresses: ReadonlyMap<number, string>;
}

export function normalizeMember(raw: unknown, part: Part, { withoutFactor, addresses }: MemberFacts): ReadAccount {
  if (!isMember(raw)) return rejectedRow(schemaFault(isMember, 'user'));
  const { id, login, type } = raw;
  const person = part === 'outside collaborator' ? 'guest' : 'person';
  return accountOf({
    id: String(id),
    kind: type === 'Bot' ? 'bot' : person,
    // Who is no member any more is not listed.
    state: 'active',
    login,
    email: addresses.get(id),
    roles: [part],
    secondFactor: withoutFactor === undefined ? undefined : !withoutFactor.has(id),
  });
}

/** By a login or by a mail address. The account comes to be one of the organization when it is accepted. */
export function normalizeInvitation(raw: unknown): ReadAccount {
  if (!isInvitation(raw)) return rejectedRow(schemaFault(isInvitation, 'invitation'));
  const { id, login, email, role } = raw;
  const roles = [role === 'direct_member' ? 'member' : role === 'admin' ? 'owner' : role];
  return accountOf({ id: `invitation-${id}`, kind: 'person', state: 'active', pending: true, login, email, roles });
}
