// The rules for every reading of a source, by listing or by changes: when a full reading is due, which response is suspicious, and
// which incidents to look up by ID afterwards. Pure.

import type { IncidentSource } from '../../api/v1alpha1/incidentsource.gen.ts';
import { durationMs } from '../../compliance/durations.ts';
import { isListed, isOpen } from '../../compliance/lifecycle.ts';
import type { IncidentRow } from '../../compliance/verdict.ts';
import type { Cursor } from '../../integrations/ports/changes.ts';
import { isSpecNew } from './plan-checkpoint.ts';
import type { SourceMemory } from './memory.ts';

/** A full reading is due this long after the last one. */
export const FULL_EVERY_MS = 24 * 60 * 60 * 1000;

/** The maximum of look-ups by ID in one sync. The rest waits for the next, so that a narrowed filter does not use up the rate limit. */
export const MAX_LOOKUPS = 500;

export interface ReadingPlan {
  readonly mode: 'delta' | 'full';
  /** Listing: the lower bound of creation. Changes: the start of the backfill range. */
  readonly since: Date;
  /** Changes, delta: where the last reading ended. */
  readonly cursor: Cursor | undefined;
  /** Whether all open incidents are read too. */
  readonly open: boolean;
  /** Delta: the stored incident that the response must include. */
  readonly anchor: string | undefined;
  /** Full: the response must include one of these stored incidents, else it is suspicious. When empty, any response is accepted. */
  readonly expected: ReadonlySet<string>;
  /**
   * Full, when `expected` is empty: stored incidents older than the range that were last seen open. A listing does not include them once
   * they are resolved. A look-up by ID must find at least one of them.
   */
  readonly expectedByID: ReadonlySet<string>;
  /** The provider does not know a name in the spec's filters, so nothing follows from incidents missing in a response. */
  readonly isPartial: boolean;
  /** The source need not keep what it brought once: nothing follows from incidents missing in a response. Absent: it does keep it. */
  readonly forgets?: true;
}

export interface ReadingInput {
  readonly source: IncidentSource;
  readonly memory: SourceMemory;
  /** The source's incidents in the cache. */
  readonly stored: readonly IncidentRow[];
  readonly isPartial: boolean;
  /** As in {@link ReadingPlan}. */
  readonly forgets?: boolean;
  readonly now: Date;
  readonly monotonicMs: number;
}

const NONE: ReadonlySet<string> = new Set();

/** Reads the whole backfill range, and all open incidents. */
export function fullPlan({ source, stored, isPartial, forgets = false, now }: ReadingInput): ReadingPlan {
  const since = new Date(backfillStartMs(source, now));
  const known = isPartial || forgets || isSpecNew(source) ? [] : stored.filter(isListed);
  const expected = idsOf(known.filter((row) => row.detectedAt >= since.getTime()));
  const olderOpen = idsOf(known.filter((row) => isOpen(row.recordState)));
  const expectedByID = expected.size > 0 ? NONE : olderOpen;
  const expectations = { anchor: undefined, expected, expectedByID };
  return {
    mode: 'full',
    since,
    cursor: undefined,
    open: !forgets,
    ...expectations,
    isPartial,
    ...(forgets && { forgets }),
  };
}

/** Reads from where the last reading ended. While a name in the spec is unknown, no incident is required. */
export function deltaPlan(
  { isPartial, forgets = false }: ReadingInput,
  { anchor, ...delta }: Pick<ReadingPlan, 'since' | 'cursor' | 'open' | 'anchor'>,
): ReadingPlan {
  const expectations = { anchor: isPartial ? undefined : anchor, expected: NONE, expectedByID: NONE };
  return { mode: 'delta', ...delta, ...expectations, isPartial, ...(forgets && { forgets }) };
}

export function backfillStartMs(source: IncidentSource, now: Date): number {
  return now.getTime() - durationMs(source.spec.backfill);
}

/** Stored incidents that this reading should have included and did not. */
export function missingFrom(plan: ReadingPlan, stored: readonly IncidentRow[], seen: ReadonlySet<string>): string[] {
  if (plan.forgets === true) return [];
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

/** Once an unknown name becomes known, its incidents still have to be read. While it is unknown, deltas are enough for the rest. */
function isSelectionNew({ source, memory, isPartial }: ReadingInput): boolean {
  if (memory.partialOf === undefined) return isSpecNew(source);
  return !isPartial || memory.partialOf !== source.metadata.generation;
}

function idsOf(rows: readonly IncidentRow[]): Set<string> {
  return new Set(rows.map((row) => row.externalID ?? ''));
}
