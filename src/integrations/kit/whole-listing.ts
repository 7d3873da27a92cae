// Listings of accounts and people, whole or not at all, each row once. A listing whose pages shift while they are read (by offsets or page
// numbers, a row that disappears or moves hides another one) is read again until two passes bring the same. Knows no vendor; sends nothing.

import { SourceError } from '../ports/failure.ts';
import { Passes } from './passes.ts';

/** A listing that still brings other rows after so many passes is not whole. */
const MAX_PASSES = 6;

/** What tells one row from another. A row without a key counts in the first pass only. */
interface Keyed {
  readonly key: string | undefined;
}

export interface Listing<Row extends Keyed> {
  /** For messages: `list users`. */
  readonly what: string;
  readonly vendor: string;
  /** `shifts`: pages have numbers or offsets. `stands`: each page begins behind the last row of the one before. */
  readonly pages: 'shifts' | 'stands';
  /** Reads the listing once, page by page, to its end. */
  once(): AsyncIterable<readonly Row[]>;
}

/**
 * Yields each row once, as it was when it was first seen, and at the end an empty page with `last`. A listing of one page is read once.
 * Throws SourceError `incomplete` for a listing that changes faster than it can be read, and `suspiciously-empty` for one without any
 * row: whoever asks has an account there.
 */
export async function* wholeListing<Row extends Keyed>(
  listing: Listing<Row>,
): AsyncGenerator<{ readonly rows: readonly Row[]; readonly last: boolean }> {
  const seen = new Set<string>();
  const passes = new Passes();
  let count = 0;
  for (let pass = 0; ; pass++) {
    if (pass === MAX_PASSES) throw endless(listing.what);
    let pages = 0;
    for await (const rows of listing.once()) {
      pages++;
      noteAll(passes, rows);
      const fresh = rows.filter(({ key }) => isFresh(seen, key, pass));
      count += fresh.length;
      if (fresh.length > 0) yield { rows: fresh, last: false };
    }
    const isWhole = passes.end();
    if (listing.pages === 'stands' || pages <= 1 || isWhole) break;
  }
  if (count === 0) throw nobody(listing);
  yield { rows: [], last: true };
}

function noteAll(passes: Passes, rows: readonly Keyed[]): void {
  for (const { key } of rows) if (key !== undefined) passes.note(key);
}

function isFresh(seen: Set<string>, key: string | undefined, pass: number): boolean {
  if (key === undefined) return pass === 0;
  const isNew = !seen.has(key);
  seen.add(key);
  return isNew;
}

function endless(what: string): SourceError {
  return new SourceError('incomplete', `${what}: the listing changes faster than it can be read`);
}

function nobody({ what, vendor }: Pick<Listing<Keyed>, 'what' | 'vendor'>): SourceError {
  const advice = `${vendor} lists nobody at all, not even the owner: check what the credential may see`;
  return new SourceError('suspiciously-empty', `${what}: ${advice}`);
}
