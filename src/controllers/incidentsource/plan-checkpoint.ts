// The opaque `status.checkpoint`: the spec of the last complete sync and, for a source that is read by changes, where the next reading
// continues. It is written with the status, after everything that it covers was stored, so it is never ahead of the data. Pure.

import type { IncidentSource, IncidentSourceStatus } from '../../api/v1alpha1/incidentsource.gen.ts';
import type { Cursor } from '../../integrations/ports/changes.ts';

const VERSION = 1;
/** The limit of the CRD. */
const MAX_LENGTH = 4095;

export interface Checkpoint {
  /** The generation of the spec at the last complete sync. */
  readonly generation: number;
  readonly cursor?: Cursor;
  /** When everything was last read (RFC 3339), updated only when the cursor changes. */
  readonly fullAt?: string;
  /** For a source that is read by listing: since when everything on record is read whole (RFC 3339), updated only with something else. */
  readonly wholeAt?: string;
}

/** Where a reading of changes ended. */
export type Reached = Required<Pick<Checkpoint, 'cursor' | 'fullAt'>>;

export function writeCheckpoint(checkpoint: Checkpoint): string {
  const text = JSON.stringify({ v: VERSION, ...checkpoint });
  // Without the cursor everything is read again, which costs requests and loses nothing.
  return text.length <= MAX_LENGTH ? text : JSON.stringify({ v: VERSION, generation: checkpoint.generation });
}

/** Undefined when there is no checkpoint, or it has another version or an unknown format. */
export function readCheckpoint(text: string | undefined): Checkpoint | undefined {
  if (text === undefined) return undefined;
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed !== 'object' || parsed === null) return undefined;
    const { v, generation, cursor, fullAt, wholeAt } = parsed as Readonly<Record<string, unknown>>;
    if (v !== VERSION || typeof generation !== 'number') return undefined;
    return {
      generation,
      ...(isCursor(cursor) && typeof fullAt === 'string' ? { cursor, fullAt } : {}),
      ...(typeof wholeAt === 'string' ? { wholeAt } : {}),
    };
  } catch {
    return undefined; // Somebody edited it: the next sync reads everything and writes a new one.
  }
}

/** Only the provider interprets `data`: data that it cannot read is an expired cursor. */
function isCursor(value: unknown): value is Cursor {
  if (typeof value !== 'object' || value === null || !('data' in value) || !('version' in value)) return false;
  return typeof value.version === 'number' && (!('anchor' in value) || typeof value.anchor === 'string');
}

/** Whether the present spec has had no complete sync yet: then the source may select other incidents than those stored. */
export function isSpecNew(source: IncidentSource): boolean {
  return readCheckpoint(source.status?.checkpoint)?.generation !== source.metadata.generation;
}

/** The checkpoint after a complete sync. It does not change while the cursor does not, because each change is a write. */
export function checkpointAfterSync(
  generation: number,
  { reached, wholeAt }: { readonly reached?: Reached | undefined; readonly wholeAt?: string | undefined },
  before: string | undefined,
): Pick<IncidentSourceStatus, 'checkpoint'> {
  if (reached === undefined) return { checkpoint: writeCheckpoint({ generation, ...(wholeAt && { wholeAt }) }) };
  const stored = readCheckpoint(before);
  const isSame = stored?.generation === generation && JSON.stringify(stored.cursor) === JSON.stringify(reached.cursor);
  return { checkpoint: isSame && before !== undefined ? before : writeCheckpoint({ generation, ...reached }) };
}
