// What runs in the worker thread: answers one question after the other, each about a rule or about items that were pushed. Has no timeout of its own: expressions.ts
// ends the thread. Uses no network, files or environment.

import { type MessagePort, workerData } from 'node:worker_threads';

import type { ExpressionInput, ExpressionOutcome } from '../../compliance/expression/outcome.ts';
import { compileRule, evaluateRule } from '../../compliance/expression/rule.ts';
import { readItems } from '../../compliance/expression/items.ts';
import type { ItemsQuestion, ItemsReading } from '../../integrations/ports/expressions.ts';
import { compileExpression } from '../../compliance/expression/value.ts';

interface RuleQuestion extends ExpressionInput {
  readonly rule: string;
}

type PushedQuestion = Omit<ItemsQuestion, 'namespace' | 'source'>;

/** What the thread is asked. It answers in the order of the questions. */
export type Question = RuleQuestion | PushedQuestion;

/**
 * The thread says `ready` once, before its first answer. Times are its own processor time, which other programs of the machine do not change:
 * `usedMs` of the evaluation, `spentMs` since the thread began.
 */
export type Answer =
  | { readonly kind: 'ready'; readonly spentMs: number }
  | {
      readonly kind: 'answer';
      readonly outcome: ExpressionOutcome | ItemsReading;
      readonly usedMs: number;
      readonly spentMs: number;
    };

/** How many compiled rules, and compiled expressions, are kept: enough for the checks of a large cluster. */
const MAX_COMPILED = 500;

const compiledRule = remembered(compileRule);
const compiledExpression = remembered(compileExpression);

function remembered<Result>(compile: (text: string) => Result): (text: string) => Result {
  const results = new Map<string, Result>();
  return (text) => {
    const known = results.get(text);
    if (known !== undefined) return known;
    const result = compile(text);
    if (results.size >= MAX_COMPILED) results.clear();
    results.set(text, result);
    return result;
  };
}

function answer(question: Question): ExpressionOutcome | ItemsReading {
  if ('expressions' in question) return readItems(question.expressions, question, compiledExpression);
  const { rule, ...input } = question;
  const result = compiledRule(rule);
  return result.ok ? result.rule.evaluate(input) : { kind: 'ExpressionInvalid', message: result.message };
}

const { port } = workerData as { readonly port: MessagePort };
port.on('message', (question: Question) => {
  const begunMs = processorMs();
  const outcome = answer(question);
  const spentMs = processorMs();
  port.postMessage({ kind: 'answer', outcome, usedMs: spentMs - begunMs, spentMs } satisfies Answer);
});

function processorMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

// The first evaluation loads and compiles what all need, so that no rule is charged for that time.
evaluateRule('incident.spec.warm.all(x, x.matches("a")) || size(review.spec.up) == 1', { incident: {}, review: {} });
port.postMessage({ kind: 'ready', spentMs: processorMs() } satisfies Answer);
