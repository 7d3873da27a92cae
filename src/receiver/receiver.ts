// What becomes of one request to a source: verified before anything is parsed, read, and stored before the sender is told so. Works on
// every replica, whoever leads. Knows no sockets; writes nothing but Deliveries.

import type { Delivery } from '../api/v1alpha1/delivery.gen.ts';
import type { IncidentSource } from '../api/v1alpha1/incidentsource.gen.ts';
import { Allowance } from '../base/allowance.ts';
import type { Clock } from '../base/clock.ts';
import type { Item, Pushed } from '../integrations/ports/receive.ts';
import type { RejectedItem } from '../integrations/ports/record.ts';
import { chooseProvider, type Providers } from '../integrations/registry.ts';
import type { Lister } from '../runtime/lister.ts';
import type { Logger } from '../runtime/log.ts';
import type { ObjectRow } from '../runtime/object-row.ts';
import { type Addressee, identityOf, parcelsOf } from './deliveries.ts';
import { GroupCommit } from './group-commit.ts';
import { Recent } from './recent.ts';
import { REPLIES, type Reply, tooMany } from './reply.ts';
import { SecretCache, type SecretData } from './secrets.ts';

export interface ReceiverOptions {
  readonly sources: Lister<ObjectRow<IncidentSource>>;
  /** What waits to be applied. */
  readonly deliveries: Lister<ObjectRow<Delivery>>;
  readonly providers: Providers;
  /** Creates it; resolves also where it exists already. Rejects in time when the API server does not store it. */
  readonly store: (delivery: Delivery) => Promise<void>;
  /** Undefined where there is no Secret, or one without a key for webhooks. */
  readonly readSecret: (namespace: string, name: string) => Promise<SecretData | undefined>;
  readonly meters: { itemsDropped(reason: string, count: number): void };
  readonly clock: Clock;
  readonly log: Logger;
}

export interface Receiver {
  /** Where a request may go on to be read; a Reply where it may not. Asks nobody. */
  admit(namespace: string, name: string): Admitted | Reply;
  /** Never rejects. */
  receive(admitted: Admitted, request: Pick<Pushed, 'headers' | 'body'>): Promise<Reply>;
}

/** A source that may receive. */
export interface Admitted {
  readonly source: IncidentSource;
  readonly secret: string;
}

/** At most so many Deliveries of one source wait to be applied. */
const MAX_WAITING = 200;
/** Genuine requests of one source: so many at once, then one in this time. */
const RATE = { burst: 1_000, everyMs: 2 } as const;
/** Of several signs of life in this time one is stored. */
const HEARTBEAT_EVERY_MS = 30_000;

export function createReceiver(options: ReceiverOptions): Receiver {
  return new StoringReceiver(options);
}

class StoringReceiver implements Receiver {
  readonly #options: ReceiverOptions;
  readonly #commit: GroupCommit;
  readonly #secrets: SecretCache;
  readonly #recent = new Recent();
  readonly #rate = new Allowance(RATE);
  readonly #heartbeatAtMs = new Map<string, number>();

  constructor(options: ReceiverOptions) {
    this.#options = options;
    this.#commit = new GroupCommit(options);
    this.#secrets = new SecretCache({ read: options.readSecret, clock: options.clock });
    options.sources.onChange((before, after) => {
      if (after === undefined && before !== undefined) this.#forget(before.object);
    });
  }

