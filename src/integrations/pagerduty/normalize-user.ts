// One user of a PagerDuty account as an account. Pure. PagerDuty has no state of a user: one that is removed is deleted. Stakeholders are
// users with a read-only role.

import { accountOf, rejectedRow, type ReadAccount } from '../kit/people.ts';
import { schemaFault } from '../kit/schema-fault.ts';
import { isUser } from './schema.ts';

export function normalizeUser(raw: unknown): ReadAccount {
  if (!isUser(raw)) return rejectedRow(schemaFault(isUser, 'user'));
  const { id, email, name, role, teams, invitation_sent: isInvited } = raw;
  return accountOf({
    id,
    kind: 'person',
    state: 'active',
    // The account exists, and takes whoever follows the invitation.
    pending: isInvited === true,
    email,
    name,
    roles: [role],
    groups: (teams ?? []).map((team) => team.summary ?? team.name),
  });
}
