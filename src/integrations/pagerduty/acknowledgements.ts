// When resolved incidents were first acknowledged. PagerDuty empties `acknowledgements` on resolution; the log keeps the time. The log
// is read only where the time is neither given nor on record, in bulk for a page of incidents. A credential that may not read the log only degrades the source.
// https://developer.pagerduty.com/api-reference/c661e065403b5-list-log-entries

import { toInstant } from '../../api/facts.ts';
import { rfc3339 } from '../../base/instants.ts';
import { type Clock } from '../../base/clock.ts';
import { isTransient, SourceError } from '../ports/failure.ts';
import type { IncidentRecord } from '../ports/record.ts';
import type { RecordedFacts, SourceContext } from '../provider.ts';
import { rememberAcknowledgement } from './account.ts';
import { forEachConcurrently } from '../kit/concurrency.ts';
import { walkPages, type Listing } from './pages.ts';
import { isLogEntry } from './schema.ts';
import { type Session } from './session.ts';

/** The text in `degraded` when the log cannot be read. */
const LOG_ENTRIES = 'log_entries';

/** At most this many pages of one incident's log are read. The first acknowledgement is near its beginning. */
const MAX_PAGES_PER_INCIDENT = 20;
/** The logs of incidents that took longer are read one by one: a bulk range that long would mostly hold other incidents' entries. */
const BULK_SPAN_MS = 7 * 86_400_000;
const MIN_BULK = 3;
/** The log may lag behind a resolution by this much. After that, "never acknowledged" is remembered. */
const SETTLED_MS = 15 * 60_000;
const CONCURRENCY = 4;

export interface AcknowledgementReader {
  /** Returns the records, with `acknowledgedAt` added from the log where it was missing and is not on record. */
  complete(records: readonly IncidentRecord[], signal: AbortSignal): Promise<readonly IncidentRecord[]>;
}

export interface AcknowledgementOptions {
  readonly session: Session;
  readonly clock: Clock;
  readonly recorded?: SourceContext<unknown>['recorded'] | undefined;
}

export function createAcknowledgementReader(options: AcknowledgementOptions): AcknowledgementReader {
  const { session, clock, recorded } = options;
  const isKnown = (record: IncidentRecord): boolean =>
    session.account.acknowledgements.has(keyOf(record)) || isOnRecord(record, recorded?.(record.externalID));
  return {
    async complete(records, signal) {
      const unknown = records.filter((record) => lacksIt(record) && !isKnown(record));
      if (unknown.length > 0) await readAll({ session, clock, signal }, unknown);
      return records.map((record) => {
        const at = lacksIt(record) ? session.account.acknowledgements.get(keyOf(record)) : undefined;
        return typeof at === 'string' ? { ...record, acknowledgedAt: at } : record;
      });
    },
  };
}

function lacksIt(record: IncidentRecord): boolean {
  return record.state === 'Resolved' && record.acknowledgedAt === undefined;
}

/** The log was read when this very resolution was recorded. The record keeps the first acknowledgement, if there was one. */
function isOnRecord({ resolvedAt }: IncidentRecord, recorded: RecordedFacts | undefined): boolean {
  if (recorded === undefined || resolvedAt === undefined) return false;
  return recorded.resolvedAt === Date.parse(resolvedAt) && (recorded.acknowledgedAt !== undefined || recorded.isWhole);
}

/** An incident that is reopened and resolved again has another time of resolution, so it is looked up again. */
function keyOf(record: IncidentRecord): string {
  return `${record.externalID} ${record.resolvedAt ?? ''}`;
}

