// Decides how a source is read by changes: from a cursor, or fully. A cursor is used only when everything before it is known to be
// stored. In doubt everything is read again, which costs requests and loses nothing. Pure.

import { findCondition } from '../../api/conditions.ts';
import type { Changes, Cursor } from '../../integrations/ports/changes.ts';
import { readCheckpoint } from './plan-checkpoint.ts';
import {
  backfillStartMs,
  deltaPlan,
  fullPlan,
  isFullDue,
  type ReadingInput,
  type ReadingPlan,
} from './plan-reading.ts';

export interface ChangesInput extends ReadingInput {
  readonly openSet: Changes['openSet'];
}

export function changesPlan(input: ChangesInput): ReadingPlan {
  const { cursor } = input.memory;
  if (cursor === undefined || isFullDue(input)) return fullPlan(input);
  const since = new Date(backfillStartMs(input.source, input.now));
  return deltaPlan(input, { since, cursor, open: input.openSet === 'always', anchor: cursor.anchor });
}

/** Where a process continues that has not read the source before. */
export interface Resumption {
  readonly cursor: Cursor;
  /** When everything was last read, on the monotonic clock of this process. */
  readonly lastFullMs: number;
}

/**
 * Undefined when everything has to be read: there is no checkpoint for this spec, the last sync was not complete (what it left out is
 * not remembered), or incidents were deleted since.
 */
export function resumption(input: ReadingInput): Resumption | undefined {
  const { source, now, monotonicMs } = input;
  const { generation, cursor, fullAt = '' } = readCheckpoint(source.status?.checkpoint) ?? {};
  const fullAtMs = Date.parse(fullAt);
  if (cursor === undefined || generation !== source.metadata.generation || Number.isNaN(fullAtMs)) return undefined;
  if (!isStoredWhole(input)) return undefined;
  // After the clock was set back, the stored time may be in the future: it counts as now.
  return { cursor, lastFullMs: monotonicMs - Math.max(0, now.getTime() - fullAtMs) };
}

/** Whether the last sync left nothing out, and everything that it stored still exists. */
function isStoredWhole({ source: { status }, stored }: ReadingInput): boolean {
  const isComplete = findCondition(status?.conditions, 'Complete')?.status === 'True';
  return isComplete && stored.length >= (status?.incidents?.total ?? 0);
}
