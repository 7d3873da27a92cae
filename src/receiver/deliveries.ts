// Items as the Deliveries that store them: their names, and how much fits into one. Pure.

import { createHash } from 'node:crypto';
import { DELIVERY } from '../api/kinds.ts';
import { apiVersionOf } from '../api/meta.ts';
import type { Delivery } from '../api/v1alpha1/delivery.gen.ts';
import { rfc3339 } from '../base/instants.ts';
import type { Item } from '../integrations/ports/receive.ts';

/** The source that items were sent to. */
export interface Addressee {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
}

/** Items that are stored together, and what they take. */
export interface Parcel {
  readonly items: readonly Item[];
  readonly bytes: number;
}

/** An object of the cluster holds 1.5 MiB at most; this much leaves the API server's memory alone. */
const MAX_BYTES = 256 * 1024;
/** The limit of the CRD. */
const MAX_ITEMS = 1_000;

/** What an item is known by. */
export function identityOf({ kind, key }: Item): string {
  return `${kind}/${key}`;
}

/** The same items, in the same order, have the same name: creating them again answers that they are stored. */
export function deliveryOf({ namespace, name, uid }: Addressee, items: readonly Item[], receivedAt: Date): Delivery {
  const hash = createHash('sha256').update([uid, ...items.map(identityOf)].join('\0'));
  return {
    apiVersion: apiVersionOf(DELIVERY) as Delivery['apiVersion'],
    kind: 'Delivery',
    metadata: { namespace, name: `${name}-${hash.digest('hex').slice(0, 12)}` },
    spec: {
      sourceRef: { name },
      sourceUID: uid,
      receivedAt: rfc3339(receivedAt),
      items: items as Delivery['spec']['items'],
    },
  };
}

/** The items of one request, cut so that each part fits. */
export function parcelsOf(items: readonly Item[]): Parcel[] {
  const parcels: Array<{ items: Item[]; bytes: number }> = [];
  for (const item of items) {
    const bytes = Buffer.byteLength(JSON.stringify(item));
    const last = parcels.at(-1);
    if (last !== undefined && fits(last, { items: [item], bytes })) {
      last.items.push(item);
      last.bytes += bytes;
    } else parcels.push({ items: [item], bytes });
  }
  return parcels;
}

export function fits(one: Parcel, other: Parcel): boolean {
  return one.bytes + other.bytes <= MAX_BYTES && one.items.length + other.items.length <= MAX_ITEMS;
}
