// The verdicts of the three checks over accounts on every sort of account.

import { describe, expect, it } from 'vitest';

import { anAccountRow } from '../../../test/support/builders/access.ts';
import { at } from '../../../test/support/builders/compliance.ts';
import { accountCheckOf, told } from '../../../test/support/judgement/access-verdicts.ts';
import { rfc3339 } from '../../base/instants.ts';
import type { AccountRow } from '../access/account-row.ts';

const NOW = at('2026-03-02T10:00:00Z');
const DAY = 86_400_000;
const YESTERDAY = NOW - DAY;
const TOMORROW = NOW + DAY;
const INFINITE = Number.POSITIVE_INFINITY;

interface Case {
  readonly name: string;
  readonly because: string;
  readonly row: Partial<AccountRow>;
  /** Of AccessRemoved, UserIdentified and AccessValid. */
  readonly want: readonly [removed: string, identified: string, valid: string];
}

/** Of nobody in particular. */
const NOBODY = { identity: 'Nobody', personState: undefined, allowed: 'NotAllowed' } as const;
const LEFT = { personState: 'offboarded', leftAt: YESTERDAY } as const;
const T = (ms: number): string => rfc3339(ms);

describe('the checks over accounts', () => {
  it.each<Case>([
    {
      name: 'of a person who works here and may have it',
      because: 'all is well',
      row: {},
      want: ['Passing NotOffboarded', 'Passing Identified', 'Passing Allowed'],
    },
    {
      name: 'of a person who may not have it',
      because: 'only access is wrong',
      row: { allowed: 'NotAllowed' },
      want: ['Passing NotOffboarded', 'Passing Identified', 'Failing NotAllowed'],
    },
    {
      name: 'of a person, and there is no rule',
      because: 'without a rule nobody can say',
      row: { allowed: 'NoRule' },
      want: ['Passing NotOffboarded', 'Passing Identified', 'Unknown NoAccessRule'],
    },
    {
      name: 'of a person who left yesterday',
      because: 'the time is up at once',
      row: LEFT,
      want: [
        `Failing Offboarded since ${T(YESTERDAY)} due ${T(YESTERDAY)}`,
        'Passing Identified',
        `Failing Offboarded since ${T(YESTERDAY)}`,
      ],
    },
    {
      name: 'of a person who left, nobody knows when',
      because: 'no time is given without a beginning',
      row: { personState: 'offboarded' },
      want: ['Failing Offboarded', 'Passing Identified', 'Failing Offboarded'],
    },
    {
      name: 'of a person who left, and the account is suspended',
      because: 'nobody gets in',
      row: { ...LEFT, state: 'inactive' },
      want: ['Passing Inactive', 'Passing Inactive', 'Passing Inactive'],
    },
    {
      name: 'of a person who left, and nobody knows whether the account works',
      because: 'unknown is never valid',
      row: { ...LEFT, state: 'unknown' },
      want: [`Unknown AccountStateUnknown since ${T(YESTERDAY)}`, 'Passing Identified', 'Unknown AccountStateUnknown'],
    },
    {
      name: 'of a person who works here, and nobody knows whether the account works',
      because: 'unknown is never valid, and there is nothing to remove',
      row: { state: 'unknown' },
      want: ['Passing NotOffboarded', 'Passing Identified', 'Unknown AccountStateUnknown'],
    },
    {
      name: 'of a person who leaves tomorrow',
      because: 'they are still here',
      row: { leftAt: TOMORROW },
      want: [
        `Passing NotOffboarded until ${T(TOMORROW)}`,
        'Passing Identified',
        `Passing Allowed until ${T(TOMORROW)}`,
      ],
    },
    {
      name: 'of a person who leaves at this instant',
      because: 'on time includes the instant itself',
      row: { leftAt: NOW },
      want: [`Passing NotOffboarded until ${T(NOW)}`, 'Passing Identified', `Passing Allowed until ${T(NOW)}`],
    },
    {
      name: 'of a person whom the roster still calls active after they left',
      because: 'the date says it',
      row: { leftAt: NOW - 1_000 },
      want: [
        `Failing Offboarded since ${T(NOW - 1_000)} due ${T(NOW - 1_000)}`,
        'Passing Identified',
        `Failing Offboarded since ${T(NOW - 1_000)}`,
      ],
    },
    {
      name: 'of a person who is offboarded already and leaves tomorrow',
      because: 'the clock starts when they leave',
      row: { personState: 'offboarded', leftAt: TOMORROW },
      want: [
        `Due RemovalDue since ${T(TOMORROW)} due ${T(TOMORROW)} until ${T(TOMORROW)}`,
        'Passing Identified',
        'Failing Offboarded',
      ],
    },
    {
      name: 'of a person who is away',
      because: 'the rule allows who works here',
      row: { personState: 'inactive' },
      want: ['Passing NotOffboarded', 'Passing Identified', 'Failing PersonInactive'],
    },
    {
      name: 'of a person who has not started yet',
      because: 'accounts are made before the first day',
      row: { personState: 'pending' },
      want: ['Passing NotOffboarded', 'Passing Identified', 'Passing Allowed'],
    },
    {
      name: 'of a person of whom nobody knows whether they work here',
      because: 'they may have left',
      row: { personState: 'unknown' },
      want: ['Unknown PersonStateUnknown', 'Passing Identified', 'Unknown PersonStateUnknown'],
    },
    {
      name: 'of nobody',
      because: 'it may be of somebody who has left',
      row: NOBODY,
      want: ['Unknown Unidentified', 'Failing Unidentified', 'Failing Unidentified'],
    },
    {
      name: 'of nobody, suspended',
      because: 'nobody gets in',
      row: { ...NOBODY, state: 'inactive' },
      want: ['Passing Inactive', 'Passing Inactive', 'Passing Inactive'],
    },
    {
      name: 'of nobody, of unknown state',
      because: 'nobody can say',
      row: { ...NOBODY, state: 'unknown' },
      want: ['Unknown Unidentified', 'Unknown AccountStateUnknown', 'Unknown AccountStateUnknown'],
    },
    {
      name: 'of one of two people',
      because: 'nobody can tell whose it is',
      row: { ...NOBODY, identity: 'Ambiguous' },
      want: ['Unknown Unidentified', 'Failing Ambiguous', 'Failing Unidentified'],
    },
    {
      name: 'of somebody who is not in the roster',
      because: 'the roster also lists who has left',
      row: { ...NOBODY, identity: 'Absent' },
      want: ['Unknown Unidentified', 'Failing NotInRoster', 'Failing Unidentified'],
    },
    {
      name: 'of somebody who is not in a roster of those who work here',
      because: 'they have left',
      row: { ...NOBODY, identity: 'Departed' },
      want: ['Failing AbsentFromRoster', 'Failing NotInRoster', 'Failing AbsentFromRoster'],
    },
    {
      name: 'of nobody, and the rule names the account',
      because: 'it may be there, and still nobody knows whose it is',
      row: { ...NOBODY, allowed: 'Allowed' },
      want: ['Unknown Unidentified', 'Failing Unidentified', 'Passing Allowed'],
    },
    {
      name: 'expected',
      because: 'it is on the list',
      row: { ...NOBODY, expectedUntil: INFINITE },
      want: ['Passing Expected', 'Passing Expected', 'Passing Expected'],
    },
    {
      name: 'expected until tomorrow',
      because: 'it is on the list',
      row: { ...NOBODY, expectedUntil: TOMORROW },
      want: [
        `Passing Expected until ${T(TOMORROW)}`,
        `Passing Expected until ${T(TOMORROW)}`,
        `Passing Expected until ${T(TOMORROW)}`,
      ],
    },
    {
      name: 'expected until yesterday',
      because: 'the time is over',
      row: { ...NOBODY, expectedUntil: YESTERDAY },
      want: [
        'Unknown Unidentified',
        `Failing ExpectationExpired since ${T(YESTERDAY)}`,
        `Failing ExpectationExpired since ${T(YESTERDAY)}`,
      ],
    },
    {
      name: 'expected until a time that cannot be read',
      because: 'it must not be expected for good',
      row: { ...NOBODY, expectedUntil: Number.NEGATIVE_INFINITY },
      want: ['Unknown Unidentified', 'Failing ExpectationExpired', 'Failing ExpectationExpired'],
    },
    {
      name: 'expected, and of somebody who is not in a roster of those who work here',
      because: 'the list says that it is of no person',
      row: { ...NOBODY, identity: 'Departed', expectedUntil: INFINITE },
      want: ['Passing Expected', 'Passing Expected', 'Passing Expected'],
    },
    {
      name: 'expected, and of a person who has left',
      because: 'what is known to fail is not excused by a list',
      row: { ...LEFT, expectedUntil: INFINITE },
      want: [
        `Failing Offboarded since ${T(YESTERDAY)} due ${T(YESTERDAY)}`,
        'Passing Identified',
        `Failing Offboarded since ${T(YESTERDAY)}`,
      ],
    },
    {
      name: 'expected, of a person who may not have it otherwise',
      because: 'somebody answers for it',
      row: { allowed: 'NotAllowed', expectedUntil: INFINITE },
      want: ['Passing NotOffboarded', 'Passing Identified', 'Passing Expected'],
    },
    {
      name: 'expected, of unknown state',
      because: 'unknown is never valid',
      row: { ...NOBODY, expectedUntil: INFINITE, state: 'unknown' },
      want: ['Passing Expected', 'Passing Expected', 'Unknown AccountStateUnknown'],
    },
    {
      name: 'without a roster',
      because: 'nobody can say who works here',
      row: { ...NOBODY, identity: 'NoRoster' },
      want: ['Unknown NoRoster', 'Unknown NoRoster', 'Unknown NoRoster'],
    },
    {
      name: 'expected, without a roster',
      because: 'the list names the account; whether a person who has left has it, nobody can say',
      row: { ...NOBODY, identity: 'NoRoster', expectedUntil: INFINITE, allowed: 'Allowed' },
      want: ['Unknown NoRoster', 'Passing Expected', 'Unknown NoRoster'],
    },
  ])('$name: $because', ({ row, want }) => {
    const types = ['AccessRemoved', 'UserIdentified', 'AccessValid'] as const;
    expect(types.map((type) => told(accountCheckOf({ type }).judge({ row: anAccountRow(row) }, NOW)))).toEqual(want);
  });
});
