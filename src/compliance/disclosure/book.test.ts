// The law of the disclosure book: after any history it has what a recount of all obligations has, and it told of each policy of
// which that changed something.

import { isDeepStrictEqual } from 'node:util';

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { DisclosureBook, type OwedTo } from './book.ts';
import { earliest, SET_BACK_TOLERANCE_MS } from '../../base/instants.ts';
import { isMet, type Obligation } from './obligation.ts';

const HOUR = 3_600_000;
const START = 100 * HOUR;

const owed = (facts: Partial<Obligation> = {}): Obligation => ({
  policy: 'law',
  policyGeneration: 1,
  policyUid: undefined,
  name: 'notice',
  recipient: 'Authority',
  basis: { when: 'DataLoss', dataType: '*' },
  owedFrom: undefined,
  follows: undefined,
  dueAt: START,
  metAt: undefined,
  ...facts,
});

/** The books as a list of facts, counted anew whenever it is asked. */
class Recount {
  readonly owed = new Map<string, readonly Obligation[]>();
  nowMs = Number.NEGATIVE_INFINITY;

  enter(nowMs: number): void {
    this.nowMs = nowMs < this.nowMs - SET_BACK_TOLERANCE_MS ? nowMs : Math.max(nowMs, this.nowMs);
  }

  unmet(test: (obligation: Obligation, namespace: string) => boolean): Obligation[] {
    return [...this.owed].flatMap(([key, all]) => {
      return all.filter((one) => !isMet(one, this.nowMs) && test(one, key.slice(0, key.indexOf('/'))));
    });
  }

  countsOf(list: readonly Obligation[]): { open: number; overdue: number } {
    return { open: list.length, overdue: list.filter((one) => this.isOverdue(one)).length };
  }

  isOverdue({ dueAt }: Obligation): boolean {
    return dueAt !== undefined && this.nowMs > dueAt;
  }

  pendingAt(list: readonly Obligation[]): number | undefined {
    return earliest(list.filter((one) => !this.isOverdue(one)).map(({ dueAt }) => dueAt));
  }

  nextChangeAt(): number | undefined {
    const unmet = this.unmet(() => true);
    const pendingAt = this.pendingAt(unmet);
    return earliest([pendingAt === undefined ? undefined : pendingAt + 1, ...unmet.map(({ metAt }) => metAt)]);
  }

  byRecipient(): OwedTo[] {
    const pairs = [...this.owed.keys()].flatMap((key) =>
      RECIPIENTS.map((to) => `${key.slice(0, key.indexOf('/'))}/${to}`),
    );
    return [...new Set(pairs)].flatMap((pair) => {
      const [namespace = '', recipient = ''] = pair.split('/');
      const list = this.unmet((one, where) => where === namespace && one.recipient === recipient);
      return list.length === 0
        ? []
        : [{ namespace, recipient, ...this.countsOf(list), nextDueAt: this.pendingAt(list) }];
    });
  }
}

const POLICIES = ['law', 'contract'] as const;
const RECIPIENTS = ['Authority', 'Customers'] as const;
const INCIDENTS = ['a/i1', 'a/i2', 'b/i1'] as const;

const instant = fc.integer({ min: -6, max: 6 }).map((hours) => START + hours * HOUR);
const obligation = fc
  .record({
    policy: fc.constantFrom(...POLICIES),
    recipient: fc.constantFrom(...RECIPIENTS),
    dueAt: fc.option(instant, { nil: undefined }),
    metAt: fc.option(instant, { nil: undefined }),
  })
  .map(owed);
const step = fc.oneof(
  fc.record({
    incident: fc.constantFrom(...INCIDENTS),
    owed: fc.array(obligation, { maxLength: 4 }),
    pass: fc.constantFrom(0, 1, HOUR),
  }),
  fc.record({ pass: fc.constantFrom(1, HOUR, 2 * HOUR, HOUR + 1, -1, -9_999, -3 * HOUR) }),
);
type Step = { readonly incident?: string; readonly owed?: readonly Obligation[]; readonly pass: number };

const byPlace = (a: OwedTo, b: OwedTo): number =>
  `${a.namespace}/${a.recipient}` < `${b.namespace}/${b.recipient}` ? -1 : 1;

