// What the status of a DisclosurePolicy says: which data it is about, and what is owed by it, in time and late.

import { describe, expect, it } from 'vitest';
import { expectValidConditions, kstatusOf } from '../../../test/support/operator/kstatus.ts';
import type {
  DisclosurePolicy,
  DisclosurePolicySpec,
  DisclosurePolicyStatus,
} from '../../api/v1alpha1/disclosurepolicy.gen.ts';
import { compileDisclosurePolicy } from '../../compliance/disclosure/policy.ts';
import { type DisclosurePolicyObservation, plan } from './plan.ts';

const NOW = new Date('2026-03-02T10:00:00Z');
const LATER = new Date('2026-03-05T10:00:00Z');

const obligation = (name: string, dataType: string, clocks: object[] = [{ start: 'Aware', within: '72h' }]) =>
  ({ name, dataType, recipient: 'Authority', clocks }) as DisclosurePolicySpec['obligations'][number];

function aPolicy(obligations: DisclosurePolicySpec['obligations'], status?: DisclosurePolicyStatus): DisclosurePolicy {
  return {
    apiVersion: 'docket.dev/v1alpha1',
    kind: 'DisclosurePolicy',
    metadata: { name: 'gdpr', generation: 3, resourceVersion: '41' },
    spec: { assessWithin: '72h', counting: 'Exact', obligations },
    ...(status === undefined ? {} : { status }),
  };
}

const NOTHING_OWED: DisclosurePolicyObservation['counts'] = { open: 0, overdue: 0 };

function statusOf(object: DisclosurePolicy, counts = NOTHING_OWED): DisclosurePolicyStatus {
  const decide = (policy: DisclosurePolicy, now: Date): DisclosurePolicyStatus =>
    plan({ object: policy, compiled: compileDisclosurePolicy(policy), counts }, now).status
      ?.next as DisclosurePolicyStatus;
  const status = decide(object, NOW);
  expectValidConditions(status);
  expect(decide({ ...object, status }, LATER)).toEqual(status);
  return status;
}

const VALID = aPolicy([obligation('authority', 'PersonalData')]);
const INVALID = aPolicy([
  obligation('authority', 'PersonalData', [{ start: 'Disclosed', of: 'nobody', within: '1d' }]),
]);

describe('the status of a DisclosurePolicy', () => {
  it.each([
    { name: 'that can be used', object: VALID, want: 'True InUse', kstatus: 'Current' },
    { name: 'that waits for nobody', object: INVALID, want: 'False InvalidSpec', kstatus: 'Failed' },
  ])('$name is $want', ({ object, want, kstatus }) => {
    const status = statusOf(object);
    const [ready] = status.conditions ?? [];
    expect(`${ready?.status} ${ready?.reason}`).toBe(want);
    expect(kstatusOf({ ...object, status })).toBe(kstatus);
  });

  it('says what is wrong with one that cannot be used', () => {
    expect(statusOf(INVALID).conditions?.[0]?.message).toMatch(/nobody.*no obligation of this policy/);
  });

  it.each([
    { because: 'nothing is owed', counts: { open: 0, overdue: 0 }, want: [0, 0] },
    { because: 'what is unmet is in time or late, never both', counts: { open: 5, overdue: 2 }, want: [3, 2] },
    { because: 'all is late', counts: { open: 2, overdue: 2 }, want: [0, 2] },
  ])('has open $want.0 and overdue $want.1, as $because', ({ counts, want }) => {
    const { open, overdue } = statusOf(VALID, counts);
    expect([open, overdue]).toEqual(want);
  });

  it('keeps the counts that stand where not every incident is known', () => {
    const decide = (status?: DisclosurePolicyStatus): DisclosurePolicyStatus => {
      const object = aPolicy([obligation('authority', 'PersonalData')], status);
      const observation = { object, compiled: compileDisclosurePolicy(object), counts: undefined };
      return plan(observation, NOW).status?.next as DisclosurePolicyStatus;
    };
    expect(decide({ open: 4, overdue: 1 })).toMatchObject({ open: 4, overdue: 1 });
    expect(Object.keys(decide())).toEqual(['observedGeneration', 'dataTypes', 'conditions']);
  });

  it('names each type of data once, in the order of the obligations', () => {
    const types = ['PersonalData', '*', 'HealthData', 'PersonalData'];
    const object = aPolicy(types.map((dataType, index) => obligation(`o${index}`, dataType)));
    expect(statusOf(object).dataTypes).toBe('PersonalData,*,HealthData');
  });

  it('has room for the longest names that the kind allows', () => {
    const object = aPolicy(
      Array.from({ length: 32 }, (_, index) => obligation(`o${index}`, `T${index}`.padEnd(63, 'x'))),
    );
    expect(statusOf(object).dataTypes?.length).toBeLessThanOrEqual(2048);
  });
});
