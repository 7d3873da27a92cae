// A provider's record as the Incident that mirrors it, and the smallest write that updates the stored Incident to it.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aPagerDutySource, aRecord } from '../../../test/support/builders/sources.ts';
import type { Incident, IncidentSpec } from '../../api/v1alpha1/incident.gen.ts';
import { incidentRow } from '../../compliance/rows.ts';
import type { IncidentRow } from '../../compliance/verdict.ts';
import type { IncidentRecord } from '../../integrations/ports/record.ts';
import { applyMergePatch } from '../../../test/support/builders/merge-patch.ts';
import { desiredIncident, isHeldByAnother, recordWrite } from './plan-record.ts';

const NAME = 'pager-q1-e3d6dd9d9ba3';
const SOURCE = aPagerDutySource({ spec: { zone: 'emea' } });

const desire = (record: IncidentRecord, existing?: Incident, source = SOURCE) => {
  const row = existing === undefined ? undefined : incidentRow(existing);
  return desiredIncident({ source, provider: 'pagerDuty' }, record, (): IncidentRow | undefined => row);
};

/** The incident that a record becomes, as the API server would store it, with the acknowledgement that its status then keeps. */
function stored(record: IncidentRecord, changes: Partial<Incident> = {}): Incident {
  const { incident } = desire(record);
  return {
    ...incident,
    ...(record.acknowledgedAt === undefined ? {} : { status: { acknowledgedAt: record.acknowledgedAt } }),
    ...changes,
    metadata: { ...incident.metadata, uid: 'u1', resourceVersion: '41', ...changes.metadata },
  };
}

describe('the mirrored incident', () => {
  it('has the facts of the record, its origin, and labels to select it by', () => {
    const { incident, key } = desire(
      aRecord({ mergedInto: 'Q0', assignees: ['PUSER1'], url: 'https://acme.example.com/Q1' }),
    );
    const { metadata, spec } = incident;
    expect(metadata.name).toMatch(/^pager-q1-[0-9a-f]{12}$/);
    expect(key).toBe(`team-a/${metadata.name}`);
    expect(spec).toEqual({
      sourceRef: { name: 'pager' },
      externalID: 'Q1',
      title: 'Disk full',
      severity: 'High',
      state: 'Detected',
      detectedAt: '2026-03-02T09:00:00Z',
      origin: 'PagerDuty',
      zone: 'emea',
      assignees: ['PUSER1'],
      url: 'https://acme.example.com/Q1',
      mergedIntoRef: { name: expect.stringMatching(/^pager-q0-[0-9a-f]{12}$/) as string },
    });
    expect(metadata.labels).toEqual({
      'docket.dev/source': 'pager',
      'docket.dev/severity': 'High',
      'docket.dev/state': 'Detected',
      'docket.dev/zone': 'emea',
    });
  });

  it('copies no label and no owner from its source, so that pruning the source does not delete it', () => {
    const labels = { 'argocd.argoproj.io/instance': 'security' };
    const source = aPagerDutySource({ metadata: { name: 'pager', namespace: 'team-a', labels } });
    const { metadata } = desire(aRecord(), undefined, source).incident;
    expect(Object.keys(metadata.labels ?? {}).every((label) => label.startsWith('docket.dev/'))).toBe(true);
    expect(metadata.ownerReferences).toBeUndefined();
  });

  it('keeps the time of acknowledgement when the vendor no longer returns it', () => {
    const acknowledged = stored(aRecord({ state: 'Triaging', acknowledgedAt: '2026-03-02T09:05:00Z' }));
    const resolved = aRecord({ state: 'Resolved', resolvedAt: '2026-03-02T11:00:00Z' });
    expect(desire(resolved, acknowledged).incident.spec.acknowledgedAt).toBe('2026-03-02T09:05:00Z');
    const corrected = { ...resolved, acknowledgedAt: '2026-03-02T09:04:00Z' };
    expect(desire(corrected, acknowledged).incident.spec.acknowledgedAt).toBe('2026-03-02T09:04:00Z');
  });

  it('does not keep one that only the spec has: people could write it before admission was there', () => {
    const forged = stored(aRecord({ state: 'Triaging', acknowledgedAt: '2026-03-02T09:00:01Z' }), { status: {} });
    expect(desire(aRecord({ state: 'Triaging' }), forged).incident.spec.acknowledgedAt).toBeUndefined();
    const later = aRecord({ state: 'Triaging', acknowledgedAt: '2026-03-02T11:00:00Z' });
    expect(desire(later, forged).incident.spec.acknowledgedAt).toBe('2026-03-02T11:00:00Z');
  });

  it('keeps the first acknowledgement when it expired and somebody acknowledged again', () => {
    const acknowledged = stored(aRecord({ state: 'Triaging', acknowledgedAt: '2026-03-02T09:05:00Z' }));
    const again = aRecord({ state: 'Triaging', acknowledgedAt: '2026-03-02T11:00:00Z' });
    expect(desire(again, acknowledged).incident.spec.acknowledgedAt).toBe('2026-03-02T09:05:00Z');
  });
});

