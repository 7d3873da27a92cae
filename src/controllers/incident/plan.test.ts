// What the status of an incident says: its state, what checks say of it, and whether its source lists it. Every status is valid, and
// deciding the same again later changes nothing.

import { describe, expect, it } from 'vitest';
import { anIncidentRow, aReviewRow, aSubject, at } from '../../../test/support/builders/compliance.ts';
import { expectValidConditions } from '../../../test/support/operator/kstatus.ts';
import type { IncidentStatus } from '../../api/v1alpha1/incident.gen.ts';
import type { Joins } from '../../compliance/joined-incident.ts';
import { statusDigest } from '../../compliance/incident-facts.ts';
import type { IncidentRow } from '../../compliance/verdict.ts';
import type { IncidentObservation } from './observation.ts';
import { plan } from './plan.ts';

const NOW = new Date('2026-03-02T10:00:00Z');
const LATER = new Date('2026-03-05T10:00:00Z');

type Counts = IncidentObservation['verdicts']['counts'];
const NONE: Counts = { passing: 0, due: 0, failing: 0, unknown: 0, exempted: 0 };

interface Facts extends Partial<Omit<IncidentObservation, 'verdicts' | 'incident'>> {
  readonly row?: IncidentRow;
  readonly joins?: Partial<Joins>;
  readonly counts?: Partial<Counts>;
  readonly failing?: readonly string[];
}

function observed({ row, joins, counts = { passing: 1 }, failing = [], ...facts }: Facts = {}): IncidentObservation {
  return {
    incident: aSubject(row, joins),
    verdicts: { counts: { ...NONE, ...counts }, failing, evaluating: 0 },
    stored: undefined,
    resourceVersion: '41',
    ...facts,
  };
}

/** The status. Asserts that it is valid, and that deciding the same again days later changes nothing. */
function statusOf(observation: IncidentObservation, now = NOW): IncidentStatus {
  const status = plan(observation, now).status?.next as IncidentStatus;
  expectValidConditions(status);
  const again = plan({ ...observation, stored: status }, LATER);
  expect(again.status?.next).toEqual(status);
  expect(again.transitions).toEqual([]);
  return status;
}

function described({ conditions = [] }: IncidentStatus): Record<string, string> {
  return Object.fromEntries(conditions.map(({ type, status, reason }) => [type, `${status} ${reason}`]));
}

const REPORTED = anIncidentRow({ source: undefined, externalID: undefined, origin: 'Reported' });
const SEEN = { Ready: 'True Recorded', Synced: 'True Listed' };

interface Row {
  readonly name: string;
  readonly because: string;
  readonly facts: Facts;
  readonly want: Readonly<Record<string, string>>;
}

const ROWS: readonly Row[] = [
  {
    name: 'one that every check passes',
    because: 'nothing is owed',
    facts: {},
    want: { ...SEEN, Compliant: 'True AllChecksPass' },
  },
  {
    name: 'one with time left',
    because: 'due is still compliant',
    facts: { counts: { due: 2 } },
    want: { ...SEEN, Compliant: 'True AllChecksPass' },
  },
  {
    name: 'one that is exempted',
    because: 'somebody answers for it',
    facts: { counts: { exempted: 1 } },
    want: { ...SEEN, Compliant: 'True AllChecksPass' },
  },
  {
    name: 'one that a check fails, and another cannot judge',
    because: 'what is known to fail fails',
    facts: { counts: { failing: 1, unknown: 1, passing: 3 }, failing: ['incident-closed'] },
    want: { ...SEEN, Compliant: 'False ChecksFail' },
  },
  {
    name: 'one that a check cannot judge',
    because: 'no data is never green',
    facts: { counts: { unknown: 1, passing: 3 } },
    want: { ...SEEN, Compliant: 'Unknown ChecksUnknown' },
  },
  {
    name: 'one that no check selects',
    because: 'nobody looked at it',
    facts: { counts: { passing: 0 } },
    want: { ...SEEN, Compliant: 'Unknown NotChecked' },
  },
  {
    name: 'one that its source forgot',
    because: 'the record stays, and says so',
    facts: { row: anIncidentRow({ synced: 'NotFoundUpstream' }) },
    want: { Ready: 'True Recorded', Synced: 'False NotFoundUpstream', Compliant: 'True AllChecksPass' },
  },
  {
    name: 'one that the filters leave out',
    because: 'it is followed all the same',
    facts: { row: anIncidentRow({ synced: 'OutOfScope' }) },
    want: { Ready: 'True Recorded', Synced: 'False OutOfScope', Compliant: 'True AllChecksPass' },
  },
  {
    name: 'one that its source has not repeated for long',
    because: 'a missing resolved is normal',
    facts: { row: anIncidentRow({ synced: 'NotRepeated' }) },
    want: { Ready: 'True Recorded', Synced: 'False NotRepeated', Compliant: 'True AllChecksPass' },
  },
  {
    name: 'a reported one',
    because: 'there is no source that could list it',
    facts: { row: REPORTED },
    want: { Ready: 'True Recorded', Compliant: 'True AllChecksPass' },
  },
];

