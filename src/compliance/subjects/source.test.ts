import { describe, expect, it } from 'vitest';

import { aSource, aSourceRow, at } from '../../../test/support/builders/compliance.ts';
import { shortUid } from '../rows.ts';
import { sourceRow, sourceSubjects } from './source.ts';

const condition = (type: string, status: 'True' | 'False' | 'Unknown', reason = 'Listed') => ({
  type,
  status,
  reason,
  message: '',
  lastTransitionTime: '2026-03-02T08:00:00Z',
});

describe('sourceRow', () => {
  it('has the conditions, since when they are so and why', () => {
    expect(sourceRow(aSource())).toEqual({
      namespace: 'team-a',
      name: 'pagerduty',
      ready: 'True',
      readySince: at('2026-03-01T00:00:00Z'),
      readyReason: 'Synced',
      complete: 'True',
      completeSince: at('2026-03-01T00:00:00Z'),
      completeReason: 'Synced',
      suspended: false,
      intervalMs: 300_000,
      zone: 'emea',
      labels: undefined,
      uid: shortUid('s1'),
    });
  });

  it.each([
    {
      name: 'no conditions yet',
      because: 'nobody has said that it is well',
      source: aSource({ status: {} }),
      want: { ready: 'Unknown', complete: 'Unknown', readySince: undefined, readyReason: undefined },
    },
    {
      name: 'a condition that is False',
      because: 'that is said',
      source: aSource({ status: { conditions: [condition('Ready', 'True'), condition('Complete', 'False')] } }),
      want: { ready: 'True', complete: 'False', completeSince: at('2026-03-02T08:00:00Z') },
    },
    {
      name: 'suspended',
      because: 'it is not read',
      source: aSource({ spec: { ...aSource().spec, suspend: true, interval: '90s' } }),
      want: { suspended: true, intervalMs: 90_000 },
    },
  ])('$name: $because', ({ source, want }) => {
    expect(sourceRow(source)).toMatchObject(want);
  });
});

describe('what makes a row of a source another one', () => {
  it.each([
    {
      name: 'a new version of the same object',
      because: 'a row has no bookkeeping',
      metadata: { resourceVersion: '8' },
      want: true,
    },
    { name: 'other labels', because: 'checks select by them', metadata: { labels: { team: 'a' } }, want: false },
  ])('$name: $because', ({ metadata, want }) => {
    const [before, after] = [aSource(), aSource({ metadata: { ...aSource().metadata, ...metadata } })];
    expect(sourceSubjects.hasSameFacts(sourceRow(before), sourceRow(after))).toBe(want);
  });

  it('tells a source that is not ready any more', () => {
    expect(sourceSubjects.hasSameFacts(aSourceRow(), aSourceRow({ ready: 'False' }))).toBe(false);
  });
});
