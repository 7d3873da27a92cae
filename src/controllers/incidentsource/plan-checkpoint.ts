// The opaque `status.checkpoint`: for which spec the last complete sync was, and for a source that is read by changes, where the next
// reading goes on. It is written with the status, after all that it covers was stored, so that it is never ahead of that. Pure.

import type { IncidentSource, IncidentSourceStatus } from '../../api/v1alpha1/incidentsource.gen.ts';
import type { Cursor } from '../../integrations/ports/changes.ts';

const VERSION = 1;
/** What the API takes. */
const MAX_LENGTH = 4095;

export interface Checkpoint {
  /** Of the spec that the last complete sync was for. */
  readonly generation: number;
  readonly cursor?: Cursor;
  /** When everything was last read, RFC 3339; as of the last change of the cursor. */
  readonly fullAt?: string;
}

/** Where a reading of changes ended. */
export type Reached = Required<Pick<Checkpoint, 'cursor' | 'fullAt'>>;

export function writeCheckpoint(checkpoint: Checkpoint): string {
  const text = JSON.stringify({ v: VERSION, ...checkpoint });
  // Without its cursor, everything is read again: that costs requests and loses nothing.
  return text.length <= MAX_LENGTH ? text : JSON.stringify({ v: VERSION, generation: checkpoint.generation });
}

/** Undefined for none, for another version, and for a text that is not ours. */
export function readCheckpoint(text: string | undefined): Checkpoint | undefined {
  if (text === undefined) return undefined;
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed !== 'object' || parsed === null) return undefined;
    const { v, generation, cursor, fullAt } = parsed as Readonly<Record<string, unknown>>;
    if (v !== VERSION || typeof generation !== 'number') return undefined;
    return { generation, ...(isCursor(cursor) && typeof fullAt === 'string' ? { cursor, fullAt } : {}) };
  } catch {
    return undefined; // Somebody edited it: the next sync reads everything and writes it anew.
  }
}

/** The provider judges `data`: what it cannot read is an expired cursor. */
function isCursor(value: unknown): value is Cursor {
  if (typeof value !== 'object' || value === null || !('data' in value) || !('version' in value)) return false;
  return typeof value.version === 'number' && (!('anchor' in value) || typeof value.anchor === 'string');
}

/** No complete sync for the present spec yet: what the source selects may differ from what is stored. */
export function isSpecNew(source: IncidentSource): boolean {
  return readCheckpoint(source.status?.checkpoint)?.generation !== source.metadata.generation;
}

/** The checkpoint after a complete sync. It stays as it is while the cursor does: each change would be a write. */
export function checkpointAfterSync(
  generation: number,
  reached: Reached | undefined,
  before: string | undefined,
): Pick<IncidentSourceStatus, 'checkpoint'> {
  if (reached === undefined) return { checkpoint: writeCheckpoint({ generation }) };
  const stored = readCheckpoint(before);
  const isSame = stored?.generation === generation && JSON.stringify(stored.cursor) === JSON.stringify(reached.cursor);
  return { checkpoint: isSame && before !== undefined ? before : writeCheckpoint({ generation, ...reached }) };
}
