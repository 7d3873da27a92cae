// Counts what is asked of a mail server, as HTTP requests to vendors are counted (docket_source_requests_total): each command of IMAP, each
// mail that is handed over, and each connection that fails. Changes no outcome.

import { SourceError } from '../ports/failure.ts';
import type { HttpClient } from '../ports/http.ts';

export interface Counting {
  /** Of the server. */
  readonly http: Pick<HttpClient, 'count'>;
  readonly signal: AbortSignal;
  /** What the server answered, where it was no refusal: `OK` of IMAP, `250` of SMTP. */
  readonly success: string;
  /** The time of the command was over, and the connection was closed for that. */
  readonly isLate?: () => boolean;
}

/** Runs one command, and counts it by the server's answer, or by why there was none. */
export async function counted<T>(counting: Counting, command: () => Promise<T>): Promise<T> {
  try {
    const result = await command();
    counting.http.count(counting.success);
    return result;
  } catch (error) {
    counting.http.count(codeOf(error, counting));
    throw error;
  }
}

/** A few values, as they become labels of a metric: `NO`, `BAD`, three digits, or those of HTTP without an answer. */
function codeOf(error: unknown, { signal, isLate }: Counting): string {
  if (isLate?.() === true) return 'timeout';
  if (signal.aborted) return 'aborted';
  const { code, cause } = error as MailError;
  if (error instanceof SourceError || cause instanceof SourceError) return 'blocked';
  return answerIn(error as MailError) ?? (/TIMED?_?OUT/.test(String(code)) ? 'timeout' : 'error');
}

function answerIn({ responseStatus, responseCode }: MailError): string | undefined {
  if (responseStatus === 'NO' || responseStatus === 'BAD') return responseStatus;
  return typeof responseCode === 'number' && responseCode >= 200 && responseCode < 600
    ? String(responseCode)
    : undefined;
}

/** What both libraries put on their errors: the status of IMAP's answer, the number of SMTP's. */
interface MailError {
  readonly code?: unknown;
  readonly cause?: unknown;
  readonly responseStatus?: unknown;
  readonly responseCode?: unknown;
}
