// An operator with its receiver on a real server, one source that is pushed to, and a sender in a process of its own. An incident counts as
// stored when the API server has answered the operator's create of it.

import { destination, pino } from 'pino';
import { INCIDENT, INCIDENT_SOURCE } from '../../src/api/kinds.ts';
import type { Incident } from '../../src/api/v1alpha1/incident.gen.ts';
import { systemClock } from '../../src/base/clock.ts';
import { startReceiver } from '../../src/cli/operator/receiving.ts';
import type { KubeClient } from '../../src/kube/client.ts';
import { loadKubeConfig } from '../../src/kube/config.ts';
import { collectionPath } from '../../src/kube/paths.ts';
import { createRestClient, type RestClient } from '../../src/kube/rest.ts';
import type { Meters } from '../../src/metrics/registry.ts';
import type { ReceiverServer } from '../../src/receiver/server.ts';
import type { BareClient } from './bare-client.ts';
import type { Cluster } from './cluster.ts';
import { epochMs, type Pace, SECRET, type SenderProcess, startSender } from './sender.ts';
import { type RunningOperator, startOperator, USER_AGENT } from './operator.ts';

export type { Pace } from './sender.ts';

const SOURCE = 'alerts';

/** In milliseconds, from when each was due to be sent. */
export interface Latencies {
  readonly answered: readonly number[];
  readonly stored: readonly number[];
}

export class ReceiptStage implements AsyncDisposable {
  readonly namespace: string;
  readonly #parts: Parts;
  /** When each incident was stored, by its title. */
  readonly #stored: Map<string, number>;
  #sentAtMs = 0;

  private constructor(namespace: string, parts: Parts, stored: Map<string, number>) {
    this.namespace = namespace;
    this.#parts = parts;
    this.#stored = stored;
  }

  static async start(cluster: Cluster, admin: BareClient): Promise<ReceiptStage> {
    const namespace = await cluster.access.createNamespace();
    const kubeConfig = await loadKubeConfig({ kubeconfig: cluster.access.kubeconfig });
    const client = createRestClient({ kubeConfig, userAgent: USER_AGENT, clock: systemClock });
    const stored = new Map<string, number>();
    const noted = noting(client, (title) => stored.set(title, epochMs()));
    const { promise: meters, resolve } = Promise.withResolvers<Meters>();
    const running = startOperator({
      ...{ namespace, clock: systemClock },
      client(made) {
        resolve(made);
        return noted;
      },
    });
    await running.operator.caches.whenSynced(new AbortController().signal);
    running.lead();
    await applySource(admin, namespace);
    const { caches, providers } = running.operator;
    const server = await startReceiver({
      config: { address: { host: '127.0.0.1', port: 0 }, tls: undefined },
      ...{ client: noted, caches, providers, meters: await meters },
      log: pino({ level: 'info' }, destination({ dest: '/dev/null', sync: true })),
    });
    while (caches.sources.get(`${namespace}/${SOURCE}`) === undefined) await pause(5);
    const sender = await startSender(`http://127.0.0.1:${server.port}/webhooks/${namespace}/${SOURCE}`);
    return new ReceiptStage(namespace, { client, running, server, sender }, stored);
  }

  /** Sends at a fixed pace; resolves when every incident is stored. */
  async send(pace: Pace): Promise<Latencies> {
    const sent = await this.#parts.sender.send(pace);
    const [refused, ...more] = sent.filter(({ code }) => code !== 200);
    if (refused !== undefined) {
      throw new Error(`${more.length + 1} of ${sent.length} deliveries were not taken, the first with ${refused.code}`);
    }
    this.#sentAtMs = Math.max(...sent.map(({ dueAtMs }) => dueAtMs));
    while (!sent.every(({ title }) => this.#stored.has(title))) await pause(20);
    return {
      answered: sent.map(({ dueAtMs, answeredAtMs }) => answeredAtMs - dueAtMs),
      stored: sent.map(({ title, dueAtMs }) => (this.#stored.get(title) ?? Number.NaN) - dueAtMs),
    };
  }

  /** Waits until every incident has its status and nothing is left to do; milliseconds from when the last one was sent. */
  async settled(): Promise<number> {
    const { caches } = this.#parts.running.operator;
    const isSettled = (): boolean =>
      this.#parts.running.operator.isIdle &&
      caches.incidents.size === this.#stored.size &&
      [...caches.incidents.list()].every(({ statusDigest }) => statusDigest !== undefined);
    while (!isSettled()) await pause(200);
    return epochMs() - this.#sentAtMs;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { client, running, server, sender } = this.#parts;
    await sender[Symbol.asyncDispose]();
    await server.close();
    await running[Symbol.asyncDispose]();
    await client.close();
  }
}

interface Parts {
  readonly client: RestClient;
  readonly running: RunningOperator;
  readonly server: ReceiverServer;
  readonly sender: SenderProcess;
}

function noting(client: RestClient, onStored: (title: string) => void): KubeClient {
  return {
    ...client,
    async create(type, object, options) {
      const created = await client.create(type, object, options);
      if (type.kind === INCIDENT.kind) onStored((object as unknown as Incident).spec.title);
      return created;
    },
  };
}

async function applySource(admin: BareClient, namespace: string): Promise<void> {
  const metadata = { name: SOURCE };
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata, stringData: { webhookSecret: SECRET } };
  await admin.send('POST', `/api/v1/namespaces/${namespace}/secrets`, secret);
  await admin.send('POST', collectionPath(INCIDENT_SOURCE, namespace), {
    apiVersion: 'docket.dev/v1alpha1',
    kind: 'IncidentSource',
    metadata,
    spec: {
      webhook: { signature: { preset: 'HMAC', header: 'X-Signature' }, format: 'Alertmanager' },
      secretRef: metadata,
    },
  });
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
