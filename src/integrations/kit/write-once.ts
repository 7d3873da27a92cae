// Writes at most once: looks first, and reads back what became of a write without a clear answer. Knows no vendor.

import { SourceError, type SourceFailure } from '../ports/failure.ts';
import type { WriteOutcome } from '../ports/write.ts';

export interface WriteOnce {
  /** Reads what is there. Undefined: the write is wanted. Otherwise the outcome without a write (`already`, `conflict`, `refused`). */
  readonly look: () => Promise<WriteOutcome | undefined>;
  /** One request. Throws SourceError for anything but a clear answer. */
  readonly write: () => Promise<WriteOutcome>;
}

/** After these nothing was written, for certain. Even an answer that cannot be read may follow a write. */
const NOT_WRITTEN: ReadonlySet<SourceFailure> = new Set([
  'rate-limited',
  'unauthorized',
  'forbidden',
  'invalid-config',
]);

/** Throws the error of the write when its outcome is unknown after reading back, too: the same command may be repeated. */
export async function writeOnce({ look, write }: WriteOnce): Promise<WriteOutcome> {
  const before = await look();
  if (before !== undefined) return before;
  try {
    return await write();
  } catch (error) {
    if (!(error instanceof SourceError) || NOT_WRITTEN.has(error.kind)) throw error;
    const after = await readBack(look, error);
    if (after?.kind === 'already') return { kind: 'applied' };
    throw error;
  }
}

async function readBack(look: WriteOnce['look'], lost: SourceError): Promise<WriteOutcome | undefined> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof SourceError) throw lost;
    throw error;
  }
}
