import { describe, expect, it } from 'vitest';

import { disclosurePolicy } from '../../../test/support/golden/policies.ts';
import type { DisclosurePolicySpec } from '../../api/v1alpha1/disclosurepolicy.gen.ts';
import { compileDisclosurePolicy } from './policy.ts';

type ObligationSpec = DisclosurePolicySpec['obligations'][number];
type ClockSpec = ObligationSpec['clocks'][number];

const stage = (name: string, ...clocks: ClockSpec[]): ObligationSpec => ({
  name,
  when: 'DataLoss',
  dataType: '*',
  recipient: 'R',
  clocks,
});
const aware = (within: string): ClockSpec => ({ start: 'Aware', within });
const after = (of: string, within: string): ClockSpec => ({ start: 'Disclosed', of, within });

describe('compileDisclosurePolicy', () => {
  it.each<{ because: string; spec: Partial<DisclosurePolicySpec>; says: RegExp }>([
    {
      because: 'words are no duration',
      spec: { obligations: [stage('a', aware('72 hours'))] },
      says: /^obligations\[a\]\.clocks\[0\]\.within: "72 hours" is not a duration; .+ 1mo or 4bd/,
    },
    {
      because: 'an assessment is not counted in business days',
      spec: { assessWithin: '4bd' },
      says: /^assessWithin: "4bd" is not a duration; write/,
    },
    {
      because: 'nothing would ever be due',
      spec: { obligations: [stage('a')] },
      says: /^obligations\[a\]\.clocks: without a clock .+; add one/,
    },
    {
      because: 'a review could not say which one it means',
      spec: { obligations: [stage('a', aware('1h')), stage('a', aware('2h'))] },
      says: /^obligations: a is there twice; give each/,
    },
    {
      because: 'it waits for nothing that is there',
      spec: { obligations: [stage('a', aware('1h'), after('first', '1h'))] },
      says: /^obligations\[a\]\.clocks: of: "first" is no obligation of this policy; name one of a/,
    },
    {
      because: 'it waits for itself',
      spec: { obligations: [stage('a', after('a', '1h'))] },
      says: /^obligations\[a\]\.clocks: a -> a wait for each other in a circle; start one/,
    },
    {
      because: 'three wait for each other',
      spec: {
        obligations: [
          stage('x', after('a', '1h')),
          stage('a', after('b', '1h')),
          stage('b', aware('1h'), after('c', '1h')),
          stage('c', after('a', '1mo')),
        ],
      },
      says: /^obligations\[c\]\.clocks: a -> b -> c -> a wait for each other in a circle/,
    },
    {
      because: 'start Disclosed does not say of what',
      spec: { obligations: [stage('a', { start: 'Disclosed', within: '1h' })] },
      says: /^obligations\[a\]\.clocks\[0\]\.of: start Disclosed needs the name/,
    },
    {
      because: 'a name that would be ignored',
      spec: { obligations: [stage('a', { start: 'Aware', of: 'b', within: '1h' }), stage('b', aware('1h'))] },
      says: /^obligations\[a\]\.clocks\[0\]\.of: only start Disclosed has one; remove it/,
    },
    {
      because: 'it hangs on a classification that has no name',
      spec: { obligations: [{ ...stage('a', aware('1h')), when: 'Classified' }] },
      says: /^obligations\[a\]\.classification: when Classified needs a name/,
    },
    {
      because: 'the calendar is wrong',
      spec: { calendar: { timeZone: 'UTC', days: ['Mon'], holidays: ['2027-13-01'] } },
      says: /^calendar\.holidays: "2027-13-01" is not a date; write YYYY-MM-DD/,
    },
  ])('refuses it: $because', ({ spec, says }) => {
    const result = compileDisclosurePolicy(disclosurePolicy('p', { obligations: [stage('a', aware('1h'))], ...spec }));
    expect(result).toEqual({ ok: false, message: expect.stringMatching(says) });
  });

  it('takes stages that part and meet again', () => {
    const stages = [
      stage('d', after('b', '1h'), after('c', '1h')),
      stage('c', after('a', '1h')),
      stage('b', after('a', '1h')),
      stage('a', aware('1h')),
    ];
    expect(compileDisclosurePolicy(disclosurePolicy('p', { obligations: stages }))).toMatchObject({ ok: true });
  });

  it('takes as many stages as a policy can have, each waiting for as many as it can', () => {
    const name = (place: number) => `stage-${place}`;
    const stages = Array.from({ length: 32 }, (_, place) => {
      const before = Array.from({ length: Math.min(place, 7) }, (__, back) => after(name(place - 1 - back), '1h'));
      return stage(name(place), aware('1h'), ...before);
    });
    const policy = disclosurePolicy('p', { obligations: stages.toReversed() });
    expect(compileDisclosurePolicy(policy)).toMatchObject({ ok: true });
  });
});