  admit(namespace: string, name: string): Admitted | Reply {
    const { sources, deliveries } = this.#options;
    if (!sources.synced || !deliveries.synced) return REPLIES.unavailable;
    const key = `${namespace}/${name}`;
    const source = sources.get(key)?.object;
    const secret = source?.spec.secretRef?.name;
    if (source === undefined || secret === undefined || source.spec.suspend === true) return REPLIES.unknown;
    if (this.#isFull(key)) return REPLIES.full;
    return { source, secret };
  }

  async receive({ source, secret }: Admitted, request: Pick<Pushed, 'headers' | 'body'>): Promise<Reply> {
    const { clock, log } = this.#options;
    const pushed = { ...request, receivedAt: clock.now() };
    try {
      return await this.#receive(source, secret, pushed);
    } catch (err) {
      // Of the API server, or of a format: neither says anything of the sender.
      log.warn({ err, namespace: source.metadata.namespace, source: source.metadata.name }, 'delivery not stored');
      return REPLIES.unavailable;
    }
  }

  async #receive(source: IncidentSource, secretName: string, pushed: Pushed): Promise<Reply> {
    const { providers, clock } = this.#options;
    const receiver = (await chooseProvider(source.spec, providers))?.receiver;
    const addressee = addresseeOf(source);
    const secret = receiver && (await this.#secrets.get(addressee.namespace, secretName));
    if (receiver === undefined || secret === undefined) return REPLIES.unknown;
    const { dataPolicy, severityMap = [] } = source.spec;
    const context = { source: addressee, dataPolicy, severityMap };
    const verification = receiver.verify(pushed, { ...context, secret });
    if (verification.kind === 'refused') return this.#refused(addressee, verification.reason);
    const waitMs = this.#rate.take(addressee.uid, clock.monotonicMs());
    if (waitMs > 0) return tooMany(waitMs);
    const { items, rejected, isPostponed } = await receiver.read(asSigned(pushed, verification.signedAt), context);
    if (isPostponed === true) return REPLIES.busy;
    if (rejected.length > 0) this.#countRejected(addressee, rejected);
    await this.#store(addressee, items, pushed.receivedAt);
    return replyOf(items, rejected.length > 0);
  }

  /** One line per delivery. The details name places in the spec and in the format, and hold nothing of the sender. */
  #countRejected({ namespace, name }: Addressee, rejected: readonly RejectedItem[]): void {
    const { meters, log } = this.#options;
    for (const { reason } of rejected) meters.itemsDropped(reason, 1);
    const reasons = Map.groupBy(rejected, ({ reason }) => reason);
    const counts = Object.fromEntries([...reasons].map(([reason, items]) => [reason, items.length]));
    const [first] = rejected;
    const what = { namespace, source: name, rejected: rejected.length, reasons: counts, first: first?.detail };
    log.warn(what, 'items of a delivery left out');
  }

  #refused({ namespace, name }: Addressee, reason: string): Reply {
    this.#options.log.debug({ namespace, source: name, reason }, 'delivery refused');
    return REPLIES.refused;
  }

  async #store(addressee: Addressee, items: readonly Item[], receivedAt: Date): Promise<void> {
    const { clock } = this.#options;
    const names = items.map((item) => `${addressee.uid} ${identityOf(item)}`);
    if (this.#isSuperfluous(addressee, items) || this.#recent.hasAll(names, clock.monotonicMs())) return;
    await Promise.all(parcelsOf(items).map((parcel) => this.#commit.add(addressee, parcel, receivedAt)));
    this.#recent.note(names, clock.monotonicMs());
    if (items.some(({ kind }) => kind === 'Heartbeat')) {
      this.#heartbeatAtMs.set(addressee.uid, clock.monotonicMs());
    }
  }

  /** Nothing but a sign of life, so soon after another one. */
  #isSuperfluous({ uid }: Addressee, items: readonly Item[]): boolean {
    const sinceMs = this.#options.clock.monotonicMs() - (this.#heartbeatAtMs.get(uid) ?? -Infinity);
    return sinceMs < HEARTBEAT_EVERY_MS && items.every(({ kind }) => kind === 'Heartbeat');
  }

  #isFull(key: string): boolean {
    let waiting = 0;
    for (const _each of this.#options.deliveries.byIndex('source', key)) {
      waiting += 1;
      if (waiting >= MAX_WAITING) return true;
    }
    return false;
  }

  #forget({ metadata: { uid = '' } }: IncidentSource): void {
    this.#rate.forget(uid);
    this.#heartbeatAtMs.delete(uid);
  }
}

function replyOf(items: readonly Item[], isRejected: boolean): Reply {
  const hasSubstance = items.some(({ kind }) => kind !== 'Gap' && kind !== 'Heartbeat');
  if (isRejected && !hasSubstance) return REPLIES.unreadable;
  return items.length === 0 ? REPLIES.ignored : REPLIES.stored;
}

/** A repetition of a signed request is as old as its first: who overheard it makes no later fact of it. */
function asSigned(pushed: Pushed, signedAt = pushed.receivedAt): Pushed {
  return signedAt < pushed.receivedAt ? { ...pushed, receivedAt: signedAt } : pushed;
}

function addresseeOf({ metadata: { namespace = '', name, uid = '' } }: IncidentSource): Addressee {
  return { namespace, name, uid };
}
