import { describe, expect, it } from 'vitest';

import { checkResult, compliantState } from './check-result.ts';
import { UNREADABLE } from './hindrance.ts';
import type { CheckInput, JudgedData } from './check-result.ts';
import { NO_RESULT, type TallyResult } from './tally.ts';

const fresh: JudgedData = { of: 'IncidentSource', kind: 'fresh', asOfWallMs: 1_000 };
const older: JudgedData = { of: 'IncidentSource', kind: 'fresh', asOfWallMs: 500 };
const stale: JudgedData = { of: 'IncidentSource', kind: 'stale', reason: 'StaleData', asOfWallMs: 10 };
const unusable: JudgedData = { of: 'IncidentSource', kind: 'unusable', reason: 'AuthenticationFailed' };
const unpolled: JudgedData = { of: 'IncidentSource', kind: 'unpolled' };

function tallyOf(counts: Partial<TallyResult['counts']>, rest: Partial<TallyResult> = {}): TallyResult {
  return { ...NO_RESULT, counts: { ...NO_RESULT.counts, ...counts }, ...rest };
}

const subject = (reason: string) => ({ name: 'i1', reason, since: 1, dueAt: 2 });
const nothing = tallyOf({});
const passing = tallyOf({ passing: 3 });
const failing = tallyOf({ passing: 3, failing: 1 }, { failing: [subject('IncidentOpen')] });
const due = tallyOf({ passing: 3, due: 1 }, { due: [subject('IncidentOpen')] });
const unknown = tallyOf({ passing: 1, due: 1, unknown: 1 }, { unknownReason: 'SourceNotJudged' });

function input(tally: TallyResult, rest: Partial<CheckInput> = {}): CheckInput {
  return {
    suspended: false,
    invalid: undefined,
    tally,
    sources: [fresh],
    missingSources: [],
    hindrance: undefined,
    hasStoredResult: true,
    ...rest,
  };
}

