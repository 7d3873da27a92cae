// One byte per pair of subject and check of a namespace, and no object. The bytes of a subject are next to each other, so that judging
// it by two hundred checks touches a few cache lines, however many subjects there are.

import type { Verdict } from '../verdict.ts';

/** The low three bits: the verdict. 0: the check does not select the subject. */
export const PASSING = 1;
export const DUE = 2;
export const FAILING = 3;
export const UNKNOWN = 4;
/** Unknown, as the verdict is still being worked out elsewhere. */
export const EVALUATING_CODE = 5;
/** An exception covers the pair. The low three bits are the verdict without it. */
export const EXEMPT = 8;
/** The bits that counts are kept by: the verdict and the exemption. */
export const COUNTED = 15;
/** The verdict changes by time alone: the pair is in the agenda of its check. */
export const TIMED = 16;

/** The low three bits of a verdict. */
export function codeOf({ result }: Verdict): number {
  switch (result) {
    case 'Passing':
      return PASSING;
    case 'Due':
      return DUE;
    case 'Failing':
      return FAILING;
    case 'Unknown':
      return UNKNOWN;
  }
}

/** The codes that a check keeps an ordered list of. */
export const LISTED = [DUE, FAILING, UNKNOWN] as const;

/** Whether pairs with this byte are in one of those lists. Exempt ones are not. */
export function isListed(byte: number): boolean {
  const code = byte & COUNTED;
  return code >= DUE && code <= UNKNOWN;
}

/** Rows per block. Small enough for a namespace with few incidents; growing copies no block. */
const BLOCK_ROWS = 256;
const MIN_STRIDE = 8;

/** A growing table of bytes. Rows are subjects by slot, columns are checks by index. All bytes start at 0. */
export class VerdictTable {
  #stride = MIN_STRIDE;
  #blocks: Uint8Array[] = [];

  get(row: number, column: number): number {
    const block = this.#blocks[row >>> 8] as Uint8Array;
    return block[(row & 255) * this.#stride + column] as number;
  }

  set(row: number, column: number, byte: number): void {
    const block = this.#blocks[row >>> 8] as Uint8Array;
    block[(row & 255) * this.#stride + column] = byte;
  }

  /** Sets a row back to 0. */
  clearRow(row: number): void {
    const start = (row & 255) * this.#stride;
    this.#blocks[row >>> 8]?.fill(0, start, start + this.#stride);
  }

  /** Makes room for rows below `count`. */
  ensureRows(count: number): void {
    while (this.#blocks.length * BLOCK_ROWS < count) this.#blocks.push(new Uint8Array(BLOCK_ROWS * this.#stride));
  }

  /** Makes room for columns below `count`; a quarter more than asked, as checks tend to come one after another. */
  ensureColumns(count: number): void {
    if (count <= this.#stride) return;
    const stride = Math.ceil((count * 1.25) / MIN_STRIDE) * MIN_STRIDE;
    this.#blocks = this.#blocks.map((block) => widen(block, this.#stride, stride));
    this.#stride = stride;
  }
}

function widen(block: Uint8Array, from: number, to: number): Uint8Array {
  const wider = new Uint8Array(BLOCK_ROWS * to);
  for (let row = 0; row < BLOCK_ROWS; row++) wider.set(block.subarray(row * from, (row + 1) * from), row * to);
  return wider;
}
