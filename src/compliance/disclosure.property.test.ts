import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { aReview, disclosureFacts } from '../../test/support/builders/disclosure-facts.ts';
import { disclosurePolicy } from '../../test/support/golden/policies.ts';
import type { DisclosurePolicySpec } from '../api/v1alpha1/disclosurepolicy.gen.ts';
import { compileDisclosurePolicy } from './disclosure/policy.ts';
import { obligationsOf, type DisclosureRules, type DisclosureReview, type Obligation } from './disclosure.ts';

type Disclosure = DisclosureReview['disclosures'][number];
type ClockSpec = DisclosurePolicySpec['obligations'][number]['clocks'][number];

const HOUR = 3_600_000;
const NAMES = ['a', 'b', 'c', 'd', 'e'];
const RECIPIENTS = ['R', 'S'];

const hours = fc.integer({ min: 1, max: 200 });
const fixedClock = fc.record({
  start: fc.constantFrom('Detected' as const, 'Aware' as const, 'Classified' as const),
  within: hours.map((count) => `${count}h`),
});

/** Clocks of the obligation at a place: they may wait for one before it, so that there is no circle. */
function clocksAt(place: number, chained: boolean): fc.Arbitrary<ClockSpec[]> {
  if (!chained || place === 0) return fc.array(fixedClock, { minLength: 1, maxLength: 2 });
  const stage = fc.record({
    start: fc.constant('Disclosed' as const),
    of: fc.constantFrom(...NAMES.slice(0, place)),
    within: hours.map((count) => `${count}h`),
  });
  return fc.array(fc.oneof(fixedClock, stage), { minLength: 1, maxLength: 2 });
}

function anyPolicy(name: string, chained: boolean): fc.Arbitrary<DisclosureRules> {
  const obligations = NAMES.map((obligation, place) =>
    fc.record({
      name: fc.constant(obligation),
      when: fc.constant('DataLoss' as const),
      dataType: fc.constantFrom('*', 'PersonalData', 'PHI'),
      recipient: fc.constantFrom(...RECIPIENTS),
      clocks: clocksAt(place, chained),
    }),
  );
  return fc.tuple(...obligations).map((all) => {
    const compiled = compileDisclosurePolicy(disclosurePolicy(name, { obligations: all }));
    if (!compiled.ok) throw new Error(compiled.message);
    return compiled.policy;
  });
}

const policiesOf = (chained: boolean): fc.Arbitrary<DisclosureRules[]> =>
  fc
    .tuple(anyPolicy('p', chained), anyPolicy('q', chained))
    .chain((both) => fc.shuffledSubarray(both, { minLength: 1 }));

const anyDisclosure: fc.Arbitrary<Disclosure> = fc.record({
  recipient: fc.constantFrom(...RECIPIENTS),
  obligation: fc.oneof({ weight: 2, arbitrary: fc.constant('') }, fc.constantFrom(...NAMES)),
  notifiedAt: hours.map((count) => count * HOUR),
});
const anyDisclosures = fc.array(anyDisclosure, { maxLength: 8 });
const anyClassification = fc.option(
  hours.map((count) => count * HOUR),
  { nil: undefined },
);

function settle(policies: readonly DisclosureRules[], review: Partial<DisclosureReview>): readonly Obligation[] {
  return obligationsOf(policies, disclosureFacts({ review: aReview(review) }));
}

const isMet = ({ metAt }: Obligation): boolean => metAt !== undefined;
const idOf = ({ policy, name }: Obligation): string => `${policy}/${name}`;
const metIds = (obligations: readonly Obligation[]): string[] => obligations.filter(isMet).map(idOf);
const isNamed = ({ name, recipient }: Obligation, disclosures: readonly Disclosure[]): boolean =>
  disclosures.some((told) => told.obligation === name && told.recipient === recipient);

describe('laws of disclosure', () => {
  const withOneMore = (chained: boolean) =>
    fc.tuple(policiesOf(chained), anyDisclosures, anyDisclosure, anyClassification);

  it('law: one more disclosure never takes back that an obligation is met', () => {
    fc.assert(
      fc.property(withOneMore(false), ([policies, disclosures, more, classifiedAt]) => {
        const before = settle(policies, { disclosures, classifiedAt });
        const after = settle(policies, { disclosures: [...disclosures, more], classifiedAt });
        expect(metIds(after)).toEqual(expect.arrayContaining(metIds(before)));
      }),
      { numRuns: 1_000 },
    );
  });

  it('law: with stages, one more disclosure never leaves fewer met, and takes back nothing that was named', () => {
    fc.assert(
      fc.property(withOneMore(true), ([policies, disclosures, more, classifiedAt]) => {
        const before = settle(policies, { disclosures, classifiedAt });
        const after = settle(policies, { disclosures: [...disclosures, more], classifiedAt });
        for (const recipient of RECIPIENTS) {
          const count = (all: readonly Obligation[]) =>
            all.filter((one) => isMet(one) && one.recipient === recipient).length;
          expect(count(after)).toBeGreaterThanOrEqual(count(before));
        }
        const named = before.filter((one) => isNamed(one, disclosures)).map(idOf);
        expect(metIds(after)).toEqual(expect.arrayContaining(named));
      }),
      { numRuns: 1_000 },
    );
  });

  it('law: a disclosure without a name meets at most one obligation, and one that its recipient is owed', () => {
    fc.assert(
      fc.property(withOneMore(true), ([policies, disclosures, , classifiedAt]) => {
        const unnamed = disclosures.filter(({ obligation }) => obligation === '');
        const met = settle(policies, { disclosures, classifiedAt }).filter(
          (one) => isMet(one) && !isNamed(one, disclosures),
        );
        // Each uses up one of the disclosures to that recipient at that instant.
        for (const { recipient, metAt } of met) {
          const used = unnamed.findIndex((told) => told.recipient === recipient && told.notifiedAt === metAt);
          expect(used).toBeGreaterThanOrEqual(0);
          unnamed.splice(used, 1);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('law: none is left unmet while a disclosure without a name to its recipient is left over', () => {
    fc.assert(
      fc.property(withOneMore(true), ([policies, disclosures, , classifiedAt]) => {
        const all = settle(policies, { disclosures, classifiedAt });
        for (const recipient of RECIPIENTS) {
          const owed = all.filter((one) => one.recipient === recipient && !isNamed(one, disclosures));
          const unnamed = disclosures.filter((told) => told.recipient === recipient && told.obligation === '');
          expect(owed.filter(isMet)).toHaveLength(Math.min(owed.length, unnamed.length));
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('law: neither the order of the policies nor that of the disclosures matters, and the soonest comes first', () => {
    fc.assert(
      fc.property(withOneMore(true), ([policies, disclosures, , classifiedAt]) => {
        const all = settle(policies, { disclosures, classifiedAt });
        expect(settle(policies.toReversed(), { disclosures: disclosures.toReversed(), classifiedAt })).toEqual(all);
        const dates = all.map(({ dueAt }) => dueAt ?? Number.MAX_VALUE);
        expect(dates).toEqual(dates.toSorted((a, b) => a - b));
      }),
      { numRuns: 1_000 },
    );
  });
});
