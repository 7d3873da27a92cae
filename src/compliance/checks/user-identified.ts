// UserIdentified: each account with which somebody can get in belongs to one person of the roster, or is expected.

import type { AccountRow } from '../access/account-row.ts';
import { standingOf } from '../access/standing.ts';
import { accountCheck, type AccountVerdict } from '../subjects/account.ts';
import { accountFacts, expectationEnd } from './access-facts.ts';
import { noParameters } from './check-type.ts';
import type { Verdict } from '../verdict.ts';
import { failing, passing, unknown } from './verdicts.ts';

const reasons = {
  Inactive: 'Nobody can get in with the account.',
  Identified: 'The account belongs to one person of the roster.',
  Expected: 'The account is of no person, and expectedAccounts of the system lists it.',
  Ambiguous: 'The account could belong to more than one person of the roster; an identity mapping says to whom.',
  NotInRoster: 'What the account says of its person is in no entry of the roster.',
  Unidentified: 'The account says nothing that a person could be found by, or is a bot that nobody has listed.',
  ExpectationExpired: 'The account was expected until a time that has passed.',
  AccountStateUnknown: 'The system does not say whether the account works, and nobody is found for it.',
  NoRoster: 'The system names no roster, or the roster has not been read.',
} as const;

const INACTIVE = passing('Inactive');
const IDENTIFIED = passing('Identified');
const NO_ROSTER = unknown('NoRoster');

export const userIdentifiedVerdict: AccountVerdict = ({ row }, _check, nowMs) => {
  if (row.state === 'inactive') return INACTIVE;
  if (row.identity === 'Person') return IDENTIFIED;
  const { isExpected, holdsUntil } = standingOf(row, nowMs);
  if (isExpected) return passing('Expected', holdsUntil);
  if (row.identity === 'NoRoster') return NO_ROSTER;
  if (row.state === 'unknown') return unknown('AccountStateUnknown');
  return unidentified(row);
};

function unidentified(row: AccountRow): Verdict {
  if (row.expectedUntil !== undefined) return failing('ExpectationExpired', expectationEnd(row));
  switch (row.identity) {
    case 'Ambiguous':
      return failing('Ambiguous', undefined);
    case 'Absent':
    case 'Departed':
      return failing('NotInRoster', undefined);
    default:
      return failing('Unidentified', undefined);
  }
}

export const userIdentified = accountCheck({
  reasons,
  facts: ({ row }) => accountFacts(row),
  parameters: noParameters,
  verdict: userIdentifiedVerdict,
});
