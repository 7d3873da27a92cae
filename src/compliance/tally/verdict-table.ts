// One byte per (subject, check) of a namespace, and nothing else: no object exists per pair. A subject's bytes lie side by side, so
// that judging it by two hundred checks touches a few cache lines however many subjects there are.

import type { Verdict } from '../verdict.ts';

/** The low three bits: how the check judges the subject. 0: it does not select it. */
export const PASSING = 1;
export const DUE = 2;
export const FAILING = 3;
export const UNKNOWN = 4;
/** Unknown until a verdict that is being worked out elsewhere arrives. */
export const EVALUATING_CODE = 5;
/** An exception covers the pair; the bits below say what it would be. */
export const EXEMPT = 8;
/** Result and exemption: what counts are kept of. */
export const COUNTED = 15;
/** The pair changes by time alone: it is in its check's agenda. */
export const TIMED = 16;

/** The low bits of a verdict. */
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

/** The codes of which a check keeps ordered lists. */
export const LISTED = [DUE, FAILING, UNKNOWN] as const;

/** Whether pairs with this byte stand in one of those lists: exempt ones do not. */
export function isListed(byte: number): boolean {
  const code = byte & COUNTED;
  return code >= DUE && code <= UNKNOWN;
}

/** Rows a block: small enough for a namespace with a handful of incidents, and growth never copies the whole. */
const BLOCK_ROWS = 256;
const MIN_STRIDE = 8;

/** A growing table of bytes; rows are subjects by slot, columns are checks by index. All bytes start at 0. */
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
