// What is written to put a backup back: in which order, without what belongs to the old cluster, and with which status.

import { describe, expect, it } from 'vitest';
import { shortUid } from '../../compliance/rows.ts';
import { created, restoredStatus, rounds, type SavedObject } from './plan.ts';

function saved(kind: string, name: string, rest: Partial<SavedObject> & { readonly at?: string } = {}): SavedObject {
  const { at = '2026-03-02T08:00:00Z', metadata, ...members } = rest;
  return {
    apiVersion: 'docket.dev/v1alpha1',
    kind,
    metadata: { name, namespace: 'team', creationTimestamp: at, generation: 3, ...metadata },
    spec: {},
    ...members,
  };
}

const review = (name: string, at: string, incident = 'leak'): SavedObject =>
  saved('IncidentReview', name, { at, spec: { incidentRef: { name: incident } } });

describe('the order', () => {
  it('is one in which each object finds what it names, and exceptions come last', () => {
    const kinds = ['IncidentSource', 'CheckException', 'ComplianceCheck', 'IncidentReview', 'Incident'];
    const all = [...kinds, 'DisclosurePolicy', 'SLAPolicy', 'Pod'].map((kind) =>
      saved(kind, 'a', { spec: { incidentRef: { name: 'a' } } }),
    );
    expect(rounds(all).map(({ type }) => type.kind)).toEqual([
      'SLAPolicy',
      'DisclosurePolicy',
      'Incident',
      'IncidentReview',
      'ComplianceCheck',
      'IncidentSource',
      'CheckException',
    ]);
  });

  it('keeps which review of an incident is older, and which SLA policy', () => {
    const objects = [
      review('b', '2026-03-02T08:00:00Z'),
      review('a', '2026-03-02T09:00:00Z'),
      review('other', '2026-03-02T10:00:00Z', 'other'),
      saved('SLAPolicy', 'new', { at: '2026-03-02T09:00:00Z' }),
      saved('SLAPolicy', 'old', { at: '2026-03-02T08:00:00Z' }),
      saved('SLAPolicy', 'as-old', { at: '2026-03-02T08:00:00Z' }),
    ];
    const made = rounds(objects).map(({ objects: each, isLater }) => [
      each.map(({ metadata }) => metadata.name).toSorted(),
      isLater,
    ]);
    expect(made).toEqual([
      [['as-old', 'old'], false],
      [['new'], true],
      [['b', 'other'], false],
      [['a'], true],
    ]);
  });
});

describe('an object', () => {
  it('is created without what belongs to the cluster that it was in', () => {
    const object = saved('IncidentReview', 'leak', {
      metadata: {
        name: 'leak',
        namespace: 'team',
        uid: 'u',
        resourceVersion: '7',
        labels: { team: 'blue' },
        annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{}', note: 'kept' },
        finalizers: ['example.com/x'],
        ownerReferences: [{ apiVersion: 'v1', kind: 'Pod', name: 'x', uid: 'x' }],
      },
      spec: { owner: 'maria' },
      status: { observedGeneration: 3 },
    });
    expect(created(object)).toEqual({
      apiVersion: 'docket.dev/v1alpha1',
      kind: 'IncidentReview',
      metadata: { name: 'leak', namespace: 'team', labels: { team: 'blue' }, annotations: { note: 'kept' } },
      spec: { owner: 'maria' },
    });
  });

  it.each([
    { because: 'it was reported', spec: { title: 't' }, want: { detectedAt: '2026-03-02T08:00:00Z' } },
    { because: 'it is mirrored', spec: { sourceRef: { name: 'pd' } }, want: { recordedAt: '2026-03-02T08:00:00Z' } },
    {
      because: 'it says so',
      spec: { detectedAt: '2026-03-01T08:00:00Z' },
      want: { detectedAt: '2026-03-01T08:00:00Z' },
    },
  ])('that is an incident has $want, as $because', ({ spec, want }) => {
    expect(created(saved('Incident', 'leak', { spec })).spec).toEqual({ ...spec, ...want });
  });
});

describe('the status', () => {
  const uids = new Map([['old', 'new']]);

  it.each([
    {
      kind: 'Incident',
      status: { state: 'Closed', observedGeneration: 3 },
      want: { state: 'Closed', observedGeneration: 1 },
    },
    {
      kind: 'CheckException',
      status: { covered: [{ uidDigest: shortUid('old') }], check: { uid: 'old' } },
      want: { covered: [{ uidDigest: shortUid('new') }], check: { uid: 'new' } },
    },
    {
      kind: 'Incident',
      status: { deadlines: { slaPolicy: { uid: 'old' } } },
      want: { deadlines: { slaPolicy: { uid: 'old' } } },
    },
    { kind: 'CheckException', status: { approvedAt: 'then', observedGeneration: 2 }, want: { approvedAt: 'then' } },
    { kind: 'IncidentSource', status: { checkpoint: 'x' }, want: undefined },
    { kind: 'SLAPolicy', status: { conditions: [] }, want: undefined },
    { kind: 'Incident', status: undefined, want: undefined },
  ])('of a $kind: $status becomes $want', ({ kind, status, want }) => {
    const object = saved(kind, 'a', status === undefined ? {} : { status });
    expect(restoredStatus(object, 1, uids)).toEqual(want);
  });
});
