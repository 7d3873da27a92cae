// A source without an API to read: all that is known of it was pushed to it (receive.ts). Types only.

export interface Pushes {
  readonly reads: 'pushes';
  /** The source should have sent a heartbeat within so many milliseconds; otherwise nothing is known of it. Undefined: it may be silent. */
  readonly expectWithinMs: number | undefined;
}
