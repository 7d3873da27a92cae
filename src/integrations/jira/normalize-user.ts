// One user of a Jira site as an account. Pure. A person decides who sees the mail address: one that is hidden is absent.

import { accountOf, rejectedRow, type ReadAccount } from '../kit/people.ts';
import { schemaFault } from '../kit/schema-fault.ts';
import type { AccountRecord, AccountState } from '../ports/roster.ts';
import { isUser, type RawUser } from './schema.ts';

/** Customers see the portal of a service desk only. */
const KINDS: ReadonlyMap<string, AccountRecord['kind']> = new Map([
  ['atlassian', 'person'],
  ['app', 'bot'],
  ['customer', 'guest'],
]);

export function normalizeUser(raw: unknown): ReadAccount {
  if (!isUser(raw)) return rejectedRow(schemaFault(isUser, 'user'));
  const { accountId: id, accountType, emailAddress: email, displayName: name } = raw;
  return accountOf({ id, kind: KINDS.get(accountType ?? '') ?? 'person', state: stateOf(raw), email, name });
}

/** A type of account that this version does not know may get in by other ways. */
function stateOf({ active, accountType }: RawUser): AccountState {
  if (typeof active !== 'boolean') return 'unknown';
  if (!active) return 'inactive';
  return KINDS.has(accountType ?? '') ? 'active' : 'unknown';
}
