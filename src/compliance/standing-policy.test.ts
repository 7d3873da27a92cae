// An edit of a source chooses another policy, and loosens nothing that is on record by it.

import { describe, expect, it } from 'vitest';
import { aReviewRow, aSubject } from '../../test/support/builders/compliance.ts';
import { disclosureRules, slaRules } from '../../test/support/builders/policies.ts';

describe('an open incident', () => {
  it.each([
    { now: 'lax', pinned: 'strict', stands: true, want: 'strict', because: 'the source chose a looser one' },
    { now: 'strict', pinned: 'lax', stands: true, want: 'strict', because: 'the source chose a stricter one' },
    { now: 'lax', pinned: 'strict', stands: false, want: 'lax', because: 'an administrator edited the former one' },
    { now: 'lax', pinned: 'built-in', stands: true, want: 'built-in', because: 'a source names no way out of it' },
  ] as const)(
    'is by $want while $pinned is on record and $now is chosen: $because',
    ({ now, pinned, stands, want }) => {
      const within = { strict: '30m', lax: '90d' } as const;
      const policyOf = (name: 'strict' | 'lax', generation = 1) =>
        slaRules({ targets: [{ severity: 'High', acknowledgeWithin: within[name] }] }, { name, generation });
      const pins = {
        obligations: [],
        sla: {
          ...({ severity: 'High', policy: pinned, generation: pinned === 'built-in' ? 0 : 1 } as const),
          ...{ uid: undefined, acknowledgeAfterMs: 1, resolveAfterMs: undefined },
        },
      };
      const joins = {
        slaFor: () => ({ ok: true, policy: policyOf(now) }) as const,
        slaNamed: (name: string) => policyOf(name === 'lax' ? 'lax' : 'strict', stands ? 1 : 2),
        namesSla: () => true,
      };
      expect(aSubject({ pins }, joins).sla).toMatchObject({ ok: true, policy: want });
    },
  );

  it('owes by a policy that it owes by already, whatever zone its source is moved to', () => {
    const rules = disclosureRules({
      appliesTo: { zones: ['emea'] },
      obligations: [
        { name: 'n', when: 'DataLoss', dataType: '*', recipient: 'A', clocks: [{ start: 'Aware', within: '1h' }] },
      ],
    });
    const joins = {
      reviewOf: () => aReviewRow({ assessment: 'Confirmed', dataTypes: ['PersonalData'] }),
      disclosurePolicies: () => [rules],
    };
    const before = aSubject({ zone: 'emea' }, joins).disclosure.obligations;
    expect(before).toHaveLength(1);
    const pins = { sla: undefined, obligations: before };
    expect(aSubject({ zone: 'apac', pins }, joins).disclosure.obligations).toEqual(before);
    expect(aSubject({ zone: 'apac' }, joins).disclosure.obligations).toEqual([]);
  });
});
