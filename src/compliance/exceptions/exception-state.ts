// What an exception is at an instant, and until when by time alone. Decides nothing about verdicts: those stay as they are.

import type { ExceptionState } from '../../api/v1alpha1/vocabulary.gen.ts';
import type { ExceptionRow } from './exception-row.ts';

export interface ExceptionStanding {
  readonly state: ExceptionState;
  /** The last instant at which it is so unless something happens, epoch milliseconds; undefined when time brings no change. */
  readonly holdsUntil: number | undefined;
}

/** `applied`: how many pairs of check and subject it covers. In time includes the last instant. */
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
