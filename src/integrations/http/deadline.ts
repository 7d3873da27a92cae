// How long one exchange may take: for its first byte and as a whole, by the program's clock, or until the caller aborts.

import { onAbort } from '../../base/abort.ts';
import { type Clock } from '../../base/clock.ts';

/** Milliseconds. `headersMs` bounds the wait for the first byte, `totalMs` the whole exchange. */
export interface Waits {
  readonly headersMs: number;
  readonly totalMs: number;
}

export interface Deadline {
  readonly signal: AbortSignal;
  /** What ran out, once it did. */
  readonly expired: () => string | undefined;
  readonly headersArrived: () => void;
  readonly stop: () => void;
}

/** Its signal aborts connect, headers and body alike. */
export function startDeadline(clock: Clock, { headersMs, totalMs }: Waits, signal: AbortSignal): Deadline {
  const controller = new AbortController();
  let expired: string | undefined;
  const expire = (what: string) => () => {
    expired = what;
    controller.abort();
  };
  const stopTotal = clock.setTimer(expire(`no complete answer within ${totalMs} ms`), totalMs);
  const stopHeaders = clock.setTimer(expire(`no answer within ${headersMs} ms`), headersMs);
  const stopListening = onAbort(signal, () => controller.abort());
  return {
    signal: controller.signal,
    expired: () => expired,
    headersArrived: stopHeaders,
    stop() {
      stopTotal();
      stopHeaders();
      stopListening();
    },
  };
}
