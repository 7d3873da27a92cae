// Which exceptions are for a check or cover a verdict, and the state of each. Uses the functions that the operator uses.

import type { CheckException } from '../../api/v1alpha1/checkexception.gen.ts';
import type { ExceptionState } from '../../api/v1alpha1/vocabulary.gen.ts';
import { compileException, type ExceptionRow, exceptionState } from '../../compliance/exceptions.ts';
import {
  type CheckIdentity,
  type Coverable,
  isAbout,
  isFor,
  type Targeted,
} from '../../compliance/exceptions/exception-row.ts';
import { instantMember } from './instant-text.ts';
import type { Judgement } from '../offline/judge-objects.ts';

export interface ExceptionExplanation {
  readonly name: string;
  /** `Invalid`: it cannot be read, and covers nothing. */
  readonly state: ExceptionState | 'Invalid';
  readonly requestedBy: string;
  readonly approvedBy?: string;
  readonly reason: string;
  readonly ticketURL?: string;
  /** The last instant at which it applies. */
  readonly until?: string;
  /** How many pairs of check and subject it covers, over all checks that it is for. */
  readonly applied: number;
  /** It covers whatever its target selects, also later. Absent: what was approved. */
  readonly covers?: 'Future';
  /** Subjects that its target selects and the approval does not cover; absent where there is none. */
  readonly waiting?: number;
}

/** The exceptions for a check, by name, whether they apply now or not. */
export function explainExceptions(
  namespace: string,
  check: CheckIdentity,
  judgement: Judgement,
): ExceptionExplanation[] {
  return [...judgement.stores.exceptions.inNamespace(namespace)]
    .map(({ object }) => object)
    .filter((object) => concerns(object, check))
    .map((object) => explain(object, judgement))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** The names of the exceptions that cover what a check says of a subject, sorted. */
export function exemptingNames(
  { stores, now }: Judgement,
  check: CheckIdentity,
  { kind, row: subject }: { readonly kind: Targeted; readonly row: Coverable },
): string[] {
  const nowMs = now.getTime();
  const covers = (row: ExceptionRow): boolean =>
    row.approval === 'Given' && nowMs <= row.until && isFor(row, check) && isAbout(row, kind, subject);
  return [...stores.exceptions.inNamespace(subject.namespace)]
    .filter(({ object }) => {
      const compiled = compileException(object);
      return compiled.ok && covers(compiled.exception);
    })
    .map(({ name }) => name)
    .toSorted();
}

/** An exception that cannot be read concerns the check that it names. */
function concerns(object: CheckException, check: CheckIdentity): boolean {
  const compiled = compileException(object);
  return compiled.ok ? isFor(compiled.exception, check) : object.spec.checkRef?.name === check.name;
}

function explain(object: CheckException, { judge, now }: Judgement): ExceptionExplanation {
  const { requestedBy, approvedBy, reason, ticketURL } = object.spec;
  const said = {
    ...{ name: object.metadata.name, requestedBy, reason },
    ...(approvedBy !== undefined && { approvedBy }),
    ...(ticketURL !== undefined && { ticketURL }),
  };
  const compiled = compileException(object);
  if (!compiled.ok) return { ...said, state: 'Invalid', applied: 0 };
  const { exception } = compiled;
  const { applied } = judge.coverageOf(exception.key, now.getTime());
  const { state } = exceptionState(exception, applied, now.getTime());
  return {
    ...said,
    state,
    ...instantMember('until', Number.isFinite(exception.until) ? exception.until : undefined),
    applied,
    ...(object.spec.covers === 'Future' && { covers: object.spec.covers }),
    ...waitingMember(exception, judge),
  };
}

function waitingMember({ key, approval }: ExceptionRow, judge: Judgement['judge']): { readonly waiting?: number } {
  const { waiting } = judge.selectionOf(key);
  return approval === 'Given' && waiting > 0 ? { waiting } : {};
}
