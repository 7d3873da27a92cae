// How a source is read, decided from what is stored: how far back, whether fully, and which incidents a response must include.

import { describe, expect, it } from 'vitest';
import { anIncidentRow, at } from '../../../test/support/builders/compliance.ts';
import { aPagerDutySource } from '../../../test/support/builders/sources.ts';
import type { IncidentRow } from '../../compliance/verdict.ts';
import { SourceMemories, type SourceMemory } from './memory.ts';
import { writeCheckpoint } from './plan-checkpoint.ts';
import { listingPlan } from './plan-listing.ts';
import { missingFrom, type ReadingPlan } from './plan-reading.ts';

const NOW = new Date('2026-03-02T10:00:00Z');
const DAY_MS = 86_400_000;
const OVERLAP_MS = 600_000;
/** The start of a backfill of 90 days. */
const FLOOR = NOW.getTime() - 90 * DAY_MS;

const row = (externalID: string, daysAgo: number, facts: Partial<IncidentRow> = {}): IncidentRow =>
  anIncidentRow({ externalID, name: `pager-${externalID}`, detectedAt: NOW.getTime() - daysAgo * DAY_MS, ...facts });
const RESOLVED = { recordState: 'Resolved' } as const;

const NEWEST = row('Q9', 1);
const OLDER = row('Q5', 10, RESOLVED);
const ANCIENT_OPEN = row('Q1', 200);
const ANCIENT = row('Q0', 300, RESOLVED);

/** The memory of a source that was listed fully a moment ago. */
function remembering(facts: Partial<SourceMemory> = {}): SourceMemory {
  return { ...new SourceMemories().of('team-a/pager'), lastFullMs: 0, ...facts };
}

interface Row {
  readonly name: string;
  readonly because: string;
  readonly stored: readonly IncidentRow[];
  readonly memory?: Partial<SourceMemory>;
  /** The spec changed since the last successful sync. */
  readonly isNew?: boolean;
  /** The provider does not know one of the names in the spec. */
  readonly isPartial?: boolean;
  readonly monotonicMs?: number;
  readonly want: Partial<Record<keyof ReadingPlan, unknown>>;
}

const full = (expected: readonly string[], expectedByID: readonly string[] = []) => ({
  mode: 'full',
  since: new Date(FLOOR),
  cursor: undefined,
  open: true,
  anchor: undefined,
  expected: new Set(expected),
  expectedByID: new Set(expectedByID),
  isPartial: false,
});
const delta = (anchor: IncidentRow, since = anchor.detectedAt - OVERLAP_MS) => ({
  mode: 'delta',
  since: new Date(since),
  cursor: undefined,
  open: true,
  anchor: anchor.externalID,
  expected: new Set(),
  expectedByID: new Set(),
  isPartial: false,
});
/** Accepted, whatever is missing. */
const partial = (plan: object) => ({
  ...plan,
  anchor: undefined,
  expected: new Set(),
  expectedByID: new Set(),
  isPartial: true,
});

