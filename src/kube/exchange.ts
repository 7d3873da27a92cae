// Sends one request on an undici dispatcher and gives the answer, whole or piece by piece. It does without the streams of undici's
// `request()`, which cost more than everything else that is done for a request. It must not interpret the answer.

import type { Dispatcher } from 'undici';
import { onAbort } from '../base/abort.ts';
import { bytesOf, Pieces } from './pieces.ts';
import type { Answer, AnswerHead, HttpRequest } from './wire.ts';

/** The largest body of an error. An endless one would fill the memory. */
const MAX_ERROR_BYTES = 1_048_576;

/** An answer whose body is read as it comes. */
export interface OpenAnswer extends AnswerHead {
  readonly pieces: AsyncIterable<readonly Buffer[]>;
}

/** What can still stop a request. */
export type Stops = Pick<HttpRequest, 'signal' | 'beforeSend'>;

/** The whole answer. Rejects with the socket's error, with the signal's reason, or with what `beforeSend` throws. An abort closes the connection. */
export function exchange(
  dispatcher: Dispatcher,
  options: Dispatcher.DispatchOptions,
  { signal, beforeSend }: Stops,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    let head: AnswerHead = { status: 0, headers: {} };
    let bytes = 0;
    dispatch(dispatcher, options, {
      signal,
      beforeSend,
      onHead(started) {
        head = started;
      },
      onPiece(piece, controller) {
        pieces.push(piece);
        bytes += piece.length;
        if (head.status >= 300 && bytes > MAX_ERROR_BYTES) controller.abort(tooLong());
      },
      onEnd() {
        const answer = { ...head, body: textOf(pieces) };
        // undici returns a connection to the pool one turn of the event loop later, in an immediate that it queues after this call.
        // A request before that opens a new connection, so the answer is handed over after it.
        queueMicrotask(() => setImmediate(resolve, answer));
      },
      onError: reject,
    });
  });
}

/** Resolves as soon as the head of the answer is there. Rejects as {@link exchange} does; later errors reach the reader of the body. */
export function open(
  dispatcher: Dispatcher,
  options: Dispatcher.DispatchOptions,
  { signal, beforeSend }: Stops,
): Promise<OpenAnswer> {
  return new Promise((resolve, reject) => {
    const pieces = new Pieces();
    dispatch(dispatcher, options, {
      signal,
      beforeSend,
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
  readonly beforeSend: (() => void) | undefined;
  readonly onHead: (head: AnswerHead, controller: Dispatcher.DispatchController) => void;
  readonly onPiece: (piece: Buffer, controller: Dispatcher.DispatchController) => void;
  readonly onEnd: () => void;
  /** May be called twice, and after the end. */
  readonly onError: (error: Error) => void;
}

function dispatch(dispatcher: Dispatcher, options: Dispatcher.DispatchOptions, handler: Handler): void {
  const { signal, beforeSend, onHead, onPiece, onEnd, onError } = handler;
  if (signal?.aborted === true) return onError(signal.reason as Error);
  let controller: Dispatcher.DispatchController | undefined;
  const settled = onAbort(signal, () => {
    controller?.abort(signal?.reason as Error);
    onError(signal?.reason as Error);
  });
  dispatcher.dispatch(options, {
    onRequestStart(started) {
      controller = started;
      if (signal?.aborted === true) return started.abort(signal.reason as Error);
      // undici calls this once a connection is there, in the same turn of the event loop in which it writes.
      try {
        beforeSend?.();
      } catch (error) {
        started.abort(error as Error);
      }
    },
    onResponseStart(started, status, headers) {
      // 100 to 199 are interim answers.
      if (status >= 200) onHead({ status, headers }, started);
    },
    onResponseData: (started, piece) => onPiece(piece, started),
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

/** The body of an error as text. Rejects if the connection breaks or the body is too long. */
export async function errorTextOf(pieces: AsyncIterable<readonly Buffer[]>): Promise<string> {
  const read: Buffer[] = [];
  let bytes = 0;
  for await (const some of pieces) {
    read.push(...some);
    bytes += bytesOf(some);
    if (bytes > MAX_ERROR_BYTES) throw tooLong();
  }
  return textOf(read);
}

const tooLong = (): Error => new Error(`answered with an error of more than ${MAX_ERROR_BYTES} bytes`);

export function textOf(pieces: readonly Buffer[]): string {
  const [only] = pieces;
  return pieces.length === 1 && only !== undefined ? only.toString('utf8') : Buffer.concat(pieces).toString('utf8');
}
