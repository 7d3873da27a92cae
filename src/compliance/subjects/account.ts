// Accounts as subjects: who can get into a critical system. They are no objects of the cluster: whoever reads a system holds their rows
// (access/system-accounts.ts) and calls `Judge.moveSubject`. An exception names one by `account`.

import type { AccountRow } from '../access/account-row.ts';
import { type CheckDefinition, checkOver, type CheckType, type VerdictOn } from '../checks/check-type.ts';
import { scopeOverSystems } from '../scope.ts';
import type { Selector, SelectorResult } from '../selector.ts';
import { rosterSubjects } from './roster.ts';
import { hasSameMembers } from './same-members.ts';
import type { SubjectKind } from './subject-kind.ts';
import { compileSystemSelector } from './system-selector.ts';
import { type SystemRow, systemSubjects } from './system.ts';

/** What a check over accounts judges. */
export interface AccountSubject {
  readonly row: AccountRow;
}

export type AccountVerdict<Parameters = null> = VerdictOn<AccountSubject, Parameters>;

/** An account has the zone and the labels of its system. */
function compileSelector(selector: Selector = {}): SelectorResult<AccountRow> {
  return compileSystemSelector(selector, { subjects: 'accounts', systemOf: (row: AccountRow) => row.system });
}

const NOTHING: ReadonlySet<string> = new Set();

export const accountSubjects: SubjectKind<'account', AccountRow, AccountSubject> = {
  kind: 'account',
  targetMember: 'account',
  compileSelector,
  subjectOf: (row) => ({ row }),
  anchorOf: () => Number.POSITIVE_INFINITY,
  hasSameFacts: (a, b) => hasSameMembers(a, b, NOTHING),
  // Accounts that were not listed are not here: what a system has is known only once it was read, and its roster too.
  scopeOf: (selector, rowsOf) =>
    scopeOverSystems(selector, rowsOf(systemSubjects), {
      inScope: (system) => selector.selects(anyAccountOf(system)),
      rosters: rowsOf(rosterSubjects),
    }),
};

/** Selectors read nothing of an account but what it has of its system. */
const anyAccountOf = ({ name, zone, labels }: SystemRow): AccountRow =>
  ({ system: name, zone, labels }) satisfies Partial<AccountRow> as AccountRow;

/** A check type over accounts. */
export function accountCheck<Parameters>(
  definition: CheckDefinition<AccountSubject, Parameters>,
): CheckType<'account', AccountRow, AccountSubject> {
  return checkOver(accountSubjects, definition);
}
