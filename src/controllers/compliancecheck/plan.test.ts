// What the status of a check says for each outcome. Every status is valid, Ready does not mean compliant, and deciding the same again
// later changes nothing.

import { describe, expect, it } from 'vitest';
import { aCheck, at } from '../../../test/support/builders/compliance.ts';
import { expectValidConditions, kstatusOf } from '../../../test/support/operator/kstatus.ts';
import type { ComplianceCheck, ComplianceCheckStatus } from '../../api/v1alpha1/compliancecheck.gen.ts';
import type { CheckOutcome } from '../../compliance/check-result.ts';
import { type ListedSubject, NO_RESULT, type TallyResult } from '../../compliance/tally.ts';
import type { JudgedCheck } from '../../compliance/judged-check.ts';
import { plan } from './plan.ts';

const NOW = new Date('2026-03-02T10:00:00Z');
const LATER = new Date('2026-03-05T10:00:00Z');
const READ_AT = at('2026-03-02T09:59:30Z');

const TALLY: TallyResult = {
  ...NO_RESULT,
  counts: { ...NO_RESULT.counts, passing: 3 },
  wouldBe: { ...NO_RESULT.wouldBe, passing: 3 },
};
const PASSING: CheckOutcome = {
  result: 'Passing',
  reason: 'AllPassing',
  message: 'All 3 subjects pass.',
  dataAsOf: READ_AT,
};
const outcomeOf = (result: CheckOutcome['result'], reason: string): CheckOutcome => ({
  ...PASSING,
  result,
  reason,
  message: `${reason}.`,
});
const INVALID = { reason: 'InvalidSpec', message: 'selector.severities: this type judges sources' };

function observed(facts: Partial<JudgedCheck> = {}, status?: ComplianceCheckStatus): JudgedCheck {
  const plain = facts.check ?? aCheck({}, { generation: 2, resourceVersion: '41' });
  const check: ComplianceCheck = status === undefined ? plain : { ...plain, status };
  return { tally: TALLY, outcome: PASSING, invalid: undefined, ...facts, check };
}

function nextOf(observation: JudgedCheck, now = NOW): ComplianceCheckStatus {
  return plan(observation, now).status?.next as ComplianceCheckStatus;
}

/** The status. Asserts that it is valid, and that judging the same again days later, on newer data, changes nothing. */
function statusOf(observation: JudgedCheck, now = NOW): ComplianceCheckStatus {
  const status = nextOf(observation, now);
  expectValidConditions(status);
  const outcome = { ...observation.outcome, dataAsOf: LATER.getTime() };
  const again = plan({ ...observation, outcome, check: { ...observation.check, status } }, LATER);
  expect(again.status?.next).toEqual(status);
  expect(again.transitions).toEqual([]);
  return status;
}

function described({ conditions = [] }: ComplianceCheckStatus): Record<string, string> {
  return Object.fromEntries(conditions.map(({ type, status, reason }) => [type, `${status} ${reason}`]));
}

interface Row {
  readonly name: string;
  readonly because: string;
  readonly facts: Partial<JudgedCheck>;
  readonly want: Readonly<Record<string, string>>;
}

const judged = (result: CheckOutcome['result'], reason: string): Partial<JudgedCheck> => ({
  outcome: outcomeOf(result, reason),
});

const ROWS: readonly Row[] = [
  {
    name: 'Passing',
    because: 'all is well',
    facts: {},
    want: { Ready: 'True Evaluated', Compliant: 'True AllPassing' },
  },
  {
    name: 'Due',
    because: 'in time still',
    facts: judged('Due', 'IncidentOpen'),
    want: { Ready: 'True Evaluated', Compliant: 'True IncidentOpen' },
  },
  {
    name: 'Failing',
    because: 'ready is not compliant',
    facts: judged('Failing', 'IncidentOpen'),
    want: { Ready: 'True Evaluated', Compliant: 'False IncidentOpen' },
  },
  {
    name: 'Unknown',
    because: 'no data is never green',
    facts: judged('Unknown', 'StaleData'),
    want: { Ready: 'True Evaluated', Compliant: 'Unknown StaleData' },
  },
  {
    name: 'NotActive',
    because: 'it does what its spec says',
    facts: judged('NotActive', 'Suspended'),
    want: { Ready: 'True Evaluated', Compliant: 'Unknown Suspended' },
  },
  {
    name: 'a spec that cannot be judged',
    because: 'only a person can mend it',
    facts: { ...judged('Unknown', 'InvalidSpec'), invalid: INVALID },
    want: { Ready: 'False InvalidSpec', Stalled: 'True InvalidSpec', Compliant: 'Unknown InvalidSpec' },
  },
];

