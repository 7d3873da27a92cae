// Reads one watch to its end, with a watchdog: a half-open socket stays silent for ever, and only time tells it from a quiet one. The
// caller decides what the events mean. Nothing is retried here.

import { onAbort } from '../base/abort.ts';
import type { KubeObject } from '../api/meta.ts';
import type { WatchEvent } from '../kube/client.ts';
import type { Clock } from '../base/clock.ts';

export interface WatchStreamOptions<T extends KubeObject> {
  readonly open: (signal: AbortSignal) => AsyncIterable<WatchEvent<T>>;
  readonly clock: Clock;
  /** The longest time without an event. It may change as events come; a shorter limit may take effect late. */
  readonly silenceMs: () => number;
  readonly signal: AbortSignal;
}

/**
 * Calls `onEvent` for each event until it returns a reason to stop, the server ends the watch (`ended`), the watchdog cuts it
 * (`silent`), or the signal aborts (`ended`). Throws what the client throws.
 */
export async function readWatch<T extends KubeObject, Stop extends string>(
  { open, clock, silenceMs, signal }: WatchStreamOptions<T>,
  onEvent: (event: WatchEvent<T>) => Stop | undefined,
): Promise<Stop | 'ended' | 'silent'> {
  const cut = new AbortController();
  const stopListening = onAbort(signal, () => cut.abort(signal.reason));
  if (signal.aborted) cut.abort(signal.reason);
  let isSilent = false;
  const watchdog = createWatchdog(clock, silenceMs, () => {
    isSilent = true;
    cut.abort();
  });
  try {
    for await (const event of open(cut.signal)) {
      watchdog.touch();
      const stop = onEvent(event);
      if (stop !== undefined) return stop;
    }
    return isSilent ? 'silent' : 'ended';
  } catch (error) {
    if (isSilent) return 'silent';
    throw error;
  } finally {
    watchdog.stop();
    stopListening();
    cut.abort();
  }
}

/** A touch sets no timer: the running one compares with the time of the last touch and waits for the rest. */
function createWatchdog(
  clock: Clock,
  silenceMs: () => number,
  onSilence: () => void,
): { readonly touch: () => void; readonly stop: () => void } {
  let lastMs = clock.monotonicMs();
  let cancel: () => void;
  const look = (): void => {
    const restMs = lastMs + silenceMs() - clock.monotonicMs();
    if (restMs <= 0) onSilence();
    else cancel = clock.setTimer(look, restMs);
  };
  cancel = clock.setTimer(look, silenceMs());
  return {
    touch: () => {
      lastMs = clock.monotonicMs();
    },
    stop: () => cancel(),
  };
}
