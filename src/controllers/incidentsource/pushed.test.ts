// A source that is pushed to: when its silence begins, what its status then says, and when the review decides what was not repeated.

import { describe, expect, it } from 'vitest';
import { anIncidentRow } from '../../../test/support/builders/compliance.ts';
import { aFinished, aPagerDutySource } from '../../../test/support/builders/sources.ts';
import { expectValidConditions } from '../../../test/support/operator/kstatus.ts';
import type { IncidentSource, IncidentSourceStatus } from '../../api/v1alpha1/incidentsource.gen.ts';
import { Presence } from '../../compliance/presence.ts';
import type { IncidentRow } from '../../compliance/verdict.ts';
import type { PushedSource } from '../../integrations/provider.ts';
import { nextSync } from './plan-schedule.ts';
import { sourceStatus } from './plan-status.ts';
import { hasArrivedNews, noteUnrepeated, pushedOutcome } from './pushed.ts';

const NOW = new Date('2026-03-02T10:00:00Z');
const signal = new AbortController().signal;

interface Case {
  readonly because: string;
  readonly expectWithinMs?: number | undefined;
  readonly received?: NonNullable<IncidentSourceStatus['received']>;
  readonly want: Readonly<Record<string, string>>;
}

function opened(expectWithinMs: number | undefined): PushedSource {
  return {
    ...{ reads: 'pushes', expectWithinMs, unmappedSeverities: new Set(), degraded: new Set() },
    probe: async () => ({ missingScopes: [], unmatched: [] }),
    async *lookup() {
      // Nobody can be asked.
    },
    async [Symbol.asyncDispose]() {
      // Nothing is held.
    },
  };
}

function aSource(received: Case['received']): IncidentSource {
  const source = aPagerDutySource();
  const metadata = { ...source.metadata, creationTimestamp: '2026-03-02T09:50:00Z' };
  return { ...source, metadata, status: received === undefined ? {} : { received } };
}

const WELL = { Ready: 'True Synced', Complete: 'True Complete', Authenticated: 'True Authenticated' };
const SILENT = { ...WELL, Complete: 'Unknown NothingHeard' };
const FIVE_MINUTES = 300_000;

describe('a source that is pushed to', () => {
  it.each<Case>([
    { because: 'nothing says that it should hear anything', want: WELL },
    { because: 'it is younger than the time that it may be silent', expectWithinMs: 3 * FIVE_MINUTES, want: WELL },
    { because: 'it never heard anything for longer than that', expectWithinMs: FIVE_MINUTES, want: SILENT },
    {
      because: 'it is heard in time',
      expectWithinMs: FIVE_MINUTES,
      received: { heartbeatAt: '2026-03-02T09:55:01Z' },
      want: WELL,
    },
    {
      because: 'it is late',
      expectWithinMs: FIVE_MINUTES,
      received: { heartbeatAt: '2026-03-02T09:54:59Z' },
      want: SILENT,
    },
    {
      because: 'a group is not whole',
      received: { gaps: [{ scope: 'a', since: '2026-03-02T09:59:00Z' }] },
      want: { ...WELL, Complete: 'False ItemsMissing' },
    },
    {
      because: 'a gap of yesterday is past',
      received: { gaps: [{ scope: 'a', since: '2026-03-01T10:00:00Z' }] },
      want: WELL,
    },
  ])('says $want, because $because', async ({ expectWithinMs, received, want }) => {
    const source = aSource(received);
    const outcome = await pushedOutcome(source, opened(expectWithinMs), { now: NOW, signal });
    const status = sourceStatus(aFinished({ source, outcome }), NOW);
    expectValidConditions(status);
    const conditions = status.conditions?.map(({ type, status: is, reason }) => [type, `${is} ${reason}`]) ?? [];
    expect(Object.fromEntries(conditions)).toEqual(want);
    expect(status.received).toEqual(received);
  });

  it('says in its condition which item could not be read, and why', async () => {
    const since = '2026-03-02T09:59:00Z';
    const source = aSource({
      gaps: [
        { scope: 'Unreadable', since, detail: 'InvalidID: id: empty' },
        { scope: 'a', since },
      ],
    });
    const outcome = await pushedOutcome(source, opened(undefined), { now: NOW, signal });
    const { conditions = [] } = sourceStatus(aFinished({ source, outcome }), NOW);
    expect(conditions.find(({ type }) => type === 'Complete')?.message).toMatch(
      /could not be read: InvalidID: id: empty\.$/,
    );
  });

  it('is looked at again when its silence begins, not only after its interval', async () => {
    const source = aSource({ heartbeatAt: '2026-03-02T09:55:30Z' });
    const outcome = await pushedOutcome(source, opened(FIVE_MINUTES), { now: NOW, signal });
    expect(nextSync(aFinished({ source, outcome }), NOW)).toEqual({ kind: 'after', ms: 30_000 });
  });

  it.each([
    {
      because: 'it is heard again',
      reason: 'NothingHeard',
      received: { heartbeatAt: '2026-03-02T10:00:00Z' },
      news: true,
    },
    { because: 'it goes on well', reason: 'Complete', received: { heartbeatAt: '2026-03-02T10:00:00Z' }, news: false },
    {
      because: 'a gap opens',
      reason: 'Complete',
      received: { gaps: [{ scope: 'a', since: '2026-03-02T10:00:00Z' }] },
      news: true,
    },
    { because: 'a window moved', reason: 'Complete', received: { windows: 'x' }, news: false },
  ])('has news: $news, because $because', ({ reason, received, news }) => {
    const before = aSource({ heartbeatAt: '2026-03-02T09:00:00Z' });
    const complete = { type: 'Complete', status: 'Unknown', reason, message: '', lastTransitionTime: '' } as const;
    const status = { conditions: [complete], received: { ...before.status?.received, ...received } };
    expect(hasArrivedNews(before, { ...before, status })).toBe(news);
  });
});

describe('what the sender said of an incident and did not repeat', () => {
  it.each<{ because: string; facts: Partial<IncidentRow>; want: string | undefined }>([
    { because: 'it is open and late', facts: { stateUntil: NOW.getTime() - 1 }, want: 'NotRepeated' },
    { because: 'it is not late yet', facts: { stateUntil: NOW.getTime() }, want: undefined },
    {
      because: 'resolved is for good',
      facts: { recordState: 'Resolved', stateUntil: NOW.getTime() - 1 },
      want: undefined,
    },
    { because: 'its source repeats nothing', facts: {}, want: undefined },
    { because: 'its source knows no states', facts: { stateUntil: anIncidentRow().detectedAt }, want: undefined },
    {
      because: 'it was repeated after all',
      facts: { stateUntil: NOW.getTime() + 1, synced: 'NotRepeated' },
      want: 'Listed',
    },
    {
      because: 'it belongs to another source',
      facts: { source: 'other', stateUntil: NOW.getTime() - 1 },
      want: undefined,
    },
  ])('makes its presence $want, because $because', ({ facts, want }) => {
    const row = anIncidentRow({ source: aSource(undefined).metadata.name, ...facts });
    const presence = new Presence();
    const incidents = { inNamespace: () => [row].values() };
    noteUnrepeated({ incidents, presence }, aSource(undefined), NOW);
    expect(presence.get(`${row.namespace}/${row.name}`)).toBe(want);
  });
});
