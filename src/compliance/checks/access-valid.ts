// AccessValid: validAccess of the system allows the person of each account, by role or by name, or the account is expected. An account whose
// state is unknown is never valid.

import type { AccountRow } from '../access/account-row.ts';
import { type AccountStanding, standingOf } from '../access/standing.ts';
import { accountCheck, type AccountVerdict } from '../subjects/account.ts';
import { accountFacts, expectationEnd } from './access-facts.ts';
import { noParameters } from './check-type.ts';
import type { Verdict } from '../verdict.ts';
import { failing, passing, unknown } from './verdicts.ts';

const reasons = {
  Inactive: 'Nobody can get in with the account.',
  Allowed: 'validAccess of the system allows the account, or its person.',
  Expected: 'expectedAccounts of the system lists the account.',
  NotAllowed: 'validAccess of the system does not allow the person.',
  Offboarded: 'The person has left. gracePeriod gives time from then on, as within does for AccessRemoved.',
  AbsentFromRoster: 'The person is not in the roster, which lists only who works here.',
  PersonInactive: 'The person is away, and validAccess allows who works here.',
  Unidentified: 'It is not known whose account it is, and validAccess does not name it.',
  ExpectationExpired: 'The account was expected until a time that has passed.',
  AccountStateUnknown: 'The system does not say whether the account works.',
  PersonStateUnknown: 'The roster does not say whether the person works here.',
  NoAccessRule: 'The system has no validAccess, so nobody has said who may have access.',
  NoRoster: 'The system names no roster, or the roster has not been read.',
} as const;

const INACTIVE = passing('Inactive');
const NO_ROSTER = unknown('NoRoster');
const STATE_UNKNOWN = unknown('AccountStateUnknown');

export const accessValidVerdict: AccountVerdict = ({ row }, _check, nowMs) => {
  if (row.state === 'inactive') return INACTIVE;
  if (row.identity === 'NoRoster') return NO_ROSTER;
  if (row.state === 'unknown') return STATE_UNKNOWN;
  const standing = standingOf(row, nowMs);
  if (row.identity === 'Person' && standing.hasLeft) return failing('Offboarded', leavingTime(row, nowMs));
  if (standing.isExpected) return passing('Expected', standing.holdsUntil);
  if (standing.hasLeft) return failing('AbsentFromRoster', undefined);
  if (row.allowed === 'NoRule') return unknown('NoAccessRule', undefined, standing.holdsUntil);
  return row.identity === 'Person' ? ofPerson(row, standing) : ofNobody(row);
};

/** Of a person whose state says that they have left, a time that is still to come is none since when they are gone. */
const leavingTime = ({ leftAt }: AccountRow, nowMs: number): number | undefined =>
  leftAt !== undefined && leftAt < nowMs ? leftAt : undefined;

function ofPerson({ personState, allowed }: AccountRow, { holdsUntil }: AccountStanding): Verdict {
  if (personState === 'unknown') return unknown('PersonStateUnknown', undefined, holdsUntil);
  if (personState === 'inactive') return failing('PersonInactive', undefined, undefined, holdsUntil);
  return allowed === 'Allowed'
    ? passing('Allowed', holdsUntil)
    : failing('NotAllowed', undefined, undefined, holdsUntil);
}

function ofNobody(row: AccountRow): Verdict {
  if (row.allowed === 'Allowed') return passing('Allowed');
  if (row.expectedUntil !== undefined) return failing('ExpectationExpired', expectationEnd(row));
  return failing('Unidentified', undefined);
}

export const accessValid = accountCheck({
  reasons,
  facts: ({ row }) => accountFacts(row),
  parameters: noParameters,
  verdict: accessValidVerdict,
});
