// One ingest by the operator: from a source that it has not seen to the last of its incidents, stored and with a status. Counts
// what that took of requests, connections and processor time; it changes nothing about how the operator works.

import { INCIDENT_SOURCE } from '../../src/api/kinds.ts';
import { loadKubeConfig } from '../../src/kube/config.ts';
import { collectionPath } from '../../src/kube/paths.ts';
import { createRestClient, type RestClient } from '../../src/kube/rest.ts';
import { systemClock } from '../../src/runtime/clock.ts';
import type { BareClient } from './bare-client.ts';
import type { Cluster } from './cluster.ts';
import { startOperator, USER_AGENT, type RunningOperator } from './operator.ts';
import { API_KEY } from './pagerduty.ts';

export interface IngestOptions {
  readonly cluster: Cluster;
  /** For what is not the operator's doing. */
  readonly admin: BareClient;
  readonly pagerDutyUrl: string;
  /** How many incidents there are. */
  readonly incidents: number;
}

export interface Ingested {
  readonly namespace: string;
  readonly ms: number;
  /** Processor time of this process, which runs the operator and nothing else meanwhile. */
  readonly cpuMs: number;
  /** Requests but GET. */
  readonly writes: number;
  /** In the second half, when the connections are warm. */
  readonly late: { readonly requests: number; readonly connections: number };
}

export async function ingestByOperator(options: IngestOptions): Promise<Ingested> {
  const { cluster, admin, incidents } = options;
  const namespace = await cluster.access.createNamespace();
  const kubeConfig = await loadKubeConfig({ kubeconfig: cluster.access.kubeconfig });
  const counts = { requests: 0, writes: 0 };
  let rest: RestClient | undefined;
  await using running = startOperator({
    namespace,
    clock: systemClock,
    client: (meters) =>
      (rest = createRestClient({
        kubeConfig,
        userAgent: USER_AGENT,
        clock: systemClock,
        onRequest({ method, code }) {
          meters.kubeRequested(method, code);
          counts.requests++;
          if (method !== 'GET') counts.writes++;
        },
      })),
  });
  try {
    await running.operator.caches.whenSynced(new AbortController().signal);
    running.lead();
    await createSecret(admin, namespace);
    const halfway = { requests: 0, connections: 0 };
    const startedMs = performance.now();
    const startedCpu = process.cpuUsage();
    const done = whenStored(running, incidents, () => {
      halfway.requests = counts.requests;
      halfway.connections = rest?.stats().connectionsOpened ?? 0;
    });
    await createSource(admin, namespace, options.pagerDutyUrl);
    await done;
    const { user, system } = process.cpuUsage(startedCpu);
    return {
      namespace,
      ms: performance.now() - startedMs,
      cpuMs: (user + system) / 1000,
      writes: counts.writes,
      late: {
        requests: counts.requests - halfway.requests,
        connections: (rest?.stats().connectionsOpened ?? 0) - halfway.connections,
      },
    };
  } finally {
    await rest?.close();
  }
}

/** Resolves when the operator's own cache shows so many incidents with a status. */
function whenStored({ operator }: RunningOperator, incidents: number, onHalf: () => void): Promise<void> {
  let stored = 0;
  return new Promise((resolve) => {
    operator.caches.incidents.onChange((before, after) => {
      if (before?.statusDigest !== undefined || after?.statusDigest === undefined) return;
      stored++;
      if (stored === incidents >> 1) onHalf();
      if (stored === incidents) resolve();
    });
  });
}

async function createSecret(admin: BareClient, namespace: string): Promise<void> {
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'pagerduty' }, stringData: { token: API_KEY } };
  await admin.send('POST', `/api/v1/namespaces/${namespace}/secrets`, secret);
}

async function createSource(admin: BareClient, namespace: string, endpoint: string): Promise<void> {
  await admin.send('POST', collectionPath(INCIDENT_SOURCE, namespace), {
    apiVersion: 'docket.dev/v1alpha1',
    kind: 'IncidentSource',
    metadata: { name: 'pagerduty' },
    spec: { pagerDuty: { endpoint }, secretRef: { name: 'pagerduty' } },
  });
}
