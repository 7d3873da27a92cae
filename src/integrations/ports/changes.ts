// Reading by changes: for vendors that filter by the time of the last change. Each reading goes on where the last one ended, by a
// cursor that the provider alone understands. Types only.

import type { IgnoredItems, IncidentRecord, RejectedItem } from './record.ts';

/** A JSON value. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/**
 * Where the next reading continues. It is stored in `status.checkpoint` once everything that it covers is stored. It holds no secret
 * and takes less than 3,500 bytes as JSON. It must not change while the source does not change, because each change is a write.
 */
export interface Cursor {
  /** The version of the format of `data`. A provider throws SourceError `cursor-expired` for a version that it does not know. */
  readonly version: number;
  readonly data: Json;
  /**
   * The external ID of an incident that the next reading has to bring again, as its look-back covers it. An answer without it is
   * suspicious: the credential may see less than before.
   */
  readonly anchor?: string;
}

/** `changed`: what changed in the asked range, whatever its state. `open`: what is open now, however old. */
export type ChangesStage = 'changed' | 'open';

export interface ChangesRequest {
  /**
   * Read on from here, with the look-back that the vendor's delays need. Absent: everything that changed since `since`.
   * Throws SourceError `cursor-expired` for a cursor that the vendor, or this version of the provider, does not take any more.
   */
  readonly cursor: Cursor | undefined;
  /** The start of the backfill range. Without a cursor it is the lower bound of the last change, inclusive. */
  readonly since: Date;
  /** Whether the stage `open` is read too. */
  readonly open: boolean;
  readonly signal: AbortSignal;
}

/** Items of one response. The same incident may come in several pages and stages; the later one is the newer fact. */
export interface ChangesPage {
  readonly stage: ChangesStage;
  readonly records: readonly IncidentRecord[];
  readonly rejected: readonly RejectedItem[];
  /** Items that are no incidents by the spec, for counting. */
  readonly ignored?: IgnoredItems;
  /** The stage is complete with this page. A reading that ends without `last` of each stage that was asked for was not complete. */
  readonly last: boolean;
  /** Where to continue once this page and those before it are stored. Absent when the cursor must not advance (a part is missing). */
  readonly cursor?: Cursor;
}

export interface Changes {
  readonly reads: 'changes';
  /**
   * When the open set is read. `full`: with full readings only, as the vendor's changes tell of every resolution. `always`: with
   * each reading, where the vendor's updated-since filter is not to be trusted for that. `none`: the source knows no states, and need not
   * keep what it brought once, so nothing follows from what a reading lacks.
   */
  readonly openSet: 'full' | 'always' | 'none';
  /** Throws a SourceError on the first answer that is not whole; pages already yielded are valid facts. */
  changes(request: ChangesRequest): AsyncIterable<ChangesPage>;
}