describe('the severity on record', () => {
  const P1 = { value: 'P1' };
  const critical = aRecord({ severity: 'Critical', sourceSeverity: P1 });

  it.each<{ before: IncidentRecord; after: Partial<IncidentRecord>; want: string; because: string }>([
    {
      before: critical,
      after: { severity: 'Info', sourceSeverity: P1 },
      want: 'Critical',
      because: 'the source says what it said, so the map was edited',
    },
    {
      before: critical,
      after: { severity: 'Low', sourceSeverity: { value: 'P4' } },
      want: 'Low',
      because: 'the vendor corrected it',
    },
    {
      before: aRecord({ severity: 'Info', sourceSeverity: P1 }),
      after: { severity: 'Critical', sourceSeverity: P1 },
      want: 'Critical',
      because: 'a map may make more of it',
    },
    {
      before: critical,
      after: { severity: 'Low', sourceSeverity: { value: 'minor', field: 'Impact' } },
      want: 'Critical',
      because: 'the spec names another field',
    },
    {
      before: aRecord({ severity: 'Critical', sourceSeverity: { value: 'S1', field: 'Impact' } }),
      after: { severity: 'Low', sourceSeverity: { value: 'S4', field: 'Impact' } },
      want: 'Low',
      because: 'the vendor corrected the same field',
    },
    {
      before: critical,
      after: { severity: 'High' },
      want: 'High',
      because: 'the vendor took its priority back',
    },
    {
      before: aRecord({ severity: 'Critical' }),
      after: { severity: 'High' },
      want: 'Critical',
      because: 'what the source says cannot change, as with a mail',
    },
  ])('is $want: $because', ({ before, after, want }) => {
    const { severity: _own, sourceSeverity: _said, ...rest } = before;
    const { incident, lowered } = desire({ ...rest, severity: 'High', ...after }, stored(before));
    expect(incident.spec.severity).toBe(want);
    expect(incident.metadata.labels).toMatchObject({ 'docket.dev/severity': want });
    expect(incident.spec.sourceSeverity).toEqual(after.sourceSeverity);
    expect(lowered).toEqual(want === after.severity ? undefined : { from: want, to: after.severity });
  });

  it('follows the map where the administrator allowed that', () => {
    const row = incidentRow(stored(critical));
    const origin = { source: SOURCE, provider: 'pagerDuty', lowers: true } as const;
    const { incident } = desiredIncident(origin, { ...critical, severity: 'Info' }, () => row);
    expect(incident.spec.severity).toBe('Info');
  });

  it('is written with what the source says, without a field of before', () => {
    const before = stored(aRecord({ severity: 'Critical', sourceSeverity: { value: 'S1', field: 'Impact' } }));
    const write = recordWrite(desire(critical, before), NOW);
    const after = applyMergePatch(before, write?.kind === 'patch' ? write.patch : {});
    expect(after.spec.sourceSeverity).toEqual(P1);
  });
});

const NOW = new Date('2026-03-02T10:00:00Z');
const writeOf = (desired: ReturnType<typeof desire>) => recordWrite(desired, NOW);