interface Reading {
  readonly session: Session;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Reads the missing times into the account's memory. */
async function readAll(reading: Reading, records: readonly IncidentRecord[]): Promise<void> {
  const { account } = reading.session;
  try {
    const left = await readBulk(reading, records);
    await forEachConcurrently(left, { width: CONCURRENCY, signal: reading.signal }, (record, signal) =>
      readOne({ ...reading, signal }, record),
    );
    account.degraded.delete(LOG_ENTRIES);
  } catch (error) {
    if (!(error instanceof SourceError) || isTransient(error.kind)) throw error;
    account.degraded.add(LOG_ENTRIES);
  }
}

/** Reads times in bulk. Returns the records that it did not cover: too few of them, open for too long, or too much log between them. */
async function readBulk(reading: Reading, records: readonly IncidentRecord[]): Promise<readonly IncidentRecord[]> {
  const short = records.filter((record) => spanMs(record) <= BULK_SPAN_MS);
  const since = short.map(({ detectedAt }) => detectedAt).toSorted()[0];
  const until = short
    .map((record) => endOf(record))
    .toSorted()
    .at(-1);
  if (short.length < MIN_BULK || since === undefined || until === undefined) return records;
  // Widen the range by a second at each end, whether or not the vendor includes its ends.
  const range = [
    ['since', rfc3339(Date.parse(since) - 1000)],
    ['until', rfc3339(Date.parse(until) + 1000)],
  ] as const;
  const listing = logListing('log_entries', reading.signal, range);
  const first = new Map<string, string>();
  // Never send more requests than one by one would take.
  const complete = await collect(reading.session, { listing, maxPages: short.length }, first);
  if (!complete) return records;
  for (const record of short) remember(reading, record, first.get(record.externalID));
  return records.filter((record) => !short.includes(record));
}

async function readOne(reading: Reading, record: IncidentRecord): Promise<void> {
  const listing = logListing(`incidents/${record.externalID}/log_entries`, reading.signal, []);
  const first = new Map<string, string>();
  try {
    await collect(reading.session, { listing, maxPages: MAX_PAGES_PER_INCIDENT, incident: record.externalID }, first);
  } catch (error) {
    // The incident was deleted since it was listed.
    if (!(error instanceof SourceError) || error.kind !== 'not-found') throw error;
  }
  remember(reading, record, first.get(record.externalID));
}

function remember({ session, clock }: Reading, record: IncidentRecord, at: string | undefined): void {
  const settled = clock.now().getTime() + session.skewMs() - Date.parse(endOf(record)) > SETTLED_MS;
  if (at !== undefined || settled) rememberAcknowledgement(session.account, keyOf(record), at ?? null);
}

interface Collecting {
  readonly listing: Listing;
  readonly maxPages: number;
  /** The incident that the log belongs to, when entries need not name it. */
  readonly incident?: string;
}

/**
 * The earliest acknowledgement per incident, and whether the whole log was read. Entries that cannot be read are skipped, because they
 * are not incidents. An acknowledgement that does not name its incident makes the log useless in bulk.
 */
async function collect(session: Session, collecting: Collecting, first: Map<string, string>): Promise<boolean> {
  const pages = walkPages(session, collecting.listing, collecting.maxPages);
  for (;;) {
    const step = await pages.next();
    if (step.done === true) return step.value.complete;
    for (const item of step.value.items) {
      if (note(item, collecting.incident, first) === 'of-nothing') return false;
    }
  }
}

function note(item: unknown, incident: string | undefined, first: Map<string, string>): 'of-nothing' | undefined {
  if (!isLogEntry(item) || !isAcknowledgement(item.type)) return undefined;
  const id = item.incident?.id ?? incident;
  const at = toInstant(item.created_at);
  if (id === undefined) return 'of-nothing';
  const known = first.get(id);
  if (at !== undefined && (known === undefined || at < known)) first.set(id, at);
  return undefined;
}

/** The vendor's API reference spells it both ways. */
function isAcknowledgement(type: string): boolean {
  return /^acknowledge(ment)?_log_entry(_reference)?$/.test(type);
}

function logListing(path: string, signal: AbortSignal, range: NonNullable<Listing['query']>): Listing {
  const query = [...range, ['is_overview', 'true']] as const;
  return { path, query, what: 'list log entries', scope: 'incidents.read', signal, resource: 'log_entries' };
}

function endOf(record: IncidentRecord): string {
  return record.resolvedAt ?? record.detectedAt;
}

function spanMs(record: IncidentRecord): number {
  return Date.parse(endOf(record)) - Date.parse(record.detectedAt);
}
