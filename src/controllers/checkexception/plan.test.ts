// What the status of an exception says at each instant. Every status is valid, and deciding the same again changes nothing.

import { describe, expect, it } from 'vitest';

import { at } from '../../../test/support/builders/compliance.ts';
import { anException, type SpecChanges } from '../../../test/support/builders/exceptions.ts';
import { expectValidConditions, kstatusOf } from '../../../test/support/operator/kstatus.ts';
import type { CheckException, CheckExceptionStatus } from '../../api/v1alpha1/checkexception.gen.ts';
import { type Coverage, NO_COVERAGE } from '../../compliance/exceptions.ts';
import { verificationOf } from './observe.ts';
import { type ExceptionObservation, plan } from './plan.ts';

const NOW = new Date('2026-03-02T10:00:00.700Z');
const END = at('2026-03-31T17:00:00Z');
const DAY = 86_400_000;
const COVERED: Coverage = { applied: 3, wouldBe: { failing: 1, due: 1, unknown: 0 }, evaluating: 0 };
const INCIDENT = { kind: 'Incident', name: 'pagerduty-q1-0123456789ab', uidDigest: 1, severity: 'High' } as const;
const SELECTED = { selected: [INCIDENT], waiting: 0 };
const NOTHING = { applied: 0, wouldBe: { failing: 0, due: 0, unknown: 0 } };
const REVIEWED: SpecChanges = { expiresAt: undefined, reviewInterval: '30d' };

function observed(spec: SpecChanges = {}, facts: Partial<ExceptionObservation> = {}): ExceptionObservation {
  const exception = anException(spec, { metadata: { generation: 2 } });
  return { exception, coverage: COVERED, selection: SELECTED, check: undefined, names: 'Verified', ...facts };
}

const nextOf = (observation: ExceptionObservation, now = NOW): CheckExceptionStatus =>
  plan(observation, now).status?.next as CheckExceptionStatus;

const stored = (observation: ExceptionObservation, status: CheckExceptionStatus): ExceptionObservation => ({
  ...observation,
  exception: { ...observation.exception, status },
});

/** The status. Asserts that it is valid, and that judging the same again changes nothing, in this process or the next. */
function statusOf(observation: ExceptionObservation, now = NOW): CheckExceptionStatus {
  const status = nextOf(observation, now);
  expectValidConditions(status);
  for (const coverage of [observation.coverage, { ...observation.coverage, evaluating: 2 }]) {
    const again = plan(stored({ ...observation, coverage }, status), now);
    expect(again.status?.next).toEqual(status);
    expect(again.transitions).toEqual([]);
  }
  return status;
}

const described = ({ conditions = [] }: CheckExceptionStatus): Record<string, string> =>
  Object.fromEntries(conditions.map(({ type, status, reason }) => [type, `${status} ${reason}`]));

interface Row {
  readonly name: string;
  readonly because: string;
  readonly spec?: SpecChanges;
  readonly facts?: Partial<ExceptionObservation>;
  readonly now?: number;
  readonly state: NonNullable<CheckExceptionStatus['state']>;
  readonly want: Readonly<Record<string, string>>;
}

const VERIFIED = { Ready: 'True NamesVerified' };
const UNVERIFIED = { Ready: 'True NamesUnverified' };

const ROWS: readonly Row[] = [
  {
    name: 'approved, in time',
    because: 'somebody else approved it',
    state: 'Active',
    want: { ...VERIFIED, Active: 'True InForce' },
  },
  {
    name: 'the last instant',
    because: 'in time includes it',
    now: END,
    state: 'Active',
    want: { ...VERIFIED, Active: 'True InForce' },
  },
  {
    name: 'the instant after',
    because: 'its time is over',
    now: END + 1,
    state: 'Expired',
    want: { ...VERIFIED, Active: 'False Expired' },
  },
  {
    name: 'not approved',
    because: 'nobody did',
    spec: { approvedBy: undefined },
    state: 'Pending',
    want: { ...VERIFIED, Active: 'False NotApproved' },
  },
  {
    name: 'approved by who requested it',
    because: 'that is no approval',
    spec: { approvedBy: 'ann' },
    state: 'Pending',
    want: { ...VERIFIED, Active: 'False SelfApproved' },
  },
  {
    name: 'covering nothing',
    because: 'what matches nothing says so',
    facts: { coverage: NO_COVERAGE },
    state: 'Unmatched',
    want: { ...VERIFIED, Active: 'False NothingMatched' },
  },
  {
    name: 'without the policies',
    because: 'anybody may have written the names',
    facts: { names: 'NotInstalled' },
    state: 'Active',
    want: { ...UNVERIFIED, Active: 'True InForce' },
  },
  {
    name: 'older than the policies',
    because: 'admission never saw it',
    facts: { names: 'WrittenBefore' },
    state: 'Active',
    want: { ...UNVERIFIED, Active: 'True InForce' },
  },
  {
    name: 'a spec that cannot be read',
    because: 'only a person can mend it',
    spec: { reviewInterval: '30d' },
    state: 'Pending',
    want: { Ready: 'False InvalidSpec', Stalled: 'True InvalidSpec', Active: 'False InvalidSpec' },
  },
];

