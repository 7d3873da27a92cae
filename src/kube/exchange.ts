// One request on an undici dispatcher, its answer whole or as it comes, without the streams of undici's `request()`: they cost more than
// everything else that we do for a request. It must not interpret the answer.

import type { Dispatcher } from 'undici';
import { onAbort } from './on-abort.ts';
import { Pieces } from './pieces.ts';
import type { Answer, AnswerHead } from './wire.ts';

/** An answer whose body is read as it comes. */
export interface OpenAnswer extends AnswerHead {
  readonly pieces: AsyncIterable<readonly Buffer[]>;
}

/** The whole answer. Rejects with what the socket says, or with the signal's reason; an abort cuts the connection. */
export function exchange(
  dispatcher: Dispatcher,
  options: Dispatcher.DispatchOptions,
  signal: AbortSignal | undefined,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    let head: AnswerHead = { status: 0, headers: {} };
    dispatch(dispatcher, options, {
      signal,
      onHead(started) {
        head = started;
      },
      onPiece: (piece) => pieces.push(piece),
      onEnd() {
        const answer = { ...head, body: textOf(pieces) };
        // undici takes a connection back one turn of the event loop later, in an immediate that it queues after this call.
        // Who asks again before that gets a new connection, so the answer is handed over after it.
        queueMicrotask(() => setImmediate(resolve, answer));
      },
      onError: reject,
    });
  });
}

/** The answer as soon as its head is there. Rejects as {@link exchange} does; from then on it is the reader who is told. */
export function open(
  dispatcher: Dispatcher,
  options: Dispatcher.DispatchOptions,
  signal: AbortSignal | undefined,
): Promise<OpenAnswer> {
  return new Promise((resolve, reject) => {
    const pieces = new Pieces();
    dispatch(dispatcher, options, {
      signal,
      onHead: (head, controller) => resolve({ ...head, pieces: pieces.read(controller) }),
      onPiece: (piece) => pieces.put(piece),
      onEnd: () => pieces.end(undefined),
      onError(error) {
        pieces.end(error);
        reject(error);
      },
    });
  });
}

interface Handler {
  readonly signal: AbortSignal | undefined;
  readonly onHead: (head: AnswerHead, controller: Dispatcher.DispatchController) => void;
  readonly onPiece: (piece: Buffer) => void;
  readonly onEnd: () => void;
  /** May be called twice, and after the end. */
  readonly onError: (error: Error) => void;
}

function dispatch(dispatcher: Dispatcher, options: Dispatcher.DispatchOptions, handler: Handler): void {
  const { signal, onHead, onPiece, onEnd, onError } = handler;
  if (signal?.aborted === true) return onError(signal.reason as Error);
  let controller: Dispatcher.DispatchController | undefined;
  const settled = onAbort(signal, () => {
    controller?.abort(signal?.reason as Error);
    onError(signal?.reason as Error);
  });
  dispatcher.dispatch(options, {
    onRequestStart(started) {
      controller = started;
      if (signal?.aborted === true) started.abort(signal.reason as Error);
    },
    onResponseStart(started, status, headers) {
      // 100 to 199 only announce an answer.
      if (status >= 200) onHead({ status, headers }, started);
    },
    onResponseData: (_controller, piece) => onPiece(piece),
    onResponseEnd() {
      settled();
      onEnd();
    },
    onResponseError(_controller, error) {
      settled();
      onError(error);
    },
  });
}

export function textOf(pieces: readonly Buffer[]): string {
  const [only] = pieces;
  return pieces.length === 1 && only !== undefined ? only.toString('utf8') : Buffer.concat(pieces).toString('utf8');
}
