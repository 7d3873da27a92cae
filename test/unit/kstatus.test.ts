// The oracle itself must be able to fail: each of its rules is broken once.

import { describe, expect, it } from 'vitest';
import type { Condition } from '../../src/api/conditions.ts';
import { expectValidConditions, type Kstatus, kstatusOf, problemsOf } from '../support/operator/kstatus.ts';

const aCondition = (type: string, status: Condition['status'], change: Partial<Condition> = {}): Condition => ({
  type,
  status,
  reason: 'Checked',
  message: 'It was checked.',
  lastTransitionTime: '2026-03-02T08:00:00Z',
  observedGeneration: 2,
  ...change,
});
const ready = aCondition('Ready', 'True');
const notReady = aCondition('Ready', 'False');

describe('expectValidConditions', () => {
  it.each([
    { because: 'Ready alone is enough', conditions: [ready] },
    { because: 'another aspect may be False', conditions: [ready, aCondition('Compliant', 'False')] },
    { because: 'what is not ready may be on its way', conditions: [notReady, aCondition('Reconciling', 'True')] },
    { because: 'what is not ready may be stuck', conditions: [notReady, aCondition('Stalled', 'True')] },
    {
      because: 'a condition may be left from an earlier generation',
      conditions: [ready, aCondition('Complete', 'True', { observedGeneration: 1 })],
    },
  ])('takes it: $because', ({ conditions }) => {
    expectValidConditions({ observedGeneration: 2, conditions });
  });

  it.each([
    { problem: 'Ready is missing', conditions: [aCondition('Compliant', 'True')] },
    { problem: 'a type has two conditions', conditions: [ready, notReady] },
    { problem: 'Ready and Reconciling', conditions: [ready, aCondition('Reconciling', 'True')] },
    { problem: 'Ready and Stalled', conditions: [ready, aCondition('Stalled', 'True')] },
    {
      problem: 'Reconciling and Stalled',
      conditions: [notReady, aCondition('Reconciling', 'True'), aCondition('Stalled', 'True')],
    },
    { problem: 'the type is not CamelCase', conditions: [ready, aCondition('data-loss', 'True')] },
    { problem: 'is not one CamelCase word', conditions: [aCondition('Ready', 'True', { reason: 'all is well' })] },
    { problem: 'is not one line of text', conditions: [aCondition('Ready', 'True', { message: '' })] },
    {
      problem: 'is not in UTC',
      conditions: [aCondition('Ready', 'True', { lastTransitionTime: '2026-03-02T08:00:00.5Z' })],
    },
    { problem: "not of the status's generation", conditions: [aCondition('Ready', 'True', { observedGeneration: 3 })] },
    {
      problem: "not of the status's generation",
      conditions: [aCondition('Ready', 'True', { observedGeneration: 1 })],
    },
    {
      problem: "not of the status's generation",
      conditions: [ready, aCondition('Complete', 'True', { observedGeneration: 3 })],
    },
  ])('refuses it: $problem', ({ problem, conditions }) => {
    expect(problemsOf({ observedGeneration: 2, conditions })).toEqual([expect.stringContaining(problem)]);
  });

  it('refuses a status without observedGeneration, and none at all', () => {
    expect(problemsOf({ conditions: [ready] })).toEqual(['observedGeneration is missing']);
    expect(() => expectValidConditions(undefined)).toThrow('observedGeneration is missing');
  });

  it('refuses a condition without observedGeneration', () => {
    const { observedGeneration: _, ...without } = ready;
    expect(problemsOf({ observedGeneration: 2, conditions: [without] })).toEqual([
      'Ready: observedGeneration is missing',
    ]);
  });
});

describe('kstatusOf', () => {
  it.each<{ want: Kstatus; because: string; conditions: Condition[]; observed?: number; deleted?: boolean }>([
    { want: 'Current', because: 'Ready is True for this generation', conditions: [ready] },
    { want: 'Current', because: 'kstatus takes an object without Ready for done', conditions: [] },
    { want: 'InProgress', because: 'Ready is False', conditions: [notReady] },
    { want: 'InProgress', because: 'the status is of an earlier generation', conditions: [ready], observed: 1 },
    { want: 'InProgress', because: 'it is reconciling', conditions: [notReady, aCondition('Reconciling', 'True')] },
    { want: 'Failed', because: 'it is stalled', conditions: [notReady, aCondition('Stalled', 'True')] },
    { want: 'Terminating', because: 'it is being deleted', conditions: [ready], deleted: true },
  ])('is $want when $because', ({ want, conditions, observed = 2, deleted = false }) => {
    const metadata = { name: 'a', generation: 2, ...(deleted ? { deletionTimestamp: '2026-03-02T08:00:00Z' } : {}) };
    const object = { apiVersion: 'docket.dev/v1alpha1', kind: 'Incident', metadata };
    expect(kstatusOf({ ...object, status: { observedGeneration: observed, conditions } })).toBe(want);
  });
});
