// The two stages of a pull: the incidents created since, then the open ones, however old. A listing has no order, so both are read to their ends
// before the first page is handed over, from the oldest incident to the newest.

import { type Clock } from '../../base/clock.ts';
import { SourceError } from '../ports/failure.ts';
import type { PullPage, PullRequest, PullStage } from '../ports/listing.ts';
import type { RejectedItem } from '../ports/record.ts';
import { daysBetween } from './days.ts';
import { type Filters } from './filters.ts';
import { type IncidentListing, LIST } from './listing.ts';
import { normalizeIncident, type NormalizeOptions, type ReadIncident } from './normalize.ts';
import { type Session } from './session.ts';
import { PullReading, type UnfinishedReadings } from './unfinished.ts';

export interface Pulling {
  readonly session: Session;
  readonly unfinished: UnfinishedReadings;
  readonly clock: Clock;
  readonly filters: Filters;
  readonly options: NormalizeOptions;
  readonly noteUnmapped: (value: string | undefined) => void;
}

/** The values of `status` in a filter; 1, 2 and 3 are the states. */
export const ALL = 0;
const OPEN = -1;
/** Records that are handed over at a time. */
const CHUNK = 50;

export async function* pullIncidents(pulling: Pulling, { since, signal }: PullRequest): AsyncGenerator<PullPage> {
  const sinceMs = Math.floor(since.getTime() / 1000) * 1000;
  const { created, open } = pulling.filters.selectsNothing ? NOTHING : await readBoth(pulling, sinceMs, signal);
  yield* stage(pulling, { name: 'created', items: created, sinceMs, signal });
  yield* stage(pulling, { name: 'open', items: open, sinceMs: -Infinity, signal });
}

interface Both {
  readonly created: readonly unknown[];
  readonly open: readonly unknown[];
}

const NOTHING: Both = { created: [], open: [] };

/** What a limit breaks off is gone on with at the next sync. */
async function readBoth(pulling: Pulling, sinceMs: number, signal: AbortSignal): Promise<Both> {
  const { session, filters, clock, unfinished } = pulling;
  const nowMs = clock.now().getTime();
  const days = daysBetween(sinceMs, nowMs);
  const key = JSON.stringify([filters.body, days]);
  const reading = unfinished.take(key, clock) ?? new PullReading(days, nowMs);
  const list = (listing: IncidentListing, body: object): Promise<readonly unknown[]> =>
    listing.read(session, { body: { ...filters.body, ...body }, signal });
  try {
    for (;;) {
      const created: unknown[] = [];
      for (const each of reading.created) created.push(...(await list(each.listing, { status: ALL, ...each.days })));
      const open = await list(reading.open, { status: OPEN });
      if (reading.isUpToDate(clock.now().getTime())) return { created, open };
    }
  } catch (error) {
    if (error instanceof SourceError && error.kind === 'rate-limited') unfinished.keep(key, reading, clock);
    throw error;
  }
}

interface Stage {
  readonly name: PullStage;
  readonly items: readonly unknown[];
  /** Older incidents are left out. */
  readonly sinceMs: number;
  readonly signal: AbortSignal;
}

async function* stage(pulling: Pulling, { name, items, sinceMs, signal }: Stage): AsyncGenerator<PullPage> {
  const { incidents, rejected } = read(pulling, items);
  const records = incidents
    .map(({ record }) => record)
    .filter(({ detectedAt }) => Date.parse(detectedAt) >= sinceMs)
    .toSorted((one, other) => Date.parse(one.detectedAt) - Date.parse(other.detectedAt));
  for (let start = 0; ; start += CHUNK) {
    const last = start + CHUNK >= records.length;
    yield { stage: name, records: records.slice(start, start + CHUNK), rejected: start === 0 ? rejected : [], last };
    if (last) return;
    // Consumers may stop between two pages, as they do between two requests.
    signal.throwIfAborted();
  }
}

interface ReadItems {
  readonly incidents: readonly ReadIncident[];
  readonly rejected: readonly RejectedItem[];
}

/** Throws SourceError `malformed` when no item can be read: then the whole response is wrong, not one item. */
function read({ options, noteUnmapped }: Pulling, items: readonly unknown[]): ReadItems {
  const incidents: ReadIncident[] = [];
  const rejected: RejectedItem[] = [];
  for (const item of items) {
    const normalized = normalizeIncident(item, options);
    if (normalized.kind === 'rejected') rejected.push(normalized.item);
    else {
      incidents.push(normalized);
      noteUnmapped(normalized.unmapped);
    }
  }
  const [first] = rejected;
  if (first === undefined || incidents.length > 0) return { incidents, rejected };
  const why = `${first.reason}, ${first.detail}`;
  const message = `${LIST}: none of ${items.length} incidents can be read (${why}): Zenduty's answer has changed`;
  throw new SourceError('malformed', message);
}
