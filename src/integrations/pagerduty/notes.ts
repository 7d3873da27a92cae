// Whether the notes of an incident speak of a data loss. Notes take a request for each incident, so they are read for what is open or was
// resolved lately: once in each state, then by turns, within an allowance. A failure costs the hint, never the sync, and no text is kept.
// https://developer.pagerduty.com/api-reference/ (List notes for an incident)

import { type Clock } from '../../base/clock.ts';
import { keepNewest } from '../kit/accounts.ts';
import { forEachConcurrently } from '../kit/concurrency.ts';
import { dataLossHint, listOf } from '../kit/data-loss.ts';
import { isTransient, SourceError } from '../ports/failure.ts';
import type { IncidentRecord } from '../ports/record.ts';
import type { SourceContext } from '../provider.ts';
import type { NoteMemory } from './account.ts';
import { memberOf } from './schema.ts';
import { type Session } from './session.ts';

/** The text in `degraded` when notes cannot be read. */
const NOTES = 'notes';
/** A note changes nothing else of its incident, so those of open incidents are read again after this time. */
const AGAIN_MS = 15 * 60_000;
/** At most this many of them in one sync: those that were not read for the longest time. */
const MAX_TURNS = 60;
/** What was resolved before this, and not known then, is not looked at. */
const LATELY_MS = 86_400_000;
const MAX_REMEMBERED = 20_000;
const CONCURRENCY = 4;

export interface NoteReader {
  /**
   * Returns the records, with the hint of their notes. What cannot be read now keeps the hint that is on record. `anew`: a change of the
   * incidents was announced, so their notes are read whatever is known.
   */
  complete(
    records: readonly IncidentRecord[],
    signal: AbortSignal,
    how?: { readonly anew: boolean },
  ): Promise<readonly IncidentRecord[]>;
}

export interface NoteReaderOptions {
  readonly session: Session;
  readonly clock: Clock;
  /** Absent or empty: nothing is read, as it takes a request for each incident. The usual words are for titles. */
  readonly words: readonly string[] | undefined;
  readonly recorded?: SourceContext<unknown>['recorded'] | undefined;
}

interface Reading extends NoteReaderOptions {
  readonly memory: NoteMemory;
  /** The incidents whose turn it is in this sync, until they had it. */
  readonly turns: () => Set<string>;
  /** Notes were not to be had in this sync. */
  hasFailed: boolean;
}

/** One per sync. */
export function createNoteReader(options: NoteReaderOptions): NoteReader {
  const { session, clock, words } = options;
  if (words === undefined || words.length === 0) return { complete: (records) => Promise.resolve(records) };
  const memory = session.account.notes.getOrInsertComputed(JSON.stringify(words), () => ({
    byIncident: new Map(),
    isBehind: false,
  }));
  let turns: Set<string> | undefined;
  const reading: Reading = {
    ...options,
    memory,
    turns: () => (turns ??= takeTurns(memory, clock.monotonicMs())),
    hasFailed: false,
  };
  return {
    async complete(records, signal, { anew } = { anew: false }) {
      const wanted = records.filter((record) => record.dataLossHint === undefined && isWanted(reading, record, anew));
      await readAll(reading, wanted, signal);
      return records.map((record) => (isHinted(reading, record) ? { ...record, dataLossHint: 'Suspected' } : record));
    },
  };
}

/**
 * What was never read goes first, so nothing has a turn while there is some. Whoever had a turn goes to the end, also an incident that is
 * not there any more.
 */
function takeTurns(memory: NoteMemory, nowMs: number): Set<string> {
  const { byIncident, isBehind } = memory;
  memory.isBehind = false;
  if (isBehind) return new Set();
  const waiting = [...byIncident].filter(([, { isOpen, turnMs }]) => isOpen && nowMs - turnMs >= AGAIN_MS);
  const next = waiting.toSorted(([, one], [, other]) => one.turnMs - other.turnMs).slice(0, MAX_TURNS);
  for (const [, read] of next) read.turnMs = nowMs;
  return new Set(next.map(([id]) => id));
}

function isWanted({ memory, turns, clock }: Reading, record: IncidentRecord, anew: boolean): boolean {
  const due = turns();
  const known = memory.byIncident.get(record.externalID);
  if (anew && record.state !== 'Resolved') return true;
  if (known !== undefined) return known.state !== stateOf(record) || due.has(record.externalID);
  return record.resolvedAt === undefined || clock.now().getTime() - Date.parse(record.resolvedAt) <= LATELY_MS;
}

function stateOf({ state, resolvedAt = '' }: IncidentRecord): string {
  return `${state} ${resolvedAt}`;
}

async function readAll(reading: Reading, records: readonly IncidentRecord[], signal: AbortSignal): Promise<void> {
  if (records.length === 0 || reading.hasFailed) return;
  const { account } = reading.session;
  try {
    await forEachConcurrently(records, { width: CONCURRENCY, signal }, (record, own) => readOne(reading, record, own));
    account.degraded.delete(NOTES);
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    reading.hasFailed = true;
    if (!isTransient(error.kind)) account.degraded.add(NOTES);
  }
}

async function readOne(reading: Reading, record: IncidentRecord, signal: AbortSignal): Promise<void> {
  const { session, clock, words, memory, turns } = reading;
  const nowMs = clock.monotonicMs();
  if (session.account.noteAllowance.take('', nowMs) > 0) {
    memory.isBehind = true;
    return;
  }
  turns().delete(record.externalID);
  const what = 'list the notes of an incident';
  const call = { path: `incidents/${record.externalID}/notes`, what, scope: 'incidents.read', signal };
  const { status, body } = await session.ask(call, [404, 410]);
  const notes = memberOf(body, 'notes');
  if (!Array.isArray(notes) && status < 300) {
    throw new SourceError('malformed', `${what}: ${status} from PagerDuty without a list of notes`);
  }
  const said = listOf(notes).map((note) => memberOf(note, 'content'));
  const hint = dataLossHint(said, words).dataLossHint !== undefined;
  const isOpen = record.state !== 'Resolved';
  const value = { isHinted: hint, state: stateOf(record), isOpen, turnMs: nowMs };
  keepNewest(memory.byIncident, { key: record.externalID, value, max: MAX_REMEMBERED });
}

function isHinted({ memory, recorded }: Reading, { externalID, dataLossHint: hint }: IncidentRecord): boolean {
  return (
    hint !== undefined ||
    (memory.byIncident.get(externalID)?.isHinted ?? recorded?.(externalID)?.hasDataLossHint ?? false)
  );
}
