// Works out the verdicts that the judge asks for, in the same thread and with the same limits as the operator, until none is left.

import { parseKey } from '../../api/meta.ts';
import { settledVerdict } from '../../compliance/checks/expression.ts';
import type { ExpressionInput } from '../../compliance/expression/outcome.ts';
import type { PendingVerdict } from '../../compliance/tally.ts';
import { createExpressions, type Expressions } from '../expressions/expressions.ts';
import type { Judge } from '../judge.ts';
import { systemClock } from '../../base/clock.ts';

/** An incident, its review, and when it was detected; undefined when there is none. Key: `namespace/name`. */
export type SubjectInput = (key: string) => (ExpressionInput & { readonly detectedAt: number }) | undefined;

export interface Pending {
  /** Verdicts to be worked out. Settling one may add more. */
  readonly pending: PendingVerdict[];
  readonly judge: Judge;
  readonly inputOf: SubjectInput;
  readonly nowMs: number;
}

/** How many the thread gets at once. */
const BATCH = 64;

export async function settleExpressions(options: Pending): Promise<void> {
  const { pending } = options;
  if (pending.length === 0) return;
  // Real time, as the limit is on the evaluation and not on what is judged.
  const expressions = createExpressions({ clock: systemClock });
  try {
    while (pending.length > 0) {
      await Promise.all(pending.splice(0, BATCH).map((one) => settle(one, options, expressions)));
    }
  } finally {
    await expressions.close();
  }
}

async function settle(
  one: PendingVerdict,
  { judge, inputOf, nowMs }: Pending,
  expressions: Expressions,
): Promise<void> {
  const compiled = judge.compiled(one.check);
  const deferred = compiled?.ok === true ? compiled.check.deferred : undefined;
  const input = inputOf(one.subject);
  if (deferred === undefined || input === undefined) return;
  const { incident, review, detectedAt } = input;
  const { namespace = '' } = parseKey(one.check);
  const outcome = await expressions.evaluate({ namespace, rule: deferred.rule, incident, review });
  judge.settle(one, settledVerdict(deferred, outcome, { detectedAt, nowMs }));
}
