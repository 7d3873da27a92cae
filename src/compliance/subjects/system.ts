// Critical systems as subjects: what the checks AccessRuleDefined and AccessReviewed judge, and what the results of checks over accounts
// rest on. An exception finds a system by its labels only.

import { CRITICAL_SYSTEM } from '../../api/kinds.ts';
import type { CriticalSystem } from '../../api/v1alpha1/criticalsystem.gen.ts';
import { instantOf } from '../../base/instants.ts';
import { type CheckDefinition, checkOver, type CheckType, type VerdictOn } from '../checks/check-type.ts';
import { parseDuration } from '../durations.ts';
import { interned, internedLabels, internedOptional } from '../intern.ts';
import { shortUid } from '../rows.ts';
import { scopeOverSystems } from '../scope.ts';
import type { Selector, SelectorResult } from '../selector.ts';
import type { SubjectRow } from '../verdict.ts';
import { hasSameMembers } from './same-members.ts';
import type { SubjectKind } from './subject-kind.ts';
import { compileSystemSelector } from './system-selector.ts';

/** One system as it is judged. Instants in epoch milliseconds. */
export interface SystemRow extends SubjectRow {
  readonly zone: string | undefined;
  readonly rosterName: string | undefined;
  readonly suspended: boolean;
  readonly hasRule: boolean;
  /** When people last reviewed the access; undefined: never. */
  readonly reviewedAt: number | undefined;
  /** How often people are to review it, milliseconds. */
  readonly reviewIntervalMs: number;
  readonly createdAt: number | undefined;
}

/** What a check over systems judges. */
export interface SystemSubject {
  readonly row: SystemRow;
}

export type SystemVerdict<Parameters = null> = VerdictOn<SystemSubject, Parameters>;

/** The CRD's default. */
const REVIEW_INTERVAL_MS = 90 * 86_400_000;

/** The row of a system. */
export function systemRow({ metadata, spec }: CriticalSystem): SystemRow {
  const interval = parseDuration(spec.reviewInterval);
  return {
    namespace: interned(metadata.namespace ?? ''),
    name: metadata.name,
    labels: internedLabels(metadata.labels),
    uid: shortUid(metadata.uid),
    zone: internedOptional(spec.zone),
    rosterName: internedOptional(spec.rosterRef?.name),
    suspended: spec.suspend === true,
    hasRule: spec.validAccess !== undefined,
    reviewedAt: instantOf(spec.lastReview?.at),
    reviewIntervalMs: interval.ok ? interval.ms : REVIEW_INTERVAL_MS,
    createdAt: instantOf(metadata.creationTimestamp),
  };
}

function compileSelector(selector: Selector = {}): SelectorResult<SystemRow> {
  return compileSystemSelector(selector, { subjects: 'systems', systemOf: (row: SystemRow) => row.name });
}

const NOTHING: ReadonlySet<string> = new Set();

export const systemSubjects: SubjectKind<'system', SystemRow, SystemSubject> = {
  kind: 'system',
  objects: {
    kind: CRITICAL_SYSTEM.kind,
    store: 'systems',
    rowOf: ({ object }: { readonly object: CriticalSystem }) => systemRow(object),
  },
  dataKind: CRITICAL_SYSTEM.kind,
  isSameData: (a, b) => hasSameMembers(a, b, NOTHING),
  compileSelector,
  subjectOf: (row) => ({ row }),
  anchorOf: () => Number.POSITIVE_INFINITY,
  hasSameFacts: (a, b) => hasSameMembers(a, b, NOTHING),
  // Whether the rule and the review are about the accounts that are there is known only while they are read.
  scopeOf: (selector, rowsOf) =>
    scopeOverSystems(selector, rowsOf(systemSubjects), { inScope: (row) => selector.selects(row) }),
};

/** A check type over systems. */
export function systemCheck<Parameters>(
  definition: CheckDefinition<SystemSubject, Parameters>,
): CheckType<'system', SystemRow, SystemSubject> {
  return checkOver(systemSubjects, definition);
}
