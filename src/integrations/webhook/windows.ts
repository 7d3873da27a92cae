// What the windows of detections hold between two deliveries. Types only; normalize-windows.ts moves them, normalize-window-state.ts reads and
// writes them.

/** An event that was counted: when, in epoch seconds, and a short hash of its key. */
export type CountedEvent = readonly [at: number, key: string];

/** Events of one group of one detection that follow each other without a pause: each within the quiet time of another one. */
export interface Session {
  readonly detection: string;
  readonly group: string;
  /** Of all its events, epoch seconds. */
  readonly first: number;
  readonly last: number;
  /** All its events, also those that are not kept any more. */
  readonly count: number;
  /** By time. The oldest go when there are too many. */
  readonly events: readonly CountedEvent[];
  /** Up to here events are not kept any more: one that comes from then was counted already, or is too late. */
  readonly floor?: number;
  /** Present once it is an incident: what tells that from the group's others, and when the threshold was reached. */
  readonly incident?: { readonly id: string; readonly reachedAt: number };
  /** Incidents that were made before an event came late and showed that they are one. */
  readonly merged?: readonly string[];
}