describe('the conditions of an exception', () => {
  it.each(ROWS)('$name: $state, as $because', ({ spec, facts, now = NOW.getTime(), state, want }) => {
    const observation = observed(spec, facts);
    const status = statusOf(observation, new Date(now));
    expect(status).toMatchObject({ state, observedGeneration: 2 });
    expect(described(status)).toEqual(want);
    expect(kstatusOf({ ...observation.exception, status })).toBe('Stalled' in want ? 'Failed' : 'Current');
    expect(status).toMatchObject(state === 'Active' ? { applied: 3, wouldBe: COVERED.wouldBe } : NOTHING);
  });

  it.each(ROWS)('$name: the same from whatever was stored before', ({ spec, facts, now = NOW.getTime(), want }) => {
    for (const earlier of ROWS) {
      const before = nextOf(observed(earlier.spec, earlier.facts));
      const observation = stored(observed(spec, facts), { ...before, observedGeneration: 1 });
      expect(described(statusOf(observation, new Date(now)))).toEqual(want);
    }
  });
});

describe('the approval of an exception', () => {
  const first = statusOf(observed(REVIEWED));
  const later = new Date(NOW.getTime() + DAY);
  const withSpec = (spec: SpecChanges, generation: number): CheckException => ({
    ...anException({ ...REVIEWED, ...spec }, { metadata: { generation } }),
    status: first,
  });

  it('counts from when it was first seen, and is to be reviewed an interval later', () => {
    expect(first).toMatchObject({ approvedAt: '2026-03-02T10:00:00Z', expiresAt: '2026-04-01T10:00:00Z' });
  });

  it.each([
    { because: 'it is the same', exception: withSpec({}, 2), want: '2026-03-02T10:00:00Z' },
    { because: 'a changed spec is approved anew', exception: withSpec({}, 3), want: '2026-03-03T10:00:00Z' },
    { because: 'somebody else approved', exception: withSpec({ approvedBy: 'cem' }, 3), want: '2026-03-03T10:00:00Z' },
    { because: 'it was withdrawn', exception: withSpec({ approvedBy: undefined }, 3), want: undefined },
    { because: 'she approved herself', exception: withSpec({ approvedBy: 'ann' }, 3), want: undefined },
  ])('stands since $want a day later, as $because', ({ exception, want }) => {
    const status = statusOf(observed({}, { exception }), later);
    expect(status.approvedAt).toBe(want);
    expect(status.state).toBe(want === undefined ? 'Pending' : 'Active');
    expect(status.expiresAt === undefined).toBe(want === undefined);
  });

  it('is over an interval after it was noted, to the millisecond', () => {
    const until = at('2026-04-01T10:00:00Z');
    const state = (ms: number) => nextOf(stored(observed(REVIEWED), first), new Date(ms)).state;
    expect([state(until - 1), state(until), state(until + 1)]).toEqual(['Active', 'Active', 'Expired']);
  });
});

describe('the counts of an exception', () => {
  const evaluating: Coverage = { applied: 3, wouldBe: { failing: 0, due: 0, unknown: 3 }, evaluating: 3 };

  it('stand while verdicts are being worked out, for the same spec only', () => {
    const before = statusOf(observed());
    expect(nextOf(stored(observed({}, { coverage: evaluating }), before))).toEqual(before);
    const changed = { ...before, observedGeneration: 1 };
    expect(nextOf(stored(observed({}, { coverage: evaluating }), changed)).wouldBe).toEqual(evaluating.wouldBe);
    expect(nextOf(observed({}, { coverage: evaluating })).wouldBe).toEqual(evaluating.wouldBe);
  });

  it('do not hold up the end', () => {
    const before = statusOf(observed());
    const late = nextOf(stored(observed({}, { coverage: evaluating }), before), new Date(END + 1));
    expect(late).toMatchObject({ state: 'Expired', ...NOTHING });
  });
});

describe('the next look at an exception', () => {
  it.each([
    { because: 'policies come and go', now: NOW.getTime(), want: 600_000 },
    { because: 'it ends after that instant', now: END - 1_000, want: 1_001 },
    { because: 'the last instant is in time', now: END, want: 1 },
    { because: 'time brings nothing more', now: END + 1, want: 600_000 },
  ])('is after $want ms, as $because', ({ now, want }) => {
    expect(plan(observed(), new Date(now)).requeue).toEqual({ kind: 'after', ms: want });
  });
});

