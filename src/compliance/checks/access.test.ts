import { isDeepStrictEqual } from 'node:util';

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { anAccountRow, aSystemRow } from '../../../test/support/builders/access.ts';
import { at } from '../../../test/support/builders/compliance.ts';
import { accountCheckOf, systemCheckOf, told } from '../../../test/support/judgement/access-verdicts.ts';
import { rfc3339 } from '../../base/instants.ts';
import type { AccountRow } from '../access/account-row.ts';

const NOW = at('2026-03-02T10:00:00Z');
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const YESTERDAY = NOW - DAY;
const TOMORROW = NOW + DAY;
const INFINITE = Number.POSITIVE_INFINITY;

const LEFT = { personState: 'offboarded', leftAt: YESTERDAY } as const;
const T = (ms: number): string => rfc3339(ms);

describe('the checks over accounts', () => {
  it.each([
    { within: '25h', want: `Due RemovalDue since ${T(YESTERDAY)} due ${T(NOW + HOUR)} until ${T(NOW + HOUR)}` },
    { within: '24h', want: `Due RemovalDue since ${T(YESTERDAY)} due ${T(NOW)} until ${T(NOW)}` },
    { within: '23h', want: `Failing Offboarded since ${T(NOW - HOUR)} due ${T(NOW - HOUR)}` },
  ])('AccessRemoved gives $within from when the person left', ({ within, want }) => {
    const check = accountCheckOf({ type: 'AccessRemoved', accessRemoved: { within } });
    expect(told(check.judge({ row: anAccountRow(LEFT) }, NOW))).toBe(want);
  });

  it('AccessRemoved gives no time where nobody knows when the person left', () => {
    const check = accountCheckOf({ type: 'AccessRemoved', accessRemoved: { within: '30d' } });
    const row = anAccountRow({ personState: 'offboarded', leftAt: undefined });
    expect(told(check.judge({ row }, NOW))).toBe('Failing Offboarded');
  });

  it('AccessValid gives gracePeriod from when the person left', () => {
    const check = accountCheckOf({ type: 'AccessValid', gracePeriod: '25h' });
    expect(told(check.judge({ row: anAccountRow(LEFT) }, NOW))).toMatch(/^Due Offboarded/);
  });

  it('explains an account without naming anybody', () => {
    const row = anAccountRow({ ...LEFT, expectedUntil: TOMORROW });
    expect(accountCheckOf({ type: 'AccessRemoved' }).facts({ row }, NOW)).toEqual([
      'active in pager',
      'belongs to one person of the roster',
      'the person is offboarded',
      `the person leaves or left ${T(YESTERDAY)}`,
      'validAccess allows it',
      `expected until ${T(TOMORROW)}`,
    ]);
  });

  it('say the same as long as a verdict holds, whatever the account is like', () => {
    const instant = fc.option(
      fc.integer({ min: -3, max: 3 }).map((days) => NOW + days * DAY),
      { nil: undefined },
    );
    const rows = fc.record({
      state: fc.constantFrom<AccountRow['state'][]>('active', 'inactive', 'unknown'),
      identity: fc.constantFrom<AccountRow['identity'][]>(
        'Person',
        'Ambiguous',
        'Absent',
        'Departed',
        'Nobody',
        'NoRoster',
      ),
      personState: fc.constantFrom<AccountRow['personState'][]>(
        'active',
        'inactive',
        'offboarded',
        'pending',
        'unknown',
      ),
      leftAt: instant,
      allowed: fc.constantFrom<AccountRow['allowed'][]>('Allowed', 'NotAllowed', 'NoRule'),
      expectedUntil: fc.oneof(instant, fc.constant(INFINITE)),
    });
    const types = fc.constantFrom('AccessRemoved', 'UserIdentified', 'AccessValid');
    const hours = fc.integer({ min: 0, max: 200 });
    fc.assert(
      fc.property(rows, types, hours, (facts, type, later) => {
        const ofNobody = facts.identity === 'Person' ? {} : { personState: undefined, leftAt: undefined };
        const [row, check] = [anAccountRow({ ...facts, ...ofNobody }), accountCheckOf({ type })];
        const first = check.judge({ row }, NOW);
        const then = Math.min(NOW + later * HOUR, first.holdsUntil ?? INFINITE);
        return isDeepStrictEqual(check.judge({ row }, then), first);
      }),
    );
  });

  it('never pass on an account whose state is unknown, where they judge access', () => {
    const check = accountCheckOf({ type: 'AccessValid' });
    for (const identity of ['Person', 'Ambiguous', 'Absent', 'Departed', 'Nobody', 'NoRoster'] as const) {
      for (const allowed of ['Allowed', 'NotAllowed', 'NoRule'] as const) {
        const row = anAccountRow({ state: 'unknown', identity, allowed, expectedUntil: INFINITE });
        expect(check.judge({ row }, NOW).result).toBe('Unknown');
      }
    }
  });
});

