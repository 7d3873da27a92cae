// Reading by listing: for vendors that filter by the time of creation only. Each reading brings what was created since, and
// everything that is open. Types only.

import type { IncidentRecord, RejectedItem } from './record.ts';

/**
 * `created`: what was created in the asked range, whatever its state. `open`: what is open now, however old.
 * Each stage is complete once a page says `last`.
 */
export type PullStage = 'created' | 'open';

export interface PullRequest {
  /** `delta`: created since `since`, and the open set. `full`: the same over the whole backfill range. */
  readonly mode: 'delta' | 'full';
  /** Lower bound of creation, inclusive. The overlap is already subtracted. */
  readonly since: Date;
  readonly signal: AbortSignal;
}

/** Items of one response. The same incident may come in several pages and stages; the later one is the newer fact. */
export interface PullPage {
  readonly stage: PullStage;
  readonly records: readonly IncidentRecord[];
  readonly rejected: readonly RejectedItem[];
  /** The stage is complete with this page. A pull that ends without `last` of both stages was not complete. */
  readonly last: boolean;
}

export interface Listing {
  readonly reads: 'listing';
  /** How long after its creation an incident may still be missing from a listing: the overlap of a delta, in milliseconds. */
  readonly overlapMs: number;
  /** Throws a SourceError on the first answer that is not whole; pages already yielded are valid facts. */
  pull(request: PullRequest): AsyncIterable<PullPage>;
}
