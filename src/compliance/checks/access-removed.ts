// AccessRemoved: nobody who has left can still get in, once `within` has passed since they left. An account that nobody can be found for is
// Unknown: it may be of somebody who has left.

import type { AccountRow } from '../access/account-row.ts';
import { type AccountStanding, standingOf } from '../access/standing.ts';
import { accountCheck, type AccountVerdict } from '../subjects/account.ts';
import { accountFacts } from './access-facts.ts';
import { durationParameter } from './check-type.ts';
import type { Verdict } from '../verdict.ts';
import { due, failing, passing, unknown } from './verdicts.ts';

const reasons = {
  Inactive: 'Nobody can get in with the account.',
  NotOffboarded: 'The person of the account has not left.',
  Expected: 'The account is of no person, and expectedAccounts of the system lists it.',
  RemovalDue: 'The person has left, the account still works, and there is still time.',
  Offboarded: 'The person has left, and the account still works.',
  AbsentFromRoster: 'The person is not in the roster, which lists only who works here, and the account still works.',
  Unidentified: 'It is not known whose account it is, so it may be of somebody who has left.',
  AccountStateUnknown: 'The system does not say whether the account works.',
  PersonStateUnknown: 'The roster does not say whether the person works here.',
  NoRoster: 'The system names no roster, or the roster has not been read.',
} as const;

interface Parameters {
  readonly withinMs: number;
}

const DEFAULT_WITHIN = '0s';

const INACTIVE = passing('Inactive');
const NO_ROSTER = unknown('NoRoster');

export const accessRemovedVerdict: AccountVerdict<Parameters> = ({ row }, { parameters }, nowMs) => {
  if (row.state === 'inactive') return INACTIVE;
  if (row.identity === 'NoRoster') return NO_ROSTER;
  const standing = standingOf(row, nowMs);
  if (row.identity === 'Person') {
    return standing.hasLeft ? removal(row, parameters, nowMs) : stillHere(row, standing);
  }
  if (standing.isExpected) return passing('Expected', standing.holdsUntil);
  if (!standing.hasLeft) return unknown('Unidentified');
  return row.state === 'unknown' ? unknown('AccountStateUnknown') : failing('AbsentFromRoster', undefined);
};

function removal({ state, leftAt }: AccountRow, { withinMs }: Parameters, nowMs: number): Verdict {
  if (state === 'unknown') return unknown('AccountStateUnknown', leftAt);
  if (leftAt === undefined) return failing('Offboarded', undefined);
  const by = leftAt + withinMs;
  return nowMs <= by ? due('RemovalDue', leftAt, by) : failing('Offboarded', by, by);
}

function stillHere({ personState }: AccountRow, { holdsUntil }: AccountStanding): Verdict {
  if (personState === 'unknown') return unknown('PersonStateUnknown', undefined, holdsUntil);
  return passing('NotOffboarded', holdsUntil);
}

export const accessRemoved = accountCheck<Parameters>({
  reasons,
  facts: ({ row }) => accountFacts(row),
  parameters: ({ accessRemoved: { within = DEFAULT_WITHIN } = {} }) => {
    const parsed = durationParameter('accessRemoved.within', within);
    return parsed.ok ? { ok: true, value: { withinMs: parsed.value } } : parsed;
  },
  verdict: accessRemovedVerdict,
});