describe('the transitions of an exception', () => {
  const active = nextOf(observed());
  const object = { kind: 'ExceptionState', namespace: 'team-a', name: 'accepted' };

  it.each([
    { name: 'a new one', told: observed(), at: NOW, want: { from: undefined, to: 'Active', reason: 'InForce' } },
    {
      name: 'one that ends',
      told: stored(observed(), active),
      at: new Date(END + 1),
      want: { from: 'Active', to: 'Expired', reason: 'Expired' },
    },
    {
      name: 'one whose subject is gone',
      told: stored(observed({}, { coverage: NO_COVERAGE }), active),
      at: NOW,
      want: { from: 'Active', to: 'Unmatched', reason: 'NothingMatched' },
    },
  ])('of $name are told', ({ told, at: now, want }) => {
    expect(plan(told, now).transitions).toEqual([{ ...object, ...want }]);
  });

  it('are none for other counts', () => {
    const told = stored(observed({}, { coverage: { ...COVERED, applied: 9 } }), active);
    expect(plan(told, NOW).transitions).toEqual([]);
    expect(nextOf(told).applied).toBe(9);
  });
});

describe('the names in an exception', () => {
  const created = anException({}, { metadata: { creationTimestamp: '2026-03-02T09:00:00Z' } });
  it.each([
    { since: undefined, want: 'NotInstalled', because: 'nobody looks at them' },
    { since: at('2026-03-02T09:00:00Z'), want: 'Verified', because: 'it was written under the policy' },
    { since: at('2026-03-02T09:00:01Z'), want: 'WrittenBefore', because: 'the policy came later' },
  ])('are $want, as $because', ({ since, want }) => {
    expect(verificationOf(created, since)).toBe(want);
  });
});

describe('what an approval covers', () => {
  const LATER = { kind: 'Incident', name: 'later', uidDigest: 2, severity: 'Low' } as const;
  const both = { selected: [LATER, INCIDENT], waiting: 1 };
  const labelled: SpecChanges = { target: { matchLabels: { tier: 'gold' } } };

  it('is shown while it is Pending, and kept once it is approved, whatever comes', () => {
    const pending = statusOf(observed({ ...labelled, approvedBy: undefined }));
    expect(pending).toMatchObject({ state: 'Pending', covered: [INCIDENT] });
    const exception = anException(labelled, { metadata: { generation: 3 }, status: pending });
    const approved = nextOf({ ...observed(labelled), exception, selection: both });
    expect(approved).toMatchObject({ state: 'Active', covered: [INCIDENT], waiting: 1 });
    expect(described(approved)['Active']).toBe('True InForce');
    const active = approved.conditions?.find(({ type }) => type === 'Active');
    expect(active?.message).toContain('1 of what it targets came, or became worse, after the approval');
  });

  it('is what is there where nobody noted it before', () => {
    expect(statusOf(observed(labelled, { selection: { ...both, waiting: 0 } }))).toMatchObject({
      covered: [LATER, INCIDENT],
    });
  });

  it('is no list where it covers the future, and that is said', () => {
    const status = statusOf(observed({ ...labelled, covers: 'Future' }, { selection: { ...both, waiting: 0 } }));
    expect(status.covered).toBeUndefined();
    expect(status.conditions?.find(({ type }) => type === 'Active')?.message).toContain('also what comes later');
  });

  it('has the check that is named as it was', () => {
    const check = { uid: 'c1', type: 'IncidentClosed' };
    const named = observed({ checkRef: { name: 'closed' } }, { check });
    const status = statusOf(named);
    expect(status.check).toEqual(check);
    const replaced = { ...stored(named, status), check: { uid: 'c2', type: 'DataLossReported' } };
    expect(nextOf(replaced).check).toEqual(check);
  });

  it('is one that is named as it is once it comes, where it was not there', () => {
    const status = statusOf(observed({}, { selection: { selected: [], waiting: 0 } }));
    expect(status.covered).toEqual([]);
    const came = { ...stored(observed(), status), selection: { selected: [INCIDENT], waiting: 1 } };
    expect(nextOf(came).covered).toEqual([INCIDENT]);
  });

  it('is at most 500 subjects, the first by name', () => {
    const selected = Array.from({ length: 501 }, (_, number) => ({
      kind: 'Incident',
      name: `i-${number}`,
      uidDigest: 1,
    }));
    expect(statusOf(observed(labelled, { selection: { selected, waiting: 0 } })).covered).toHaveLength(500);
  });
});
