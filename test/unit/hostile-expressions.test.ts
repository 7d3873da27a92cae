// Every rule of the hostile corpus through the real thread, on a full, an empty and no review: each is answered as it may be, none
// is true, and the event loop is not held up meanwhile.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { createExpressions, type Expressions } from '../../src/judgement/expressions/expressions.ts';
import { systemClock } from '../../src/base/clock.ts';
import { hostileInputs, hostileRules, type InputName } from '../support/judgement/hostile-expressions.ts';
import { measureLoopLag } from '../support/time/loop-lag.ts';

const MAX_LAG_MS = 20;
/** Rules in the thread's line at once; that many wait while one of them takes its time. */
const AT_ONCE = 8;

const pairs = hostileRules.flatMap(({ rule, because, outcomes }) =>
  Object.entries(outcomes).map(([input, acceptable]) => ({ rule, because, input: input as InputName, acceptable })),
);

describe('the corpus of hostile rules', () => {
  let expressions: Expressions;
  beforeAll(() => {
    expressions = createExpressions({ clock: systemClock });
  });
  afterAll(() => expressions.close());

  it('has more than 300 rules, none twice', () => {
    const rules = hostileRules.map(({ rule }) => rule);
    expect(new Set(rules).size).toBe(rules.length);
    expect(rules.length).toBeGreaterThan(300);
  });

  it('calls none acceptable that is true', () => {
    expect(pairs.filter(({ acceptable }) => acceptable.includes('true'))).toEqual([]);
  });

  it('is answered as it may be, with the event loop free', async () => {
    const lag = measureLoopLag();
    const wrong: string[] = [];
    const answered = { total: 0, kinds: new Map<string, number>() };
    const rest = pairs.values();
    const lane = async (): Promise<void> => {
      for (const { rule, because, input, acceptable } of rest) {
        const { kind } = await expressions.evaluate({ namespace: 'team-a', rule, ...hostileInputs[input] });
        answered.total++;
        answered.kinds.set(kind, (answered.kinds.get(kind) ?? 0) + 1);
        if (!acceptable.includes(kind)) wrong.push(`${kind} on ${input}: ${rule.slice(0, 100)} (${because})`);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, lane));
    const { wallMs, ownMs, samples } = lag();
    console.log(
      `hostile expressions: ${hostileRules.length} rules, ${answered.total} evaluations,`,
      Object.fromEntries(answered.kinds),
      `event loop late by at most ${wallMs.toFixed(1)} ms, ${ownMs.toFixed(1)} ms of them its own (${samples} samples)`,
    );
    expect(wrong).toEqual([]);
    expect(answered.total).toBe(pairs.length);
    expect(ownMs).toBeLessThanOrEqual(MAX_LAG_MS);
  }, 120_000);
});
