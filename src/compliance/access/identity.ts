// Whose account it is: by identityMappings first, then by its addresses. Never by a name that people are shown. What two people could be meant
// by is nobody's (Ambiguous).

import type { AccountRecord } from '../../integrations/ports/roster.ts';
import { type AccountKeys, addressesOf } from './matches.ts';
import { addressKey, keysOfReference, type Person, type Staff, type StaffKey } from './staff.ts';

export type Identity =
  | { readonly kind: 'Person'; readonly person: Person }
  /** More than one person could be meant. */
  | { readonly kind: 'Ambiguous' }
  /** It names somebody who is not in the roster. */
  | { readonly kind: 'Absent' }
  /** It says nothing that a person could be found by; or it is a bot's. */
  | { readonly kind: 'Nobody' }
  /** No roster was read. */
  | { readonly kind: 'NoRoster' };

/** What is known of an account for finding its person. */
export type IdentifiedAccount = AccountKeys & Pick<AccountRecord, 'kind'>;

export interface Identified {
  readonly identity: Identity;
  /** The keys of the roster that the answer rests on: while they find the same, it stays. */
  readonly keys: readonly StaffKey[];
}

const AMBIGUOUS: Identity = { kind: 'Ambiguous' };
const ABSENT: Identity = { kind: 'Absent' };
const NOBODY: Identified = { identity: { kind: 'Nobody' }, keys: [] };
const NO_ROSTER: Identified = { identity: { kind: 'NoRoster' }, keys: [] };

/** A bot belongs to a person only where a mapping says so. */
export function identify(account: IdentifiedAccount, staff: Staff | undefined): Identified {
  if (staff === undefined) return NO_ROSTER;
  const references = staff.mapped(account);
  if (references.length > 0) return found(references.flatMap(keysOfReference), staff);
  const addresses = account.kind === 'bot' ? [] : addressesOf(account);
  return addresses.length === 0 ? NOBODY : found(addresses.map(addressKey), staff);
}

function found(keys: readonly StaffKey[], staff: Staff): Identified {
  const people = new Set(keys.map((key) => staff.at(key)).filter((each) => each !== undefined));
  const [first, ...others] = people;
  if (first === undefined) return { identity: ABSENT, keys };
  if (first === 'Ambiguous' || others.length > 0) return { identity: AMBIGUOUS, keys };
  return { identity: { kind: 'Person', person: first }, keys };
}
