// Has the verdicts worked out that the judge asks for: in the thread that the operator uses, with the same limits, until nothing is
// asked for any more.

import { settledVerdict } from '../../compliance/checks/expression.ts';
import type { ExpressionInput } from '../../compliance/expression/outcome.ts';
import type { PendingVerdict } from '../../compliance/tally.ts';
import { createExpressions, type Expressions } from '../expressions/expressions.ts';
import type { Judge } from '../judge.ts';
import { systemClock } from '../../base/clock.ts';

/** What an incident and its review say, and when it was detected; undefined for one that is not here. Key: `namespace/name`. */
export type SubjectInput = (key: string) => (ExpressionInput & { readonly detectedAt: number }) | undefined;

export interface Pending {
  /** Verdicts that are asked for and not worked out yet. Settling one may ask for more. */
  readonly pending: PendingVerdict[];
  readonly judge: Judge;
  readonly inputOf: SubjectInput;
  readonly nowMs: number;
}

/** So many are handed to the thread at once. */
const BATCH = 64;

export async function settleExpressions(options: Pending): Promise<void> {
  const { pending } = options;
  if (pending.length === 0) return;
  // Real time: the limit is on the work, not on what is judged.
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
  const outcome = await expressions.evaluate({ rule: deferred.rule, incident, review });
  judge.settle(one, settledVerdict(deferred, outcome, { detectedAt, nowMs }));
}
