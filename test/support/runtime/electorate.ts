// Replicas that stand for one lease on a tiny cluster, each with a network of its own and a clock that may run fast or slow. It
// keeps who leads when; the tests judge it.

import type { KubeObject, ObjectKey, ResourceType } from '../../../src/api/meta.ts';
import type { KubeClient, WriteOptions } from '../../../src/kube/client.ts';
import { KubeConnectionError } from '../../../src/kube/errors.ts';
import type { Clock } from '../../../src/base/clock.ts';
import {
  createLeaderElector,
  type LeaderElector,
  type LeaderElectorOptions,
} from '../../../src/runtime/leader-election.ts';
import { LEASE } from '../../../src/api/kinds.ts';
import type { Lease } from '../../../src/runtime/lease-record.ts';
import { FakeClock } from '../time/fake-clock.ts';
import { recordingLogger, recordingMetrics } from './recording.ts';
import { TinyCluster } from '../clusters/tiny-cluster.ts';

/** What becomes of one request: how long it is under way, whether it arrives, and whether the answer does. */
export interface Passage {
  readonly thereMs: number;
  readonly backMs: number;
  readonly fate: 'answered' | 'refused' | 'answer lost' | 'hangs';
}

export const PROMPT: Passage = { thereMs: 0, backMs: 0, fate: 'answered' };

type LeaseClient = Pick<KubeClient, 'get' | 'create' | 'update'>;

/** A client whose requests pass as told, and that ignores signals: the worst of transports. */
function throughNetwork(inner: LeaseClient, clock: Clock, next: () => Passage): LeaseClient {
  const wait = (ms: number): Promise<void> | undefined =>
    ms === 0 ? undefined : new Promise((resolve) => clock.setTimer(resolve, ms));
  const pass = async <T>(request: () => Promise<T>): Promise<T> => {
    const { thereMs, backMs, fate } = next();
    await wait(thereMs);
    if (fate === 'refused') throw new KubeConnectionError('connect ECONNREFUSED', undefined);
    if (fate === 'hangs') return new Promise(() => undefined);
    const answer = await request().then(
      (value) => () => value,
      (error: unknown) => () => {
        throw error;
      },
    );
    await wait(backMs);
    if (fate === 'answer lost') throw new KubeConnectionError('socket hang up', undefined);
    return answer();
  };
  return {
    get: <T extends KubeObject>(type: ResourceType, key: ObjectKey) => pass(() => inner.get<T>(type, key)),
    create: <T extends KubeObject>(type: ResourceType, object: T, options?: WriteOptions) =>
      pass(() => inner.create<T>(type, object, options)),
    update: <T extends KubeObject>(type: ResourceType, object: T, options?: WriteOptions) =>
      pass(() => inner.update<T>(type, object, options)),
  };
}

/** A view of the world's clock that runs `rate` times as fast and shows another wall time. */
function skewed(world: FakeClock, { rate, wallMs }: { rate: number; wallMs: number }): Clock {
  return {
    now: () => new Date(world.now().getTime() + wallMs),
    monotonicMs: () => 1e6 + world.monotonicMs() * rate,
    setTimer: (callback, ms) => world.setTimer(callback, ms / rate),
  };
}

export interface Replica {
  readonly identity: string;
  readonly elector: LeaderElector;
  readonly log: ReturnType<typeof recordingLogger>;
  readonly metrics: ReturnType<typeof recordingMetrics>;
  /** Passages of the next requests; then `network` applies. */
  readonly passages: Passage[];
  network: Passage;
  /** The signals of its terms, oldest first. */
  readonly terms: AbortSignal[];
  /** Set by the test: its work ends by itself, or with an error. */
  readonly finish: (error?: Error) => void;
  readonly stop: () => Promise<void>;
  /** The process is gone: it neither works nor writes any more. */
  readonly kill: () => void;
}

export interface ReplicaOptions extends Partial<
  Pick<LeaderElectorOptions, 'leaseDurationMs' | 'renewDeadlineMs' | 'retryPeriodMs'>
> {
  readonly rate?: number;
  readonly wallMs?: number;
  /** How long its work takes to end once it is told to. */
  readonly endsAfterMs?: number;
  readonly random?: () => number;
}

export class Electorate {
  readonly clock = new FakeClock();
  readonly cluster = new TinyCluster({ clock: this.clock });
  readonly replicas: Replica[] = [];
  /** Who led together, whenever a term began while another one was not over. */
  readonly overlaps: string[][] = [];

  /** Who may work now. */
  get leaders(): string[] {
    return this.replicas.filter(({ terms }) => terms.some((term) => !term.aborted)).map(({ identity }) => identity);
  }

  get lease(): Lease | undefined {
    return this.cluster.all(LEASE)[0];
  }

  add(identity: string, options: ReplicaOptions = {}): Replica {
    const { rate = 1, wallMs = 0, endsAfterMs = 0, random = () => 0.5, ...timing } = options;
    const clock = skewed(this.clock, { rate, wallMs });
    const [log, metrics] = [recordingLogger(), recordingMetrics()];
    const passages: Passage[] = [];
    const terms: AbortSignal[] = [];
    const stopping = new AbortController();
    const killed = new AbortController();
    let finish: (error?: Error) => void = () => undefined;
    const next = (): Passage => {
      if (killed.signal.aborted) return { ...PROMPT, fate: 'hangs' };
      return passages.shift() ?? replica.network;
    };
    const elector = createLeaderElector({
      client: throughNetwork(this.cluster, this.clock, next),
      clock,
      random,
      namespace: 'docket',
      name: 'leader',
      identity,
      log,
      metrics,
      ...timing,
    });
    const work = async (signal: AbortSignal): Promise<void> => {
      terms.push(AbortSignal.any([signal, killed.signal]));
      if (this.leaders.length > 1) this.overlaps.push(this.leaders);
      const told = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
      const finished = new Promise<void>((resolve, reject) => {
        finish = (error) => (error === undefined ? resolve() : reject(error));
      });
      await Promise.race([told, finished]);
      if (endsAfterMs > 0) await new Promise<void>((resolve) => clock.setTimer(resolve, endsAfterMs));
    };
    let running = Promise.resolve();
    const replica: Replica = {
      identity,
      elector,
      log,
      metrics,
      passages,
      network: PROMPT,
      terms,
      finish: (error) => finish(error),
      stop: () => {
        stopping.abort();
        return running;
      },
      kill: () => killed.abort(),
    };
    this.replicas.push(replica);
    running = elector.run(stopping.signal, work);
    return replica;
  }
}

/** How long until someone leads, looked at every 10 ms. */
export async function msUntilLed(world: Electorate): Promise<number> {
  const startMs = world.clock.monotonicMs();
  while (world.clock.monotonicMs() - startMs < 60_000) {
    if (world.leaders.length > 0) break;
    await world.clock.advance(10);
  }
  return world.clock.monotonicMs() - startMs;
}

/** `by` leads, the others stand by, and five seconds have passed. */
export async function led(by = 'a', ...others: string[]): Promise<Electorate> {
  const world = new Electorate();
  world.add(by);
  await world.clock.advance(0);
  for (const other of others) world.add(other);
  await world.clock.advance(5000);
  return world;
}
