// One ingest by the operator: from a new source to the last of its incidents, stored and with a status. Counts requests and connections.
// The operator works as always, except that its writes go through a gate.

import { INCIDENT, INCIDENT_SOURCE } from '../../src/api/kinds.ts';
import type { ResourceType } from '../../src/api/meta.ts';
import type { KubeClient } from '../../src/kube/client.ts';
import { loadKubeConfig } from '../../src/kube/config.ts';
import { collectionPath } from '../../src/kube/paths.ts';
import { createRestClient, type RestClient } from '../../src/kube/rest.ts';
import { systemClock } from '../../src/base/clock.ts';
import type { BareClient } from './bare-client.ts';
import type { Cluster } from './cluster.ts';
import { startOperator, USER_AGENT, type RunningOperator } from './operator.ts';
import { API_KEY } from './pagerduty.ts';
import type { Gate } from './turns.ts';

export interface IngestOptions {
  readonly cluster: Cluster;
  /** For requests of the benchmark itself. */
  readonly admin: BareClient;
  readonly pagerDutyUrl: string;
  /** How many incidents there are. */
  readonly incidents: number;
  /** Each write of the operator goes through it. */
  readonly gate: Gate;
}

/** An operator in a namespace of its own, ready for its first source. Disposing of it ends it. */
export interface Ingest extends AsyncDisposable {
  readonly namespace: string;
  /** Applies the source; resolves when the last incident is stored and has a status. */
  work(): Promise<void>;
  /** Resolves when the operator's cache has shown each of its writes of incidents. */
  caughtUp(): Promise<void>;
  /** The cost of the work. */
  requests(): IngestRequests;
}

export interface IngestRequests {
  /** Requests other than GET. */
  readonly writes: number;
  /** Connections that were opened in the second half. */
  readonly late: { readonly requests: number; readonly connections: number };
}

export async function prepareIngest(options: IngestOptions): Promise<Ingest> {
  const { cluster, admin, incidents, gate } = options;
  const namespace = await cluster.access.createNamespace();
  const kubeConfig = await loadKubeConfig({ kubeconfig: cluster.access.kubeconfig });
  const counts = new Counts(incidents);
  const echoes = new Echoes();
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
          counts.note(method, connections());
        },
      });
      return gated(rest, gate, echoes);
    },
  });
  parts.use(running);
  // Opened at the end, as a write that waits at the gate would never end.
  parts.defer(() => gate.open());
  running.operator.caches.incidents.onChange(() => echoes.came());
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
    caughtUp: () => echoes.whenAllCame(),
    requests: () => counts.taken(connections()),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

class Counts {
  #requests = 0;
  #writes = 0;
  #halfway = { requests: 0, connections: 0 };
  /** Half of the writes: each incident takes two, a create and a status. */
  readonly #halfOfWrites: number;

  constructor(incidents: number) {
    this.#halfOfWrites = incidents;
  }

  note(method: string, connections: number): void {
    this.#requests++;
    if (method === 'GET') return;
    this.#writes++;
    if (this.#writes === this.#halfOfWrites) this.#halfway = { requests: this.#requests, connections };
  }

  taken(connections: number): IngestRequests {
    const { requests, connections: before } = this.#halfway;
    return { writes: this.#writes, late: { requests: this.#requests - requests, connections: connections - before } };
  }
}

/** Counts the events of the operator's own writes: each write that changes an incident causes one. */
class Echoes {
  #owed = 0;
  #allCame = Promise.withResolvers<void>();

  wrote({ kind }: ResourceType): void {
    if (kind === INCIDENT.kind) this.#owed++;
  }

  came(): void {
    this.#owed--;
    if (this.#owed === 0) this.#allCame.resolve();
  }

  /** Call it when nothing is being written. */
  async whenAllCame(): Promise<void> {
    if (this.#owed <= 0) return;
    this.#allCame = Promise.withResolvers();
    await this.#allCame.promise;
  }
}

function gated(client: RestClient, gate: Gate, echoes: Echoes): KubeClient {
  const noted = <T>(type: ResourceType, write: () => Promise<T>): Promise<T> =>
    gate.pass(async () => {
      const answer = await write();
      echoes.wrote(type);
      return answer;
    });
  return {
    ...client,
    create: (type, object, options) => noted(type, () => client.create(type, object, options)),
    update: (type, object, options) => noted(type, () => client.update(type, object, options)),
    updateStatus: (type, object, options) => noted(type, () => client.updateStatus(type, object, options)),
    patch: (type, key, patch, options) => noted(type, () => client.patch(type, key, patch, options)),
    delete: (type, key, options) => noted(type, () => client.delete(type, key, options)),
  };
}

/** Resolves when the operator's cache has this many incidents with a status. */
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
