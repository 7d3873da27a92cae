// One attempt at an effect: look whether it is there, send it if it is not, within a time limit. Stores nothing and repeats nothing.

import type { Clock } from '../base/clock.ts';
import { withDeadline } from '../base/timing.ts';
import type { Effect, EffectOutcome, EffectPort } from './effects.ts';

export interface Attempt<E extends Effect> {
  readonly port: EffectPort<E>;
  readonly effect: E;
  readonly clock: Clock;
  /** Monotonic. From then on somebody else may try: nothing is sent any more. */
  readonly deadlineMs: number;
  /** Aborts when this replica may not go on. */
  readonly signal: AbortSignal;
}

const NOT_SENT: EffectOutcome = {
  kind: 'transient',
  reason: 'NotSent',
  message: 'the time for this attempt was over before anything was sent',
};

/** Never throws and never outlasts its limit. Whatever happens after `send` was called and is no clear answer is `ambiguous`. */
export async function attemptEffect<E extends Effect>(attempt: Attempt<E>): Promise<EffectOutcome> {
  const { port, effect, clock, deadlineMs, signal } = attempt;
  // A process that was suspended finds the time gone, although no timer has fired yet.
  const isOver = (): boolean => signal.aborted || clock.monotonicMs() >= deadlineMs;
  if (isOver()) return NOT_SENT;
  let isSent = false;
  const deadline = { clock, what: `effect ${effect.kind}`, ms: deadlineMs - clock.monotonicMs(), signal };
  try {
    return await withDeadline(deadline, async (limited) => {
      const limits = { signal: limited, isOver: () => limited.aborted || isOver() };
      const seen = (await port.look?.(effect, limits)) ?? { kind: 'absent' };
      if (seen.kind !== 'absent') return seen;
      if (limits.isOver()) return NOT_SENT;
      isSent = true;
      return await port.send(effect, limits);
    });
  } catch (error) {
    return thrownOutcome(error, isSent);
  }
}

function thrownOutcome(error: unknown, isSent: boolean): EffectOutcome {
  const what = error instanceof Error ? error.name : 'an error';
  if (isSent) return { kind: 'ambiguous', reason: 'AnswerLost', message: `it was sent and no answer came (${what})` };
  return { kind: 'transient', reason: 'NoAnswer', message: `looking for it failed (${what})` };
}
