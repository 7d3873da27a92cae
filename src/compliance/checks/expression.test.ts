import { describe, expect, it } from 'vitest';

import { aCheck, anIncidentCheck, aSubject, at } from '../../../test/support/builders/compliance.ts';
import type { ExpressionOutcome } from '../expression/outcome.ts';
import { expressionFaults } from '../expression/outcome.ts';
import { EVALUATING } from './check-type.ts';
import type { Deferred } from './check-type.ts';
import { compileCheck } from './compile.ts';
import { settledVerdict } from './expression.ts';
import { findCheckType } from './registry.ts';
import { due, failing, passing, unknown } from './verdicts.ts';

const RULE = "incident.spec.severity == 'Critical'";
const DETECTED = at('2026-03-02T09:00:00Z');
const HOUR = 3_600_000;

type Spec = NonNullable<Parameters<typeof aCheck>[0]>;
const anExpression = (spec: Spec = {}) => anIncidentCheck({ type: 'Expression', expression: { rule: RULE }, ...spec });

function deferredOf(spec?: Spec): Deferred {
  const { deferred } = anExpression(spec);
  return deferred ?? expect.fail('nothing is deferred');
}

const verdictAt = (outcome: ExpressionOutcome, spec?: Spec) =>
  settledVerdict(deferredOf(spec), outcome, { detectedAt: DETECTED, nowMs: DETECTED });

describe('Expression', () => {
  it('has its verdicts worked out elsewhere', () => {
    const check = anExpression();
    expect(check.judge(aSubject(), DETECTED)).toBe(EVALUATING);
    expect(check.deferred?.rule).toBe(RULE);
  });

  it('no other type has', () => {
    expect(anIncidentCheck().deferred).toBeUndefined();
  });

  it.each([
    { name: 'true', because: 'the rule holds', outcome: { kind: 'true' }, spec: {}, want: passing('ExpressionTrue') },
    {
      name: 'false',
      because: 'nobody knows since when, so it counts from detection',
      outcome: { kind: 'false' },
      spec: {},
      want: failing('ExpressionFalse', DETECTED),
    },
    {
      name: 'false with a reason of its own',
      because: 'the check names it',
      outcome: { kind: 'false' },
      spec: { expression: { rule: RULE, failureReason: 'PostmortemMissing' } },
      want: failing('PostmortemMissing', DETECTED),
    },
    ...Object.keys(expressionFaults).map((kind) => ({
      name: kind,
      because: 'what cannot be said is Unknown',
      outcome: { kind, message: 'because' },
      spec: {},
      want: unknown(kind),
    })),
  ] as Array<{ name: string; because: string; outcome: ExpressionOutcome; spec: Spec; want: unknown }>)(
    '$name: $because',
    ({ outcome, spec, want }) => {
      const verdict = verdictAt(outcome, spec);
      expect([verdict(DETECTED), verdict(DETECTED + 1000 * HOUR)]).toEqual([want, want]);
    },
  );

  it('is Due until the grace period ends, and fails after that', () => {
    const verdict = verdictAt({ kind: 'false' }, { gracePeriod: '1h' });
    expect(verdict(DETECTED)).toEqual(due('ExpressionFalse', DETECTED, DETECTED + HOUR));
    expect(verdict(DETECTED + HOUR)).toEqual(due('ExpressionFalse', DETECTED, DETECTED + HOUR));
    expect(verdict(DETECTED + HOUR + 1)).toEqual(failing('ExpressionFalse', DETECTED + HOUR, DETECTED + HOUR));
  });

  it('asks again for what may come out otherwise another time', () => {
    const verdict = verdictAt({ kind: 'ExpressionTimeout', message: 'slow', transient: true });
    const first = verdict(DETECTED);
    expect(first).toMatchObject({ result: 'Unknown', reason: 'ExpressionTimeout' });
    const until = first.holdsUntil ?? expect.fail('it holds for good');
    expect(verdict(until)).toEqual(first);
    expect(verdict(until + 1)).toBe(EVALUATING);
  });

  it.each([
    { name: 'no rule', expression: undefined, says: 'expression.rule' },
    { name: 'an empty rule', expression: { rule: ' ' }, says: 'expression.rule' },
    { name: 'a reason of two words', expression: { rule: RULE, failureReason: 'not good' }, says: 'CamelCase' },
    {
      name: 'a reason that means something else',
      expression: { rule: RULE, failureReason: 'NoReview' },
      says: 'another word',
    },
  ])('refuses $name', ({ expression, says }) => {
    const spec: Spec = { type: 'Expression', ...(expression && { expression }) };
    expect(compileCheck(aCheck(spec))).toMatchObject({
      ok: false,
      reason: 'InvalidSpec',
      message: expect.stringContaining(says) as string,
    });
  });

  it('documents every reason that it gives', () => {
    const outcomes = ['true', 'false', ...Object.keys(expressionFaults)] as Array<ExpressionOutcome['kind']>;
    const given = outcomes.map((kind) => verdictAt({ kind } as ExpressionOutcome)(DETECTED).reason);
    const documented = Object.keys(findCheckType('Expression')?.reasons ?? {});
    expect(documented.toSorted()).toEqual([...given, EVALUATING.reason].toSorted());
  });
});
