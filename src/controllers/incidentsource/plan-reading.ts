// Decides, from what is stored, how a source is read: how far back, whether fully, which answer would be suspicious, and
// whom to ask for by ID afterwards. Pure.

import type { IncidentSource } from '../../api/v1alpha1/incidentsource.gen.ts';
import { durationMs } from '../../compliance/durations.ts';
import { isListed, isOpen } from '../../compliance/lifecycle.ts';
import type { IncidentRow } from '../../compliance/verdict.ts';
import { isSpecNew } from './plan-checkpoint.ts';
import type { SourceMemory } from './memory.ts';

/** A full listing is due so long after the last one. */
const FULL_EVERY_MS = 24 * 60 * 60 * 1000;

/** Asked for by ID in one sync at most; the rest waits for the next, so that a narrowed filter does not eat the rate limit. */
export const MAX_LOOKUPS = 500;

export interface ReadingPlan {
  readonly mode: 'delta' | 'full';
  /** Lower bound of creation. */
  readonly since: Date;
  /** Delta: the stored incident that the answer has to bring again. */
  readonly anchor: string | undefined;
  /** Full: at least one of these stored incidents has to come, else the answer is suspicious. Empty: anything is believed. */
  readonly expected: ReadonlySet<string>;
  /**
   * Full, where nothing is expected: older than the range and open as far as is known, so they do not come once they are resolved.
   * At least one of them has to be known by its ID.
   */
  readonly expectedByID: ReadonlySet<string>;
  /** The provider does not know some name that the spec selects by: what the listing lacks says nothing. */
  readonly isPartial: boolean;
}

export interface ScopeInput {
  readonly source: IncidentSource;
  readonly memory: SourceMemory;
  /** The source's incidents in the cache. */
  readonly stored: readonly IncidentRow[];
  readonly isPartial: boolean;
  readonly overlapMs: number;
  readonly now: Date;
  readonly monotonicMs: number;
}

const NONE: ReadonlySet<string> = new Set();

export function readingPlan(input: ScopeInput): ReadingPlan {
  const plan = wholePlan(input);
  return input.isPartial ? { ...plan, anchor: undefined, expected: NONE, expectedByID: NONE, isPartial: true } : plan;
}

function wholePlan(input: ScopeInput): ReadingPlan {
  const floor = input.now.getTime() - durationMs(input.source.spec.backfill);
  const listed = input.stored.filter((row) => isListed(row) && row.detectedAt >= floor);
  const anchor = newest(listed.filter((row) => !input.memory.misses.has(row.externalID ?? '')));
  if (isFullDue(input) || anchor === undefined) {
    const since = new Date(floor);
    const known = isSpecNew(input.source) ? [] : input.stored.filter(isListed);
    const expected = idsOf(known.filter((row) => row.detectedAt >= floor));
    const olderOpen = idsOf(known.filter((row) => isOpen(row.recordState)));
    const expectedByID = expected.size > 0 ? NONE : olderOpen;
    return { mode: 'full', since, anchor: undefined, expected, expectedByID, isPartial: false };
  }
  const since = new Date(Math.max(floor, anchor.detectedAt - input.overlapMs));
  return { mode: 'delta', since, anchor: anchor.externalID, expected: NONE, expectedByID: NONE, isPartial: false };
}

/** Stored incidents that this listing should have brought and did not. */
export function missingFrom(plan: ReadingPlan, stored: readonly IncidentRow[], seen: ReadonlySet<string>): string[] {
  const since = plan.since.getTime();
  return stored
    .filter((row) => !seen.has(row.externalID ?? '') && shouldHaveCome(row, plan.mode, since))
    .map((row) => row.externalID ?? '');
}

function shouldHaveCome(row: IncidentRow, mode: ReadingPlan['mode'], since: number): boolean {
  if (isOpen(row.recordState)) return row.synced !== 'NotFoundUpstream' || mode === 'full';
  return mode === 'full' && isListed(row) && row.detectedAt >= since;
}

function isFullDue(input: ScopeInput): boolean {
  const { memory, monotonicMs } = input;
  if (memory.suspicious || memory.lastFullMs === undefined || isSelectionNew(input)) return true;
  return monotonicMs - memory.lastFullMs >= FULL_EVERY_MS;
}

/** What a name stands for that became known was never read; while it is not, deltas do for the rest of the same spec. */
function isSelectionNew({ source, memory, isPartial }: ScopeInput): boolean {
  if (memory.partialOf === undefined) return isSpecNew(source);
  return !isPartial || memory.partialOf !== source.metadata.generation;
}

function newest(rows: readonly IncidentRow[]): IncidentRow | undefined {
  let best: IncidentRow | undefined;
  for (const row of rows) if (best === undefined || row.detectedAt > best.detectedAt) best = row;
  return best;
}

function idsOf(rows: readonly IncidentRow[]): Set<string> {
  return new Set(rows.map((row) => row.externalID ?? ''));
}
