// Since when everything on record is read whole: a listing does not say all, and what it leaves out (a log says who took on what is resolved)
// takes requests of its own. The time is in the checkpoint, so that a restart does not ask again for what was asked. Pure.

import type { IncidentSource } from '../../api/v1alpha1/incidentsource.gen.ts';
import { instantOf, rfc3339 } from '../../base/instants.ts';
import type { IncidentRow } from '../../compliance/verdict.ts';
import { isSpecNew, readCheckpoint } from './plan-checkpoint.ts';
import type { SourceMemory } from './memory.ts';
import { FULL_EVERY_MS, type ReadingPlan } from './plan-reading.ts';

/** What a vendor says beside its listings may lag behind a resolution, and its clock may differ, by less than this. */
const SETTLED_MS = 60 * 60_000;

export interface WholeReading {
  /** When everything was last read with nothing refused, epoch milliseconds. Undefined: it was not, for this spec. */
  readonly at: number | undefined;
  /**
   * The first reading of a process that follows so soon does not ask again for what was resolved since, and was asked for when it was stored. The
   * next full reading does.
   */
  readonly postpones: boolean;
}

/** Nothing is taken as read: somebody tells of a change. */
export const NOT_WHOLE: WholeReading = { at: undefined, postpones: false };

type Standing = Pick<SourceMemory, 'lastFullMs' | 'wholeAt'>;

export function wholeReading(source: IncidentSource, { lastFullMs, wholeAt }: Standing, now: Date): WholeReading {
  if (isSpecNew(source)) return NOT_WHOLE;
  const isFirst = lastFullMs === undefined;
  const at = isFirst ? instantOf(readCheckpoint(source.status?.checkpoint)?.wholeAt) : wholeAt;
  const sinceMs = now.getTime() - (at ?? Number.NEGATIVE_INFINITY);
  return { at, postpones: isFirst && sinceMs >= 0 && sinceMs < FULL_EVERY_MS };
}

/** Whether what the vendor says of a resolved incident is on record. The same incident with another time of resolution is another matter. */
export function isReadWhole(row: IncidentRow, { at, postpones }: WholeReading): boolean {
  if (at === undefined || row.resolvedAt === undefined) return false;
  // A spec from a backup, or that somebody wrote: no status holds what it says.
  if (row.acknowledgedAt !== undefined && row.statedAcknowledgedAt === undefined) return false;
  return postpones || row.resolvedAt + SETTLED_MS <= at;
}

interface Read {
  readonly plan: ReadingPlan;
  readonly degraded: readonly string[];
  readonly whole: WholeReading;
  /** Before the first request. */
  readonly now: Date;
}

/** After a sync that went through; undefined while something is refused, and until everything was read again after that. */
export function wholeAtAfter({ plan, degraded, whole, now }: Read): number | undefined {
  if (degraded.length > 0) return undefined;
  return plan.mode === 'full' && !plan.isPartial && !whole.postpones ? now.getTime() : whole.at;
}

export const wholeAtText = (at: number | undefined): string | undefined => (at === undefined ? undefined : rfc3339(at));
