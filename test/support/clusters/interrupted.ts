// Clusters in which an event of the test happens in the middle of the operator's work: before one of its writes, which waits until the event
// is over.

import { countingClient } from './counting-client.ts';
import type { Incident } from '../../../src/api/v1alpha1/incident.gen.ts';
import type { KubeObject, ResourceType } from '../../../src/api/meta.ts';
import type { KubeClient } from '../../../src/kube/client.ts';
import type { TestClusters } from './test-cluster.ts';

export interface Interruption {
  /** The event runs before this creation of an incident; counted from 1. */
  readonly atIncident: number;
  readonly event: () => Promise<void>;
}

export interface InterruptedClusters extends TestClusters {
  /** Runs the event once, at that creation; creates that come meanwhile wait. Resolves when it has run. */
  interrupt(interruption: Interruption): Promise<void>;
}

export function interrupted(clusters: TestClusters): InterruptedClusters {
  let created = 0;
  let pending: (Interruption & { readonly done: () => void }) | undefined;
  let happening: Promise<void> | undefined;
  const underWay = new Set<Promise<unknown>>();
  const happen = async ({ event, done }: NonNullable<typeof pending>): Promise<void> => {
    await Promise.allSettled(underWay);
    await event();
    happening = undefined;
    done();
  };
  /** What a create has to wait for; undefined for nothing. */
  const beforeCreate = ({ kind }: ResourceType): Promise<void> | undefined => {
    if (kind !== 'Incident') return undefined;
    if (++created === pending?.atIncident) {
      happening = happen(pending);
      pending = undefined;
    }
    return happening;
  };
  return {
    async create(clock) {
      const cluster = await clusters.create(clock);
      return { ...cluster, operator: countingClient(aroundEachCreate(cluster.operator, { beforeCreate, underWay })) };
    },
    interrupt(interruption) {
      const happened = Promise.withResolvers<void>();
      created = 0;
      pending = { ...interruption, done: happened.resolve };
      return happened.promise;
    },
    [Symbol.asyncDispose]: () => clusters[Symbol.asyncDispose](),
  };
}

interface Around {
  readonly beforeCreate: (type: ResourceType) => Promise<void> | undefined;
  /** Creates that were sent and are not answered yet. */
  readonly underWay: Set<Promise<unknown>>;
}

function aroundEachCreate(inner: KubeClient, { beforeCreate, underWay }: Around): KubeClient {
  return {
    ...inner,
    async create<T extends KubeObject>(type: ResourceType, object: T, options?: Parameters<KubeClient['create']>[2]) {
      const obstacle = beforeCreate(type);
      if (obstacle !== undefined) await obstacle;
      const sent = inner.create(type, object, options);
      underWay.add(sent);
      try {
        return await sent;
      } finally {
        underWay.delete(sent);
      }
    },
  };
}

/** External IDs of incidents, sorted; one that is there twice shows twice. */
export function externalIDsOf(incidents: Iterable<Incident>): string[] {
  return [...incidents].map(({ spec }) => spec.externalID ?? '').sort();
}
