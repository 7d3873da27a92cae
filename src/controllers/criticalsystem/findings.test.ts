import { describe, expect, it } from 'vitest';
import { anAccountRow } from '../../../test/support/builders/access.ts';
import type { AccountRow } from '../../compliance/access/account-row.ts';
import { findingsOf, judgeAccount } from './findings.ts';

const NOW = Date.parse('2026-03-02T10:00:00Z');
const HOUR_MS = 3_600_000;

describe('an account', () => {
  it.each<{ name: string; because: string; facts: Partial<AccountRow>; want: string }>([
    { name: 'of somebody who works here', because: 'validAccess allows it', facts: {}, want: 'valid Allowed' },
    {
      name: 'of somebody who left',
      because: 'the person is gone',
      facts: { personState: 'offboarded' },
      want: 'offboarded Offboarded',
    },
    {
      name: 'of somebody who left, and who may not have access either',
      because: 'leaving comes first',
      facts: { personState: 'offboarded', allowed: 'NotAllowed' },
      want: 'offboarded Offboarded',
    },
    {
      name: 'of somebody who leaves tomorrow',
      because: 'the person is still here',
      facts: { leftAt: NOW + HOUR_MS },
      want: 'valid Allowed',
    },
    {
      name: 'of nobody in a roster of current staff',
      because: 'who is not in it has left',
      facts: { identity: 'Departed' },
      want: 'offboarded AbsentFromRoster',
    },
    {
      name: 'of nobody in the roster',
      because: 'nobody knows whose it is',
      facts: { identity: 'Absent' },
      want: 'unidentified NotInRoster',
    },
    {
      name: 'of two people',
      because: 'nobody knows whose it is',
      facts: { identity: 'Ambiguous' },
      want: 'unidentified Ambiguous',
    },
    {
      name: 'of a bot that is expected',
      because: 'somebody answers for it',
      facts: { identity: 'Nobody', expectedUntil: Infinity },
      want: 'expected Expected',
    },
    {
      name: 'of a bot that was expected',
      because: 'that is over',
      facts: { identity: 'Nobody', expectedUntil: NOW - 1 },
      want: 'unidentified ExpectationExpired',
    },
    {
      name: 'of somebody without the role',
      because: 'validAccess does not allow it',
      facts: { allowed: 'NotAllowed' },
      want: 'invalid NotAllowed',
    },
    {
      name: 'of somebody in a system without a rule',
      because: 'nobody said whose is valid',
      facts: { allowed: 'NoRule' },
      want: 'unknown NoAccessRule',
    },
    {
      name: 'whose state is unknown',
      because: 'unknown is never valid',
      facts: { state: 'unknown' },
      want: 'unknown AccountStateUnknown',
    },
    {
      name: 'of somebody whose state is unknown',
      because: 'the roster does not say',
      facts: { personState: 'unknown' },
      want: 'unknown PersonStateUnknown',
    },
    {
      name: 'without a roster',
      because: 'it cannot be matched',
      facts: { identity: 'NoRoster', personState: undefined },
      want: 'unknown NoRoster',
    },
    {
      name: 'with which nobody can get in',
      because: 'it harms nobody',
      facts: { state: 'inactive', personState: 'offboarded' },
      want: 'inactive Inactive',
    },
  ])('$name: $because', ({ facts, want }) => {
    const { kind, verdict } = judgeAccount(anAccountRow(facts), NOW);
    expect(`${kind} ${verdict.reason}`).toBe(want);
  });
});

describe('the findings', () => {
  const left = (name: string, facts: Partial<AccountRow> = {}) =>
    anAccountRow({ name, personState: 'offboarded', ...facts });

  it('count each account once, with those that could not be read as unknown', () => {
    const rows = [
      anAccountRow(),
      left('pager-b'),
      anAccountRow({ allowed: 'NotAllowed' }),
      anAccountRow({ state: 'inactive' }),
    ];
    const { counts } = findingsOf(rows, 2, NOW);
    expect(counts).toEqual({
      total: 6,
      unknown: 2,
      valid: 1,
      invalid: 1,
      unidentified: 0,
      offboarded: 1,
      expected: 0,
      inactive: 1,
    });
  });

  it('name the accounts that need attention, by name, with since when', () => {
    const { findings, truncated } = findingsOf(
      [left('pager-c', { leftAt: NOW - HOUR_MS }), left('pager-b'), anAccountRow()],
      0,
      NOW,
    );
    expect([findings, truncated]).toEqual([
      [
        { name: 'pager-b', verdict: 'Offboarded', reason: 'Offboarded' },
        {
          name: 'pager-c',
          verdict: 'Offboarded',
          reason: 'Offboarded',
          since: '2026-03-02T09:00:00Z',
          dueAt: '2026-03-02T09:00:00Z',
        },
      ],
      false,
    ]);
  });

  it('list the first fifty, and say that there are more', () => {
    const rows = Array.from({ length: 51 }, (_, index) => left(`pager-${String(index).padStart(2, '0')}`));
    const { findings, truncated } = findingsOf(rows, 0, NOW);
    expect([findings.length, findings.at(-1)?.name, truncated]).toEqual([50, 'pager-49', true]);
  });

  it('hold until the first of them changes by time alone', () => {
    const rows = [
      anAccountRow({ leftAt: NOW + HOUR_MS }),
      anAccountRow({ identity: 'Nobody', expectedUntil: NOW + 60_000 }),
    ];
    expect(findingsOf(rows, 0, NOW).holdsUntil).toBe(NOW + 60_000);
    expect(findingsOf([anAccountRow()], 0, NOW).holdsUntil).toBeUndefined();
  });
});
