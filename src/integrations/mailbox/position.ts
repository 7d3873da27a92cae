// How far a mailbox was read, as its cursor: the highest UID that was taken in, and the UIDVALIDITY that it belongs to. Pure.
// https://www.rfc-editor.org/rfc/rfc3501#section-2.3.1.1

import type { Cursor } from '../ports/changes.ts';
import { SourceError } from '../ports/failure.ts';

const VERSION = 1;
const MAX_NUMBER = 2 ** 32 - 1;

export interface Position {
  /** UIDs are the same mails as long as this does not change. */
  readonly uidValidity: number;
  /** 0: nothing was there. */
  readonly lastUid: number;
}

export function cursorOf({ uidValidity, lastUid }: Position): Cursor {
  return { version: VERSION, data: { uidValidity, lastUid } };
}

/** Throws SourceError `cursor-expired` for a cursor of another form. */
export function positionOf({ version, data }: Cursor): Position {
  if (version === VERSION && typeof data === 'object' && data !== null && !Array.isArray(data)) {
    const { uidValidity, lastUid, ...rest } = data as Readonly<Record<string, unknown>>;
    if (isNumber(uidValidity, 1) && isNumber(lastUid, 0) && Object.keys(rest).length === 0)
      return { uidValidity, lastUid };
  }
  throw new SourceError(
    'cursor-expired',
    'read the mailbox: the stored position is not of this version: reading everything',
  );
}

function isNumber(value: unknown, least: number): value is number {
  return Number.isSafeInteger(value) && Number(value) >= least && Number(value) <= MAX_NUMBER;
}
