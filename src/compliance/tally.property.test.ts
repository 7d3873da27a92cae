// The law of the tally: after any history it says what a recount from scratch says, and it reports whatever changed.

import { isDeepStrictEqual } from 'node:util';

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { World } from '../../test/support/judgement/tally-model.ts';
import { step, stepOf } from '../../test/support/judgement/tally-steps.ts';
import { HOUR, VARIANTS } from '../../test/support/judgement/tally-variants.ts';
import { findCheckType } from './checks/registry.ts';
import type { SubjectSummary, TallyResult } from './tally.ts';
import { incidentSubjects } from './subjects/incident.ts';

interface Snapshot {
  readonly checks: Map<string, TallyResult>;
  readonly subjects: Map<string, SubjectSummary>;
}

function recountAll(world: World): Snapshot {
  return {
    checks: new Map([...world.checks].map(([key, check]) => [key, world.recount(check)])),
    subjects: new Map([...world.rows].map(([key, row]) => [key, world.resummarise(row)])),
  };
}

/** Like `toEqual`, which takes a hundred times as long where nothing differs. */
function expectEqual(actual: unknown, want: unknown): void {
  if (!isDeepStrictEqual(actual, want)) expect(actual).toEqual(want);
}

function expectSame(world: World, recounted: Snapshot): void {
  for (const [key, want] of recounted.checks) expectEqual(world.tally.result(key), want);
  for (const [key, want] of recounted.subjects) expectEqual(world.tally.of(incidentSubjects).ofSubject(key), want);
  const nextChangeAt = world.tally.nextChangeAt() ?? Infinity;
  if (nextChangeAt > world.nextChange()) expect(nextChangeAt).toBeLessThanOrEqual(world.nextChange());
}

function expectReported(world: World, before: Snapshot, after: Snapshot): void {
  for (const [key, want] of after.checks) {
    const same = isDeepStrictEqual(before.checks.get(key), want);
    if (!same && !world.reported.checks.has(key)) expect(world.reported.checks).toContain(key);
  }
  for (const [key, want] of after.subjects) {
    const was = before.subjects.get(key);
    const isNew = was === undefined && Object.values(want.counts).every((count) => count === 0);
    const same = isNew || isDeepStrictEqual(was, want);
    if (!same && !world.reported.subjects.has(key)) expect(world.reported.subjects).toContain(key);
  }
}

/** The steps that every history begins with, so that there is something to judge. */
const opening = fc.tuple(
  ...(['check', 'check', 'check', 'put', 'put', 'review', 'disclosure', 'sla'] as const).map(stepOf),
);
/** Histories of every length, not only the short ones that are preferred by default. */
const histories = (maxLength: number) =>
  fc
    .tuple(opening, fc.array(step, { minLength: 2, maxLength, size: 'max' }))
    .map(([first, rest]) => [...first, ...rest]);

/** What the checks of a world say at its end: their types, each with a reason. */
function* said(world: World): IterableIterator<string> {
  for (const check of world.checks.values()) {
    for (const row of world.rows.values()) {
      const judged = world.judge(check, row);
      if (judged !== undefined) yield `${check.type} ${judged.verdict.reason}`;
    }
  }
}

/** Every reason that the types of the variants document. */
function documented(): string[] {
  const types = new Set(VARIANTS.map(({ type }) => type));
  return [...types].flatMap((type) =>
    Object.keys(findCheckType(type)?.reasons ?? {}).map((reason) => `${type} ${reason}`),
  );
}

const HISTORIES = 10_000;

describe('the tally', () => {
  it(`law: after any of ${HISTORIES} histories it equals a recount from scratch, and they reach every reason`, () => {
    const reached = new Set<string>();
    fc.assert(
      fc.property(histories(24), (steps) => {
        const world = new World();
        for (const done of steps) world.run(done);
        expectSame(world, recountAll(world));
        for (const each of said(world)) reached.add(each);
      }),
      { numRuns: HISTORIES },
    );
    expect([...reached]).toEqual(expect.arrayContaining(documented()));
  }, 240_000);

  it('law: after every step it equals a recount, and has reported each check and subject that changed', () => {
    fc.assert(
      fc.property(histories(24), (steps) => {
        const world = new World();
        let before = recountAll(world);
        for (const done of steps) {
          world.run(done);
          const after = recountAll(world);
          expectSame(world, after);
          expectReported(world, before, after);
          before = after;
        }
      }),
      { numRuns: 1_000 },
    );
  }, 240_000);

  it('law: histories long enough to outgrow and tidy its heaps many times end in a recount too', () => {
    const checked = fc.nat(VARIANTS.length - 1);
    // Without long steps back in time, which would rebuild the heaps.
    const forward = step.map((drawn) => (drawn.do === 'advance' ? { ...drawn, ms: Math.abs(drawn.ms) % HOUR } : drawn));
    const long = fc.array(forward, { minLength: 2_000, maxLength: 2_000, size: 'max' });
    fc.assert(
      fc.property(checked, checked, long, (first, second, steps) => {
        const world = new World();
        // Checks that stay, so that stale entries would pile up if nobody tidied them.
        world.run({ do: 'check', namespace: 'a', name: 'stays-1', variant: first });
        world.run({ do: 'check', namespace: 'a', name: 'stays-2', variant: second });
        for (const done of steps) world.run(done);
        expectSame(world, recountAll(world));
      }),
      { numRuns: 30 },
    );
  }, 240_000);
});
