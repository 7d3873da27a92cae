import { describe, expect, it } from 'vitest';

import { at } from '../../test/support/builders/compliance.ts';
import { aReview, disclosureFacts, factsOf } from '../../test/support/builders/disclosure-facts.ts';
import { GOLDEN_TIMELINES } from '../../test/support/golden/golden-timelines.ts';
import { disclosurePolicy, DORA, GDPR, NIS2 } from '../../test/support/golden/policies.ts';
import type { DisclosurePolicy, DisclosurePolicySpec } from '../api/v1alpha1/disclosurepolicy.gen.ts';
import { assessWithinOf, obligationsOf, type DisclosureRules, type DisclosureReview } from './disclosure.ts';
import { ASSESS_WITHIN_MS, compileDisclosurePolicy } from './disclosure/policy.ts';

const HOUR = 3_600_000;
const AWARE = at('2027-05-10T08:00:00Z');

type ObligationSpec = DisclosurePolicySpec['obligations'][number];
type ClockSpec = ObligationSpec['clocks'][number];

function compiled(object: DisclosurePolicy): DisclosureRules {
  const result = compileDisclosurePolicy(object);
  if (!result.ok) throw new Error(result.message);
  return result.policy;
}

function obligation(name: string, recipient: string, ...clocks: ClockSpec[]): ObligationSpec {
  return { name, when: 'DataLoss', dataType: '*', recipient, clocks };
}

const aware = (within: string): ClockSpec => ({ start: 'Aware', within });
const after = (of: string, within: string): ClockSpec => ({ start: 'Disclosed', of, within });

/** What is owed under the policies for a confirmed loss: `policy/obligation due met`, in hours after awareness. */
function owed(policies: readonly DisclosurePolicy[], review: Partial<DisclosureReview> = {}): string[] {
  const facts = disclosureFacts({ detectedAt: AWARE, review: aReview(review) });
  return obligationsOf(policies.map(compiled), facts).map(
    ({ policy, name, dueAt, metAt }) => `${policy}/${name} ${inHours(dueAt)} ${inHours(metAt)}`,
  );
}

function inHours(instant: number | undefined): string {
  return instant === undefined ? '-' : String((instant - AWARE) / HOUR);
}

const told = (recipient: string, hours: number, name = '') => ({
  recipient,
  obligation: name,
  notifiedAt: AWARE + hours * HOUR,
});

describe('golden timelines of disclosure', () => {
  const rows = GOLDEN_TIMELINES.filter(({ check }) => check.type === 'DataLossReported');

  it.each(rows)('$name: $because', (row) => {
    const { policies, review, deadline } = row;
    const rules = policies.filter((one) => one.kind === 'DisclosurePolicy').map(compiled);
    const facts = factsOf(row);
    const unmet = obligationsOf(rules, facts).find(({ metAt }) => metAt === undefined);
    const confirmed = review?.dataLoss?.assessment === 'Confirmed';
    expect(confirmed ? unmet?.dueAt : facts.detectedAt + (assessWithinOf(rules, facts) ?? ASSESS_WITHIN_MS)).toBe(
      at(deadline),
    );
  });

  it('are all there', () => {
    expect(rows.length).toBeGreaterThanOrEqual(28);
  });
});

