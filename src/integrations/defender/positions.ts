// How far a source was read, as its cursor: the time of the newest change that is stored; and while a reading is cut off, where its walk
// through the incidents continues. Pure.

import type { Cursor, Json } from '../ports/changes.ts';
import { SourceError } from '../ports/failure.ts';

const VERSION = 1;

/** A walk that was cut off. Times in epoch milliseconds. */
export interface Begun {
  /** The lower bound of the last change. */
  readonly fromMs: number;
  /** Graph's time when the walk began: what changed later belongs to the next one. */
  readonly startedMs: number;
  /** Continue with what was created since, as Graph writes it. */
  readonly createdFrom: string;
}

export interface Position {
  /** The newest change before the walk began. */
  readonly newestMs: number | undefined;
  readonly begun: Begun | undefined;
}

/** Throws SourceError `cursor-expired` for a cursor of another form. */
export function positionOf({ version, data }: Cursor): Position {
  const fields = version === VERSION && isRecord(data) ? data : {};
  const { newestMs, ...rest } = fields;
  const begun = begunOf(rest);
  const isAlone = Object.keys(rest).length === 0;
  if (isMs(newestMs) && (isAlone || begun !== undefined)) return { newestMs, begun };
  if (newestMs === undefined && begun !== undefined) return { newestMs, begun };
  throw new SourceError(
    'cursor-expired',
    'list incidents: the stored position is not of this version: reading everything',
  );
}

function begunOf({ fromMs, startedMs, createdFrom }: Readonly<Record<string, unknown>>): Begun | undefined {
  const isText = typeof createdFrom === 'string' && INSTANT.test(createdFrom);
  return isMs(fromMs) && isMs(startedMs) && isText ? { fromMs, startedMs, createdFrom } : undefined;
}

export function cursorOf({ newestMs, begun }: Position, anchor: string | undefined): Cursor | undefined {
  if (newestMs === undefined && begun === undefined) return undefined;
  const data: Record<string, Json> = { ...(newestMs === undefined ? {} : { newestMs }), ...begun };
  return { version: VERSION, data, ...(anchor === undefined ? {} : { anchor }) };
}

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?Z$/;

function isMs(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

function isRecord(data: unknown): data is Readonly<Record<string, unknown>> {
  return typeof data === 'object' && data !== null && !Array.isArray(data);
}
