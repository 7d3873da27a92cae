// The two stages of a pull: the incidents created since, then the open ones, however old. A listing has no order, so a stage is read to its end
// before its first page is handed over, from the oldest incident to the newest.

import { type Clock } from '../../base/clock.ts';
import { SourceError } from '../ports/failure.ts';
import type { PullPage, PullRequest, PullStage } from '../ports/listing.ts';
import type { RejectedItem } from '../ports/record.ts';
import { type Filters } from './filters.ts';
import { LIST, listIncidents } from './listing.ts';
import { normalizeIncident, type NormalizeOptions, type ReadIncident } from './normalize.ts';
import { type Session } from './session.ts';

export interface Pulling {
  readonly session: Session;
  readonly clock: Clock;
  readonly filters: Filters;
  readonly options: NormalizeOptions;
  readonly noteUnmapped: (value: string | undefined) => void;
}

/** The values of `status` in a filter; 1, 2 and 3 are the states. */
const ALL = 0;
const OPEN = -1;
const DAY_MS = 86_400_000;
/** Records that are handed over at a time. */
const CHUNK = 50;

export async function* pullIncidents(pulling: Pulling, request: PullRequest): AsyncGenerator<PullPage> {
  const sinceMs = Math.floor(request.since.getTime() / 1000) * 1000;
  yield* stage(pulling, { name: 'created', body: { status: ALL, ...daysSince(pulling, request) }, sinceMs, request });
  yield* stage(pulling, { name: 'open', body: { status: OPEN }, sinceMs: -Infinity, request });
}

/** Days, in a time zone that is not documented: one more at each end. */
function daysSince(
  { clock }: Pulling,
  { since }: PullRequest,
): { readonly from_date: string; readonly to_date: string } {
  const dayOf = (ms: number): string => new Date(Math.max(0, ms)).toISOString().slice(0, 10);
  const untilMs = Math.max(clock.now().getTime(), since.getTime());
  return { from_date: dayOf(since.getTime() - DAY_MS), to_date: dayOf(untilMs + 2 * DAY_MS) };
}

interface Stage {
  readonly name: PullStage;
  readonly body: Readonly<Record<string, unknown>>;
  /** Older incidents are left out. */
  readonly sinceMs: number;
  readonly request: PullRequest;
}

async function* stage(pulling: Pulling, { name, body, sinceMs, request }: Stage): AsyncGenerator<PullPage> {
  const { session, filters } = pulling;
  const wanted = { body: { ...filters.body, ...body }, signal: request.signal };
  const items = filters.selectsNothing ? [] : await listIncidents(session, wanted);
  const { incidents, rejected } = read(pulling, items);
  const records = incidents
    .map(({ record }) => record)
    .filter(({ detectedAt }) => Date.parse(detectedAt) >= sinceMs)
    .toSorted((one, other) => (one.detectedAt < other.detectedAt ? -1 : 1));
  for (let start = 0; ; start += CHUNK) {
    const last = start + CHUNK >= records.length;
    yield { stage: name, records: records.slice(start, start + CHUNK), rejected: start === 0 ? rejected : [], last };
    if (last) return;
    // Consumers may stop between two pages, as they do between two requests.
    request.signal.throwIfAborted();
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
