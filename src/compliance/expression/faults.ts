// Errors of an evaluation that have a reason of their own: empty input, and a missing review. CEL merges errors and passes on only their
// messages, so the message carries a mark. Data that contains such a mark gets another reason of Unknown, nothing worse.

import { type CelError, isCelError } from '@bufbuild/cel';

import type { ExpressionFault, ExpressionOutcome } from './outcome.ts';

const EMPTY = 'empty input: ';
export const NO_REVIEW = 'no review: the incident has none, and the rule reads it';

/** Thrown by the functions of the strict environment where a result would be true only because input is missing. */
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

/** How much of a merged error is searched for a mark: a rule with thousands of operands has as many errors. */
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
