// The two stages of a pull, as pages of records: the incidents created since, then the open incidents, however old. A stage sets `last`
// only when the vendor's listing was read to its end.

import { type Clock } from '../../base/clock.ts';
import { SourceError } from '../ports/failure.ts';
import type { PullPage, PullRequest, PullStage } from '../ports/listing.ts';
import type { IncidentRecord, RejectedItem } from '../ports/record.ts';
import { type Filters } from './filters.ts';
import { createWalk, walkAll, walkRange, type WalkedPage } from './listing.ts';
import { normalizeIncident, type NormalizeOptions } from './normalize.ts';
import { type Session } from './session.ts';

export interface Pulling {
  readonly session: Session;
  readonly clock: Clock;
  readonly filters: Filters;
  readonly options: NormalizeOptions;
  /** Adds what listings do not say: acknowledgements from the log, hints from notes. */
  readonly complete: (records: readonly IncidentRecord[], signal: AbortSignal) => Promise<readonly IncidentRecord[]>;
  readonly noteUnmapped: (value: string | undefined) => void;
}

/** The vendor's clock may be ahead by this much before the range is extended. */
const SKEW_TOLERANCE_MS = 5000;
/** PagerDuty has no older incidents. */
const EARLIEST_MS = Date.UTC(2009, 0, 1);
const WHAT = 'list incidents';

export async function* pullIncidents(pulling: Pulling, request: PullRequest): AsyncGenerator<PullPage> {
  yield* stage(pulling, { stage: 'created', pages: createdPages(pulling, request), request });
  yield* stage(pulling, { stage: 'open', pages: openPages(pulling, request), request });
}

interface Stage {
  readonly stage: PullStage;
  readonly pages: AsyncGenerator<WalkedPage>;
  readonly request: PullRequest;
}

async function* stage(pulling: Pulling, { stage: name, pages, request }: Stage): AsyncGenerator<PullPage> {
  const nothing = { stage: name, records: [], rejected: [], last: true } as const;
  if (pulling.filters.selectsNothing) {
    yield nothing;
    return;
  }
  // A page is held back until it is known whether another follows.
  let held: PullPage | undefined;
  for await (const page of pages) {
    if (held !== undefined) yield held;
    const { records, rejected } = read(pulling, page);
    const inRange = name === 'open' ? records : records.filter((record) => isSince(record, request.since));
    held = {
      stage: name,
      records: await pulling.complete(inRange, request.signal),
      rejected,
      last: false,
    };
  }
  yield held === undefined ? nothing : { ...held, last: true };
}

/** `until` is fixed for one sync: incidents created during it belong to the next sync. */
async function* createdPages(pulling: Pulling, { since, signal }: PullRequest): AsyncGenerator<WalkedPage> {
  const { session, clock } = pulling;
  const walk = createWalk(session, listingOf(pulling, [], signal));
  const sinceMs = Math.max(since.getTime(), EARLIEST_MS);
  const untilMs = Math.max(clock.now().getTime() + session.skewMs(), sinceMs) + 1000;
  const known = session.skewMs();
  yield* walkRange(walk, { sinceMs, untilMs });
  // Only a response tells the vendor's time. If our clock is behind it, the newest incidents are after `until`.
  const missedMs = session.skewMs() - Math.max(known, 0);
  if (missedMs > SKEW_TOLERANCE_MS) yield* walkRange(walk, { sinceMs: untilMs, untilMs: untilMs + missedMs });
}

async function* openPages(pulling: Pulling, { signal }: PullRequest): AsyncGenerator<WalkedPage> {
  const statuses = [
    ['statuses[]', 'triggered'],
    ['statuses[]', 'acknowledged'],
  ] as const;
  const { session, clock } = pulling;
  const untilMs = clock.now().getTime() + Math.max(session.skewMs(), 0) + 1000;
  yield* walkAll(createWalk(session, listingOf(pulling, statuses, signal)), untilMs);
}

function listingOf({ filters }: Pulling, query: ReadonlyArray<readonly [string, string]>, signal: AbortSignal) {
  const whole = [...query, ...filters.query];
  return { path: 'incidents', resource: 'incidents', query: whole, what: WHAT, scope: 'incidents.read', signal };
}

/** Throws SourceError `malformed` when no item of the page can be read: then the whole response is wrong, not one item. */
function read(pulling: Pulling, page: WalkedPage): { records: IncidentRecord[]; rejected: RejectedItem[] } {
  const records: IncidentRecord[] = [];
  const rejected: RejectedItem[] = [];
  for (const item of page.fresh) {
    const normalized = normalizeIncident(item, pulling.options);
    if (normalized.kind === 'rejected') rejected.push(normalized.item);
    else {
      records.push(normalized.record);
      pulling.noteUnmapped(normalized.unmapped);
    }
  }
  if (rejected.length > 0 && records.length === 0 && nothingReadable(pulling, page)) {
    const [first] = rejected;
    throw new SourceError(
      'malformed',
      `${WHAT}: none of ${page.all.length} incidents can be read (${first?.reason}, ${first?.detail}): PagerDuty's answer has changed`,
    );
  }
  return { records, rejected };
}

function nothingReadable({ options }: Pulling, { all }: WalkedPage): boolean {
  return all.every((item) => normalizeIncident(item, options).kind === 'rejected');
}

function isSince(record: IncidentRecord, since: Date): boolean {
  return Date.parse(record.detectedAt) >= Math.floor(since.getTime() / 1000) * 1000;
}
