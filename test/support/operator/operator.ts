// The whole operator in one process, on an embedded or a real cluster, with a PagerDuty on loopback and a clock that the test moves:
// hours of polls pass in a moment, and nothing is asserted before the operator has done all that it had to do by then.

import { keyOf, type KubeObject, type ResourceType } from '../../../src/api/meta.ts';
import { KIND_NAMES, type KindName, KINDS, type Objects } from '../../../src/judgement/kinds.ts';
import type { PodEnvironment } from '../../../src/integrations/ports/pod-identity.ts';
import type { TenantLimits } from '../../../src/controllers/limits.ts';
import type { KubeClient } from '../../../src/kube/client.ts';
import type { Lister, Row } from '../../../src/runtime/lister.ts';
import type { Transition } from '../../../src/runtime/plan.ts';
import { FakeClock } from '../time/fake-clock.ts';
import { expectValidConditions } from './kstatus.ts';
import type { PagerDutyServer } from '../vendors/pagerduty/server.ts';
import { PAGER_DUTY, type Vendor } from '../vendors/vendor.ts';
import type { LogLine } from '../runtime/recording.ts';
import { Replica } from './replica.ts';
import type { TestCluster, TestClusters } from '../clusters/test-cluster.ts';
import { Witness } from '../clusters/witness.ts';
import { expect } from 'vitest';

/** All of Docket's objects in the namespace, and its policies, by name; of a cluster that is not shared also those elsewhere. */
export type World = { readonly [Name in KindName]: ReadonlyMap<string, Objects[Name]> };

export const GOOD_TOKEN = 'good-token';

/** So long nothing may happen in real time before the test is given up. */
const TIMEOUT_MS = 30_000;
/** So long in real time, and the clock is moved a little: a watch that a server broke waits for a moment to pass. */
const STUCK_MS = { behind: 300, busy: 2_000 } as const;
const NUDGE_MS = 300;
const MAX_SETTLING_S = 20;

/** Runs `body` with an operator that leads; asserts at the end what holds in every case ({@link OperatorStage.verify}). */
export async function withOperator(
  clusters: TestClusters,
  body: (stage: OperatorStage) => Promise<void>,
  options: ReplicaChoice = {},
): Promise<void> {
  await using stage = await OperatorStage.start(clusters);
  stage.addReplica(options).lead();
  try {
    await body(stage);
    await stage.verify();
  } catch (error) {
    if (error instanceof Error) error.message += stage.complaints();
    throw error;
  }
}

interface ReplicaChoice {
  /** What `--allow-endpoints` says. */
  readonly allowed?: string;
  readonly isForAll?: boolean;
  /** What is between the operator and the cluster. */
  readonly through?: (client: KubeClient) => KubeClient;
  readonly limits?: Partial<TenantLimits>;
  readonly podEnvironment?: PodEnvironment;
}

interface StageParts {
  readonly clock: FakeClock;
  readonly vendor: PagerDutyServer;
  readonly kind: Vendor;
  readonly cluster: TestCluster;
}

export class OperatorStage implements AsyncDisposable {
  readonly clock: FakeClock;
  readonly vendor: PagerDutyServer;
  readonly cluster: TestCluster;
  readonly witness: Witness;
  readonly log: LogLine[] = [];
  readonly transitions: Transition[] = [];
  /** Names of the incidents that the test itself deleted. */
  readonly deletedByTest: string[] = [];
  /** As of the last time that everything was at rest. */
  world = Object.fromEntries(KIND_NAMES.map((name) => [name, new Map()])) as unknown as World;
  readonly #kind: Vendor;
  #replicas: Replica[] = [];
  /** How much had been written when everything was last seen at rest. */
  #restedAt: number | undefined;

  private constructor({ clock, vendor, kind, cluster }: StageParts) {
    this.clock = clock;
    this.vendor = vendor;
    this.#kind = kind;
    this.cluster = cluster;
    this.witness = new Witness(clock);
  }

