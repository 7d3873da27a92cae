// The clusters for the tests of principles: the embedded one and a real API server, each with a namespace of its own, separate clients for
// the operator and the test, and a count of the operator's writes.

import type { Vendor } from '../vendors/vendor.ts';
import { CRDS } from '../../../src/api/v1alpha1/crds.gen.ts';
import { DOCKET_KINDS, NAMESPACE } from '../../../src/api/kinds.ts';
import type { KubeClient } from '../../../src/kube/client.ts';
import { loadKubeConfig } from '../../../src/kube/config.ts';
import { createMemoryCluster } from '../../../src/kube/memory.ts';
import { createRestClient, type RestClient } from '../../../src/kube/rest.ts';
import { type Clock, systemClock } from '../../../src/base/clock.ts';
import type { ControlPlaneAccess } from '../../../tools/control-plane/access.ts';
import { writeVerbs } from '../../../tools/control-plane/audit.ts';
import type { ControlPlaneOptions } from '../../../tools/control-plane/control-plane.ts';
import { accountCredentials, ACCOUNT_USER, grantAccount, rightsMode } from '../rights/operator-account.ts';
import { sharedControlPlane, startOwnControlPlane } from './control-plane.ts';
import { type CountingClient, countingClient } from './counting-client.ts';
import { recorded } from '../health/record.ts';
import { settle } from '../time/fake-clock.ts';

export interface TestCluster {
  readonly namespace: string;
  /** Other tests have namespaces in it at the same time. */
  readonly isShared: boolean;
  /** The client of the operator. */
  readonly operator: CountingClient;
  /** The client of the test. */
  readonly client: CountingClient;
  /**
   * What the operator wrote since the last call, refused writes too: `patch incidents` to how often. In the namespace only where
   * the cluster is shared.
   */
  takeWrites(): Promise<Readonly<Record<string, number>>>;
}

/** Clusters of one kind, for the tests of a file. */
export interface TestClusters extends AsyncDisposable {
  create(clock: Clock): Promise<TestCluster>;
  /** What sources are read from; default: a PagerDuty. */
  readonly vendor?: Vendor;
}

/** A cluster per test, in memory, on the test's clock. */
export function memoryClusters(): TestClusters {
  return {
    async create(clock) {
      const client = recorded(createMemoryCluster({ crds: CRDS, clock }).client);
      const namespace = 'team-a';
      await client.create(NAMESPACE, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
      const operator = countingClient(client);
      return {
        namespace,
        isShared: false,
        operator,
        client: countingClient(client),
        takeWrites: async () => operator.takeWrites(),
      };
    },
    async [Symbol.asyncDispose]() {
      await settle(1);
    },
  };
}

const CRD_FOLDER = new URL('../../../crds', import.meta.url).pathname;

/** A namespace per test of the run's control plane. */
export function realClusters(): Promise<TestClusters> {
  return clustersOf(sharedControlPlane(), { isShared: true });
}

/** A control plane for one test file, emptied for each test, so that an operator may watch all namespaces, and policies belong to one test. `prepare` is called once. */
export async function ownClusters(
  prepare: (plane: ControlPlaneAccess) => Promise<void> = () => Promise.resolve(),
  options: ControlPlaneOptions = {},
): Promise<TestClusters> {
  const plane = await startOwnControlPlane({ audit: true, ...options });
  try {
    await plane.applyCrds(CRD_FOLDER);
    const clusters = await clustersOf(plane, { isShared: false });
    await prepare(plane);
    return {
      create: (clock) => clusters.create(clock),
      async [Symbol.asyncDispose]() {
        await clusters[Symbol.asyncDispose]();
        await plane.stop();
      },
    };
  } catch (error) {
    await plane.stop();
    throw error;
  }
}

/** The operator has its own ServiceAccount and the rights of an installation. */
async function clustersOf(
  plane: ControlPlaneAccess,
  { isShared }: { readonly isShared: boolean },
): Promise<TestClusters> {
  await grantAccount(plane, ['default']);
  const { file } = await accountCredentials(plane);
  const [client, operator] = await Promise.all([clientOf(plane.kubeconfig), clientOf(file)]);
  return {
    async create() {
      if (!isShared) await empty(client);
      const namespace = await plane.createNamespace();
      if (rightsMode() === 'namespaces') await grantAccount(plane, [namespace]);
      const audit = plane.audit();
      let since = await audit.mark();
      return {
        namespace,
        isShared,
        operator: countingClient(operator),
        client: countingClient(client),
        async takeWrites() {
          const filter = { since, user: ACCOUNT_USER, verb: writeVerbs, ...(isShared ? { namespace } : {}) };
          since = await audit.mark();
          const counts = Object.entries(await audit.tally(filter));
          return Object.fromEntries(counts.map(([key, count]) => [key.replace(` ${ACCOUNT_USER}`, ''), count]));
        },
      };
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([client.close(), operator.close()]);
    },
  };
}

/** Deletes all objects of Docket's kinds, in every namespace. */
async function empty(client: KubeClient): Promise<void> {
  for (const type of DOCKET_KINDS) {
    const { items } = await client.list(type);
    await Promise.all(items.map(({ metadata }) => client.delete(type, metadata)));
  }
}

export async function clientOf(kubeconfig: string): Promise<RestClient> {
  const kubeConfig = await loadKubeConfig({ kubeconfig });
  return createRestClient({ kubeConfig, userAgent: 'docket/test', clock: systemClock });
}
