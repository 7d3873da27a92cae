// Receiving what a sender pushes: bytes are verified, then read into items; items wait in the cluster as a Delivery (docs/adr/0015-effects.md);
// the leader makes incidents of them. A provider does this without any network, as the sender waits for a few seconds only. Types only.

import type { Severity } from '../../api/v1alpha1/vocabulary.gen.ts';
import type { Secret } from './http.ts';
import type { IncidentRecord, RejectedItem } from './record.ts';

/** One request of a sender, as it came. */
export interface Pushed {
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  readonly receivedAt: Date;
}

/** What is known of the source that a request is for. */
export interface ReceiveContext<Config> {
  readonly config: Config;
  readonly source: { readonly namespace: string; readonly name: string; readonly uid: string };
  readonly dataPolicy: 'Minimal' | 'Full';
  /** `spec.severityMap`. */
  readonly severityMap: ReadonlyArray<{ readonly from: string; readonly to: Severity }>;
}

/** Adds the Secret's data; a key with several lines holds the old and the new secret while one rotates. */
export interface VerifyContext<Config> extends ReceiveContext<Config> {
  readonly secret: ReadonlyMap<string, Secret>;
}

/** `refused`: the sender did not prove who it is, or signed it too long ago. Nothing was parsed. */
export type Verification =
  | {
      readonly kind: 'genuine';
      /** The same for each repetition of one delivery, where the sender numbers them and signs the number. */
      readonly deliveryID?: string;
      /** When the sender signed it, where the time is signed: a repetition says the same. */
      readonly signedAt?: Date;
    }
  | { readonly kind: 'refused'; readonly reason: 'Unsigned' | 'WrongSignature' | 'TooOld' | 'NoSecret' };

/** What every item of a delivery has. */
interface ItemFacts {
  /**
   * The same for each repetition of the item, whichever request brings it: the sender's own id (fingerprint and start of an alert with its
   * state, audit id and stage, delivery id), otherwise a hash of the item's body. 1 to 128 printable characters without spaces.
   */
  readonly key: string;
  /**
   * When the item says it happened, RFC 3339 in UTC, whole seconds; if it does not say, when the request was signed, or
   * received. Of two facts the later wins.
   */
  readonly time: string;
}

/** An incident of a vendor with an API: it is read again there. Never a fact by itself. */
export interface HintItem extends ItemFacts {
  readonly kind: 'Hint';
  readonly externalID: string;
}

/** The facts of one incident, from a sender without an API. */
export interface IncidentItem extends ItemFacts {
  readonly kind: 'Incident';
  readonly incident: IncidentRecord;
}

/** An event that a detection counts. An event that two detections count is two items. */
export interface EventItem extends ItemFacts {
  readonly kind: 'Event';
  /** The detection's name in the spec. */
  readonly detection: string;
  /** What the detection groups by, as it may be shown: a hash under `dataPolicy: Minimal`. At most 128 characters. */
  readonly group: string;
}

/** A sign of life that the source counts as such. Its key holds its time, as each one is another. */
export interface HeartbeatItem extends ItemFacts {
  readonly kind: 'Heartbeat';
}

/** The sender left items out, or sends all of them again. The source is not complete while one of its gaps is open. */
export interface GapItem extends ItemFacts {
  readonly kind: 'Gap';
  /** What the gap is in: a hash of the sender's group. At most 64 characters. */
  readonly scope: string;
  readonly gap: 'Open' | 'Closed';
  /** Which item could not be read, and why: one line of at most 256 characters. */
  readonly detail?: string;
}

export type Item = HintItem | IncidentItem | EventItem | HeartbeatItem | GapItem;

/** What a format gives of a verified body. Without items and rejected ones the request was of no interest. */
export interface PushReading {
  readonly items: readonly Item[];
  readonly rejected: readonly RejectedItem[];
  /** It could not be read now, and nothing of it may be stored: the sender is to come again. */
  readonly isPostponed?: true;
}

/** What the windows of detections hold: plain JSON, which is stored in the source's status, at most 64 KiB. Undefined: nothing yet. */
export type WindowState = Readonly<Record<string, unknown>>;

/** The facts of an incident, and as of when they hold (RFC 3339). */
export interface TimedRecord {
  readonly record: IncidentRecord;
  readonly time: string;
}

/** Items that were not applied before, in any order, and what the windows held. */
export interface Counting {
  readonly events: readonly EventItem[];
  readonly state: WindowState | undefined;
  readonly now: Date;
}

/** The incidents that the events make or change, and what the windows hold now. */
export interface Counted {
  readonly records: readonly TimedRecord[];
  readonly state: WindowState | undefined;
}

/**
 * How a provider receives. `verify` comes first, on the raw bytes, in constant time, and throws for no input. `read` parses; it may wait
 * for a worker, within a second. `count` is pure: the same events give the same incidents (by their external IDs) whenever and however
 * often it is asked. Absent: the provider has no detections.
 */
export interface Receiver<Config> {
  readonly verify: (pushed: Pushed, context: VerifyContext<Config>) => Verification;
  readonly read: (pushed: Pushed, context: ReceiveContext<Config>) => Promise<PushReading>;
  readonly count?: (counting: Counting, context: ReceiveContext<Config>) => Counted;
}
