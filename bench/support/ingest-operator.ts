// One ingest by the operator: from a source that it has not seen to the last of its incidents, stored and with a status. Counts
// what that took of requests and connections; it changes nothing about how the operator works, but that its writes go through a gate.

import { INCIDENT_SOURCE } from '../../src/api/kinds.ts';
import type { KubeClient } from '../../src/kube/client.ts';
import { loadKubeConfig } from '../../src/kube/config.ts';
import { collectionPath } from '../../src/kube/paths.ts';
import { createRestClient, type RestClient } from '../../src/kube/rest.ts';
import { systemClock } from '../../src/runtime/clock.ts';
import type { BareClient } from './bare-client.ts';
import type { Cluster } from './cluster.ts';
import { startOperator, USER_AGENT, type RunningOperator } from './operator.ts';
import { API_KEY } from './pagerduty.ts';
import type { Gate } from './turns.ts';

export interface IngestOptions {
  readonly cluster: Cluster;
  /** For what is not the operator's doing. */
  readonly admin: BareClient;
  readonly pagerDutyUrl: string;
  /** How many incidents there are. */
  readonly incidents: number;
  /** What each of the operator's writes goes through. */
  readonly gate: Gate;
}

/** An operator in a namespace of its own, ready for its first source. Disposing of it ends it. */
export interface Ingest extends AsyncDisposable {
  readonly namespace: string;
  /** Applies the source; resolves when the last incident is stored and has a status. */
  work(): Promise<void>;
  /** What the work took. */
  requests(): IngestRequests;
}

export interface IngestRequests {
  /** Requests but GET. */
  readonly writes: number;
  /** In the second half, when the connections are warm. */
  readonly late: { readonly requests: number; readonly connections: number };
}

export async function prepareIngest(options: IngestOptions): Promise<Ingest> {
  const { cluster, admin, incidents, gate } = options;
  const namespace = await cluster.access.createNamespace();
  const kubeConfig = await loadKubeConfig({ kubeconfig: cluster.access.kubeconfig });
  const counts = { requests: 0, writes: 0 };
  const halfway = { requests: 0, connections: 0 };
  let rest: RestClient | undefined;
  const connections = (): number => rest?.stats().connectionsOpened ?? 0;
  await using parts = new AsyncDisposableStack();
  parts.defer(async () => rest?.close());
  const running = startOperator({
    ...{ namespace, clock: systemClock },
    client(meters) {
      rest = createRestClient({
        ...{ kubeConfig, userAgent: USER_AGENT, clock: systemClock },
        onRequest({ method, code }) {
          meters.kubeRequested(method, code);
          counts.requests++;
          if (method === 'GET') return;
          counts.writes++;
          // A create and a status for each: as many are still to come.
          if (counts.writes === incidents)
            Object.assign(halfway, { requests: counts.requests, connections: connections() });
        },
      });
      return gated(rest, gate);
    },
  });
  parts.use(running);
  // What is held up cannot end.
  parts.defer(() => gate.open());
  await running.operator.caches.whenSynced(new AbortController().signal);
  running.lead();
  await createSecret(admin, namespace);
  const owned = parts.move();
  return {
    namespace,
    async work() {
      const done = whenStored(running, incidents);
      await createSource(admin, namespace, options.pagerDutyUrl);
      await done;
    },
    requests: () => ({
      writes: counts.writes,
      late: { requests: counts.requests - halfway.requests, connections: connections() - halfway.connections },
    }),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

function gated(client: RestClient, gate: Gate): KubeClient {
  return {
    ...client,
    create: (type, object, options) => gate.pass(() => client.create(type, object, options)),
    update: (type, object, options) => gate.pass(() => client.update(type, object, options)),
    updateStatus: (type, object, options) => gate.pass(() => client.updateStatus(type, object, options)),
    patch: (type, key, patch, options) => gate.pass(() => client.patch(type, key, patch, options)),
    delete: (type, key, options) => gate.pass(() => client.delete(type, key, options)),
  };
}

/** Resolves when the operator's own cache shows so many incidents with a status. */
function whenStored({ operator }: RunningOperator, incidents: number): Promise<void> {
  let stored = 0;
  return new Promise((resolve) => {
    operator.caches.incidents.onChange((before, after) => {
      if (before?.statusDigest !== undefined || after?.statusDigest === undefined) return;
      stored++;
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
