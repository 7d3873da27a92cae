// What went wrong with an exchange, as the error that providers see and the code that is counted. Quotes nothing that was sent or came.

import { errors } from 'undici';

import { SourceError } from '../ports/failure.ts';
import type { Deadline } from './deadline.ts';

/** Lets a SourceError be counted under the status that it came with, or as `blocked` when no connection was allowed. */
const statusOf = new WeakMap<SourceError, string>();
export function coded(status: number | 'blocked', error: SourceError): SourceError {
  statusOf.set(error, String(status));
  return error;
}

export function failureOf(
  error: unknown,
  { attempt, signal, deadline }: { attempt: string; signal: AbortSignal; deadline: Deadline },
): { code: string; error: unknown } {
  if (error instanceof SourceError) return { code: statusOf.get(error) ?? 'error', error };
  const expired = deadline.expired();
  if (expired !== undefined) {
    return { code: 'timeout', error: new SourceError('unreachable', `${attempt}: ${expired}`) };
  }
  if (signal.aborted) return { code: 'aborted', error: signal.reason };
  const timedOut = error instanceof errors.ConnectTimeoutError;
  return {
    code: timedOut ? 'timeout' : 'error',
    error: new SourceError('unreachable', `${attempt}: no answer (${reasonOf(error)})`),
  };
}

/** The code of the system or of undici (`ECONNREFUSED`, `UND_ERR_SOCKET`): their messages may quote what was sent. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const code = 'code' in error ? error.code : undefined;
  if (typeof code === 'string') return code;
  return error.cause === undefined ? error.name : reasonOf(error.cause);
}