describe('obligationsOf', () => {
  it.each(['None', 'Suspected', undefined] as const)('owes nothing while the assessment is %s', (assessment) => {
    expect(owed([GDPR], { assessment })).toEqual([]);
  });

  it('owes nothing without a review', () => {
    expect(obligationsOf([compiled(GDPR)], disclosureFacts({ review: undefined }))).toEqual([]);
  });

  it('says all that a reader needs of each', () => {
    const policy = compiled({ ...GDPR, metadata: { name: 'gdpr', generation: 7 } });
    expect(obligationsOf([policy], disclosureFacts({ detectedAt: AWARE }))[0]).toEqual({
      policy: 'gdpr',
      policyGeneration: 7,
      name: 'authority',
      recipient: 'SupervisoryAuthority',
      basis: { when: 'DataLoss', dataType: 'PersonalData' },
      owedFrom: undefined,
      dueAt: AWARE + 72 * HOUR,
      metAt: undefined,
    });
  });

  const A24 = obligation('a', 'R', aware('24h'));
  const CHAIN = disclosurePolicy('chain', { obligations: [A24, obligation('b', 'R', after('a', '48h'))] });
  const P = disclosurePolicy('p', { obligations: [A24, obligation('late', 'R', aware('10d'))] });
  const TWO = disclosurePolicy('two', { obligations: [A24, obligation('other', 'S', aware('24h'))] });

  it.each<{ because: string; policies: DisclosurePolicy[]; told: ReturnType<typeof told>[]; want: string[] }>([
    {
      because: 'data that was not lost obliges nobody',
      policies: [GDPR, disclosurePolicy('phi', { obligations: [{ ...A24, dataType: 'PHI' }] })],
      told: [],
      want: ['gdpr/authority 72 -', 'gdpr/persons 720 -'],
    },
    {
      because: 'what has no date comes last, by policy and place',
      policies: [NIS2, DORA],
      told: [],
      want: [
        'dora/initial 24 -',
        'nis2/early-warning 24 -',
        'nis2/notification 72 -',
        'dora/intermediate - -',
        'dora/final - -',
        'nis2/final-report - -',
      ],
    },
    {
      because: 'who names an obligation meets that one, however late it is due',
      policies: [P],
      told: [told('R', 5, 'late')],
      want: ['p/a 24 -', 'p/late 240 5'],
    },
    {
      because: 'who names none meets the soonest',
      policies: [P],
      told: [told('R', 5)],
      want: ['p/a 24 5', 'p/late 240 -'],
    },
    {
      because: 'names go first, even where they were told later',
      policies: [P],
      told: [told('R', 5), told('R', 6, 'a')],
      want: ['p/a 24 6', 'p/late 240 5'],
    },
    {
      because: 'of two that name the same the earlier met it, and the other does not meet anything else',
      policies: [P],
      told: [told('R', 8, 'a'), told('R', 6, 'a')],
      want: ['p/a 24 6', 'p/late 240 -'],
    },
    {
      because: 'the name alone is not enough: somebody else was told',
      policies: [P],
      told: [told('S', 5, 'a')],
      want: ['p/a 24 -', 'p/late 240 -'],
    },
    {
      because: 'a name that no policy knows meets nothing, it was meant for something',
      policies: [P],
      told: [told('R', 5, 'aa')],
      want: ['p/a 24 -', 'p/late 240 -'],
    },
    {
      because: 'recipients do not share what they were told',
      policies: [TWO],
      told: [told('S', 5), told('S', 6)],
      want: ['two/a 24 -', 'two/other 24 5'],
    },
    {
      because: 'one notice meets the obligations of that name and recipient in every policy',
      policies: [P, TWO],
      told: [told('R', 5, 'a')],
      want: ['p/a 24 5', 'two/a 24 5', 'two/other 24 -', 'p/late 240 -'],
    },
    {
      because: 'one notice without a name meets one obligation, the first policy by name',
      policies: [TWO, P],
      told: [told('R', 5)],
      want: ['p/a 24 5', 'two/a 24 -', 'two/other 24 -', 'p/late 240 -'],
    },
    {
      because: 'meeting one stage gives the next its date',
      policies: [CHAIN],
      told: [told('R', 5)],
      want: ['chain/a 24 5', 'chain/b 53 -'],
    },
    {
      because: 'the next notice meets the stage by that date',
      policies: [CHAIN, disclosurePolicy('x', { obligations: [obligation('week', 'R', aware('7d'))] })],
      told: [told('R', 5), told('R', 6)],
      want: ['chain/a 24 5', 'chain/b 53 6', 'x/week 168 -'],
    },
    {
      because: 'a stage may be told before the one that starts it; its clock starts with that all the same',
      policies: [CHAIN],
      told: [told('R', 3, 'b'), told('R', 5, 'a')],
      want: ['chain/a 24 5', 'chain/b 53 3'],
    },
    {
      because: 'of what was told at one instant, recipients go by name: R before S, whose stage R starts',
      policies: [
        disclosurePolicy('x', {
          obligations: [A24, obligation('b', 'S', after('a', '1h')), obligation('c', 'S', aware('10h'))],
        }),
      ],
      told: [told('S', 5), told('R', 5)],
      want: ['x/b 6 5', 'x/c 10 -', 'x/a 24 5'],
    },
    {
      because: 'what one policy wants by one instant is met in its order',
      policies: [disclosurePolicy('x', { obligations: [obligation('z', 'R', aware('24h')), A24] })],
      told: [told('R', 5)],
      want: ['x/z 24 5', 'x/a 24 -'],
    },
    {
      because: 'a late notice is one',
      policies: [CHAIN],
      told: [told('R', 30)],
      want: ['chain/a 24 30', 'chain/b 78 -'],
    },
    {
      because: 'more notices than obligations are no harm',
      policies: [CHAIN],
      told: [told('R', 3), told('R', 2), told('R', 1), told('R', 4)],
      want: ['chain/a 24 1', 'chain/b 49 2'],
    },
  ])('$because', ({ policies, told: disclosures, want }) => {
    expect(owed(policies, { disclosures })).toEqual(want);
    expect(owed(policies.toReversed(), { disclosures: disclosures.toReversed() })).toEqual(want);
  });

  it('waits without a date for a stage that this incident does not owe', () => {
    const stages = [{ ...A24, dataType: 'PHI' }, obligation('b', 'R', after('a', '48h'))];
    expect(owed([disclosurePolicy('p', { obligations: stages })])).toEqual(['p/b - -']);
  });

  it('is never later than what can be written down', () => {
    const policy = compiled(disclosurePolicy('p', { obligations: [obligation('a', 'R', aware('99mo'))] }));
    const facts = disclosureFacts({ detectedAt: at('9999-01-01T00:00:00Z') });
    expect(obligationsOf([policy], facts)[0]?.dueAt).toBe(at('9999-12-31T23:59:59Z'));
  });
});

