// Reads one opened source to the end: its pages, then look-ups by ID of the incidents that the pages lacked. Yields the records to
// store. An incomplete reading ends in a SourceError, and nothing is concluded from it.

import type { IncidentRow } from '../../compliance/verdict.ts';
import type { Presence } from '../../compliance/presence.ts';
import type { ChangesPage, Cursor } from '../../integrations/ports/changes.ts';
import { SourceError } from '../../integrations/ports/failure.ts';
import type { PullPage } from '../../integrations/ports/listing.ts';
import type { IgnoredItems, IncidentRecord, RejectedItem } from '../../integrations/ports/record.ts';
import type { ChangesSource, ListingSource } from '../../integrations/provider.ts';
import { missed, type SourceMemory } from './memory.ts';
import { MAX_LOOKUPS, missingFrom, type ReadingPlan } from './plan-reading.ts';
import { notePresence } from './presence.ts';
import { Answer } from './answer.ts';

/** The inputs to one reading. */
export interface Reading {
  readonly source: ListingSource | ChangesSource;
  readonly plan: ReadingPlan;
  readonly memory: SourceMemory;
  readonly presence: Presence;
  /** The source's incidents in the cache before the reading. */
  readonly stored: readonly IncidentRow[];
  readonly signal: AbortSignal;
}

export interface ReadingResult {
  readonly rejected: readonly RejectedItem[];
  readonly ignored: IgnoredItems;
  /** The plan that was carried out. */
  readonly plan: ReadingPlan;
  /** Changes: where the next reading continues. Everything that it covers is stored. */
  readonly cursor: Cursor | undefined;
}

type Records = AsyncGenerator<readonly IncidentRecord[], ReadingResult, void>;

/**
 * Yields the records of each response; they are stored before the next request. When the vendor refuses the cursor, or the response after
 * it lacks an incident, everything is read at once instead, by `startOver`.
 */
export async function* read(reading: Reading, startOver: () => ReadingPlan): Records {
  try {
    return yield* readOnce(reading);
  } catch (error) {
    const isDoubtful = error instanceof SourceError && DOUBTS.has(error.kind);
    if (reading.plan.cursor === undefined || !isDoubtful) throw error;
  }
  return yield* readOnce({ ...reading, plan: startOver() });
}

/** Failures about the cursor. Only a full reading tells what they mean. */
const DOUBTS: ReadonlySet<SourceError['kind']> = new Set(['cursor-expired', 'suspiciously-empty']);

async function* readOnce(reading: Reading): Records {
  const { plan, memory } = reading;
  const answer = new Answer(plan);
  const wanted = takeWanted(memory);
  const gone: Gone[] = [];
  try {
    for await (const page of pagesOf(reading)) {
      answer.take(page);
      if (page.records.length > 0) yield page.records;
      pageStored(reading, answer, page);
    }
    judge(answer, reading);
    noteListed(reading, answer.seen);
    for (const id of missingFrom(plan, reading.stored, answer.seen)) wanted.add(id);
    for (const id of answer.seen) wanted.delete(id);
    gone.push(...(yield* lookUp(reading, answer, wanted)));
  } finally {
    // Look-ups that were not sent or not answered are left to the next sync.
    for (const id of wanted) memory.wanted.add(id);
  }
  if (answer.lacksAll(plan.expectedByID)) throw suspicion(reading, 'any stored incident');
  // An incomplete reading does not count among the readings after which an incident is gone.
  if (!plan.isPartial) for (const { id, row } of gone) concludeGone(reading, id, row);
  return { rejected: answer.rejected, ignored: answer.ignored, plan, cursor: answer.cursor ?? plan.cursor };
}

/** Items that were left out are looked up by ID next time. A delta that breaks off later continues here: everything before is stored. */
function pageStored({ plan, memory }: Reading, answer: Answer, page: PullPage | ChangesPage): void {
  answer.stored(page);
  for (const { externalID } of page.rejected) if (externalID !== undefined) memory.wanted.add(externalID);
  if (plan.cursor !== undefined) memory.cursor = answer.cursor ?? memory.cursor;
}

function pagesOf({ source, plan, signal }: Reading): AsyncIterable<PullPage | ChangesPage> {
  const { mode, since, cursor, open } = plan;
  return source.reads === 'listing'
    ? source.pull({ mode, since, signal })
    : source.changes({ cursor, since, open, signal });
}

/** An incident deleted from now on was deleted after the source was read. It is wanted at the next sync, whatever this one brings. */
function takeWanted({ wanted }: SourceMemory): Set<string> {
  const taken = new Set(wanted);
  wanted.clear();
  return taken;
}

function judge(answer: Answer, reading: Reading): void {
  const { plan, memory } = reading;
  if (!answer.isWhole) {
    throw new SourceError('incomplete', 'list incidents: the source ended before its listing was complete');
  }
  if (!answer.isSuspicious) return;
  if (plan.anchor !== undefined && plan.cursor === undefined) missed(memory, plan.anchor);
  throw suspicion(reading, plan.anchor === undefined ? 'any stored incident' : 'the newest stored incident');
}

/** Only a full reading tells what a response that lacks an incident means. */
function suspicion({ memory }: Reading, what: string): SourceError {
  memory.suspicious = true;
  const message = `list incidents: the answer lacks ${what}; check what the credential may see`;
  return new SourceError('suspiciously-empty', message);
}

/** An incident in a listing counts as listed, whatever was recorded before. */
function noteListed({ stored, memory, presence }: Reading, seen: ReadonlySet<string>): void {
  for (const row of stored) {
    if (!seen.has(row.externalID ?? '')) continue;
    memory.misses.delete(row.externalID ?? '');
    notePresence(presence, row, 'Listed');
  }
}

interface Gone {
  readonly id: string;
  readonly row: IncidentRow | undefined;
}

/** Removes answered IDs from `wanted`. Returns the IDs that the source no longer knows. */
async function* lookUp(
  reading: Reading,
  answer: Answer,
  wanted: Set<string>,
): AsyncGenerator<readonly IncidentRecord[], readonly Gone[], void> {
  const { source, memory, stored, signal } = reading;
  const ids = [...wanted].slice(0, MAX_LOOKUPS);
  const gone: Gone[] = [];
  if (ids.length === 0) return gone;
  const rows = new Map(stored.map((row) => [row.externalID ?? '', row]));
  for await (const found of source.lookup(ids, signal)) {
    const id = found.kind === 'found' ? found.record.externalID : found.externalID;
    wanted.delete(id);
    if (found.kind === 'gone') gone.push({ id, row: rows.get(id) });
    else answer.seen.add(id);
    if (found.kind === 'rejected') {
      answer.rejected.push(found.item);
      memory.wanted.add(id);
    }
    if (found.kind !== 'found') continue;
    memory.misses.delete(id);
    noteFound(reading, rows.get(id), found.inScope);
    yield [found.record];
  }
  return gone;
}

/** A name that is now unknown to the provider may have selected the incident. Its presence then stays unchanged. */
function noteFound({ presence, plan }: Reading, row: IncidentRow | undefined, isInScope: boolean): void {
  if (isInScope) notePresence(presence, row, 'Listed');
  else if (!plan.isPartial) notePresence(presence, row, 'OutOfScope');
}

function concludeGone({ memory, presence }: Reading, id: string, row: IncidentRow | undefined): void {
  if (missed(memory, id)) notePresence(presence, row, 'NotFoundUpstream');
}