const ROWS: readonly Row[] = [
  {
    name: 'nothing is stored',
    because: 'no incident is stored, so there is nothing to start from and nothing to expect',
    stored: [],
    want: full([]),
  },
  {
    name: 'a source in its stride',
    because: 'the newest incident must come again, and the new ones after it',
    stored: [OLDER, NEWEST],
    want: delta(NEWEST),
  },
  {
    name: 'the first sync of a process',
    because: 'it is unknown what happened since',
    stored: [OLDER, NEWEST],
    memory: { lastFullMs: undefined },
    want: full(['Q5', 'Q9']),
  },
  {
    name: 'a changed spec',
    because: 'the new spec may select other incidents, so any response is accepted',
    stored: [OLDER, NEWEST],
    isNew: true,
    want: full([]),
  },
  {
    name: 'a day after the last full listing',
    because: 'a delta does not show that a resolved incident was deleted',
    stored: [OLDER, NEWEST],
    monotonicMs: DAY_MS,
    want: full(['Q5', 'Q9']),
  },
  {
    name: 'a millisecond less than a day after it',
    because: 'a day is a day',
    stored: [NEWEST],
    monotonicMs: DAY_MS - 1,
    want: delta(NEWEST),
  },
  {
    name: 'an answer that lacked the newest',
    because: 'only a full listing tells whether only that incident is gone, or all of them',
    stored: [OLDER, NEWEST],
    memory: { suspicious: true, misses: new Map([['Q9', 1]]) },
    want: full(['Q5', 'Q9']),
  },
  {
    name: 'a newest one that was missed once',
    because: 'a delta must not start at an incident that may be gone',
    stored: [OLDER, NEWEST],
    memory: { misses: new Map([['Q9', 1]]) },
    want: delta(OLDER),
  },
  {
    name: 'a newest one that is gone upstream',
    because: 'it does not come again',
    stored: [OLDER, row('Q9', 1, { synced: 'NotFoundUpstream' })],
    want: delta(OLDER),
  },
  {
    name: 'a newest one out of scope',
    because: 'the filter does not bring it',
    stored: [OLDER, row('Q9', 1, { synced: 'OutOfScope' })],
    want: delta(OLDER),
  },
  {
    name: 'an anchor at the end of the backfill',
    because: 'nothing older is requested, not even for the overlap',
    stored: [row('Q3', 90)],
    want: delta(row('Q3', 90), FLOOR),
  },
  {
    name: 'only an open one from before the backfill',
    because: 'it is listed while it is open; once it is resolved, only a look-up by ID finds it',
    stored: [ANCIENT_OPEN],
    want: full([], ['Q1']),
  },
  {
    name: 'an open one from before the backfill beside one that comes',
    because: 'the one incident that must come is enough to detect a wrong response',
    stored: [ANCIENT_OPEN, OLDER],
    memory: { lastFullMs: undefined },
    want: full(['Q5']),
  },
  {
    name: 'only resolved ones from before the backfill',
    because: 'no stored incident is in the range any more',
    stored: [ANCIENT],
    want: full([]),
  },
  {
    name: 'a name that is not known any more',
    because: 'the newest incident may belong to the unknown name, so nothing is suspicious',
    stored: [OLDER, NEWEST],
    isPartial: true,
    want: partial(delta(NEWEST)),
  },
  {
    name: 'a first listing with a name that is not known',
    because: 'all stored incidents may belong to the unknown name',
    stored: [OLDER, ANCIENT_OPEN],
    memory: { lastFullMs: undefined },
    isPartial: true,
    want: partial(full([])),
  },
  {
    name: 'a new spec with a name that is not known, read once',
    because: 'nobody corrected it yet, and the rest of it was listed',
    stored: [NEWEST],
    memory: { partialOf: 3 },
    isNew: true,
    isPartial: true,
    want: partial(delta(NEWEST)),
  },
  {
    name: 'another spec with a name that is not known',
    because: 'it may select something else altogether',
    stored: [NEWEST],
    memory: { partialOf: 2 },
    isNew: true,
    isPartial: true,
    want: partial(full([])),
  },
  {
    name: 'a name that became known',
    because: 'its incidents were not read for a while, and the stored ones must come again',
    stored: [OLDER, NEWEST],
    memory: { partialOf: 3 },
    want: full(['Q5', 'Q9']),
  },
  {
    name: 'a name of a new spec that became known',
    because: 'the stored incidents may belong to the old spec',
    stored: [OLDER, NEWEST],
    memory: { partialOf: 3 },
    isNew: true,
    want: full([]),
  },
];

describe('the reading of a source', () => {
  it.each(ROWS)('$name: as $because', ({ stored, memory, want, ...given }) => {
    const { isNew = false, isPartial = false, monotonicMs = 1 } = given;
    const source = aPagerDutySource({ status: { checkpoint: writeCheckpoint({ generation: isNew ? 2 : 3 }) } });
    const facts = { source, memory: remembering(memory), stored, isPartial };
    expect(listingPlan({ ...facts, overlapMs: OVERLAP_MS, now: NOW, monotonicMs })).toEqual(want);
  });
});

describe('the incidents that a listing should have included', () => {
  const plan = (mode: ReadingPlan['mode'], since = FLOOR): ReadingPlan => {
    return { ...full([]), mode, since: new Date(since) };
  };
  const GONE = { synced: 'NotFoundUpstream' } as const;
  const OUT = { synced: 'OutOfScope' } as const;

  it.each([
    { name: 'an open one', because: 'all open ones come, however old', stored: ANCIENT_OPEN, delta: true, full: true },
    {
      name: 'an open one out of scope',
      because: 'it may be resolved, which only its ID tells',
      stored: row('Q1', 2, OUT),
      delta: true,
      full: true,
    },
    {
      name: 'an open one that is gone',
      because: 'it may come back, and is asked for once a day',
      stored: row('Q1', 2, GONE),
      delta: false,
      full: true,
    },
    { name: 'a resolved one in range', because: 'a delta does not reach it', stored: OLDER, delta: false, full: true },
    {
      name: 'a resolved one before the range',
      because: 'no listing reaches it',
      stored: ANCIENT,
      delta: false,
      full: false,
    },
    {
      name: 'a resolved one that is gone',
      because: 'it is known to be',
      stored: row('Q5', 10, { ...RESOLVED, ...GONE }),
      delta: false,
      full: false,
    },
    {
      name: 'a resolved one at the very start of the range',
      because: 'the start belongs to it',
      stored: row('Q2', 90, RESOLVED),
      delta: false,
      full: true,
    },
  ])('$name: as $because', ({ stored, ...want }) => {
    for (const mode of ['delta', 'full'] as const) {
      expect(missingFrom(plan(mode), [stored], new Set())).toEqual(want[mode] ? [stored.externalID] : []);
      expect(missingFrom(plan(mode), [stored], new Set([stored.externalID ?? '']))).toEqual([]);
    }
  });

  it('compares instants, not texts', () => {
    expect(at('2025-12-02T10:00:00Z')).toBe(FLOOR);
  });
});
