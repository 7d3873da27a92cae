// What an approval covers: what the approver could see. Subjects by uid and at most as severe as then, and the check by uid and type. What
// comes or changes later waits for a new approval, unless the exception says that it covers the future. Pure.

import type { CheckException, CheckExceptionStatus } from '../../api/v1alpha1/checkexception.gen.ts';
import { SEVERITIES, type Severity } from '../../api/v1alpha1/vocabulary.gen.ts';
import type { AnySubjectKind } from '../subjects/subject-kind.ts';
import type { SubjectRow } from '../verdict.ts';

/** As `status.covered` lists it: one subject as it was at the approval. */
export type CoveredSubject = NonNullable<CheckExceptionStatus['covered']>[number];

/** As `status.check` has it: the named check as it was at the approval. */
export type CoveredCheck = NonNullable<CheckExceptionStatus['check']>;

/** `Future`: whatever the target selects, whenever it comes. Undefined: nobody has noted it yet, and it is what the target selects now. */
export type ApprovedSubjects = ReadonlyMap<string, CoveredSubject> | 'Future' | undefined;

export interface Approved {
  readonly subjects: ApprovedSubjects;
  /** Undefined: no check is named, or none of that name was there. */
  readonly check: CoveredCheck | undefined;
}

/** How many subjects an approval covers at most: those that are listed. */
export const MAX_COVERED = 500;

const RANK = new Map<Severity, number>(SEVERITIES.map((severity, rank) => [severity, rank]));

/** What the stored status says of the present approval. */
export function approvedIn({ metadata, spec, status }: CheckException): Approved {
  const listed = isSeen(metadata.generation, status) ? status : undefined;
  const isForFuture = spec.covers === 'Future';
  return { subjects: isForFuture ? 'Future' : listed?.covered && byKey(listed.covered), check: listed?.check };
}

/**
 * Whether the status was computed for this content: for this very generation, or for the one before while nobody had approved it, so
 * that only the approval is new. Then its list is what the approver saw.
 */
function isSeen(generation: number | undefined, status: CheckExceptionStatus | undefined): boolean {
  const observed = status?.observedGeneration;
  if (generation === undefined || observed === undefined) return false;
  return observed === generation || (observed === generation - 1 && status?.state === 'Pending');
}

const byKey = (covered: readonly CoveredSubject[]): ReadonlyMap<string, CoveredSubject> =>
  new Map(covered.map((each) => [`${each.kind}/${each.name}`, each]));

/** What is asked about a kind of subjects. */
type Named = Pick<AnySubjectKind, 'kind' | 'objects'>;

/** How `status.covered` calls a kind of subjects. */
const nameOfKind = ({ kind, objects }: Named): string => objects?.kind ?? kind;

/** A subject as it is now, for the list. */
export function coveredSubject(kind: Named, { name, uid = 0, severity }: SubjectRow): CoveredSubject {
  return { kind: nameOfKind(kind), name, uidDigest: uid, ...(severity !== undefined && { severity }) };
}

/** Whether the approval covers the subject as it is now. */
export function isApproved(subjects: ApprovedSubjects, kind: Named, { name, uid, severity }: SubjectRow): boolean {
  if (subjects === undefined || subjects === 'Future') return true;
  const then = subjects.get(`${nameOfKind(kind)}/${name}`);
  if (then === undefined || (uid !== undefined && then.uidDigest !== uid)) return false;
  return severity === undefined || then.severity === undefined || rankOf(severity) >= rankOf(then.severity);
}

/** The API lists severities from the worst down. */
const rankOf = (severity: Severity): number => RANK.get(severity) ?? 0;

/** Whether a check of the name is the one that was approved. */
export function isApprovedCheck(
  check: CoveredCheck | undefined,
  { type, uid }: { readonly type: string; readonly uid?: string | undefined },
): boolean {
  if (check === undefined) return true;
  return check.type === type && (uid === undefined || check.uid === undefined || check.uid === uid);
}
