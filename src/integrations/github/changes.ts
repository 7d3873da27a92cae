// Reads a source part by part: what changed, and what is open. A part that fails leaves the reading incomplete and is named; the other
// parts are read all the same. A part that is switched off has no findings.

import type { ChangesPage, ChangesRequest, ChangesStage } from '../ports/changes.ts';
import { SourceError } from '../ports/failure.ts';
import type { IncidentRecord, RejectedItem } from '../ports/record.ts';
import { Failures } from './failures.ts';
import { changedAt, normalizeFinding, type NormalizeOptions } from './normalize.ts';
import { SwitchedOff } from './pages.ts';
import type { Params, Part } from './parts.ts';
import { readChanges, readOpen, type Reading } from './readings.ts';
import type { Session } from './session.ts';
import { Track, type Dated } from './track.ts';

export interface Sources {
  readonly session: Session;
  readonly parts: readonly Part[];
  readonly labels: Params;
  readonly options: Omit<NormalizeOptions, 'stream' | 'repo'>;
  readonly noteUnmapped: (value: string | undefined) => void;
  /** Whether the part is switched off now. */
  readonly noteSwitchedOff: (part: Part, isOff: boolean) => void;
}

/** Throws at its end when a part failed, and at once when the others would fail, too. */
export async function* readSource(sources: Sources, request: ChangesRequest): AsyncGenerator<ChangesPage> {
  const failures = new Failures();
  const track = new Track(sources.parts, request);
  yield* readStage(sources, { stage: 'changed', failures, track, request });
  if (request.open) yield* readStage(sources, { stage: 'open', failures, track, request });
  failures.throwIfAny();
}

interface Staged {
  readonly stage: ChangesStage;
  readonly failures: Failures;
  readonly track: Track;
  readonly request: ChangesRequest;
}

async function* readStage(sources: Sources, staged: Staged): AsyncGenerator<ChangesPage> {
  const { stage, failures, track } = staged;
  let isEnded = false;
  for (const [index, part] of sources.parts.entries()) {
    try {
      for await (const page of readPart(sources, part, staged)) {
        isEnded = page.last && index === sources.parts.length - 1 && failures.count === 0;
        yield { ...page, last: isEnded };
      }
    } catch (error) {
      failures.note(part, error, staged.request.signal);
    }
  }
  // A source without parts, or whose last part is switched off.
  if (!isEnded && failures.count === 0) {
    const cursor = stage === 'changed' ? track.cursor() : undefined;
    yield { stage, records: [], rejected: [], last: true, ...(cursor === undefined ? {} : { cursor }) };
  }
}

async function* readPart(sources: Sources, part: Part, { stage, track, request }: Staged): AsyncGenerator<ChangesPage> {
  const { session, labels } = sources;
  const reading: Reading = { session, part, labels, signal: request.signal };
  const sinceMs = stage === 'changed' ? track.begin(part) : 0;
  const pages = stage === 'changed' ? readChanges(reading, sinceMs, track.hasPosition(part)) : readOpen(reading);
  try {
    for await (const page of pages) {
      sources.noteSwitchedOff(part, false);
      const items = page.items.filter((item) => !isBefore(item, sinceMs));
      const { records, rejected, dated } = toRecords(sources, part, items);
      const cursor = stage === 'changed' ? track.advance(part, page, dated) : undefined;
      yield { stage, records, rejected, last: page.last, ...(cursor === undefined ? {} : { cursor }) };
    }
  } catch (error) {
    if (!(error instanceof SwitchedOff)) throw error;
    sources.noteSwitchedOff(part, true);
    track.end(part);
  }
}

function isBefore(item: unknown, sinceMs: number): boolean {
  const at = changedAt(item);
  return at !== undefined && Date.parse(at) < sinceMs;
}

interface ReadItems {
  readonly records: readonly IncidentRecord[];
  readonly rejected: readonly RejectedItem[];
  readonly dated: readonly Dated[];
}

function toRecords(sources: Sources, part: Part, items: readonly unknown[]): ReadItems {
  const [records, rejected, dated]: [IncidentRecord[], RejectedItem[], Dated[]] = [[], [], []];
  for (const item of items) {
    const result = normalizeFinding(item, { ...sources.options, stream: part.stream, repo: part.repo });
    if (result.kind === 'rejected') rejected.push(result.item);
    if (result.kind !== 'record') continue;
    sources.noteUnmapped(result.unmapped);
    records.push(result.record);
    const at = changedAt(item);
    if (at !== undefined) dated.push({ externalID: result.record.externalID, changedAtMs: Date.parse(at) });
  }
  if (rejected.length > 0 && rejected.length === items.length) {
    throw new SourceError('malformed', `list ${part.name}: none of ${items.length} items can be read`);
  }
  return { records, rejected, dated };
}
