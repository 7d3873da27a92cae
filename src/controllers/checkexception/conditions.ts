// The conditions of a CheckException: `Ready` says whether it is evaluated and whether its names are verified, `Active` whether it
// applies. Reasons are documented in docs/spec/v1alpha1/checkexception.md. Pure.

import { type ConditionState, conditionState, stalledStates } from '../../api/conditions.ts';
import { rfc3339 } from '../../base/instants.ts';
import type { ExceptionState } from '../../api/v1alpha1/vocabulary.gen.ts';
import type { ExceptionRow } from '../../compliance/exceptions.ts';

const REASONS = {
  namesVerified: 'NamesVerified',
  namesVouched: 'NamesVouched',
  namesUnverified: 'NamesUnverified',
  invalidSpec: 'InvalidSpec',
  inForce: 'InForce',
  notApproved: 'NotApproved',
  selfApproved: 'SelfApproved',
  expired: 'Expired',
  nothingMatched: 'NothingMatched',
} as const;

/**
 * Whether admission has verified `requestedBy` and `approvedBy`. `Vouched`: one of them is a ServiceAccount, which holds the verb `vouch`;
 * who stood behind it is not known here.
 */
export type NameVerification = 'Verified' | 'Vouched' | 'WrittenBefore' | 'NotInstalled';

/** `invalid`: why the spec cannot be read; undefined when it can. */
export function readyStates(names: NameVerification, invalid: string | undefined): ConditionState[] {
  if (invalid === undefined) return [readyState(names)];
  return stalledStates(REASONS.invalidSpec, invalid);
}

function readyState(names: NameVerification): ConditionState {
  const ready = (reason: string, message: string): ConditionState => conditionState('Ready', 'True', reason, message);
  switch (names) {
    case 'Verified':
      return ready(
        REASONS.namesVerified,
        'The exception is evaluated, and admission verifies who requests and who approves it.',
      );
    case 'Vouched':
      return ready(
        REASONS.namesVouched,
        'The exception is evaluated. A ServiceAccount that holds the verb vouch asked for it or approved it: nobody verified which person did.',
      );
    case 'WrittenBefore':
      return ready(
        REASONS.namesUnverified,
        'The exception is evaluated, but nobody verified requestedBy and approvedBy: it is older than the admission policy for them. Create it anew.',
      );
    case 'NotInstalled':
      return ready(
        REASONS.namesUnverified,
        'The exception is evaluated, but nobody verified requestedBy and approvedBy: the admission policy docket-exception-approval is not in force. Apply config/admission.',
      );
  }
}

/** Whether the exception applies, and what to do if not. `row`: undefined where the spec cannot be read. */
export function activeState(state: ExceptionState, row: ExceptionRow | undefined, waiting: number): ConditionState {
  const inactive = (reason: string, message: string): ConditionState =>
    conditionState('Active', 'False', reason, message);
  if (row === undefined) return inactive(REASONS.invalidSpec, 'The spec cannot be read, so nothing is exempted.');
  switch (state) {
    case 'Active':
      return conditionState('Active', 'True', REASONS.inForce, `It applies${endOf(row)}.${scopeText(row, waiting)}`);
    case 'Pending':
      return row.approval === 'SelfApproved'
        ? inactive(REASONS.selfApproved, 'approvedBy is who requested it: somebody else has to approve it.')
        : inactive(REASONS.notApproved, 'Nobody approved it: somebody other than requestedBy has to set approvedBy.');
    case 'Expired':
      return inactive(
        REASONS.expired,
        `It applied${endOf(row)}. Delete it; or review it, and have it approved anew with a later end.`,
      );
    case 'Unmatched':
      return inactive(
        REASONS.nothingMatched,
        `It is approved and covers nothing: no check that it is for selects anything that it covers. Correct or delete it.${scopeText(row, waiting)}`,
      );
  }
}

/** What came after the approval, and that an exception for the future covers that. */
function scopeText({ approved }: ExceptionRow, waiting: number): string {
  if (approved.subjects === 'Future') return ' It covers whatever carries its labels, also what comes later.';
  if (waiting === 0) return '';
  return ` ${waiting} of what it targets came, or became worse, after the approval: to cover that, remove approvedBy and have it set again.`;
}

function endOf({ until }: ExceptionRow): string {
  return until === Number.POSITIVE_INFINITY ? '' : ` up to and including ${rfc3339(until)}`;
}
