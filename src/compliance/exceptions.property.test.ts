// The law of exceptions: after any history the tally exempts, and each exception counts, what a recount from scratch says, and
// whatever changed by an event was reported.

import { isDeepStrictEqual } from 'node:util';

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { exceptionStep, ExceptionWorld } from '../../test/support/judgement/exception-model.ts';
import type { Coverage } from './exceptions.ts';

const histories = (maxLength: number) => fc.array(exceptionStep, { minLength: 5, maxLength, size: 'max' });

function expectEqual(actual: unknown, want: unknown): void {
  if (!isDeepStrictEqual(actual, want)) expect(actual).toEqual(want);
}

function expectTallied(world: ExceptionWorld): void {
  const pairs = world.pairs();
  for (const key of world.checks.keys()) {
    const own = pairs.filter(({ check }) => check.key === key);
    const exempted = own.filter(({ exemptUntil }) => exemptUntil !== undefined);
    const failing = (list: typeof own): number => list.filter(({ verdict }) => verdict.result === 'Failing').length;
    const { counts, wouldBe } = world.tally.result(key) ?? {};
    expectEqual([counts?.exempted, wouldBe?.failing], [exempted.length, failing(exempted)]);
    expectEqual(counts?.failing, failing(own) - failing(exempted));
  }
  const changes = pairs.map(({ leavesAt, exemptUntil = Infinity, verdict: { holdsUntil = Infinity } }) =>
    Math.min(leavesAt, exemptUntil, holdsUntil),
  );
  expect(world.tally.nextChangeAt() ?? Infinity).toBeLessThanOrEqual(Math.min(...changes) + 1);
}

const coverages = (world: ExceptionWorld): Map<string, Coverage> =>
  new Map([...world.rows.keys()].map((key) => [key, world.exceptions.coverageOf(key, world.now)]));

describe('exceptions', () => {
  it('law: after any history what they exempt and cover equals a recount, whenever it was asked for before', () => {
    fc.assert(
      fc.property(histories(30), fc.nat(6), (steps, every) => {
        const world = new ExceptionWorld();
        for (const [at, step] of steps.entries()) {
          world.run(step);
          if (every > 0 && at % every === 0) coverages(world);
        }
        expectTallied(world);
        for (const [key, coverage] of coverages(world)) expectEqual(coverage, world.recount(key));
      }),
      { numRuns: 10_000 },
    );
  }, 120_000);

  it('law: after every step what they cover equals a recount, and each that changed by the step was reported', () => {
    fc.assert(
      fc.property(histories(30), (steps) => {
        const world = new ExceptionWorld();
        let before = { at: world.now, coverages: coverages(world) };
        for (const step of steps) {
          world.run(step);
          const after = coverages(world);
          for (const [key, coverage] of after) {
            expectEqual(coverage, world.recount(key));
            const { until } = world.rows.get(key) ?? { until: 0 };
            // An exception that ends by time alone, or applies again as the clock is set back, is not reported: readers ask at that time.
            const isOfTime = before.at > until || world.now > until;
            const isSame = isDeepStrictEqual(before.coverages.get(key), coverage);
            if (!isSame && !isOfTime && !world.woken.has(key)) expect([...world.woken]).toContain(key);
          }
          before = { at: world.now, coverages: after };
        }
      }),
      { numRuns: 2_000 },
    );
  }, 120_000);
});
