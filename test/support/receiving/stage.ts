// A cluster in memory with replicas of the operator, each with its receiver on loopback, in real time; and a sender that signs. Everything
// between the socket and the stored incident is the program's own.

import type { Delivery } from '../../../src/api/v1alpha1/delivery.gen.ts';
import type { Incident } from '../../../src/api/v1alpha1/incident.gen.ts';
import type { IncidentSource } from '../../../src/api/v1alpha1/incidentsource.gen.ts';
import { DELIVERY, INCIDENT, INCIDENT_SOURCE, NAMESPACE, SECRET } from '../../../src/api/kinds.ts';
import type { KubeObject } from '../../../src/api/meta.ts';
import { CRDS } from '../../../src/api/v1alpha1/crds.gen.ts';
import { systemClock } from '../../../src/base/clock.ts';
import { receiverPort } from '../../../src/cli/operator/receiving.ts';
import type { Item } from '../../../src/integrations/ports/receive.ts';
import type { Providers } from '../../../src/integrations/registry.ts';
import type { KubeClient } from '../../../src/kube/client.ts';
import { createMemoryCluster } from '../../../src/kube/memory.ts';
import { createReceiver } from '../../../src/receiver/receiver.ts';
import { type ReceiverServer, serveReceiver } from '../../../src/receiver/server.ts';
import { silentLogger } from '../../../src/runtime/log.ts';
import { recorded } from '../health/record.ts';
import { Replica } from '../operator/replica.ts';
import { until } from '../time/until.ts';
import { plainPushProviders } from './plain-push.ts';
import { hmac } from './sign.ts';

const NAMESPACE_NAME = 'payments';
const SOURCE_NAME = 'alerts';
export const WEBHOOK_SECRET = 'correct horse';

export interface ReceivingReplica {
  readonly replica: Replica;
  readonly server: ReceiverServer;
  readonly url: string;
  readonly answered: string[];
}

interface StageOptions {
  /** Absent: those of the plain provider. */
  readonly providers?: Providers;
  /** Of the source, instead of the plain provider's. */
  readonly spec?: object;
  /** What `--allow-endpoints` says. */
  readonly allowed?: string;
}

export class ReceivingStage implements AsyncDisposable {
  readonly client: KubeClient;
  readonly #replicas: ReceivingReplica[] = [];
  readonly #providers: Providers;
  readonly #allowed: string;

  private constructor(client: KubeClient, { providers = plainPushProviders(), allowed = '' }: StageOptions) {
    this.client = client;
    this.#providers = providers;
    this.#allowed = allowed;
  }

  static async start(given: StageOptions = {}): Promise<ReceivingStage> {
    const { client } = createMemoryCluster({ crds: CRDS, clock: systemClock, historyLimit: 20_000 });
    const stage = new ReceivingStage(recorded(client), given);
    await stage.addNamespace(NAMESPACE_NAME);
    await stage.addSource(SOURCE_NAME, given.spec);
    return stage;
  }

  /** With the Secret of its sources. */
  async addNamespace(name: string): Promise<void> {
    const namespace: KubeObject = { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
    await this.client.create(NAMESPACE, namespace);
    await this.setSecret(WEBHOOK_SECRET, name);
  }

  async addSource(name: string, spec?: object, namespace = NAMESPACE_NAME): Promise<void> {
    await this.client.create(INCIDENT_SOURCE, aPushedSource({ namespace, name }, spec));
  }

  async setSecret(webhookSecret: string, namespace = NAMESPACE_NAME): Promise<void> {
    const metadata = { namespace, name: 'hook' };
    const data = {
      webhookSecret: Buffer.from(webhookSecret).toString('base64'),
      token: Buffer.from('good-token').toString('base64'),
    };
    const object = { apiVersion: 'v1', kind: 'Secret', metadata, type: 'Opaque', data };
    await this.client.delete(SECRET, metadata).catch(() => undefined);
    await this.client.create(SECRET, object);
  }

  /** A replica that follows and receives; it leads when it is told to. */
  async addReplica(through: (client: KubeClient) => KubeClient = (client) => client): Promise<ReceivingReplica> {
    const client = through(this.client);
    const answered: string[] = [];
    const replica = new Replica({
      ...{ client, namespaces: [], clock: systemClock, allowed: this.#allowed, log: [], transitions: [] },
      providers: this.#providers,
    });
    const { caches } = replica.operator;
    await until('the caches', () => caches.synced);
    const server = await serveReceiver({
      receiver: createReceiver({
        ...receiverPort(client),
        ...{ sources: caches.sources, deliveries: caches.deliveries, providers: this.#providers },
        ...{ meters: { itemsDropped: () => undefined }, clock: systemClock, log: silentLogger },
      }),
      address: { host: '127.0.0.1', port: 0 },
      meters: { webhookAnswered: (code) => void answered.push(code) },
      ...{ clock: systemClock, log: silentLogger },
    });
    const receiving = { replica, server, answered, url: `http://127.0.0.1:${server.port}` };
    this.#replicas.push(receiving);
    return receiving;
  }

  async incidents(): Promise<Incident[]> {
    const { items } = await this.client.list<Incident>(INCIDENT, { namespace: NAMESPACE_NAME });
    return items.toSorted((one, other) => (one.spec.externalID ?? '').localeCompare(other.spec.externalID ?? ''));
  }

  async deliveries(): Promise<Delivery[]> {
    return (await this.client.list<Delivery>(DELIVERY, { namespace: NAMESPACE_NAME })).items;
  }

  source(): Promise<IncidentSource> {
    return this.client.get<IncidentSource>(INCIDENT_SOURCE, { namespace: NAMESPACE_NAME, name: SOURCE_NAME });
  }

  /** Resolves once nothing waits to be applied. */
  async applied(): Promise<void> {
    for (let waited = 0; (await this.deliveries()).length > 0; waited += 5) {
      if (waited > 10_000) throw new Error('deliveries are not applied');
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#replicas.map(({ server }) => server.close()));
    await Promise.all(this.#replicas.map(({ replica }) => replica.stop()));
  }
}

function aPushedSource(metadata: KubeObject['metadata'], spec: object | undefined): KubeObject {
  const webhook = {
    signature: { preset: 'HMAC', header: 'X-Sig' },
    format: 'Custom',
    incidents: [{ id: 'item.id', title: 'item.title' }],
  };
  return {
    apiVersion: 'docket.dev/v1alpha1',
    kind: 'IncidentSource',
    metadata,
    spec: { secretRef: { name: 'hook' }, defaultChecks: 'Disabled', ...(spec ?? { webhook }) },
  } as KubeObject;
}

export function signed(body: string | Uint8Array, secret = WEBHOOK_SECRET): Record<string, string> {
  return { 'x-sig': hmac('sha256', secret, body).toString('hex') };
}

/** Sends items as the plain provider reads them. Returns the status; undefined without an answer. */
export async function push(
  url: string,
  items: readonly Item[],
  rejected: readonly unknown[] = [],
): Promise<number | undefined> {
  const body = JSON.stringify({ items, rejected });
  return post(url, body, signed(body));
}

export function pathOf(namespace = NAMESPACE_NAME, source = SOURCE_NAME): string {
  return `/webhooks/${namespace}/${source}`;
}

export async function post(
  url: string,
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string>,
  path = pathOf(),
): Promise<number | undefined> {
  try {
    const response = await fetch(`${url}${path}`, { method: 'POST', body, headers });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return undefined; // The connection broke off.
  }
}
