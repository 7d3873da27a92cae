// What is wrong with a file of people or accounts, and where. A fault never holds text of the file, as that is personal data: it names the
// file, the line, the column and the field, and says what to write.

/** Both count from 1; the column counts characters. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

export interface Fault extends Place {
  /** What is wrong and what to write instead, without the text that is wrong. */
  readonly problem: string;
}

/** Breaks off the reading of a file. Never leaves this folder. */
export class FaultError extends Error {
  override readonly name = 'FaultError';
  readonly fault: Fault;

  constructor({ line, column }: Place, problem: string) {
    super(problem);
    this.fault = { line, column, problem };
  }
}

export type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly fault: Fault };

/** Runs a reader that breaks off with a {@link FaultError}. */
export function parsed<T>(read: () => T): Parsed<T> {
  try {
    return { ok: true, value: read() };
  } catch (error) {
    if (error instanceof FaultError) return { ok: false, fault: error.fault };
    throw error;
  }
}

/** `roster.csv line 4, column 17: leftAt is not an instant`. */
export function faultText(file: string, { line, column, problem }: Fault): string {
  return `${file} line ${line}, column ${column}: ${problem}`;
}
