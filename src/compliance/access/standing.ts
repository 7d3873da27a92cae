// What an account is at an instant: whether its person has left, whether it is expected, and until when both stay so by time alone. The
// verdicts of the check types are made of it.

import { earliest } from '../../base/instants.ts';
import type { AccountRow } from './account-row.ts';

export interface AccountStanding {
  /** Its person has left, or is not in a roster that lists only who works here. */
  readonly hasLeft: boolean;
  readonly isExpected: boolean;
  /** The last instant at which both are so; undefined where time changes neither. */
  readonly holdsUntil: number | undefined;
}

/** Who leaves at an instant is still here at that instant, and what is expected until one is expected at it. */
export function standingOf(
  { identity, personState, leftAt, expectedUntil }: AccountRow,
  nowMs: number,
): AccountStanding {
  const isBeforeLeaving = leftAt !== undefined && nowMs <= leftAt;
  const isExpected = expectedUntil !== undefined && nowMs <= expectedUntil;
  const endsExpectation = isExpected && expectedUntil !== Number.POSITIVE_INFINITY;
  return {
    hasLeft: identity === 'Departed' || personState === 'offboarded' || (leftAt !== undefined && !isBeforeLeaving),
    isExpected,
    holdsUntil: earliest([isBeforeLeaving ? leftAt : undefined, endsExpectation ? expectedUntil : undefined]),
  };
}