describe('checkResult', () => {
  it.each<{ name: string; because: string; given: CheckInput; want: string }>([
    {
      name: 'all pass on fresh input',
      because: 'that is what passing means',
      given: input(passing),
      want: 'Passing AllPassing',
    },
    {
      name: 'nothing is selected, on fresh input',
      because: 'nobody misses the requirement',
      given: input(nothing),
      want: 'Passing NothingInScope',
    },
    {
      name: 'nothing is selected, and no source is there',
      because: 'reported incidents are complete and fresh by nature',
      given: input(nothing, { sources: [] }),
      want: 'Passing NothingInScope',
    },
    {
      name: 'nothing is selected, on stale input',
      because: 'no data is never green',
      given: input(nothing, { sources: [stale] }),
      want: 'Unknown StaleData',
    },
    {
      name: 'everything is exempt',
      because: 'an exception is a decision to accept',
      given: input(tallyOf({ exempted: 4 })),
      want: 'Passing AllExempted',
    },
    { name: 'one fails', because: 'the worst subject decides', given: input(failing), want: 'Failing IncidentOpen' },
    {
      name: 'one is due',
      because: 'owed and in time is worse than passing',
      given: input(due),
      want: 'Due IncidentOpen',
    },
    {
      name: 'one is unknown beside one that is due',
      because: 'Unknown is worse than Due',
      given: input(unknown),
      want: 'Unknown SourceNotJudged',
    },
    {
      name: 'one fails beside one that is unknown',
      because: 'Failing is worse than Unknown',
      given: input(tallyOf({ failing: 1, unknown: 1 }, { failing: [subject('IncidentOpen')], unknownReason: 'X' })),
      want: 'Failing IncidentOpen',
    },
    {
      name: 'all pass on stale input',
      because: 'P1',
      given: input(passing, { sources: [fresh, stale] }),
      want: 'Unknown StaleData',
    },
    {
      name: 'one is due on stale input',
      because: 'P1',
      given: input(due, { sources: [stale] }),
      want: 'Unknown StaleData',
    },
    {
      name: 'one fails on stale input',
      because: 'what is known to fail stays Failing',
      given: input(failing, { sources: [stale] }),
      want: 'Failing IncidentOpen',
    },
    {
      name: 'all pass, and the credential is refused',
      because: 'a definite failure is Unknown at once, with its own reason',
      given: input(passing, { sources: [stale, unusable] }),
      want: 'Unknown AuthenticationFailed',
    },
    {
      name: 'one fails, and the credential is refused',
      because: 'what is known to fail stays Failing',
      given: input(failing, { sources: [unusable] }),
      want: 'Failing IncidentOpen',
    },
    {
      name: 'a named source does not exist',
      because: 'a typing error must not pass',
      given: input(nothing, { sources: [], missingSources: [{ kind: 'IncidentSource', name: 'pagerdty' }] }),
      want: 'Unknown SourceMissing',
    },
    {
      name: 'a named source is gone and its incidents still fail',
      because: 'Failing is worse than Unknown',
      given: input(failing, { sources: [], missingSources: [{ kind: 'IncidentSource', name: 'pagerduty' }] }),
      want: 'Failing IncidentOpen',
    },
    {
      name: 'objects of the cluster could not be read',
      because: 'what is not in the tally may fail',
      given: input(passing, { hindrance: UNREADABLE }),
      want: 'Unknown ObjectsUnreadable',
    },
    {
      name: 'a new check before the first sync',
      because: 'nothing is stored that could stand',
      given: input(passing, { sources: [unpolled], hasStoredResult: false }),
      want: 'Unknown AwaitingFirstSync',
    },
    {
      name: 'a new check before the first sync, over what is known to fail',
      because: 'failing needs no fresh data',
      given: input(failing, { sources: [unpolled], hasStoredResult: false }),
      want: 'Failing IncidentOpen',
    },
    {
      name: 'a stored result before the first sync',
      because: 'after a start what is stored stands until the first poll',
      given: input(passing, { sources: [fresh, unpolled] }),
      want: 'stands',
    },
    {
      name: 'a stored result, and the first poll failed',
      because: 'then it is Unknown',
      given: input(passing, { sources: [unpolled, unusable] }),
      want: 'Unknown AuthenticationFailed',
    },
    {
      name: 'suspended',
      because: 'a suspended check judges nothing, whatever would fail',
      given: input(failing, { suspended: true, sources: [stale] }),
      want: 'NotActive Suspended',
    },
    {
      name: 'a spec that cannot be evaluated',
      because: 'a check that judges nothing must not pass',
      given: input(nothing, { invalid: { reason: 'InvalidSpec', message: 'selector.systemRefs does not apply' } }),
      want: 'Unknown InvalidSpec',
    },
  ])('$name is $want: $because', ({ given, want }) => {
    const outcome = checkResult(given);
    expect(outcome === undefined ? 'stands' : `${outcome.result} ${outcome.reason}`).toBe(want);
  });

  it('law: never passes or is due on input that is missing, stale, unusable or unpolled', () => {
    const doubts: Array<Partial<CheckInput>> = [
      ...[stale, unusable, unpolled].map((source) => ({ sources: [fresh, source] })),
      { missingSources: [{ kind: 'IncidentSource', name: 'gone' }] },
      { hindrance: UNREADABLE },
    ];
    for (const doubt of doubts) {
      for (const tally of [nothing, passing, due, tallyOf({ exempted: 2 })]) {
        for (const hasStoredResult of [true, false]) {
          const outcome = checkResult(input(tally, { ...doubt, hasStoredResult }));
          expect(outcome?.result ?? 'Unknown').toBe('Unknown');
        }
      }
    }
  });

  it('says how old the oldest data is that it rests on', () => {
    expect(checkResult(input(passing, { sources: [fresh, older] }))?.dataAsOf).toBe(500);
    expect(checkResult(input(passing, { sources: [] }))?.dataAsOf).toBeUndefined();
  });

  it.each<{ given: Partial<CheckInput>; want: string }>([
    { given: { sources: [unusable] }, want: 'A source cannot be read as a whole: its conditions say why.' },
    {
      given: { sources: [fresh, { ...unusable, of: 'CriticalSystem' }] },
      want: 'A system cannot be read as a whole: its conditions say why.',
    },
    {
      given: { sources: [fresh, { ...unusable, of: 'StaffRoster' }] },
      want: 'A roster cannot be read as a whole: its conditions say why.',
    },
    {
      given: { sources: [{ ...stale, of: 'CriticalSystem' }] },
      want: 'The data of a system is older than three of its intervals.',
    },
    {
      given: { sources: [{ ...unpolled, of: 'StaffRoster' }], hasStoredResult: false },
      want: 'The rosters have not been read yet.',
    },
    {
      given: { missingSources: [{ kind: 'CriticalSystem', name: 'pager' }] },
      want: 'The selector names "pager", which does not exist: create it, or correct the selector.',
    },
    {
      given: { missingSources: [{ kind: 'StaffRoster', name: 'staff' }] },
      want: 'A system names the roster "staff", which does not exist: create it, or correct its rosterRef.',
    },
  ])('names what is the matter by what it is: $want', ({ given, want }) => {
    expect(checkResult(input(passing, given))?.message).toBe(want);
  });

  it('counts in its message, and names no subject: names hold text of providers', () => {
    const many = tallyOf(
      { failing: 2 },
      { failing: [subject('IncidentOpen'), { ...subject('IncidentOpen'), name: 'i2' }] },
    );
    for (const tally of [failing, many, due, unknown]) {
      const message = checkResult(input(tally))?.message ?? '';
      expect(message).not.toMatch(/\bi[12]\b/);
      expect(message).toMatch(/\d/);
    }
  });
});

describe('compliantState', () => {
  it.each([
    ['Passing', 'True'],
    ['Due', 'True'],
    ['Failing', 'False'],
    ['Unknown', 'Unknown'],
    ['NotActive', 'Unknown'],
  ] as const)('of %s is %s', (result, status) => {
    expect(compliantState({ result, reason: 'Reason', message: 'text', dataAsOf: undefined })).toEqual({
      type: 'Compliant',
      status,
      reason: 'Reason',
      message: 'text',
    });
  });
});
