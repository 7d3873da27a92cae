// What runs in the worker thread: evaluates one rule after the other and answers in that order. Has no timeout of its own; who
// started the thread ends it (expressions.ts). Reaches nothing outside: no network, no files, no environment.

import { type MessagePort, workerData } from 'node:worker_threads';

import type { ExpressionInput, ExpressionOutcome } from '../../compliance/expression/outcome.ts';
import { compileRule, evaluateRule, type RuleResult } from '../../compliance/expression/rule.ts';

/** What the thread is asked. Answers come in the order of the questions. */
export interface Question extends ExpressionInput {
  readonly rule: string;
}

/** The thread is `ready` once, before its first answer. */
export type Answer = 'ready' | ExpressionOutcome;

/** Rules that are kept compiled; those of the checks of a large cluster fit in. */
const MAX_RULES = 500;

const rules = new Map<string, RuleResult>();

function compiled(text: string): RuleResult {
  const known = rules.get(text);
  if (known !== undefined) return known;
  const result = compileRule(text);
  if (rules.size >= MAX_RULES) rules.clear();
  rules.set(text, result);
  return result;
}

function answer({ rule, ...input }: Question): ExpressionOutcome {
  const result = compiled(rule);
  return result.ok ? result.rule.evaluate(input) : { kind: 'ExpressionInvalid', message: result.message };
}

const { port } = workerData as { readonly port: MessagePort };
port.on('message', (question: Question) => port.postMessage(answer(question) satisfies Answer));

// The first evaluation loads and compiles what all need: not on the time of somebody's rule.
evaluateRule('incident.spec.warm.all(x, x.matches("a")) || size(review.spec.up) == 1', { incident: {}, review: {} });
port.postMessage('ready' satisfies Answer);
