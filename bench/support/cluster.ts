// The control plane that a run of the benchmarks shares: real etcd and kube-apiserver with Docket's CRDs, and the bare client's
// way to it. Each benchmark keeps to namespaces that it made itself.

import { startControlPlane, type ControlPlane } from '../../tools/control-plane/control-plane.ts';
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

/** A cluster that is started when it is first asked for. */
export interface LazyCluster extends AsyncDisposable {
  get(): Promise<Cluster>;
}

export function createLazyCluster(say: (line: string) => void): LazyCluster {
  let plane: Promise<ControlPlane> | undefined;
  const start = async (): Promise<ControlPlane> => {
    say('starting a control plane');
    const started = await startControlPlane({ log: say });
    await started.applyCrds(CRDS);
    return started;
  };
  return {
    get: async () => clusterOf(await (plane ??= start())),
    async [Symbol.asyncDispose]() {
      await (await plane)?.stop();
    },
  };
}
