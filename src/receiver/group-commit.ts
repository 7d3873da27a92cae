// What arrives for one source within a moment is stored as one Delivery; on an idle source the first one at once. Nobody is answered
// before it is stored. Knows no HTTP, and never retries: the sender does.

import type { Delivery } from '../api/v1alpha1/delivery.gen.ts';
import type { Clock } from '../base/clock.ts';
import type { Item } from '../integrations/ports/receive.ts';
import { type Addressee, deliveryOf, fits, identityOf, type Parcel } from './deliveries.ts';

export interface GroupCommitOptions {
  /** Creates it. One that exists already counts as stored. Rejects when it is not known to be stored. */
  readonly store: (delivery: Delivery) => Promise<void>;
  readonly clock: Clock;
}

/**
 * From the start of one write to the start of the next, for one source: the shorter time once the earlier write is stored, the longer one
 * while it is not. A slow server gets fewer and larger writes, and one that hangs delays the next write by that much only.
 */
const GROUP_MS = { stored: 50, hanging: 100 } as const;

interface Waiting extends Parcel {
  readonly receivedAt: Date;
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

interface Lane {
  readonly addressee: Addressee;
  waiting: Waiting[];
  startedAtMs: number;
  /** Writes that are not answered yet. */
  underWay: number;
  cancelTimer: (() => void) | undefined;
}

export class GroupCommit {
  readonly #options: GroupCommitOptions;
  readonly #lanes = new Map<string, Lane>();

  constructor(options: GroupCommitOptions) {
    this.#options = options;
  }

  /** Resolves once the parcel is stored. */
  add(addressee: Addressee, { items, bytes }: Parcel, receivedAt: Date): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const lane = this.#laneOf(addressee);
    lane.waiting.push({ items, bytes, receivedAt, resolve, reject });
    this.#arm(lane);
    return promise;
  }

  #laneOf(addressee: Addressee): Lane {
    let lane = this.#lanes.get(addressee.uid);
    if (lane === undefined) {
      lane = { addressee, waiting: [], startedAtMs: -Infinity, underWay: 0, cancelTimer: undefined };
      this.#lanes.set(addressee.uid, lane);
    }
    return lane;
  }

  #arm(lane: Lane): void {
    if (lane.cancelTimer !== undefined) return;
    const { clock } = this.#options;
    const groupMs = lane.underWay > 0 ? GROUP_MS.hanging : GROUP_MS.stored;
    const delayMs = lane.startedAtMs + groupMs - clock.monotonicMs();
    lane.cancelTimer = clock.setTimer(() => this.#flush(lane), Math.max(0, delayMs));
  }

  #flush(lane: Lane): void {
    lane.cancelTimer = undefined;
    if (lane.waiting.length === 0) return void this.#lanes.delete(lane.addressee.uid);
    lane.startedAtMs = this.#options.clock.monotonicMs();
    while (lane.waiting.length > 0) this.#write(lane, takeGroup(lane));
    // Once more, when the moment is over: it is for what arrives meanwhile, or ends the lane.
    this.#arm(lane);
  }

  #write(lane: Lane, group: readonly Waiting[]): void {
    const [first] = group;
    if (first === undefined) return;
    const delivery = deliveryOf(lane.addressee, withoutRepetitions(group), first.receivedAt);
    lane.underWay += 1;
    const answered = this.#options.store(delivery).finally(() => this.#wrote(lane));
    answered.then(
      () => group.forEach(({ resolve }) => resolve()),
      (error: unknown) => group.forEach(({ reject }) => reject(error)),
    );
  }

  /** What waits for the write that was answered need not wait any longer. */
  #wrote(lane: Lane): void {
    lane.underWay -= 1;
    if (lane.underWay > 0 || lane.cancelTimer === undefined) return;
    lane.cancelTimer();
    lane.cancelTimer = undefined;
    this.#arm(lane);
  }
}

function takeGroup(lane: Lane): Waiting[] {
  const group: Waiting[] = [];
  let sum: Parcel = { items: [], bytes: 0 };
  for (const each of lane.waiting) {
    if (group.length > 0 && !fits(sum, each)) break;
    sum = { items: [...sum.items, ...each.items], bytes: sum.bytes + each.bytes };
    group.push(each);
  }
  lane.waiting = lane.waiting.slice(group.length);
  return group;
}

function withoutRepetitions(group: readonly Waiting[]): Item[] {
  const items = new Map<string, Item>();
  for (const item of group.flatMap((each) => each.items)) {
    const identity = identityOf(item);
    if (!items.has(identity)) items.set(identity, item);
  }
  return [...items.values()];
}
