// Receiving what a vendor pushes: bytes in, verified before they are parsed. A provider does this without any network, as the vendor
// waits for the answer for a few seconds only. Types only.

import type { Secret } from './http.ts';
import type { IncidentRecord, RejectedItem } from './record.ts';

/** One request of a sender, as it came. */
export interface Delivery {
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  readonly receivedAt: Date;
}

export interface ReceiveContext<Config> {
  readonly config: Config;
  readonly dataPolicy: 'Minimal' | 'Full';
  /** The Secret's data; a key with several lines holds the old and the new secret while one rotates. */
  readonly secret: ReadonlyMap<string, Secret>;
}

/**
 * `refused`: the sender did not prove who it is, or sent it too long ago; nothing was parsed.
 * `ignored`: genuine, and of no interest (a type that the provider does not know): answered like a success.
 * `accepted`: incidents to read again through the API, and where the vendor has none, the facts themselves.
 */
export type Receipt =
  | { readonly kind: 'refused'; readonly reason: 'Unsigned' | 'WrongSignature' | 'TooOld' }
  | { readonly kind: 'ignored'; readonly deliveryID?: string }
  | {
      readonly kind: 'accepted';
      /** The same for each repetition of one delivery, where the sender numbers them. */
      readonly deliveryID?: string;
      /** External IDs. */
      readonly refetch: readonly string[];
      readonly records: readonly IncidentRecord[];
      readonly rejected: readonly RejectedItem[];
    };

/** Compares signatures in constant time. Throws nothing for any input. */
export type Receive<Config> = (delivery: Delivery, context: ReceiveContext<Config>) => Receipt;
