import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { anIncidentRow } from '../../test/support/builders/compliance.ts';
import { Census } from './census.ts';
import { isOpen } from './lifecycle.ts';
import { INCIDENT_STATES } from '../api/v1alpha1/vocabulary.gen.ts';
import type { IncidentRow } from './verdict.ts';

const row = fc
  .record({
    namespace: fc.constantFrom('a', 'b'),
    name: fc.constantFrom('i1', 'i2', 'i3', 'i4', 'i5'),
    source: fc.constantFrom('pagerduty', 'jira', undefined),
    severity: fc.constantFrom('Critical' as const, 'Low' as const),
    state: fc.constantFrom(...INCIDENT_STATES),
    recordState: fc.constantFrom(...INCIDENT_STATES),
    detectedAt: fc.nat(5),
  })
  .map((facts) => anIncidentRow(facts));
const step = fc.oneof(
  { weight: 4, arbitrary: row.map((put) => ({ put })) },
  row.map((remove) => ({ remove })),
);

const keyOf = ({ namespace, name }: IncidentRow): string => `${namespace}/${name}`;

describe('Census', () => {
  it('law: after any history it counts what a recount from scratch counts', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200, size: 'max' }), (steps) => {
        const census = new Census();
        const rows = new Map<string, IncidentRow>();
        for (const done of steps) {
          const after = 'put' in done ? done.put : undefined;
          const key = keyOf('put' in done ? done.put : done.remove);
          census.move(rows.get(key), after);
          if (after === undefined) rows.delete(key);
          else rows.set(key, after);
        }
        expect(countsOf(census)).toEqual(recount([...rows.values()]));
      }),
      { numRuns: 500 },
    );
  });

  it('keeps the oldest open one right however often it changes, and forgets what is gone', () => {
    const census = new Census();
    const open = (name: string, detectedAt: number): IncidentRow => anIncidentRow({ name, detectedAt });
    census.move(undefined, open('old', 5));
    let before = open('young', 10);
    census.move(undefined, before);
    for (let round = 0; round < 1_000; round++) {
      const after = open('young', 10 + round);
      census.move(before, after);
      before = after;
    }
    expect([...census.oldestOpen()].map(({ detectedAt }) => detectedAt)).toEqual([5]);
    census.move(open('old', 5), undefined);
    expect([...census.oldestOpen()].map(({ detectedAt }) => detectedAt)).toEqual([1_009]);
    census.move(before, undefined);
    expect([[...census.oldestOpen()], [...census.groups()]]).toEqual([[], []]);
  });

  it('counts no reported incident for a source', () => {
    const census = new Census();
    census.move(undefined, anIncidentRow({ source: undefined }));
    expect(census.ofSource('team-a', '')).toEqual({ open: 0, total: 0 });
    expect([...census.groups()].map(({ source }) => source)).toEqual(['']);
  });
});

interface Counts {
  readonly groups: Record<string, number>;
  readonly oldest: Record<string, number>;
  readonly sources: Record<string, { readonly open: number; readonly total: number }>;
}

const SOURCES = ['a/pagerduty', 'a/jira', 'b/pagerduty', 'b/jira'];

function countsOf(census: Census): Counts {
  const groups: Record<string, number> = {};
  for (const { namespace, source, severity, state, count } of census.groups()) {
    groups[`${namespace}/${source}/${severity}/${state}`] = count;
  }
  const oldest: Record<string, number> = {};
  for (const { namespace, source, severity, detectedAt } of census.oldestOpen()) {
    oldest[`${namespace}/${source}/${severity}`] = detectedAt;
  }
  const sources = SOURCES.map((key) => {
    const [namespace = '', source = ''] = key.split('/');
    return [key, { ...census.ofSource(namespace, source) }] as const;
  });
  return { groups, oldest, sources: Object.fromEntries(sources) };
}

function recount(rows: readonly IncidentRow[]): Counts {
  const groups: Record<string, number> = {};
  const oldest: Record<string, number> = {};
  const sources = Object.fromEntries(SOURCES.map((key) => [key, { open: 0, total: 0 }]));
  for (const { namespace, source = '', severity, state, recordState, detectedAt } of rows) {
    const place = `${namespace}/${source}/${severity}`;
    groups[`${place}/${state}`] = (groups[`${place}/${state}`] ?? 0) + 1;
    if (isOpen(state)) oldest[place] = Math.min(oldest[place] ?? Infinity, detectedAt);
    const counts = sources[`${namespace}/${source}`];
    if (counts === undefined) continue;
    counts.total++;
    if (isOpen(recordState)) counts.open++;
  }
  return { groups, oldest, sources };
}
