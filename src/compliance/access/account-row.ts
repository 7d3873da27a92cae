// An account as it is judged: a name that tells nobody whose it is, and the facts that verdicts rest on. No address, no name of a person.

import type { AccountRecord, AccountState } from '../../integrations/ports/roster.ts';
import type { PersonState } from '../../integrations/ports/directory.ts';
import type { SubjectRow } from '../verdict.ts';
import { type IdentifiedAccount, type Identity, identify } from './identity.ts';
import type { Staff, StaffKey } from './staff.ts';
import type { Allowed, SystemRules } from './system-rules.ts';

/** `Departed`: not in the roster, which lists only who works here. */
export type RowIdentity = Identity['kind'] | 'Departed';

export interface AccountRow extends SubjectRow {
  /** The name of its CriticalSystem. */
  readonly system: string;
  readonly zone: string | undefined;
  readonly state: AccountState;
  readonly identity: RowIdentity;
  /** Of an account whose person is known. */
  readonly personState: PersonState | undefined;
  /** When the person left or will leave, epoch milliseconds. */
  readonly leftAt: number | undefined;
  readonly allowed: Allowed;
  /** Until when it is expected; infinite where nothing ends it, undefined where it is not expected. */
  readonly expectedUntil: number | undefined;
}

/** What is kept of an account beside its row, to find its person again. */
export type KeptAccount = IdentifiedAccount & Pick<AccountRecord, 'state'>;

/** A row, the person it is about, and the keys of the roster that it rests on. */
export interface BuiltRow {
  readonly row: AccountRow;
  readonly identity: Identity;
  readonly keys: readonly StaffKey[];
}

/** `staff`: undefined where no roster was read. */
export function accountRow(account: KeptAccount, rules: SystemRules, staff: Staff | undefined): BuiltRow {
  const { identity, keys } = identify(account, staff);
  const person = identity.kind === 'Person' ? identity.person : undefined;
  const isDeparted = identity.kind === 'Absent' && staff?.absentMeans === 'Offboarded';
  const row: AccountRow = {
    namespace: rules.namespace,
    name: account.name,
    labels: rules.labels,
    system: rules.name,
    zone: rules.zone,
    state: account.state,
    identity: isDeparted ? 'Departed' : identity.kind,
    personState: person?.state,
    leftAt: person?.leftAt,
    allowed: rules.allowed(account, identity),
    expectedUntil: rules.expectedUntil(account),
  };
  return { row, identity, keys };
}
