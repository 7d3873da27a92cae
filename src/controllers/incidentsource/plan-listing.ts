// Decides how a source is read by listing: how far back, from which stored incident on, or fully. The start of a reading is derived from
// the stored incidents, so it is never ahead of them. Pure.

import { isListed } from '../../compliance/lifecycle.ts';
import type { IncidentRow } from '../../compliance/verdict.ts';
import {
  backfillStartMs,
  deltaPlan,
  fullPlan,
  isFullDue,
  type ReadingInput,
  type ReadingPlan,
} from './plan-reading.ts';

export interface ListingInput extends ReadingInput {
  readonly overlapMs: number;
}

export function listingPlan(input: ListingInput): ReadingPlan {
  const floor = backfillStartMs(input.source, input.now);
  const listed = input.stored.filter((row) => isListed(row) && row.detectedAt >= floor);
  const anchor = newest(listed.filter((row) => !input.memory.misses.has(row.externalID ?? '')));
  if (isFullDue(input) || anchor === undefined) return fullPlan(input);
  const since = new Date(Math.max(floor, anchor.detectedAt - input.overlapMs));
  return deltaPlan(input, { since, cursor: undefined, open: true, anchor: anchor.externalID });
}

function newest(rows: readonly IncidentRow[]): IncidentRow | undefined {
  let best: IncidentRow | undefined;
  for (const row of rows) if (best === undefined || row.detectedAt > best.detectedAt) best = row;
  return best;
}