describe('which incidents a policy is for', () => {
  const appliesTo = { namespaces: ['team-a'], zones: ['emea'], severities: ['Critical' as const] };
  const policy = compiled(disclosurePolicy('p', { appliesTo, assessWithin: '1h', obligations: GDPR.spec.obligations }));

  it.each([
    { because: 'all that is set matches', facts: {}, applies: true },
    { because: 'another namespace', facts: { namespace: 'team-b' }, applies: false },
    { because: 'another zone', facts: { zone: 'apac' }, applies: false },
    { because: 'no zone', facts: { zone: undefined }, applies: false },
    { because: 'another severity', facts: { severity: 'High' as const }, applies: false },
  ])('$because: $applies', ({ facts, applies }) => {
    const all = {
      ...disclosureFacts({ detectedAt: AWARE }),
      ...{ namespace: 'team-a', zone: 'emea', severity: 'Critical' as const, ...facts },
    };
    expect(obligationsOf([policy], all)).toHaveLength(applies ? 2 : 0);
    expect(assessWithinOf([policy], all)).toBe(applies ? HOUR : undefined);
  });

  it('leaves the shortest time for the assessment', () => {
    const spec = { obligations: GDPR.spec.obligations };
    const policies = [
      compiled(disclosurePolicy('a', { ...spec, assessWithin: '96h' })),
      compiled(disclosurePolicy('b', { ...spec, assessWithin: '2d' })),
    ];
    const facts = disclosureFacts({ detectedAt: AWARE });
    expect(assessWithinOf(policies, facts)).toBe(48 * HOUR);
    expect(assessWithinOf(policies.slice(0, 1), facts)).toBe(96 * HOUR);
    expect(assessWithinOf([], facts)).toBeUndefined();
  });
});