describe('AccessRuleDefined', () => {
  it('passes for a system with a rule, and fails since the creation of one without', () => {
    const check = systemCheckOf({ type: 'AccessRuleDefined' });
    expect(told(check.judge({ row: aSystemRow() }, NOW))).toBe('Passing RuleDefined');
    const row = { ...aSystemRow(), hasRule: false };
    expect(told(check.judge({ row }, NOW))).toBe('Failing NoAccessRule since 2026-01-01T00:00:00Z');
  });
});

describe('AccessReviewed', () => {
  const CREATED = at('2026-01-01T00:00:00Z');
  const review = (time: string) => ({ by: 'ada', at: time });
  it.each<{ name: string; because: string; system: Parameters<typeof aSystemRow>[0]; within?: string; want: string }>([
    {
      name: 'never reviewed, 60 days old',
      because: 'a new system has as much time as an old one',
      system: {},
      want: `Due FirstReviewDue since ${T(CREATED)} due ${T(CREATED + 90 * DAY)} until ${T(CREATED + 90 * DAY)}`,
    },
    {
      name: 'never reviewed, and the time is over',
      because: 'the interval of the system counts',
      system: { reviewInterval: '30d' },
      want: `Failing NeverReviewed since ${T(CREATED + 30 * DAY)} due ${T(CREATED + 30 * DAY)}`,
    },
    {
      name: 'reviewed yesterday',
      because: 'it is fresh',
      system: { lastReview: review(T(YESTERDAY)) },
      want: `Passing Reviewed until ${T(YESTERDAY + 90 * DAY)}`,
    },
    {
      name: 'reviewed exactly the interval ago',
      because: 'on time includes the last instant',
      system: { reviewInterval: '1d', lastReview: review(T(YESTERDAY)) },
      want: `Passing Reviewed until ${T(NOW)}`,
    },
    {
      name: 'reviewed a second longer ago',
      because: 'it is overdue',
      system: { reviewInterval: '1d', lastReview: review(T(YESTERDAY - 1_000)) },
      want: `Failing ReviewOverdue since ${T(NOW - 1_000)} due ${T(NOW - 1_000)}`,
    },
    {
      name: 'within of the check goes before the interval of the system',
      because: 'a framework may want more',
      system: { reviewInterval: '90d', lastReview: review(T(NOW - 40 * DAY)) },
      within: '30d',
      want: `Failing ReviewOverdue since ${T(NOW - 10 * DAY)} due ${T(NOW - 10 * DAY)}`,
    },
    {
      name: 'dated a day ahead',
      because: 'nobody has reviewed it then',
      system: { lastReview: review(T(TOMORROW)) },
      want: `Unknown ReviewInFuture until ${T(TOMORROW - 5 * 60_000 - 1)}`,
    },
    {
      name: 'dated a minute ahead',
      because: 'clocks differ',
      system: { lastReview: review(T(NOW + 60_000)) },
      want: `Passing Reviewed until ${T(NOW + 60_000 + 90 * DAY)}`,
    },
  ])('$name: $because', ({ system, within, want }) => {
    const check = systemCheckOf({ type: 'AccessReviewed', ...(within && { accessReviewed: { within } }) });
    expect(told(check.judge({ row: aSystemRow(system) }, NOW))).toBe(want);
  });
});
