// A kind of subjects for tests only: badges, which are not Kubernetes objects and are kept in memory. It shows everything that a new kind
// needs: this file, its place in the table that a judge receives, and its check types.

import type { ComplianceCheck, ComplianceCheckSpec } from '../../../src/api/v1alpha1/compliancecheck.gen.ts';
import { checkOver, EVALUATING, noParameters } from '../../../src/compliance/checks/check-type.ts';
import { compileAs, compileCheck, type CompileResult } from '../../../src/compliance/checks/compile.ts';
import { due, failing, passing, unknown } from '../../../src/compliance/checks/verdicts.ts';
import { carries, every, namesOf, oneOf, refuse } from '../../../src/compliance/selector.ts';
import type { SubjectKind } from '../../../src/compliance/subjects/subject-kind.ts';
import type { SubjectRow } from '../../../src/compliance/verdict.ts';
import { aCheck } from '../builders/compliance.ts';

/** An account as its system lists it: a name and facts, without a uid or a resourceVersion. */
export interface AccountRow extends SubjectRow {
  readonly system: string;
  readonly state: 'Active' | 'Inactive' | 'Unknown';
  /** When its owner left the company; undefined while the owner has not. */
  readonly leftAt: number | undefined;
}

export interface AccountSubject {
  readonly row: AccountRow;
}

/** The key of the freshness of a system's accounts. */
export const SYSTEM_KIND = 'CriticalSystem';

export const accountSubjects: SubjectKind<'badge', AccountRow, AccountSubject> = {
  kind: 'badge',
  targetMember: 'account',
  compileSelector(selector = {}) {
    const misplaced = refuse(selector, ['severities', 'detectedWithin'], 'accounts');
    if (misplaced !== undefined) return misplaced;
    const systemNames = namesOf(selector.systemRefs);
    const selects = every([oneOf(systemNames, (row: AccountRow) => row.system), carries(selector.matchLabels)]);
    return { ok: true, selector: { selects, windowMs: undefined, sourceNames: [], zones: [], systemNames } };
  },
  subjectOf: (row) => ({ row }),
  anchorOf: (row) => row.leftAt ?? Number.POSITIVE_INFINITY,
  hasSameFacts: (a, b) => a.state === b.state && a.leftAt === b.leftAt && a.labels === b.labels,
  scopeOf: ({ systemNames }) => ({ data: systemNames.map((name) => ({ kind: SYSTEM_KIND, name })), missing: [] }),
};

/** How long an account may stay active after its owner left. */
export const WITHIN_MS = 86_400_000;

const accessRemoved = checkOver(accountSubjects, {
  reasons: {
    AccessRemoved: 'The account is inactive, or its person is still there.',
    AccessRemovalDue: 'The person left, and there is still time.',
    AccessNotRemoved: 'The person left, and the account is still active.',
    StateUnknown: 'The system does not say whether the account is active.',
  },
  facts: ({ row }) => [`${row.state} in ${row.system}`],
  parameters: noParameters,
  verdict({ row }, _check, nowMs) {
    if (row.leftAt === undefined || row.state === 'Inactive') return passing('AccessRemoved');
    if (row.state === 'Unknown') return unknown('StateUnknown', row.leftAt);
    const by = row.leftAt + WITHIN_MS;
    return nowMs <= by ? due('AccessRemovalDue', row.leftAt, by) : failing('AccessNotRemoved', by, by);
  },
});

/** A check type whose verdicts are calculated outside the process. */
const accountRule = checkOver(accountSubjects, {
  reasons: { RuleTrue: 'The rule is true.', RuleFalse: 'The rule is false.' },
  facts: () => [],
  parameters: noParameters,
  verdict: () => EVALUATING,
  deferred: () => ({
    rule: 'account.active',
    verdict: ({ kind }, leftAt) => (kind === 'true' ? passing('RuleTrue') : failing('RuleFalse', leftAt)),
  }),
});

const types = { AccessRemoved: accessRemoved, AccountRule: accountRule } as const;

/** Compiles the check types over accounts, and the registered ones. */
export function compileWithAccounts(object: ComplianceCheck): CompileResult {
  const name: string = object.spec.type;
  if (!Object.hasOwn(types, name)) return compileCheck(object);
  return compileAs(types[name as keyof typeof types], object);
}

export function anAccountCheck(type: keyof typeof types, selector: ComplianceCheckSpec['selector'] = {}) {
  const spec = { type: type as string as ComplianceCheckSpec['type'], selector };
  return aCheck(spec, { name: type.toLowerCase(), uid: type });
}

/** An active account of the system `pager` whose owner has not left. */
export function anAccountRow(facts: Partial<AccountRow> = {}): AccountRow {
  return {
    namespace: 'team-a',
    name: 'pager-3fa9c2d1',
    labels: undefined,
    system: 'pager',
    state: 'Active',
    leftAt: undefined,
    ...facts,
  };
}