describe('the conditions of a check', () => {
  it.each(ROWS)('$name: as $because', ({ facts, want }) => {
    const observation = observed(facts);
    const status = statusOf(observation);
    expect(described(status)).toEqual(want);
    const isStalled = 'Stalled' in want;
    expect(kstatusOf({ ...observation.check, status })).toBe(isStalled ? 'Failed' : 'Current');
  });

  it.each(ROWS)('$name: the same from whatever was stored before', ({ facts, want }) => {
    for (const { facts: earlier } of ROWS) {
      expect(described(statusOf(observed(facts, nextOf(observed(earlier))), LATER))).toEqual(want);
    }
  });
});

describe('what a check lists', () => {
  const subject = (name: string, times: Partial<ListedSubject> = {}): ListedSubject => ({
    name,
    reason: 'IncidentOpen',
    since: undefined,
    dueAt: undefined,
    ...times,
  });

  it('are the subjects that fail, with the times that there are', () => {
    const failing = [
      subject('a', { since: at('2026-03-01T00:00:00Z') }),
      subject('b', { dueAt: at('2026-03-02T00:00:00Z') }),
    ];
    const tally = { ...TALLY, failing, truncated: true, nextDeadline: at('2026-03-04T00:00:00Z') };
    const status = statusOf(observed({ tally, ...judged('Failing', 'IncidentOpen') }));
    expect(status.failing).toEqual([
      { name: 'a', reason: 'IncidentOpen', since: '2026-03-01T00:00:00Z' },
      { name: 'b', reason: 'IncidentOpen', dueAt: '2026-03-02T00:00:00Z' },
    ]);
    expect(status).toMatchObject({ truncated: true, nextDeadline: '2026-03-04T00:00:00Z', counts: TALLY.counts });
  });

  it('goes when nothing fails any more', () => {
    const before = statusOf(observed({ tally: { ...TALLY, failing: [subject('a')], truncated: true } }));
    const after = statusOf(observed({}, before));
    expect([after.failing, after.truncated, after.nextDeadline]).toEqual([undefined, undefined, undefined]);
  });
});

describe('dataAsOf', () => {
  it('moves only with something else: newer data that says the same is no news', () => {
    const before = statusOf(observed());
    expect(before.dataAsOf).toBe('2026-03-02T09:59:30Z');
    const newer = { ...PASSING, dataAsOf: at('2026-03-02T11:00:00Z') };
    expect(nextOf(observed({ outcome: newer }, before), LATER)).toEqual(before);
    const changed = { ...outcomeOf('Due', 'IncidentOpen'), dataAsOf: at('2026-03-02T11:00:00Z') };
    expect(nextOf(observed({ outcome: changed }, before), LATER).dataAsOf).toBe('2026-03-02T11:00:00Z');
  });

  it('stays what it was when the data cannot be dated any more', () => {
    const outcome = { ...outcomeOf('Unknown', 'AuthenticationFailed'), dataAsOf: undefined };
    expect(nextOf(observed({ outcome }, statusOf(observed())), LATER).dataAsOf).toBe('2026-03-02T09:59:30Z');
    expect(nextOf(observed({ outcome })).dataAsOf).toBeUndefined();
  });
});

describe('the history of a check', () => {
  it('has an entry for each change of the result, none for another reason, and the latest twenty', () => {
    let status = statusOf(observed());
    status = statusOf(observed(judged('Unknown', 'StaleData'), status), LATER);
    status = statusOf(observed(judged('Unknown', 'RateLimited'), status), LATER);
    expect(status.history?.map(({ result, reason }) => `${result} ${reason}`)).toEqual([
      'Passing AllPassing',
      'Unknown StaleData',
    ]);
    for (let turn = 0; turn < 30; turn++) {
      const next = turn % 2 === 0 ? judged('Failing', 'IncidentOpen') : {};
      status = nextOf(observed(next, status), LATER);
    }
    expect(status.history).toHaveLength(20);
    expect(status.history?.at(-1)?.result).toBe('Passing');
  });

  it('is told as a transition, once', () => {
    const { transitions } = plan(observed(judged('Failing', 'IncidentOpen'), statusOf(observed())), LATER);
    expect(transitions).toEqual([
      {
        kind: 'CheckResult',
        namespace: 'team-a',
        name: 'incidents-closed',
        from: 'Passing',
        to: 'Failing',
        reason: 'IncidentOpen',
      },
    ]);
  });
});