describe('the write of a record', () => {
  it('is nothing for equal facts, whatever their order on the server', () => {
    const record = aRecord({ assignees: ['A', 'B'] });
    const { spec } = stored(record);
    const reversed = Object.fromEntries(Object.entries(spec).toReversed()) as unknown as IncidentSpec;
    expect(writeOf(desire(record, stored(record, { spec: reversed })))).toBeUndefined();
  });

  it('is a create for a new record', () => {
    expect(writeOf(desire(aRecord()))).toMatchObject({
      kind: 'create',
      object: { spec: { ...desire(aRecord()).incident.spec, recordedAt: '2026-03-02T10:00:00Z' } },
    });
  });

  it('is a patch of the version in the cache, and removes facts that the record no longer has', () => {
    const before = stored(aRecord({ service: 'Checkout', url: 'https://acme.example.com/Q1' }));
    const write = writeOf(desire(aRecord({ service: 'Payments' }), before));
    expect(write).toMatchObject({
      kind: 'patch',
      patch: { metadata: { resourceVersion: '41' }, spec: { service: 'Payments', url: null } },
    });
  });

  it('restores a Docket label that somebody changed, and leaves other labels alone', () => {
    const labels = { ...stored(aRecord()).metadata.labels, 'docket.dev/severity': 'Low', team: 'checkout' };
    const tampered = stored(aRecord(), { metadata: { name: NAME, namespace: 'team-a', labels } });
    const write = writeOf(desire(aRecord(), tampered));
    if (write?.kind !== 'patch') throw new Error('a patch is wanted');
    const { metadata } = applyMergePatch(tampered, write.patch);
    expect(metadata.labels).toEqual({ ...labels, 'docket.dev/severity': 'High' });
  });

  it('removes the zone and its label when the source no longer has a zone', () => {
    const write = writeOf(desire(aRecord(), stored(aRecord()), aPagerDutySource()));
    if (write?.kind !== 'patch') throw new Error('a patch is wanted');
    const { spec, metadata } = applyMergePatch(stored(aRecord()), write.patch);
    expect([spec.zone, metadata.labels?.['docket.dev/zone']]).toEqual([undefined, undefined]);
  });
});

describe('a name that is taken', () => {
  const mine = stored(aRecord());
  const decide = (existing: Incident) => {
    const write = writeOf(desire(aRecord({ title: 'Disk full again' })));
    if (write?.kind !== 'create') throw new Error('a create is wanted');
    return write.onExists?.(existing);
  };

  it.each([
    {
      name: 'this very incident, as it was',
      because: 'a source that is created again adopts its incidents',
      existing: mine,
      want: 'patch',
    },
    {
      name: 'this very incident, as it should be',
      because: 'another replica was faster',
      existing: stored(aRecord({ title: 'Disk full again' })),
      want: 'keep',
    },
    {
      name: 'an incident of another ID',
      because: 'nothing is overwritten that is not ours',
      existing: { ...mine, spec: { ...mine.spec, externalID: 'Q2' } },
      want: 'collision',
    },
    {
      name: 'an incident of another source',
      because: 'nothing is overwritten that is not ours',
      existing: { ...mine, spec: { ...mine.spec, sourceRef: { name: 'other' } } },
      want: 'collision',
    },
  ])('by $name is a $want: $because', ({ existing, want }) => {
    expect(decide(existing)?.kind).toBe(want);
    expect(isHeldByAnother(desire(aRecord(), existing))).toBe(want === 'collision');
  });
});

describe('a property of every record', () => {
  const text = fc.string({ maxLength: 20 });
  const instant = fc.constantFrom('2026-03-02T09:00:00Z', '2026-03-02T09:05:00Z', '2026-03-02T11:00:00Z');
  const records: fc.Arbitrary<IncidentRecord> = fc.record(
    {
      externalID: fc.constant('Q1'),
      title: text,
      severity: fc.constantFrom('Critical', 'High', 'Low'),
      state: fc.constantFrom('Detected', 'Triaging', 'Resolved'),
      detectedAt: instant,
      acknowledgedAt: instant,
      resolvedAt: instant,
      category: text,
      url: text,
      service: text,
      assignees: fc.array(text, { maxLength: 3 }),
      description: text,
      mergedInto: fc.constantFrom('Q2', 'Q3'),
    },
    { requiredKeys: ['externalID', 'title', 'severity', 'state', 'detectedAt'] },
  );

  it('whatever is stored, its write makes the stored incident equal to the record, and then there is nothing to write', () => {
    fc.assert(
      fc.property(records, records, (before, after) => {
        const existing = stored(before);
        const desired = desire(after, existing);
        const write = writeOf(desired);
        const written = write?.kind === 'patch' ? applyMergePatch(existing, write.patch) : existing;
        expect(write === undefined || write.kind === 'patch').toBe(true);
        expect(written.spec).toEqual(desired.incident.spec);
        expect(writeOf(desire(after, written))).toBeUndefined();
      }),
    );
  });
});