function expectSame(book: DisclosureBook, recount: Recount): void {
  const recipients = [...book.byRecipient()].toSorted(byPlace);
  const want = recount.byRecipient().toSorted(byPlace);
  if (!isDeepStrictEqual(recipients, want)) expect(recipients).toEqual(want);
  for (const policy of POLICIES) {
    const counts = recount.countsOf(recount.unmet((one) => one.policy === policy));
    if (!isDeepStrictEqual(book.ofPolicy(policy), counts)) expect(book.ofPolicy(policy)).toEqual(counts);
  }
  expect(book.nextChangeAt()).toBe(recount.nextChangeAt());
  for (const key of INCIDENTS) expect(book.has(key)).toBe((recount.owed.get(key) ?? []).length > 0);
}

describe('DisclosureBook', () => {
  it('law: after any history it equals a recount, and told of each policy that counts differently', () => {
    fc.assert(
      fc.property(fc.array<Step>(step, { maxLength: 24, size: 'max' }), (steps) => {
        const told: string[] = [];
        const book = new DisclosureBook((policies) => told.push(...policies));
        const recount = new Recount();
        let nowMs = START;
        for (const { incident, owed: obligations = [], pass } of steps) {
          nowMs += pass;
          const before = POLICIES.map((policy) => book.ofPolicy(policy));
          told.length = 0;
          recount.enter(nowMs);
          if (incident !== undefined) recount.owed.set(incident, obligations);
          if (incident === undefined) book.advance(nowMs);
          else book.set(incident, obligations, nowMs);
          expectSame(book, recount);
          const changed = POLICIES.filter((policy, at) => !isDeepStrictEqual(before[at], book.ofPolicy(policy)));
          expect(told).toEqual(expect.arrayContaining(changed));
          expect(new Set(told).size).toBe(told.length);
        }
      }),
      { numRuns: 1_000 },
    );
  }, 60_000);

  it('tells nothing when an incident owes what it owed', () => {
    const told: string[] = [];
    const book = new DisclosureBook((policies) => told.push(...policies));
    book.set('a/i1', [owed()], START);
    expect(told).toEqual(['law']);
    book.set('a/i1', [owed()], START);
    book.set('a/i2', [], START);
    expect(told).toEqual(['law']);
  });

  it.each([
    { at: START - 1_000, overdue: 0, because: 'there is still time' },
    { at: START, overdue: 0, because: 'on time includes the last instant' },
    { at: START + 1, overdue: 1, because: 'after it is late' },
    { at: START + 1_000, overdue: 1, because: 'after it is late' },
  ])('at $at $overdue are overdue: $because', ({ at, overdue }) => {
    const book = new DisclosureBook();
    book.set('a/i1', [owed()], START - HOUR);
    book.advance(at);
    expect(book.ofPolicy('law')).toEqual({ open: 1, overdue });
    expect(book.nextChangeAt()).toBe(overdue === 0 ? START + 1 : undefined);
  });

  it.each([
    { at: START - 1, open: 1, overdue: 0, because: 'nobody was told yet' },
    { at: START + 1, open: 1, overdue: 1, because: 'nobody was told in time' },
    { at: START + HOUR - 1, open: 1, overdue: 1, because: 'nobody was told yet' },
    { at: START + HOUR, open: 0, overdue: 0, because: 'they are told now' },
  ])('told at a date in the future, $open are open and $overdue overdue at $at: $because', ({ at, open, overdue }) => {
    const told: string[] = [];
    const book = new DisclosureBook((policies) => told.push(...policies));
    book.set('a/i1', [owed({ metAt: START + HOUR })], START - HOUR);
    book.advance(at);
    expect(book.ofPolicy('law')).toEqual({ open, overdue });
    expect([...book.byRecipient()]).toHaveLength(open);
    expect(told).toHaveLength(at <= START ? 1 : 2);
  });

  it('has no series of what nobody is owed any more', () => {
    const book = new DisclosureBook();
    book.set('a/i1', [owed()], START);
    book.set('a/i1', [], START);
    expect([...book.byRecipient()]).toEqual([]);
    expect(book.ofPolicy('law')).toEqual({ open: 0, overdue: 0 });
  });

  it('follows a date however often it moves', () => {
    const book = new DisclosureBook();
    book.set('a/i2', [owed({ dueAt: START + 10 * HOUR })], START);
    for (let round = 0; round < 5_000; round++) book.set('a/i1', [owed({ dueAt: START + HOUR + round })], START);
    expect(book.nextChangeAt()).toBe(START + HOUR + 5_000);
    expect([...book.byRecipient()]).toEqual([
      { namespace: 'a', recipient: 'Authority', open: 2, overdue: 0, nextDueAt: START + HOUR + 4_999 },
    ]);
  });
});
