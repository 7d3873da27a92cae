// One member of a Zenduty account as an account. Pure. Zenduty has no state of a member: who is listed can sign in, and who was never there
// is not verified.

import { accountOf, rejectedRow, type ReadAccount } from '../kit/people.ts';
import { schemaFault } from '../kit/schema-fault.ts';
import { isMember } from './schema.ts';

const ROLES: ReadonlyMap<number, string> = new Map([
  [1, 'owner'],
  [2, 'admin'],
  [3, 'user'],
]);

export function normalizeMember(raw: unknown): ReadAccount {
  if (!isMember(raw)) return rejectedRow(schemaFault(isMember, 'member'));
  const { unique_id: id, user, role, is_verified: isVerified } = raw;
  return accountOf({
    id,
    kind: 'person',
    // A member without the flag may be somebody who was never there.
    state: typeof isVerified === 'boolean' ? 'active' : 'unknown',
    pending: isVerified === false,
    login: user.username,
    email: user.email,
    name: `${user.first_name ?? ''} ${user.last_name ?? ''}`,
    roles: [roleOf(role)],
  });
}

/** A number that this version does not know is shown as it is: a role of the account's own. */
function roleOf(role: number | null | undefined): string | undefined {
  return typeof role === 'number' ? (ROLES.get(role) ?? `role ${role}`) : undefined;
}
