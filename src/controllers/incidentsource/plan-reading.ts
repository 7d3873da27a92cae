// What every reading of a source has in common, however its vendor lets it be read: when everything is due to be read, which answer
// would be suspicious, and whom to ask for by ID afterwards. Pure.

import type { IncidentSource } from '../../api/v1alpha1/incidentsource.gen.ts';
import { durationMs } from '../../compliance/durations.ts';
import { isListed, isOpen } from '../../compliance/lifecycle.ts';
import type { IncidentRow } from '../../compliance/verdict.ts';
import type { Cursor } from '../../integrations/ports/changes.ts';
import { isSpecNew } from './plan-checkpoint.ts';
import type { SourceMemory } from './memory.ts';

/** Everything is read this long after it was read last. */
export const FULL_EVERY_MS = 24 * 60 * 60 * 1000;

/** Asked for by ID in one sync at most; the rest waits for the next, so that a narrowed filter does not eat the rate limit. */
export const MAX_LOOKUPS = 500;

export interface ReadingPlan {
  readonly mode: 'delta' | 'full';
  /** Listing: the lower bound of creation. Changes: the end of the backfill range. */
  readonly since: Date;
  /** Changes, delta: where the last reading ended. */
  readonly cursor: Cursor | undefined;
  /** Everything that is open is read too. */
  readonly open: boolean;
  /** Delta: the stored incident that the answer has to bring again. */
  readonly anchor: string | undefined;
  /** Full: at least one of these stored incidents has to come, else the answer is suspicious. Empty: anything is believed. */
  readonly expected: ReadonlySet<string>;
  /**
   * Full, where nothing is expected: older than the range and open as far as is known, so they do not come once they are resolved.
   * At least one of them has to be known by its ID.
   */
  readonly expectedByID: ReadonlySet<string>;
  /** The provider does not know some name that the spec selects by: what an answer lacks says nothing. */
  readonly isPartial: boolean;
}

export interface ReadingInput {
  readonly source: IncidentSource;
  readonly memory: SourceMemory;
  /** The source's incidents in the cache. */
  readonly stored: readonly IncidentRow[];
  readonly isPartial: boolean;
  readonly now: Date;
  readonly monotonicMs: number;
}

const NONE: ReadonlySet<string> = new Set();

/** Everything of the backfill range, and everything that is open. */
export function fullPlan({ source, stored, isPartial, now }: ReadingInput): ReadingPlan {
  const since = new Date(backfillStartMs(source, now));
  const known = isPartial || isSpecNew(source) ? [] : stored.filter(isListed);
  const expected = idsOf(known.filter((row) => row.detectedAt >= since.getTime()));
  const olderOpen = idsOf(known.filter((row) => isOpen(row.recordState)));
  const expectedByID = expected.size > 0 ? NONE : olderOpen;
  return { mode: 'full', since, cursor: undefined, open: true, anchor: undefined, expected, expectedByID, isPartial };
}

/** From where the last reading ended. Without every name of the spec known, nothing has to come. */
export function deltaPlan(
  { isPartial }: ReadingInput,
  { anchor, ...delta }: Pick<ReadingPlan, 'since' | 'cursor' | 'open' | 'anchor'>,
): ReadingPlan {
  const expectations = { anchor: isPartial ? undefined : anchor, expected: NONE, expectedByID: NONE };
  return { mode: 'delta', ...delta, ...expectations, isPartial };
}

export function backfillStartMs(source: IncidentSource, now: Date): number {
  return now.getTime() - durationMs(source.spec.backfill);
}

/** Stored incidents that this reading should have brought and did not. */
export function missingFrom(plan: ReadingPlan, stored: readonly IncidentRow[], seen: ReadonlySet<string>): string[] {
  return stored
    .filter((row) => !seen.has(row.externalID ?? '') && shouldHaveCome(row, plan))
    .map((row) => row.externalID ?? '');
}

function shouldHaveCome(row: IncidentRow, { mode, since, open }: ReadingPlan): boolean {
  if (isOpen(row.recordState)) return open && (row.synced !== 'NotFoundUpstream' || mode === 'full');
  return mode === 'full' && isListed(row) && row.detectedAt >= since.getTime();
}

export function isFullDue(input: ReadingInput): boolean {
  const { memory, monotonicMs } = input;
  if (memory.suspicious || memory.lastFullMs === undefined || isSelectionNew(input)) return true;
  return monotonicMs - memory.lastFullMs >= FULL_EVERY_MS;
}

/** When a name becomes known, what it stands for was never read. While it is not, deltas do for the rest of the same spec. */
function isSelectionNew({ source, memory, isPartial }: ReadingInput): boolean {
  if (memory.partialOf === undefined) return isSpecNew(source);
  return !isPartial || memory.partialOf !== source.metadata.generation;
}

function idsOf(rows: readonly IncidentRow[]): Set<string> {
  return new Set(rows.map((row) => row.externalID ?? ''));
}
