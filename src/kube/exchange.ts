// One request and its whole answer on an undici dispatcher, without the streams of its `request()`: they cost more than
// everything else that we do for a request. It must not interpret the answer.

import type { Dispatcher } from 'undici';
import { onAbort } from './on-abort.ts';
import type { Answer } from './wire.ts';

/** Rejects with what the socket says, or with the signal's reason; an abort cuts the connection. */
export function exchange(
  dispatcher: Dispatcher,
  options: Dispatcher.DispatchOptions,
  signal: AbortSignal | undefined,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) return reject(signal.reason as Error);
    const chunks: Buffer[] = [];
    let head: Pick<Answer, 'status' | 'headers'> = { status: 0, headers: {} };
    let controller: Dispatcher.DispatchController | undefined;
    const settled = onAbort(signal, () => {
      controller?.abort(signal?.reason as Error);
      reject(signal?.reason as Error);
    });
    dispatcher.dispatch(options, {
      onRequestStart(started) {
        controller = started;
        if (signal?.aborted === true) started.abort(signal.reason as Error);
      },
      onResponseStart(_controller, status, headers) {
        head = { status, headers };
      },
      onResponseData(_controller, chunk) {
        chunks.push(chunk);
      },
      onResponseEnd() {
        settled();
        const answer = { ...head, body: textOf(chunks) };
        // undici takes a connection back one turn of the event loop later, in an immediate that it queues after this call.
        // Who asks again before that gets a new connection, so the answer is handed over after it.
        queueMicrotask(() => setImmediate(resolve, answer));
      },
      onResponseError(_controller, error) {
        settled();
        reject(error);
      },
    });
  });
}

function textOf(chunks: readonly Buffer[]): string {
  const [only] = chunks;
  return chunks.length === 1 && only !== undefined ? only.toString('utf8') : Buffer.concat(chunks).toString('utf8');
}
