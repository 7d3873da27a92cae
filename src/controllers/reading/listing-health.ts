// Records in the freshness object how the reading of a listing ended: checks depend on it through this object.

import type { Clock } from '../../base/clock.ts';
import type { KindFreshness } from '../../compliance/freshness.ts';
import { lackOf, listingFailure, type ListingOutcome } from './listing.ts';

interface Health {
  readonly freshness: KindFreshness;
  readonly clock: Clock;
  readonly meters: {
    sourceFailed(reason: string): void;
    itemsDropped(reason: string, count: number): void;
  };
}

export interface ReadObject {
  readonly key: string;
  readonly intervalMs: number;
  /** The present spec has had no good reading in this process. */
  readonly specIsNew: boolean;
  /** The reason of results that rest on a suspended one. */
  readonly suspended: string;
}

export function recordHealth({ freshness, clock, meters }: Health, outcome: ListingOutcome, read: ReadObject): void {
  const monotonicMs = clock.monotonicMs();
  if (outcome.kind === 'read') {
    for (const reason of outcome.rejected) meters.itemsDropped(reason, 1);
    const lack = lackOf(outcome);
    const { asOfMs: wallMs } = outcome;
    const complete = lack === undefined;
    const { key, intervalMs } = read;
    freshness.succeeded(key, { monotonicMs, wallMs, intervalMs, complete, ...(lack && { reason: lack }) });
    return;
  }
  const failure = listingFailure(outcome, read);
  if (outcome.kind !== 'suspended') meters.sourceFailed(failure.reason);
  freshness.failed(read.key, failure, monotonicMs);
}
