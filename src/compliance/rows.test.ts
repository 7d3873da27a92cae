import { describe, expect, it } from 'vitest';

import { anIncident, at } from '../../test/support/builders/compliance.ts';
import type { Incident } from '../api/v1alpha1/incident.gen.ts';
import { plainRow } from './compact-row.ts';
import { recordDigest } from './digest.ts';
import { createInterner, interned, internedLabels } from './intern.ts';
import { incidentRow } from './rows.ts';

const condition = (type: string, status: 'True' | 'False' | 'Unknown', reason = 'Listed') => ({
  type,
  status,
  reason,
  message: '',
  lastTransitionTime: '2026-03-02T08:00:00Z',
});

describe('incidentRow', () => {
  it('has what checks, counts and syncs need', () => {
    const incident = anIncident({ resolvedAt: '2026-03-02T09:30:00.250Z', state: 'Resolved' });
    expect(plainRow(incidentRow(incident))).toEqual({
      namespace: 'team-a',
      name: 'pagerduty-q1-0123456789ab',
      uid: 900986107,
      resourceVersion: 100,
      generation: 1,
      source: 'pagerduty',
      externalID: 'Q1',
      severity: 'High',
      rated: 0,
      ratedBy: 0,
      recordState: 'Resolved',
      state: 'Resolved',
      category: 'Storage',
      zone: 'emea',
      origin: 'PagerDuty',
      title: 'disk full',
      detectedAt: at('2026-03-02T09:00:00Z'),
      recordedAt: at('2026-03-02T09:00:05Z'),
      acknowledgedAt: undefined,
      statedAcknowledgedAt: undefined,
      resolvedAt: at('2026-03-02T09:30:00.250Z'),
      closedAt: undefined,
      labels: incident.metadata.labels,
      digest: recordDigest(incident.spec, incident.metadata.labels),
      statusDigest: undefined,
      hinted: false,
      synced: undefined,
    });
  });

  it('has one shape whatever is absent: the engine keeps one layout for all rows', () => {
    const bare = anIncident();
    const full = anIncident({ closedAt: '2026-03-02T09:30:00Z' }, { status: { state: 'Closed' } });
    expect(Object.keys(incidentRow(full))).toEqual(Object.keys(incidentRow(bare)));
  });

  it.each([
    {
      name: 'an incident with a hint at a data loss',
      because: 'a provider that could not look again keeps what is on record',
      row: incidentRow(anIncident({ dataLossHint: 'Suspected' })),
      want: { hinted: true },
    },
    {
      name: 'a restored incident',
      because: 'its spec says when it came on record, and its creation is the restore',
      row: incidentRow(anIncident({ recordedAt: '2026-03-01T00:00:00Z' })),
      want: { recordedAt: at('2026-03-01T00:00:00Z') },
    },
    {
      name: 'a reported incident',
      because: 'whoever reports it says when it was detected',
      row: incidentRow({ ...anIncident(), spec: { title: 'Lost', severity: 'High' } as Incident['spec'] }),
      want: { recordedAt: undefined },
    },
    {
      name: 'a state that was concluded',
      because: 'status.state takes the review in',
      row: incidentRow(anIncident({}, { status: { state: 'Investigating' } })),
      want: { recordState: 'Detected', state: 'Investigating' },
    },
    {
      name: 'no status yet',
      because: 'the record’s state counts until the first one is written',
      row: incidentRow(anIncident({ state: 'Triaging' }, { status: {} })),
      want: { recordState: 'Triaging', state: 'Triaging' },
    },
    {
      name: 'a reported incident without times',
      because: 'absent detectedAt means when the record was created',
      row: incidentRow(reported()),
      want: { source: undefined, externalID: undefined, origin: 'Reported', detectedAt: at('2026-03-02T09:00:05Z') },
    },
    {
      name: 'an offset in a time',
      because: 'instants are compared, not texts',
      row: incidentRow(anIncident({ detectedAt: '2026-03-02T10:00:00+01:00' })),
      want: { detectedAt: at('2026-03-02T09:00:00Z') },
    },
    {
      name: 'a time that is none',
      because: 'one unreadable field must not lose the incident',
      row: incidentRow(anIncident({ acknowledgedAt: 'soon' })),
      want: { acknowledgedAt: undefined },
    },
    {
      name: 'an incident that its source has forgotten',
      because: 'what the source says of it counts no more',
      row: incidentRow(anIncident({}, { status: { conditions: [condition('Synced', 'False', 'NotFoundUpstream')] } })),
      want: { synced: 'NotFoundUpstream' },
    },
  ])('$name: $because', ({ row, want }) => {
    expect(row).toMatchObject(want);
  });

  it('shares what repeats: two rows hold the same label set and the same texts', () => {
    const one = incidentRow(structuredClone(anIncident()));
    const labels = Object.fromEntries(Object.entries(anIncident().metadata.labels ?? {}).toReversed());
    const metadata = { ...anIncident().metadata, labels };
    const other = incidentRow(structuredClone(anIncident({}, { metadata })));
    expect(other.labels).toBe(one.labels);
  });

  it('has a digest of its status that changes with conclusions only', () => {
    const digestOf = (status: object) => incidentRow(anIncident({}, { status })).statusDigest;
    const conditions = [condition('Ready', 'True')];
    const base = digestOf({ state: 'Detected', conditions });
    const moved = conditions.map((each) => ({ ...each, lastTransitionTime: '2026-03-02T09:00:00Z', message: 'new' }));
    expect(digestOf({ state: 'Detected', conditions: moved, timeline: [] })).toBe(base);
    expect(digestOf({ state: 'Triaging', conditions })).not.toBe(base);
    expect(digestOf({ state: 'Detected', conditions: [condition('Ready', 'False')] })).not.toBe(base);
  });
});

describe('interning', () => {
  it('gives the same object for the same key while it is asked for', () => {
    let made = 0;
    const intern = createInterner<{ readonly made: number }>(2);
    const make = () => ({ made: ++made });
    const kept = intern('kept', make);
    for (let number = 0; number < 100; number++) {
      intern(`other-${number}`, make);
      expect(intern('kept', make)).toBe(kept);
    }
  });

  it('holds at most two generations, however many keys come', () => {
    const intern = createInterner<string>(10);
    let made = 0;
    for (let round = 0; round < 2; round++) {
      for (let number = 0; number < 1_000; number++) {
        intern(`key-${number}`, () => {
          made++;
          return `key-${number}`;
        });
      }
    }
    // When the second round begins, only the last two generations of the first are still held.
    expect(made).toBeGreaterThanOrEqual(2_000 - 20);
  });

  it('knows no labels from none', () => {
    expect(internedLabels(undefined)).toBeUndefined();
    expect(internedLabels({})).toBeUndefined();
    expect(internedLabels({ a: '' })).toEqual({ a: '' });
    expect(interned('')).toBe('');
  });
});

function reported() {
  const {
    sourceRef: _sourceRef,
    externalID: _externalID,
    detectedAt: _detectedAt,
    origin: _origin,
    ...spec
  } = anIncident().spec;
  return { ...anIncident(), spec };
}
