// Reads incidents by changes: what changed since the cursor, then, with a full reading, what is open. Changes come in the order of
// creation, so the position moves only at the end; until then the cursor says where the walk continues.

import type { ChangesPage, ChangesRequest } from '../ports/changes.ts';
import { SourceError } from '../ports/failure.ts';
import type { IncidentRecord, RejectedItem } from '../ports/record.ts';
import { normalizeIncident, type Normalized, type NormalizeOptions } from './normalize.ts';
import { cursorOf, positionOf, type Begun, type Position } from './positions.ts';
import type { Session } from '../kit/microsoft/session.ts';
import { LIST, walk, type WalkedPage } from './walk.ts';

export interface Pulling {
  readonly session: Session;
  readonly minSeverity: 'High' | 'Medium' | 'Low' | undefined;
  readonly options: NormalizeOptions;
  readonly noteUnmapped: (value: string | undefined) => void;
}

/** Graph shows changes within a minute or two. Fifteen minutes cover an outage of the vendor, and cost one page. */
const LOOK_BACK_MS = 15 * 60_000;
/** Merged incidents are redirected to another one. */
const OPEN = "status ne 'resolved' and status ne 'redirected'";

export async function* pullChanges(pulling: Pulling, request: ChangesRequest): AsyncGenerator<ChangesPage> {
  yield* changedStage(pulling, request);
  if (request.open) yield* openStage(pulling, request.signal);
}

async function* changedStage(pulling: Pulling, { cursor, since, signal }: ChangesRequest): AsyncGenerator<ChangesPage> {
  const position = cursor === undefined ? NOWHERE : positionOf(cursor);
  const fromMs = lowerBound(position, since);
  const filter = `lastUpdateDateTime ge ${new Date(fromMs).toISOString()}`;
  const reading = new Reading(position, { fromMs, anchor: cursor?.anchor });
  for await (const page of walk(pulling.session, { filter, createdFrom: position.begun?.createdFrom, signal })) {
    const read = readPage(pulling, page.items);
    reading.take(read.read, pulling.session.vendorMs());
    const reached = reading.reached(page);
    yield { stage: 'changed', ...read, last: page.last, ...(reached === undefined ? {} : { cursor: reached }) };
  }
}

const NOWHERE: Position = { newestMs: undefined, begun: undefined };

function lowerBound({ newestMs, begun }: Position, since: Date): number {
  if (begun !== undefined) return begun.fromMs;
  return newestMs === undefined ? since.getTime() : newestMs - LOOK_BACK_MS;
}

type ReadIncident = Extract<Normalized, { kind: 'record' }>;

/** How far one reading came. */
class Reading {
  readonly #fromMs: number;
  #startedMs: number | undefined;
  #newest: { readonly ms: number; readonly id: string | undefined } | undefined;
  /** An incident of the last page: a walk that continues there brings it again. */
  #edge: string | undefined;

  constructor(
    position: Position,
    { fromMs, anchor }: { readonly fromMs: number; readonly anchor: string | undefined },
  ) {
    this.#fromMs = fromMs;
    this.#startedMs = position.begun?.startedMs;
    const ms = position.newestMs;
    this.#newest = ms === undefined ? undefined : { ms, id: position.begun === undefined ? anchor : undefined };
  }

  /** `vendorMs` at the first page is when the walk began. */
  take(incidents: readonly ReadIncident[], vendorMs: number): void {
    this.#startedMs ??= vendorMs;
    for (const { updatedMs, record } of incidents) {
      const isNewest = updatedMs <= this.#startedMs && updatedMs >= (this.#newest?.ms ?? -Infinity);
      if (isNewest) this.#newest = { ms: updatedMs, id: record.externalID };
    }
    this.#edge = incidents.at(-1)?.record.externalID ?? this.#edge;
  }

  reached({ last, createdFrom }: WalkedPage): ChangesPage['cursor'] {
    const newestMs = this.#newest?.ms;
    if (last) return cursorOf({ newestMs, begun: undefined }, this.#newest?.id);
    if (createdFrom === undefined) return undefined;
    const begun: Begun = { fromMs: this.#fromMs, startedMs: this.#startedMs ?? 0, createdFrom };
    return cursorOf({ newestMs, begun }, this.#edge);
  }
}

async function* openStage(pulling: Pulling, signal: AbortSignal): AsyncGenerator<ChangesPage> {
  for await (const page of walk(pulling.session, { filter: OPEN, createdFrom: undefined, signal })) {
    const { records, rejected } = readPage(pulling, page.items);
    yield { stage: 'open', records: records.filter(({ state }) => state !== 'Resolved'), rejected, last: page.last };
  }
}

interface ReadPage {
  readonly read: readonly ReadIncident[];
  readonly records: readonly IncidentRecord[];
  readonly rejected: readonly RejectedItem[];
}

/** Throws SourceError `malformed` when none of several items can be read: then the whole answer is wrong. */
function readPage(pulling: Pulling, items: readonly unknown[]): ReadPage {
  const all = items.map((item) => normalizeIncident(item, pulling.options));
  const rejected = all.flatMap((each) => (each.kind === 'rejected' ? [each.item] : []));
  const [first] = rejected;
  if (first !== undefined && rejected.length === items.length && items.length > 1) {
    const message = `${LIST.what}: none of ${items.length} incidents can be read (${first.reason}, ${first.detail}): Graph's answer has changed`;
    throw new SourceError('malformed', message);
  }
  const read = all.flatMap((each) => (each.kind === 'record' && isSelected(pulling, each) ? [each] : []));
  for (const { unmapped } of read) pulling.noteUnmapped(unmapped);
  return { read, records: read.map(({ record }) => record), rejected };
}

const RANKS: Readonly<Record<string, number>> = { informational: 0, low: 1, medium: 2, high: 3 };

/** By the vendor's own severity. One that is not known may be a high one. */
export function isSelected({ minSeverity }: Pulling, { severity }: Pick<ReadIncident, 'severity'>): boolean {
  if (minSeverity === undefined) return true;
  return (RANKS[severity] ?? 3) >= (RANKS[minSeverity.toLowerCase()] ?? 0);
}
