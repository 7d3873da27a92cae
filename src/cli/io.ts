// Where a command writes, and what it knows of the terminal. main.ts passes it in; tests pass their own.

/** `out` is for results, `err` for everything a person reads beside them. Both take whole texts, line breaks included. */
export interface Io {
  out(text: string): void;
  err(text: string): void;
  /** Standard input, read to its end once it is asked for. */
  readonly input: () => AsyncIterable<Uint8Array>;
  /** Whether `out` is a terminal that can be redrawn. */
  readonly interactive: boolean;
  /** Columns of the terminal. */
  readonly width: number;
  /** Aborts when the process is asked to stop. */
  readonly signal: AbortSignal;
}

/** Exit codes, the same for every command. */
export const EXIT = { ok: 0, failed: 1, usage: 2, unknown: 3 } as const;
