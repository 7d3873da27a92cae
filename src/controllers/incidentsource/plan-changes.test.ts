// How a source is read by changes: from a cursor only when everything before it is stored, otherwise fully.

import { describe, expect, it } from 'vitest';
import { anIncidentRow } from '../../../test/support/builders/compliance.ts';
import { aPagerDutySource } from '../../../test/support/builders/sources.ts';
import type { IncidentSourceStatus } from '../../api/v1alpha1/incidentsource.gen.ts';
import type { Cursor } from '../../integrations/ports/changes.ts';
import { SourceMemories, type SourceMemory } from './memory.ts';
import { changesPlan, resumption } from './plan-changes.ts';
import { checkpointAfterSync, readCheckpoint, writeCheckpoint } from './plan-checkpoint.ts';
import { FULL_EVERY_MS } from './plan-reading.ts';

const NOW = new Date('2026-03-02T10:00:00Z');
const HOUR_MS = 3_600_000;
const CURSOR: Cursor = { version: 1, data: 42, anchor: 'Q9' };
const CHECKPOINT = { generation: 3, cursor: CURSOR, fullAt: '2026-03-02T04:00:00Z' };
const STORED = [anIncidentRow({ externalID: 'Q9', detectedAt: NOW.getTime() - HOUR_MS })];

/** The memory of a source that was read a moment ago. */
const remembering = (facts: Partial<SourceMemory>): SourceMemory => ({
  ...new SourceMemories().of('team-a/pager'),
  ...{ lastFullMs: 0, cursor: CURSOR },
  ...facts,
});

describe('changesPlan', () => {
  it.each([
    { name: 'in its stride', memory: {}, want: { mode: 'delta', cursor: CURSOR, anchor: 'Q9', open: false } },
    { name: 'without a cursor', memory: { cursor: undefined }, want: { mode: 'full', cursor: undefined } },
    { name: 'not read since the start', memory: { lastFullMs: undefined }, want: { mode: 'full', cursor: undefined } },
    { name: 'after a suspicious answer', memory: { suspicious: true }, want: { mode: 'full', cursor: undefined } },
    { name: 'a day later', memory: {}, monotonicMs: FULL_EVERY_MS, want: { mode: 'full', cursor: undefined } },
    { name: 'for a new spec', memory: {}, generation: 2, want: { mode: 'full', cursor: undefined } },
    {
      name: 'of which a name is not known',
      memory: { partialOf: 3 },
      isPartial: true,
      want: { mode: 'delta', cursor: CURSOR, anchor: undefined },
    },
    {
      name: 'of which every name has become known',
      memory: { partialOf: 3 },
      want: { mode: 'full', cursor: undefined },
    },
  ])('a source $name: $want.mode', ({ memory, generation = 3, isPartial = false, monotonicMs = HOUR_MS, want }) => {
    const source = aPagerDutySource({ status: { checkpoint: writeCheckpoint({ generation }) } });
    const input = { source, memory: remembering(memory), stored: STORED, isPartial, now: NOW, monotonicMs };
    expect(changesPlan({ ...input, openSet: 'full' })).toMatchObject(want);
  });

  it('reads the open incidents each time when the vendor’s changes are not reliable', () => {
    const source = aPagerDutySource({ status: { checkpoint: writeCheckpoint(CHECKPOINT) } });
    const input = { source, memory: remembering({}), stored: STORED, isPartial: false, now: NOW, monotonicMs: 0 };
    expect(changesPlan({ ...input, openSet: 'always' })).toMatchObject({ mode: 'delta', open: true });
  });
});

describe('a process that has not read the source before', () => {
  const complete = {
    type: 'Complete',
    status: 'True',
    reason: 'Complete',
    message: '',
    lastTransitionTime: '',
  } as const;
  const status = { checkpoint: writeCheckpoint(CHECKPOINT), incidents: { open: 1, total: 1 }, conditions: [complete] };
  const resumed = (changed: IncidentSourceStatus, stored = STORED) => {
    const source = aPagerDutySource({ status: { ...status, ...changed } });
    const memory = new SourceMemories().of('team-a/pager');
    return resumption({ source, memory, stored, isPartial: false, now: NOW, monotonicMs: HOUR_MS });
  };

  it('continues from the stored cursor, and keeps the time of the last full reading', () => {
    expect(resumed({})).toEqual({ cursor: CURSOR, lastFullMs: HOUR_MS - 6 * HOUR_MS });
  });

  it.each<{ name: string; status: IncidentSourceStatus }>([
    { name: 'nothing is stored', status: { checkpoint: '' } },
    { name: 'the checkpoint was edited', status: { checkpoint: '{"v":1,"generation":3,"cursor":"x"}' } },
    { name: 'it is for another spec', status: { checkpoint: writeCheckpoint({ ...CHECKPOINT, generation: 2 }) } },
    { name: 'its day is no time', status: { checkpoint: writeCheckpoint({ ...CHECKPOINT, fullAt: 'yesterday' }) } },
    { name: 'the last sync left something out', status: { conditions: [{ ...complete, status: 'False' }] } },
    { name: 'nobody knows how the last sync ended', status: { conditions: [] } },
    { name: 'an incident was deleted since', status: { incidents: { open: 1, total: 2 } } },
  ])('reads everything when $name', (row) => {
    expect(resumed(row.status)).toBeUndefined();
  });

  it('does not postpone the next full reading when the last one is stored with a future time', () => {
    const checkpoint = writeCheckpoint({ ...CHECKPOINT, fullAt: '2026-03-09T10:00:00Z' });
    expect(resumed({ checkpoint })?.lastFullMs).toBe(HOUR_MS);
  });
});

describe('the checkpoint after a sync', () => {
  const before = writeCheckpoint(CHECKPOINT);
  const later = { cursor: CURSOR, fullAt: '2026-03-03T04:00:00Z' };

  it('does not change while the cursor does not, even after a full reading', () => {
    expect(checkpointAfterSync(3, { reached: later }, before)).toEqual({ checkpoint: before });
  });

  it.each([
    { name: 'the cursor moved', generation: 3, reached: { ...later, cursor: { ...CURSOR, data: 43 } } },
    { name: 'the spec is another one', generation: 4, reached: later },
  ])('is written anew when $name', ({ generation, reached }) => {
    const { checkpoint } = checkpointAfterSync(generation, { reached }, before);
    expect(readCheckpoint(checkpoint)).toEqual({ generation, ...reached });
  });

  it('has no cursor when the reading gave none', () => {
    expect(checkpointAfterSync(3, {}, before)).toEqual({ checkpoint: '{"v":1,"generation":3}' });
  });
});
