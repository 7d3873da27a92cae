// One incident of PagerDuty → one record, or the reason why it is rejected.

import { describe, expect, it } from 'vitest';

import type { Severity } from '../../api/v1alpha1/vocabulary.gen.ts';
import { normalizeIncident, type NormalizeOptions, type Normalized } from './normalize.ts';

const BASE = {
  id: 'PT4KHLK',
  created_at: '2026-03-01T21:30:42Z',
  status: 'triggered',
  title: 'The server is on fire.',
  html_url: 'https://acme.pagerduty.com/incidents/PT4KHLK',
  urgency: 'high',
  priority: null,
  service: { id: 'PIJ90N7', summary: 'My Mail Service' },
  teams: [{ id: 'PQ9K7I8', summary: 'Engineering' }],
  assignments: [{ at: '2026-03-01T21:30:42Z', assignee: { id: 'PXPGF42', summary: 'Earline Greenholt' } }],
  acknowledgements: [],
  last_status_change_at: '2026-03-01T21:38:23Z',
  resolved_at: null,
};

function normalize(change: object, options: Partial<NormalizeOptions> = {}): Normalized {
  return normalizeIncident({ ...BASE, ...change }, { severityMap: [], dataPolicy: 'Minimal', ...options });
}

function record(change: object, options: Partial<NormalizeOptions> = {}): Record<string, unknown> {
  const normalized = normalize(change, options);
  if (normalized.kind === 'rejected') throw new Error(normalized.item.detail);
  return { ...normalized.record };
}

describe('severity', () => {
  const map = (from: string, to: Severity): { severityMap: NormalizeOptions['severityMap'] } => ({
    severityMap: [{ from, to }],
  });
  const priority = (summary: string | null): object => ({ priority: { id: 'P53ZZH5', summary } });

  it.each([
    ['P1', priority('P1'), {}, 'Critical', undefined],
    ['P2', priority('P2'), {}, 'High', undefined],
    ['P3', priority('P3'), {}, 'Medium', undefined],
    ['P4', priority('P4'), {}, 'Low', undefined],
    ['P5', priority('P5'), {}, 'Low', undefined],
    ['in any case', priority(' p1 '), {}, 'Critical', undefined],
    ['P1 with low urgency', { ...priority('P1'), urgency: 'low' }, {}, 'Critical', undefined],
    ['no priority, urgency high', {}, {}, 'High', undefined],
    ['no priority, urgency low', { urgency: 'low' }, {}, 'Low', undefined],
    ['a priority without a name', { ...priority(null), urgency: 'low' }, {}, 'Low', undefined],
    ['a priority with a name only', { priority: { id: 'X', name: 'P3' } }, {}, 'Medium', undefined],
    ['a name that nothing maps', priority('SEV-1'), {}, 'High', 'SEV-1'],
    ['P6', priority('P6'), {}, 'High', 'P6'],
    ['a name from Object', priority('constructor'), {}, 'High', 'constructor'],
    ['an urgency that nothing maps', { urgency: 'medium' }, {}, 'High', 'medium'],
    ['neither', { urgency: null }, {}, 'High', undefined],
    ['the map of a priority', priority('SEV-1'), map('SEV-1', 'Info'), 'Info', undefined],
    ['in another case', priority('sev-1'), map('SEV-1', 'Info'), 'Info', undefined],
    ['the map before P1', priority('P1'), map('P1', 'Low'), 'Low', undefined],
    ['the map of an urgency', {}, map('high', 'Critical'), 'Critical', undefined],
    ['as the spec writes urgencies', {}, map('High', 'Critical'), 'Critical', undefined],
    ['the map of an urgency before a priority', priority('P3'), map('high', 'Critical'), 'Critical', undefined],
    [
      'an exact entry before one in another case',
      priority('sev-1'),
      {
        severityMap: [
          { from: 'SEV-1', to: 'Low' },
          { from: 'sev-1', to: 'Medium' },
        ] as const,
      },
      'Medium',
      undefined,
    ],
  ])('%s', (...[, change, options, severity, unmapped]) => {
    expect(normalize(change, options)).toMatchObject({ record: { severity }, unmapped });
  });
});

describe('times', () => {
  it.each([
    ['triggered', {}, { state: 'Detected', detectedAt: '2026-03-01T21:30:42Z' }, ['acknowledgedAt', 'resolvedAt']],
    [
      'the earliest of several acknowledgements',
      {
        status: 'acknowledged',
        acknowledgements: [{ at: '2026-03-01T21:40:00Z' }, { at: '2026-03-01T22:35:00+01:00' }],
      },
      { state: 'Triaging', acknowledgedAt: '2026-03-01T21:35:00Z' },
      ['resolvedAt'],
    ],
    [
      'acknowledged, by whom it does not say',
      { status: 'acknowledged' },
      { acknowledgedAt: '2026-03-01T21:38:23Z' },
      [],
    ],
    [
      'resolved at',
      { status: 'resolved', resolved_at: '2026-03-01T23:00:00Z' },
      { state: 'Resolved', resolvedAt: '2026-03-01T23:00:00Z' },
      ['acknowledgedAt'],
    ],
    ['resolved, when the status changed', { status: 'resolved' }, { resolvedAt: '2026-03-01T21:38:23Z' }, []],
    [
      'reopened: an old resolution is none',
      { resolved_at: '2026-03-01T23:00:00Z' },
      { state: 'Detected' },
      ['resolvedAt'],
    ],
    ['with an offset', { created_at: '2026-03-01T16:30:42-05:00' }, { detectedAt: '2026-03-01T21:30:42Z' }, []],
  ])('%s', (_name, change, want, absent) => {
    const got = record(change);
    expect(got).toMatchObject(want);
    for (const field of absent) expect(got).not.toHaveProperty(field);
  });
});

