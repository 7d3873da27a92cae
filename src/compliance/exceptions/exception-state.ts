// The state of an exception at an instant, and until when it lasts by time alone. Decides nothing about verdicts.

import type { ExceptionState } from '../../api/v1alpha1/vocabulary.gen.ts';
import type { ExceptionRow } from './exception-row.ts';

export interface ExceptionStanding {
  readonly state: ExceptionState;
  /** The last instant of this state unless an event changes it, epoch milliseconds. Undefined when time alone changes nothing. */
  readonly holdsUntil: number | undefined;
}

/** `applied`: how many pairs of check and subject it covers. An exception still applies at its last instant. */
export function exceptionState(
  { approval, until }: Pick<ExceptionRow, 'approval' | 'until'>,
  applied: number,
  nowMs: number,
): ExceptionStanding {
  if (approval !== 'Given') return { state: 'Pending', holdsUntil: undefined };
  if (nowMs > until) return { state: 'Expired', holdsUntil: undefined };
  const holdsUntil = until === Number.POSITIVE_INFINITY ? undefined : until;
  return { state: applied > 0 ? 'Active' : 'Unmatched', holdsUntil };
}
