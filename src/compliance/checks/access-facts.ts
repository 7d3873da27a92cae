// Sentences about an account that the facts of the check types over accounts share, for `docket explain`. They name nobody.

import { rfc3339 } from '../../base/instants.ts';
import type { AccountRow, RowIdentity } from '../access/account-row.ts';

const IDENTITIES = {
  Person: 'belongs to one person of the roster',
  Ambiguous: 'could belong to more than one person of the roster',
  Absent: 'belongs to nobody in the roster',
  Departed: 'belongs to nobody in the roster, which lists only who works here',
  Nobody: 'says nothing that a person could be found by',
  NoRoster: 'cannot be matched, as no roster was read',
} as const satisfies Record<RowIdentity, string>;

/** What decides about an account. */
export function accountFacts(row: AccountRow): string[] {
  const { system, state, identity, personState, leftAt, expectedUntil } = row;
  return [
    `${state} in ${system}`,
    IDENTITIES[identity],
    ...(personState === undefined ? [] : [`the person is ${personState}`]),
    ...(leftAt === undefined ? [] : [`the person leaves or left ${rfc3339(leftAt)}`]),
    allowedFact(row),
    ...(expectedUntil === undefined ? [] : [expectedFact(row)]),
  ];
}

function allowedFact({ allowed }: AccountRow): string {
  switch (allowed) {
    case 'Allowed':
      return 'validAccess allows it';
    case 'NotAllowed':
      return 'validAccess does not allow it';
    case 'NoRule':
      return 'the system has no validAccess';
  }
}

function expectedFact(row: AccountRow): string {
  const end = expectationEnd(row);
  return end === undefined ? 'expected without an end' : `expected until ${rfc3339(end)}`;
}

/** When an account stops, or stopped, to be expected; undefined where no time says so. */
export function expectationEnd({ expectedUntil }: AccountRow): number | undefined {
  return expectedUntil !== undefined && Number.isFinite(expectedUntil) ? expectedUntil : undefined;
}
