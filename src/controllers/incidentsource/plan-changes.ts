// Decides how a source is read by changes: on from a cursor, or fully. A cursor is used only where everything before it is known to be
// stored; in any doubt everything is read again, which costs requests and loses nothing. Pure.

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

/** What a process goes on from that has not read the source before. */
export interface Resumption {
  readonly cursor: Cursor;
  /** When everything was last read, on the monotonic clock of this process. */
  readonly lastFullMs: number;
}

/**
 * Undefined where the stored checkpoint is not enough, so that everything is read: there is none for this spec, the last sync was not
 * complete (what it left out is not remembered), or incidents were deleted since.
 */
export function resumption(input: ReadingInput): Resumption | undefined {
  const { source, now, monotonicMs } = input;
  const { generation, cursor, fullAt = '' } = readCheckpoint(source.status?.checkpoint) ?? {};
  const fullAtMs = Date.parse(fullAt);
  if (cursor === undefined || generation !== source.metadata.generation || Number.isNaN(fullAtMs)) return undefined;
  if (!isStoredWhole(input)) return undefined;
  // A clock that went back does not make it more recent than now.
  return { cursor, lastFullMs: monotonicMs - Math.max(0, now.getTime() - fullAtMs) };
}

/** The last sync left nothing out, and what it stored is still there. */
function isStoredWhole({ source: { status }, stored }: ReadingInput): boolean {
  const isComplete = findCondition(status?.conditions, 'Complete')?.status === 'True';
  return isComplete && stored.length >= (status?.incidents?.total ?? 0);
}
