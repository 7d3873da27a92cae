// Readings that the vendor's limits broke off: what they brought is kept for the next sync, which goes on where they ended. An account with
// more pages than a minute allows would else never be read to its end. Sends nothing.

import type { Clock } from '../../base/clock.ts';
import { keepNewest } from '../kit/accounts.ts';
import { type Days, daysBetween } from './days.ts';
import { IncidentListing } from './listing.ts';

/** New incidents appear in listings within seconds. Ten minutes cover an outage of the vendor. */
export const LISTING_LAG_MS = 10 * 60_000;
/** What was created later than this after a listing began is listed again, as the next reading begins only {@link LISTING_LAG_MS} before the newest incident. */
const COVERED_MS = LISTING_LAG_MS - 2 * 60_000;
/** What was read is not gone on with after this long: it would be too old. The vendor's limits are by the minute. */
const KEPT_MS = 10 * 60_000;
/** For each account. */
const MAX_KEPT = 4;

interface CreatedListing {
  readonly listing: IncidentListing;
  readonly days: Days;
  /** Epoch milliseconds. */
  readonly begunMs: number;
}

/** One reading: what was created in a range of days, and what is open. It may take several syncs. */
export class PullReading {
  readonly open = new IncidentListing();
  /** The range, and then what was created while it was read. */
  readonly created: CreatedListing[];

  constructor(days: Days, begunMs: number) {
    this.created = [{ listing: new IncidentListing(), days, begunMs }];
  }

  /** False where what was created meanwhile has to be listed, too. */
  isUpToDate(nowMs: number): boolean {
    const begunMs = this.created.at(-1)?.begunMs ?? nowMs;
    if (nowMs - begunMs <= COVERED_MS) return true;
    this.created.push({ listing: new IncidentListing(), days: daysBetween(begunMs, nowMs), begunMs: nowMs });
    return false;
  }
}

interface Kept {
  readonly reading: PullReading;
  readonly monotonicMs: number;
}

export class UnfinishedReadings {
  readonly #kept = new Map<string, Kept>();

  /** What was kept under the key, which is kept no longer. */
  take(key: string, clock: Clock): PullReading | undefined {
    for (const [each, { monotonicMs }] of this.#kept) {
      if (clock.monotonicMs() - monotonicMs > KEPT_MS) this.#kept.delete(each);
    }
    const kept = this.#kept.get(key);
    this.#kept.delete(key);
    return kept?.reading;
  }

  keep(key: string, reading: PullReading, clock: Clock): void {
    keepNewest(this.#kept, { key, value: { reading, monotonicMs: clock.monotonicMs() }, max: MAX_KEPT });
  }
}
