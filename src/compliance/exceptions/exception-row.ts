// Reads a CheckException: what it covers, whether somebody other than its requester approved it, and until when it applies. Compares
// names and verifies none: admission does that.

import type { CheckException } from '../../api/v1alpha1/checkexception.gen.ts';
import { writable } from '../../base/instants.ts';
import { keyOf } from '../../api/meta.ts';
import { parseDuration } from '../durations.ts';
import { type Approved, approvedIn, isApproved, isApprovedCheck } from './approved.ts';
import type { AnySubjectKind, TargetMember } from '../subjects/subject-kind.ts';
import type { SubjectRow } from '../verdict.ts';

/** What is exempted: one subject of the kind that such a member of `target` names, or the subjects that carry all of the labels. */
export type ExceptionTarget =
  | { readonly kind: 'name'; readonly member: TargetMember; readonly name: string }
  | { readonly kind: 'labels'; readonly labels: ReadonlyArray<readonly [name: string, value: string]> };

/** `SelfApproved`: approved by its requester, which does not count. */
export type Approval = 'Missing' | 'SelfApproved' | 'Given';

/** One exception as the index holds it. Equal rows cover the same. */
export interface ExceptionRow {
  /** `namespace/name`. */
  readonly key: string;
  readonly namespace: string;
  /** The name of the check that it is for. Undefined: it names no check. */
  readonly checkName: string | undefined;
  /** The type of the checks that it is for. Undefined: every type. */
  readonly checkType: string | undefined;
  readonly target: ExceptionTarget;
  readonly approval: Approval;
  /** What the approval covers of what the target selects. */
  readonly approved: Approved;
  /** The last instant at which it applies, epoch milliseconds. Infinite until the time of its approval is noted. */
  readonly until: number;
}

/** No exception lasts longer than a year after its approval, whatever end it states. */
const MAX_MS = 365 * 86_400_000;

export type CompiledException =
  { readonly ok: true; readonly exception: ExceptionRow } | { readonly ok: false; readonly message: string };

/** What an exception is asked about a check. */
export interface CheckIdentity {
  readonly name: string;
  readonly type: string;
  /** Undefined where nobody knows it. */
  readonly uid?: string | undefined;
}

/** What an exception is asked about a kind of subjects. */
export type Targeted = Pick<AnySubjectKind, 'kind' | 'objects' | 'targetMember'>;

/** What an exception is asked about a subject. */
export type Coverable = SubjectRow;

/** Never throws. `approvedAt`: epoch milliseconds; as stored unless given. The message names the field and holds no provider text. */
export function compileException(object: CheckException, approvedAt = storedApproval(object)): CompiledException {
  const { metadata, spec } = object;
  if (spec.checkRef !== undefined && spec.type !== undefined) {
    return invalid('checkRef, type: set at most one of them; neither means every check');
  }
  const target = targetOf(spec.target);
  if (target === undefined) {
    return invalid('target: set exactly one of incidentRef, account and matchLabels, which must name a label');
  }
  const until = untilOf(spec, approvedAt);
  if (!until.ok) return until;
  return {
    ok: true,
    exception: {
      key: keyOf(metadata),
      namespace: metadata.namespace ?? '',
      checkName: spec.checkRef?.name,
      checkType: spec.type,
      target,
      approval: approvalOf(object),
      approved: approvedIn(object),
      until: Math.min(until.ms, approvedAt === undefined ? Number.POSITIVE_INFINITY : writable(approvedAt + MAX_MS)),
    },
  };
}

/** Whether somebody else than the requester approved it. An exception applies only while this is `Given`. */
export function approvalOf({ spec: { requestedBy, approvedBy } }: CheckException): Approval {
  if (approvedBy === undefined || approvedBy === '') return 'Missing';
  return approvedBy === requestedBy ? 'SelfApproved' : 'Given';
}

/** When the present approval was first seen, epoch milliseconds. Undefined while that is not noted. A changed spec needs a new approval. */
export function storedApproval(object: CheckException): number | undefined {
  const { metadata, status } = object;
  if (status?.approvedAt === undefined || status.observedGeneration !== metadata.generation) return undefined;
  const ms = Date.parse(status.approvedAt);
  return approvalOf(object) !== 'Given' || Number.isNaN(ms) ? undefined : ms;
}

/** Whether the exception is for this check, whatever the subject. Another check of the name is not the one that was approved. */
export function isFor({ checkName, checkType, approved }: ExceptionRow, check: CheckIdentity): boolean {
  if (checkType !== undefined && checkType !== check.type) return false;
  return checkName === undefined || (checkName === check.name && isApprovedCheck(approved.check, check));
}

/** Whether the exception is about this subject, whatever the check: its target selects it, and the approval covers it. */
export function isAbout(exception: ExceptionRow, kind: Targeted, row: Coverable): boolean {
  return selects(exception, kind, row) && isApproved(exception.approved.subjects, kind, row);
}

/** Whether the target selects this subject, approved or not. */
export function selects({ namespace, target }: ExceptionRow, kind: Targeted, row: Coverable): boolean {
  if (row.namespace !== namespace) return false;
  switch (target.kind) {
    case 'name':
      return kind.targetMember === target.member && row.name === target.name;
    case 'labels':
      return carries(row.labels, target.labels);
  }
}

function carries(held: Coverable['labels'], wanted: ReadonlyArray<readonly [name: string, value: string]>): boolean {
  return held !== undefined && wanted.every(([name, value]) => Object.hasOwn(held, name) && held[name] === value);
}

function targetOf({
  incidentRef,
  account,
  matchLabels,
}: CheckException['spec']['target']): ExceptionTarget | undefined {
  const targets: ExceptionTarget[] = [];
  if (incidentRef !== undefined) targets.push({ kind: 'name', member: 'incidentRef', name: incidentRef.name });
  if (account !== undefined) targets.push({ kind: 'name', member: 'account', name: account });
  if (matchLabels !== undefined) targets.push({ kind: 'labels', labels: Object.entries(matchLabels) });
  const [target, ...others] = targets;
  const isEmpty = target?.kind === 'labels' && target.labels.length === 0;
  return others.length > 0 || isEmpty ? undefined : target;
}

type Instant = { readonly ok: true; readonly ms: number } | { readonly ok: false; readonly message: string };

function untilOf({ expiresAt, reviewInterval }: CheckException['spec'], approvedAt: number | undefined): Instant {
  if ((expiresAt === undefined) === (reviewInterval === undefined)) {
    return invalid('expiresAt, reviewInterval: set exactly one of them');
  }
  if (expiresAt !== undefined) {
    const ms = Date.parse(expiresAt);
    return Number.isNaN(ms)
      ? invalid('expiresAt: write an instant as RFC 3339 does, such as 2026-03-31T17:00:00Z')
      : { ok: true, ms: writable(ms) };
  }
  const interval = parseDuration(reviewInterval ?? '');
  if (!interval.ok) return invalid(`reviewInterval: ${interval.message}`);
  return { ok: true, ms: approvedAt === undefined ? Number.POSITIVE_INFINITY : writable(approvedAt + interval.ms) };
}

function invalid(message: string): { readonly ok: false; readonly message: string } {
  return { ok: false, message };
}
