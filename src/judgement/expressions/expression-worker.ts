// What runs in the worker thread: evaluates one rule after the other and answers in that order. Has no timeout of its own: expressions.ts
// ends the thread. Uses no network, files or environment.

import { type MessagePort, workerData } from 'node:worker_threads';

import type { ExpressionInput, ExpressionOutcome } from '../../compliance/expression/outcome.ts';
import { compileRule, evaluateRule, type RuleResult } from '../../compliance/expression/rule.ts';

/** What the thread is asked. It answers in the order of the questions. */
export interface Question extends ExpressionInput {
  readonly rule: string;
}

/** The thread says `ready` once, before its first answer. */
export type Answer = 'ready' | ExpressionOutcome;

/** How many compiled rules are kept: enough for the checks of a large cluster. */
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

// The first evaluation loads and compiles what all need, so that no rule is charged for that time.
evaluateRule('incident.spec.warm.all(x, x.matches("a")) || size(review.spec.up) == 1', { incident: {}, review: {} });
port.postMessage('ready' satisfies Answer);
