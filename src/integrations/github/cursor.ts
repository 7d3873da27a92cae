// Where the next reading continues: for each part, or each stream where there are many parts, the time of its newest change that was read.
// Holds no secret and nothing about people.

import type { Cursor } from '../ports/changes.ts';
import { SourceError } from '../ports/failure.ts';
import { memberOf } from './schema.ts';
import { partKey, type Part } from './parts.ts';

const VERSION = 1;
/** With more parts, their positions would not fit into a cursor. */
const MAX_PARTS = 100;
/** GitHub shows a change within seconds. Ten minutes cover an outage of its listings. */
export const LOOK_BACK_MS = 10 * 60_000;

/** The newest change that was read, in epoch milliseconds, by the key of a part or a stream. */
export type Positions = ReadonlyMap<string, number>;

/** The key of a part's position. Streams with many parts share one. */
export function positionKey(part: Part, parts: readonly Part[]): string {
  return parts.length <= MAX_PARTS ? partKey(part) : part.stream;
}

/** Throws SourceError `cursor-expired` for a cursor of another version, or one that cannot be read. */
export function positionsIn(cursor: Cursor | undefined): Positions {
  if (cursor === undefined) return new Map();
  const data = memberOf(cursor.data, 'at');
  const isReadable = cursor.version === VERSION && typeof data === 'object' && data !== null && !Array.isArray(data);
  const entries = isReadable ? Object.entries(data) : [];
  if (!isReadable || !entries.every((entry): entry is [string, number] => isSeconds(entry[1]))) {
    throw new SourceError('cursor-expired', 'read the position: it is not of this version: reading everything');
  }
  return new Map(entries.map(([key, seconds]) => [key, seconds * 1000]));
}

function isSeconds(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

/** Undefined without any position: then the next reading begins anew. */
export function cursorOf(positions: Positions, anchor: string | undefined): Cursor | undefined {
  if (positions.size === 0) return undefined;
  const at = Object.fromEntries(
    [...positions.keys()]
      .toSorted((a, b) => (a < b ? -1 : 1))
      .map((key) => [key, Math.floor((positions.get(key) ?? 0) / 1000)]),
  );
  return { version: VERSION, data: { at }, ...(anchor === undefined ? {} : { anchor }) };
}