  static async start(clusters: TestClusters): Promise<OperatorStage> {
    // A real cluster has a clock of its own: the test's begins at the same time, at a whole second.
    const clock = new FakeClock(new Date(Math.ceil(Date.now() / 1000) * 1000));
    const kind = clusters.vendor ?? PAGER_DUTY;
    const vendor = await kind.start({ now: () => clock.now(), keys: [GOOD_TOKEN] });
    const stage = new OperatorStage({ clock, vendor, kind, cluster: await clusters.create(clock) });
    await stage.witness.start(stage.cluster.client, stage.#scope);
    return stage;
  }

  /**
   * A replica that follows and does not lead yet. Requests to the loopback PagerDuty are allowed to it, and to nothing else. It has
   * the stage's namespace for itself; `isForAll`: it has all, as nobody else runs one in the cluster.
   */
  addReplica({
    allowed = new URL(this.vendor.url).host,
    isForAll = false,
    through = (client) => client,
    ...choice
  }: ReplicaChoice = {}): Replica {
    const { cluster, clock, log, transitions } = this;
    const replica = new Replica({
      client: through(cluster.operator),
      namespaces: isForAll ? [] : [cluster.namespace],
      ...{ clock, allowed, log, transitions },
      providers: this.#kind.providers(),
      ...choice,
    });
    this.#replicas.push(replica);
    this.#restedAt = undefined;
    return replica;
  }

  /** A client of somebody else in the cluster. After each of its calls the stage looks anew whether everything is at rest. */
  watched(client: KubeClient): KubeClient {
    const noting =
      <A extends unknown[], R>(call: (...given: A) => Promise<R>) =>
      async (...given: A): Promise<R> => {
        try {
          return await call(...given);
        } finally {
          this.#restedAt = undefined;
        }
      };
    const { create, update, updateStatus, patch, delete: remove } = client;
    return {
      ...client,
      create: noting(create.bind(client)),
      update: noting(update.bind(client)),
      updateStatus: noting(updateStatus.bind(client)) as KubeClient['updateStatus'],
      patch: noting(patch.bind(client)) as KubeClient['patch'],
      delete: noting(remove.bind(client)),
    };
  }

  /** Something was written past the clients here: the stage looks anew. */
  disturbed(): void {
    this.#restedAt = undefined;
  }

  get replica(): Replica {
    const [replica] = this.#replicas;
    if (replica === undefined) throw new Error('the stage has no replica: add one');
    return replica;
  }

  async stopReplicas(): Promise<void> {
    await Promise.all(this.#replicas.map((replica) => replica.stop()));
    this.#replicas = [];
  }

  /** Another process takes over: nothing but what the cluster holds is known to it. */
  async restart(options: ReplicaChoice = {}): Promise<void> {
    await this.stopReplicas();
    this.addReplica(options).lead();
  }

  /** Passes `ms`, from one timer to the next, and lets the operator finish at each; calls `each` whenever it has. */
  async pass(ms: number, each: (world: World) => void = () => undefined): Promise<void> {
    each(await this.rest());
    const until = this.clock.monotonicMs() + ms;
    for (let left = ms; left > 0; left = until - this.clock.monotonicMs()) {
      await this.clock.advance(Math.min(left, Math.max(1, this.clock.untilNext ?? left)));
      each(await this.rest());
    }
  }

  /** Passes seconds until one of them changed nothing: then everything that is known has been acted on. */
  async settle(): Promise<World> {
    for (let second = 0; second < MAX_SETTLING_S; second++) {
      const before = versionsOf(await this.rest());
      await this.pass(1_000);
      if (second > 0 && versionsOf(this.world) === before) return this.world;
    }
    throw new Error(`something still changed after ${MAX_SETTLING_S} s in which nothing was done`);
  }

  /** Waits in real time until the caches hold what the cluster holds and no key waits or is in work. */
  async rest(): Promise<World> {
    const progress = { writes: this.#writes, atMs: performance.now(), movedMs: performance.now() };
    for (;;) {
      const state = await this.#look();
      if (state === 'at rest') return this.world;
      const nowMs = performance.now();
      if (progress.writes !== this.#writes) {
        Object.assign(progress, { writes: this.#writes, atMs: nowMs, movedMs: nowMs });
      } else if (nowMs - progress.movedMs > STUCK_MS[state]) {
        progress.movedMs = nowMs;
        await this.clock.advance(NUDGE_MS);
      }
      if (nowMs - progress.atMs > TIMEOUT_MS) throw new Error(`the operator is ${state} and writes nothing`);
      // To look costs three lists; whether somebody is busy costs nothing.
      await new Promise((resolve) => setTimeout(resolve, state === 'busy' ? 1 : 8));
    }
  }

  /**
   * What holds whatever happened: every status that was ever stored is valid by kstatus's rules, no incident was deleted but by the
   * test, and the operator logged no error.
   */
  async verify(): Promise<void> {
    await this.stopReplicas();
    await this.witness.caughtUpWith(objectsOf(await this.rest()));
    for (const { kind, name, status } of this.witness.versions) {
      if (status !== undefined) expectValidConditions(status, `${kind} ${name}`);
    }
    const deleted = this.witness.versions.filter(({ kind, event }) => kind === 'Incident' && event === 'DELETED');
    expect(deleted.map(({ name }) => name)).toEqual(this.deletedByTest);
    expect(this.log.filter(({ level }) => level === 'error')).toEqual([]);
  }

  /** The operator's warnings and errors, to show beside what failed. */
  complaints(): string {
    const lines = this.log.filter(({ level }) => level === 'warn' || level === 'error');
    return lines.map(({ level, msg, fields: { err } }) => `\n  ${level}: ${msg}: ${String(err)}`).join('');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stopReplicas();
    await this.witness[Symbol.asyncDispose]();
    await this.vendor[Symbol.asyncDispose]();
  }

  get #writes(): number {
    return this.cluster.operator.total + this.cluster.client.total;
  }

  /** `behind`: the operator has nothing to do that it knows of, and does not know everything yet. */
  async #look(): Promise<'busy' | 'behind' | 'at rest'> {
    const leading = this.#replicas.filter((replica) => replica.leads);
    const isBusy = (): boolean => leading.some(({ operator }) => !operator.isIdle);
    if (isBusy()) return 'busy';
    // Nobody else writes in this namespace: what was at rest still is while nobody has written.
    const writes = this.#writes;
    if (writes === this.#restedAt) return 'at rest';
    this.world = await this.#read();
    const isCaughtUp = this.#replicas.every(({ operator: { caches } }) =>
      KIND_NAMES.every((name) => holds<Row>(caches[name], this.world[name])),
    );
    if (isBusy()) return 'busy';
    if (!isCaughtUp || leading.some(({ operator }) => !operator.synced)) return 'behind';
    this.#restedAt = writes;
    return 'at rest';
  }

  async #read(): Promise<World> {
    const listed = await Promise.all(
      KIND_NAMES.map(async (name) => [name, await this.#list(KINDS[name].type)] as const),
    );
    return Object.fromEntries(listed) as unknown as World;
  }

  async #list(type: ResourceType): Promise<Map<string, KubeObject>> {
    const { items } = await this.cluster.client.list(type, this.#scope);
    return new Map(items.map((item) => [this.#nameOf(item), item]));
  }

  /** Where this stage's objects are. */
  get #scope(): { readonly namespace?: string } {
    const { isShared, namespace } = this.cluster;
    return isShared ? { namespace } : {};
  }

  #nameOf({ metadata: { namespace, name } }: KubeObject): string {
    return namespace === undefined || namespace === this.cluster.namespace ? name : `${namespace}/${name}`;
  }
}

/** Whether a cache is exactly what was listed. */
function holds<R extends Row>(cache: Lister<R>, listed: ReadonlyMap<string, KubeObject>): boolean {
  if (cache.size !== listed.size) return false;
  return [...listed.values()].every(
    ({ metadata }) => String(cache.get(keyOf(metadata))?.resourceVersion) === metadata.resourceVersion,
  );
}

function objectsOf(world: World): KubeObject[] {
  return KIND_NAMES.flatMap((name) => [...world[name].values()] as KubeObject[]);
}

function versionsOf(world: World): string {
  return objectsOf(world)
    .map(({ metadata }) => metadata.resourceVersion)
    .join();
}
