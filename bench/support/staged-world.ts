// The generated world on an embedded cluster of its own, with a whole operator and a clock that is moved by hand. Counts the writes of the
// operator, not those of the benchmark.

import { setTimeout as sleep } from 'node:timers/promises';
import { CONFIG_MAP, DOCKET_KINDS, NAMESPACE as NAMESPACES } from '../../src/api/kinds.ts';
import type { KubeObject, ResourceType } from '../../src/api/meta.ts';
import { CRDS } from '../../src/api/v1alpha1/crds.gen.ts';
import type { KubeClient } from '../../src/kube/client.ts';
import { createMemoryCluster } from '../../src/kube/memory.ts';
import { countingClient, type CountingClient } from '../../test/support/clusters/counting-client.ts';
import { FakeClock } from '../../test/support/time/fake-clock.ts';
import { type RunningOperator, startOperator } from './operator.ts';
import { CONFIG_MAP_NAME } from './world/terms.ts';
import { firstDeadlineOf } from './world/incidents.ts';
import { NAMESPACE, NOW } from './world/vocabulary.ts';
import { type WorldSize, worldExceptions, worldIncidents, worldReviews, worldTerms } from './world/world.ts';

/** A little more than the shortest time between two statuses of a check. */
const STEP_MS = 1_100;

export class StagedWorld implements AsyncDisposable {
  readonly clock = new FakeClock(new Date(NOW));
  readonly #client: KubeClient;
  readonly #counting: CountingClient;
  readonly #running: RunningOperator;

  private constructor() {
    this.#client = createMemoryCluster({ crds: CRDS, clock: this.clock }).client;
    this.#counting = countingClient(this.#client);
    this.#running = startOperator({ clock: this.clock, client: () => this.#counting });
  }

  /** Resolves when everything is judged and written. */
  static async start(size: WorldSize): Promise<StagedWorld> {
    const world = new StagedWorld();
    await world.#fill(size);
    world.#running.lead();
    await world.settle();
    return world;
  }

  /** Changes the spec of an existing object. */
  async edit({ kind, metadata: { name, namespace = '' }, ...rest }: KubeObject & { spec: object }): Promise<void> {
    const key = { name, namespace };
    const held = await this.#client.get<KubeObject>(typeOf(kind), key);
    await this.#client.update(typeOf(kind), { ...held, spec: rest.spec } as KubeObject);
  }

  /** Waits until nothing is left to do; returns how often the operator wrote since the last call. */
  async settle(): Promise<number> {
    const { operator } = this.#running;
    let before = -1;
    while (before !== this.#counting.total) {
      before = this.#counting.total;
      await this.clock.advance(0);
      while (!operator.isIdle) await sleep(1);
      await this.clock.advance(STEP_MS);
      while (!operator.isIdle) await sleep(1);
    }
    return Object.values(this.#counting.takeWrites()).reduce((sum, count) => sum + count, 0);
  }

  /** Moves the clock past the next deadline of a ticking incident. */
  async passDeadline(tick: number): Promise<void> {
    await this.clock.advance(firstDeadlineOf(tick) + 1 - this.clock.now().getTime());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#running[Symbol.asyncDispose]();
  }

  async #fill(size: WorldSize): Promise<void> {
    const metadata = { name: NAMESPACE };
    await this.#client.create(NAMESPACES, { apiVersion: 'v1', kind: 'Namespace', metadata });
    const empty = { data: { 'incidents.json': '[]' } };
    const ofNamespace = { name: CONFIG_MAP_NAME, namespace: NAMESPACE };
    await this.#client.create(CONFIG_MAP, { apiVersion: 'v1', kind: 'ConfigMap', metadata: ofNamespace, ...empty });
    for (const object of worldTerms()) await this.#put(object);
    for (const object of worldExceptions(size)) await this.#put(object);
    for (const object of worldReviews(size)) await this.#put(object);
    for (const object of worldIncidents(size)) await this.#put(object);
  }

  /** Creates an object, without what a cluster sets itself. */
  async #put({ apiVersion, kind, metadata, ...rest }: KubeObject): Promise<void> {
    const type = typeOf(kind);
    const { name, namespace, labels } = metadata;
    const key = { name, ...(namespace === undefined ? {} : { namespace }) };
    const own = { ...key, ...(labels && { labels }) };
    await this.#client.create(type, { apiVersion, kind, metadata: own, ...rest });
  }
}

function typeOf(kind: string): ResourceType {
  const type = DOCKET_KINDS.find((one) => one.kind === kind);
  if (type === undefined) throw new Error(`no kind ${kind}`);
  return type;
}
