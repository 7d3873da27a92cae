// The control planes of a run of the benchmarks: real etcd and kube-apiserver with Docket's CRDs, and bare clients for them. One is shared;
// each benchmark uses only namespaces that it made.

import { startControlPlane } from '../../tools/control-plane/control-plane.ts';
import type { ControlPlaneAccess } from '../../tools/control-plane/access.ts';
import { createBareClient, type BareClient } from './bare-client.ts';

const CRDS = new URL('../../crds', import.meta.url).pathname;

export interface Cluster {
  readonly access: ControlPlaneAccess;
  /** A new one each time, with connections of its own. */
  bareClient(connections: number): BareClient;
}

export function clusterOf(access: ControlPlaneAccess): Cluster {
  const { server, ca, adminToken } = access.info;
  return {
    access,
    bareClient: (connections) => createBareClient({ server, ca, token: adminToken, connections }),
  };
}

/** A cluster that ends when it is disposed of. */
export interface OwnCluster extends Cluster, AsyncDisposable {}

export async function startCluster(say: (line: string) => void): Promise<OwnCluster> {
  say('starting a control plane');
  const plane = await startControlPlane({ log: say });
  await plane.applyCrds(CRDS);
  return { ...clusterOf(plane), [Symbol.asyncDispose]: () => plane.stop() };
}

/** A cluster that is started when it is first asked for. */
export interface LazyCluster extends AsyncDisposable {
  get(): Promise<Cluster>;
}

export function createLazyCluster(say: (line: string) => void): LazyCluster {
  let started: Promise<OwnCluster> | undefined;
  return {
    get: () => (started ??= startCluster(say)),
    async [Symbol.asyncDispose]() {
      await (await started)?.[Symbol.asyncDispose]();
    },
  };
}
