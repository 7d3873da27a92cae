// How the verbs of access reviews reach the cluster: with the caller's own kubeconfig, so that RBAC and admission see the person.

import { systemClock } from '../../base/clock.ts';
import { kubeconfigEnv } from '../../config.ts';
import type { KubeClient } from '../../kube/client.ts';
import { loadKubeConfig } from '../../kube/config.ts';
import { createRestClient } from '../../kube/rest.ts';
import { VERSION } from '../version.ts';

export interface ClusterFlags {
  readonly kubeconfig: string | undefined;
  /** Undefined: `default`, or the context's. */
  readonly namespace: string | undefined;
}

export interface Reached {
  readonly client: KubeClient;
  readonly namespace: string;
  /** The host of the API server. */
  readonly serverHost: string;
}

/** Runs `body` with a client, and closes it. `verb` names the caller to the API server. */
export async function withCluster<T>(
  { kubeconfig, namespace }: ClusterFlags,
  verb: string,
  body: (reached: Reached) => Promise<T>,
): Promise<T> {
  const kubeConfig = await loadKubeConfig({ kubeconfig, kubeconfigEnv: kubeconfigEnv() });
  const client = createRestClient({ kubeConfig, userAgent: `docket/${VERSION} (${verb})`, clock: systemClock });
  try {
    const serverHost = new URL(kubeConfig.server).hostname;
    return await body({ client, namespace: namespace ?? kubeConfig.namespace ?? 'default', serverHost });
  } finally {
    await client.close();
  }
}
