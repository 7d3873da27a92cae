// Decides what a CheckException's status becomes: its state, what it covers, and when its approval was first seen. Pure.

import { setConditions } from '../../api/conditions.ts';
import { rfc3339 } from '../../base/instants.ts';
import { CHECK_EXCEPTION } from '../../api/kinds.ts';
import type { CheckException, CheckExceptionStatus } from '../../api/v1alpha1/checkexception.gen.ts';
import type { ExceptionState } from '../../api/v1alpha1/vocabulary.gen.ts';
import {
  approvalOf,
  compileException,
  type Coverage,
  type CoveredCheck,
  type CoveredSubject,
  type ExceptionSelection,
  MAX_COVERED,
  type ExceptionRow,
  exceptionState,
  NO_COVERAGE,
  storedApproval,
} from '../../compliance/exceptions.ts';
import type { Plan, Requeue } from '../../runtime/plan.ts';
import { activeState, type NameVerification, readyStates } from './conditions.ts';

export interface ExceptionObservation {
  readonly exception: CheckException;
  /** What it covers, if it applies. */
  readonly coverage: Coverage;
  readonly selection: ExceptionSelection;
  /** The check that it names, as it is now; undefined where there is none. */
  readonly check: CoveredCheck | undefined;
  readonly names: NameVerification;
}

/** Admission policies can be added and removed, and are not watched. */
const LOOK_AGAIN_MS = 600_000;

/** What is concluded at one instant. */
interface Conclusion {
  /** When the present approval was first seen, in epoch milliseconds. */
  readonly approvedAt: number | undefined;
  readonly state: ExceptionState;
  readonly holdsUntil: number | undefined;
  /** Undefined if the spec cannot be read; `invalid` says why. */
  readonly row: ExceptionRow | undefined;
  readonly invalid: string | undefined;
}

export function plan(observation: ExceptionObservation, now: Date): Plan {
  const { exception } = observation;
  const { namespace = '', name, resourceVersion = '' } = exception.metadata;
  const key = { namespace, name };
  const conclusion = conclude(observation, now);
  const { state, row } = conclusion;
  const from = exception.status?.state;
  const { reason } = activeState(state, row, observation.selection.waiting);
  return {
    writes: [],
    status: {
      target: { type: CHECK_EXCEPTION, key, resourceVersion, current: exception.status },
      next: nextStatus(observation, conclusion, now),
    },
    transitions: from === state ? [] : [{ kind: 'ExceptionState', ...key, from, to: state, reason }],
    requeue: requeueOf(conclusion, now),
  };
}

function conclude({ exception, coverage }: ExceptionObservation, now: Date): Conclusion {
  const approvedAt = approvalSeen(exception, now);
  const compiled = compileException(exception, approvedAt);
  if (!compiled.ok) {
    return { approvedAt, state: 'Pending', holdsUntil: undefined, row: undefined, invalid: compiled.message };
  }
  const row = compiled.exception;
  return { approvedAt, row, invalid: undefined, ...exceptionState(row, coverage.applied, now.getTime()) };
}

/** The stored instant, else this one as a status has it; undefined without an approval. */
function approvalSeen(exception: CheckException, now: Date): number | undefined {
  if (approvalOf(exception) !== 'Given') return undefined;
  return storedApproval(exception) ?? Date.parse(rfc3339(now));
}

function nextStatus(
  observation: ExceptionObservation,
  { approvedAt, state, row, invalid }: Conclusion,
  now: Date,
): CheckExceptionStatus {
  const { exception, coverage, names, selection } = observation;
  const { metadata, status } = exception;
  const stamp = { generation: metadata.generation ?? 0, now };
  const until = row?.until ?? Number.POSITIVE_INFINITY;
  const states = [...readyStates(names, invalid), activeState(state, row, selection.waiting)];
  return {
    observedGeneration: stamp.generation,
    state,
    ...(approvedAt === undefined ? {} : { approvedAt: rfc3339(approvedAt) }),
    ...(until === Number.POSITIVE_INFINITY ? {} : { expiresAt: rfc3339(until) }),
    ...approvalCovers(observation, row),
    ...coveredBy(exception, state, coverage),
    conditions: setConditions(status?.conditions, states, stamp),
  };
}

/** What is noted of the approval. Without one, or before it was noted, it is what the target selects and the check that is named now. */
function approvalCovers(
  { selection, check }: ExceptionObservation,
  row: ExceptionRow | undefined,
): Pick<CheckExceptionStatus, 'covered' | 'check' | 'waiting'> {
  if (row === undefined) return {};
  const { approval, approved, target } = row;
  const isGiven = approval === 'Given';
  const noted = isGiven ? approved : undefined;
  return {
    ...(approved.subjects === 'Future' ? {} : { covered: [...listOf(noted?.subjects, target.kind, selection)] }),
    ...checkMember(noted?.check, row, check),
    ...(isGiven && selection.waiting > 0 ? { waiting: selection.waiting } : {}),
  };
}

function checkMember(
  noted: CoveredCheck | undefined,
  { checkName }: ExceptionRow,
  present: CoveredCheck | undefined,
): Pick<CheckExceptionStatus, 'check'> {
  const check = noted ?? (checkName === undefined ? undefined : present);
  return check === undefined ? {} : { check };
}

/** What is targeted by its name and was not there at the approval is covered as it is once it comes. */
function listOf(
  noted: ExceptionRow['approved']['subjects'],
  target: ExceptionRow['target']['kind'],
  { selected }: ExceptionSelection,
): readonly CoveredSubject[] {
  const isLate = noted instanceof Map && noted.size === 0 && target === 'name';
  if (noted === undefined || noted === 'Future' || isLate) return selected.slice(0, MAX_COVERED);
  return [...noted.values()];
}

/** Zero unless the exception applies. While verdicts are worked out, as after a start, the stored counts of this spec are kept. */
function coveredBy(
  { metadata, status }: CheckException,
  state: ExceptionState,
  coverage: Coverage,
): Pick<CheckExceptionStatus, 'applied' | 'wouldBe'> {
  const { applied, wouldBe } = state === 'Active' ? coverage : NO_COVERAGE;
  const isStored = status?.state === state && status.observedGeneration === metadata.generation;
  if (coverage.evaluating > 0 && isStored && status.applied !== undefined && status.wouldBe !== undefined) {
    return { applied: status.applied, wouldBe: status.wouldBe };
  }
  return { applied, wouldBe: { ...wouldBe } };
}

function requeueOf({ holdsUntil = Number.POSITIVE_INFINITY }: Conclusion, now: Date): Requeue {
  return { kind: 'after', ms: Math.min(LOOK_AGAIN_MS, holdsUntil + 1 - now.getTime()) };
}