describe('the conditions of an incident', () => {
  it.each(ROWS)('$name: as $because', ({ facts, want }) => {
    expect(described(statusOf(observed(facts)))).toEqual(want);
  });

  it.each(ROWS)('$name: the same from whatever was stored before', ({ facts, want }) => {
    for (const { facts: earlier } of ROWS.filter((row) => (row.facts.row === REPORTED) === (facts.row === REPORTED))) {
      const stored = plan(observed(earlier), NOW).status?.next as IncidentStatus;
      const status = statusOf(observed({ ...facts, stored }), LATER);
      expect(described(status)).toEqual(want);
      expect(statusDigest(status)).toBe(statusDigest(statusOf(observed(facts))));
    }
  });

  it('hold no text of the provider', () => {
    const row = anIncidentRow({ category: 'CANARY', zone: 'CANARY', labels: { title: 'CANARY' } });
    expect(JSON.stringify(statusOf(observed({ row })))).not.toContain('CANARY');
  });
});

describe('the rest of the status', () => {
  it('has the counts and the names of the checks that fail', () => {
    const counts = { passing: 4, failing: 2, due: 1, unknown: 1, exempted: 3 };
    const status = statusOf(observed({ counts, failing: ['a', 'b'] }));
    expect(status).toMatchObject({ counts: { failing: 2, due: 1, unknown: 1, exempted: 3 }, failing: ['a', 'b'] });
    expect(statusOf(observed({ stored: status })).failing).toBeUndefined();
  });

  it('names the review and what it says of lost data, until it goes', () => {
    const review = aReviewRow({ assessment: 'Suspected' });
    const status = statusOf(observed({ joins: { reviewOf: () => review } }));
    expect(status).toMatchObject({ reviewRef: { name: 'review' }, dataLoss: 'Suspected' });
    const without = statusOf(observed({ stored: status }));
    expect(without.reviewRef).toBeUndefined();
    expect(without.dataLoss).toBe('NotAssessed');
  });

  it('has the deadlines, and by which policy and severity they are', () => {
    expect(statusOf(observed()).deadlines).toEqual({
      slaPolicy: { name: 'built-in', generation: 0 },
      severity: 'High',
      acknowledgeBy: '2026-03-02T10:00:00Z',
      resolveBy: '2026-03-09T09:00:00Z',
      assessBy: '2026-03-05T09:00:00Z',
    });
  });

  it('rebuilds the way of an incident from its times, and goes on from what is stored', () => {
    const row = anIncidentRow({
      recordState: 'Resolved',
      detectedAt: at('2026-03-01T09:00:00Z'),
      acknowledgedAt: at('2026-03-01T09:05:00Z'),
      resolvedAt: at('2026-03-01T12:00:00Z'),
    });
    const status = statusOf(observed({ row }));
    expect(status.timeline?.map(({ time, to }) => `${time} ${to}`)).toEqual([
      '2026-03-01T09:00:00Z Detected',
      '2026-03-01T09:05:00Z Triaging',
      '2026-03-01T12:00:00Z Resolved',
    ]);
    const reopened = anIncidentRow({ ...row, recordState: 'Detected', resolvedAt: undefined });
    const next = plan(observed({ row: reopened, stored: status }), LATER).status?.next as IncidentStatus;
    expect(next.timeline?.at(-1)).toEqual({
      time: '2026-03-05T10:00:00Z',
      from: 'Resolved',
      to: 'Detected',
      origin: 'Source',
    });
    expect(next.state).toBe('Detected');
  });

  it('of a reported incident says that people changed it', () => {
    expect(statusOf(observed({ row: REPORTED })).timeline?.[0]?.origin).toBe('Reporter');
  });
});

describe('the transitions of an incident', () => {
  const stored = plan(observed(), NOW).status?.next as IncidentStatus;
  const RESOLVED = anIncidentRow({ recordState: 'Resolved', resolvedAt: at('2026-03-02T09:30:00Z') });

  it.each([
    { name: 'a new one', facts: {}, want: ['IncidentState undefined>Detected', 'IncidentCompliance undefined>True'] },
    { name: 'the same', facts: { stored }, want: [] },
    { name: 'one that is resolved', facts: { stored, row: RESOLVED }, want: ['IncidentState Detected>Resolved'] },
    { name: 'one that fails now', facts: { stored, counts: { failing: 1 } }, want: ['IncidentCompliance True>False'] },
  ])('of $name are $want', ({ facts, want }) => {
    const told = plan(observed(facts), LATER).transitions;
    expect(told.map(({ kind, from, to }) => `${kind} ${from}>${to}`)).toEqual(want);
    expect(told.every(({ reason }) => /^[A-Z][A-Za-z]+$/.test(reason))).toBe(true);
  });

  it('are planned against the version that was read, and ask for no later look', () => {
    const { status, requeue, writes } = plan(observed(), NOW);
    expect(status?.target).toMatchObject({ resourceVersion: '41', key: { namespace: 'team-a' } });
    expect([requeue, writes]).toEqual([{ kind: 'done' }, []]);
  });
});
