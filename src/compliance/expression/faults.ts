// Errors of an evaluation that mean more than "error": what was empty, and that there is no review. CEL merges errors and passes
// them on by message, so a mark in the message is what survives. A rule whose data says the same gets another Unknown, no more.

import { type CelError, isCelError } from '@bufbuild/cel';

import type { ExpressionFault, ExpressionOutcome } from './outcome.ts';

const EMPTY = 'empty input: ';
export const NO_REVIEW = 'no review: the incident has none, and the rule reads it';

/** Thrown by the functions of the strict environment where a result would be true for want of input. */
export class EmptyInputError extends Error {
  override readonly name = 'EmptyInputError';
  constructor(what: string) {
    super(EMPTY + what);
  }
}

/** What an error says of the rule. */
export function faultOf(error: CelError): ExpressionOutcome {
  const messages = messagesOf(error);
  const told = (kind: ExpressionFault, mark: string): ExpressionOutcome | undefined => {
    const message = messages.find((text) => text.startsWith(mark));
    return message === undefined ? undefined : { kind, message };
  };
  return (
    told('NoReview', NO_REVIEW) ??
    told('EmptyInput', EMPTY) ?? { kind: 'ExpressionError', message: messages[0] ?? 'the rule failed' }
  );
}

/** Enough of a merged error to find a mark in; a rule of thousands of operands has as many. */
const MAX_MESSAGES = 1000;

function messagesOf(error: CelError): string[] {
  const found: string[] = [];
  const queue: unknown[] = [error];
  for (const next of queue) {
    if (found.length === MAX_MESSAGES) break;
    if (Array.isArray(next)) queue.push(...(next as unknown[]));
    else if (next instanceof Error || isCelError(next)) {
      found.push(next.message);
      queue.push(next.cause);
    }
  }
  return found;
}
