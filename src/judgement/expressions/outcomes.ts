// What an evaluation comes to that has no answer of the thread, and its limits. Data only.

import type { ExpressionOutcome } from '../../compliance/expression/outcome.ts';

/** Processor time of the thread for one evaluation, with the parsing of the rule. */
export const EVALUATION_MS = 100;
/** Waiting for an evaluation that did not use up its processor time. So much of a machine is given to others that nothing is said of the rule. */
export const STALLED_MS = 5_000;
/** Characters of an incident and its review together; an object in the cluster has at most some 1.5 million. */
export const MAX_INPUT_SIZE = 1_000_000;

const transient = (kind: 'ExpressionTimeout' | 'ExpressionError', message: string): ExpressionOutcome => ({
  kind,
  message,
  transient: true,
});

export const TIMED_OUT = transient(
  'ExpressionTimeout',
  `the rule took more than ${EVALUATION_MS} ms of processor time`,
);
export const STALLED = transient(
  'ExpressionTimeout',
  `the machine is too busy: it left the rule less than ${EVALUATION_MS} ms of processor time in ${STALLED_MS / 1000} s`,
);
export const PAUSED = transient('ExpressionTimeout', 'the rule ran out of time or memory again and again, and rests');
export const OUT_OF_MEMORY = transient('ExpressionError', 'the rule took more memory than rules have');
export const CLOSED = transient('ExpressionError', 'the evaluation was stopped');
export const TOO_LARGE: ExpressionOutcome = {
  kind: 'ExpressionError',
  message: `what the rule is about is larger than ${MAX_INPUT_SIZE} characters`,
};

export const broken = ({ message }: Error): ExpressionOutcome =>
  transient('ExpressionError', `the thread that evaluates rules: ${message}`);