describe('text', () => {
  it.each([
    ['a title', { title: ' a\u001b[1mb\n' }, { title: 'ab' }],
    ['no title: the summary', { title: null, summary: '[#1] x' }, { title: '[#1] x' }],
    ['neither', { title: null }, { title: 'Incident PT4KHLK' }],
    ['a title that is blank', { title: '\u200b ' }, { title: 'Incident PT4KHLK' }],
    ['a service without a name', { service: { id: 'PIJ90N7', summary: null } }, { service: 'PIJ90N7' }],
    [
      'many assignees',
      { assignments: Array.from({ length: 80 }, (_, n) => ({ assignee: { id: `P${n}` } })) },
      { assignees: expect.objectContaining({ length: 50 }) as unknown },
    ],
  ])('%s', (_name, change, want) => {
    expect(record(change)).toMatchObject(want);
  });

  it.each([
    ['no service', { service: null }, 'service'],
    ['a link that is a script', { html_url: 'javascript:alert(1)' }, 'url'],
    ['no assignee', { assignments: [] }, 'assignees'],
    ['an assignee that is a mail address', { assignments: [{ assignee: { id: 'jane@example.com' } }] }, 'assignees'],
    ['a description under Minimal', { description: 'free text' }, 'description'],
    ['a resolution that is no merge', { resolve_reason: { type: 'other', incident: { id: 'PX' } } }, 'mergedInto'],
  ])('%s: left out', (_name, change, field) => {
    expect(record(change)).not.toHaveProperty(field);
  });

  it('Full adds names and the description, unless it repeats the title', () => {
    const full = { dataPolicy: 'Full' } as const;
    expect(record({ description: 'more' }, full)).toMatchObject({
      assignees: ['Earline Greenholt'],
      description: 'more',
    });
    expect(record({ description: BASE.title }, full)).not.toHaveProperty('description');
  });
});

it.each([
  ['null', null, 'WrongType', 'incident: must be object'],
  ['a text', 'x', 'WrongType', 'incident: must be object'],
  ['a list', [], 'WrongType', 'incident: must be object'],
  ['no id', { ...BASE, id: undefined }, 'MissingField', "incident: must have required property 'id'"],
  [
    'no creation',
    { ...BASE, created_at: undefined },
    'MissingField',
    "incident: must have required property 'created_at'",
  ],
  ['a numeric id', { ...BASE, id: 7 }, 'WrongType', '/id: must be string'],
  ['an id that leaves the path', { ...BASE, id: '../users' }, 'InvalidID', '/id: not an id of PagerDuty'],
  ['an id of 129 characters', { ...BASE, id: 'P'.repeat(129) }, 'InvalidID', '/id: not an id of PagerDuty'],
  ['an empty id', { ...BASE, id: '' }, 'InvalidID', '/id: not an id of PagerDuty'],
  [
    'a status of its own',
    { ...BASE, status: 'snoozed' },
    'UnknownState',
    '/status: not triggered, acknowledged or resolved',
  ],
  [
    'a status from Object',
    { ...BASE, status: 'toString' },
    'UnknownState',
    '/status: not triggered, acknowledged or resolved',
  ],
  ['a time of its own', { ...BASE, created_at: 'now' }, 'InvalidTime', '/created_at: not an instant with an offset'],
  [
    'a time without an offset',
    { ...BASE, created_at: '2026-03-01T00:00:00' },
    'InvalidTime',
    '/created_at: not an instant with an offset',
  ],
  ['a bad resolution', { ...BASE, resolved_at: 'x' }, 'InvalidTime', '/resolved_at: not an instant with an offset'],
  [
    'a bad change',
    { ...BASE, last_status_change_at: 'x' },
    'InvalidTime',
    '/last_status_change_at: not an instant with an offset',
  ],
  [
    'a bad acknowledgement',
    { ...BASE, acknowledgements: [{ at: 'x' }] },
    'InvalidTime',
    '/acknowledgements: not an instant with an offset',
  ],
  ['assignments that are none', { ...BASE, assignments: {} }, 'WrongType', '/assignments: must be array'],
  ['a title that is a number', { ...BASE, title: 7 }, 'WrongType', '/title: must be string'],
])('rejects %s', (_name, raw, reason, detail) => {
  const normalized = normalizeIncident(raw, { severityMap: [], dataPolicy: 'Minimal' });
  expect(normalized).toMatchObject({ kind: 'rejected', item: { reason, detail } });
});
