// Replicas of the built program with their receivers behind one address, for one webhook source in a namespace of the shared control plane.
// One that is killed is followed by another at its port, as a Deployment would have it.

import type { Incident } from '../../../src/api/v1alpha1/incident.gen.ts';
import type { IncidentSource } from '../../../src/api/v1alpha1/incidentsource.gen.ts';
import { freshNamespace, sharedControlPlane } from '../clusters/control-plane.ts';
import { leaderOf, type Replica, SHORT_LEASE, startReplica } from '../processes/elected-programs.ts';
import { freePort } from '../processes/program.ts';
import { eventually } from '../time/eventually.ts';
import { type Sending, TOKEN } from './alerts.ts';
import { type Balancer, startBalancer } from './balancer.ts';

const SOURCE = 'alertmanager';
const TIMEOUT_MS = 30_000;

export class Replicated implements AsyncDisposable {
  readonly namespace: string;
  readonly #ports: number[] = [];
  readonly #replicas: Replica[] = [];
  #balancer: Balancer | undefined;

  private constructor(namespace: string) {
    this.namespace = namespace;
  }

  /** Two replicas, which are ready, and one leads. `spec`: of the source, which takes the tests' bearer token. */
  static async start(spec: object): Promise<Replicated> {
    const replicated = new Replicated(await freshNamespace());
    await replicated.#createSource(spec);
    for (let number = 0; number < 2; number++) {
      const port = await freePort();
      replicated.#ports.push(port);
      replicated.#replicas.push(await startReplica(replicated.#flagsOf(port)));
    }
    replicated.#balancer = await startBalancer(replicated.#ports);
    await replicated.leader();
    await Promise.all(replicated.#replicas.map((replica) => eventually(() => replica.readyz(), 200, TIMEOUT_MS)));
    return replicated;
  }

  /** To whichever replica is next. */
  get sending(): Sending {
    return { url: this.#balancer?.url ?? '', path: this.#path };
  }

  /** To the first replica alone. */
  get sendingToFirst(): Sending & { readonly pid: number } {
    return { url: `http://127.0.0.1:${this.#ports[0]}`, path: this.#path, pid: this.#replicas[0]?.pid ?? 0 };
  }

  leader(): Promise<Replica> {
    return leaderOf(this.#replicas, TIMEOUT_MS);
  }

  /** kill -9 to the one that leads, and another at its port. */
  async replaceLeader(): Promise<void> {
    await this.#replace(await this.leader());
  }

  /** kill -9 to all at once, and others at their ports. */
  async replaceAll(): Promise<void> {
    await Promise.all(this.#replicas.map((replica) => this.#replace(replica)));
  }

  /** The objects of a kind of Docket's in the namespace. */
  async listed<T>(plural: string): Promise<T[]> {
    const at = `/apis/docket.dev/v1alpha1/namespaces/${this.namespace}/${plural}`;
    const { body } = await sharedControlPlane().request({ path: at });
    return (JSON.parse(body) as { items: T[] }).items;
  }

  incidents(): Promise<Incident[]> {
    return this.listed<Incident>('incidents');
  }

  async source(): Promise<IncidentSource | undefined> {
    return (await this.listed<IncidentSource>('incidentsources'))[0];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#replicas.map(kill));
    await this.#balancer?.[Symbol.asyncDispose]();
  }

  get #path(): string {
    return `/webhooks/${this.namespace}/${SOURCE}`;
  }

  async #replace(replica: Replica): Promise<void> {
    const index = this.#replicas.indexOf(replica);
    await kill(replica);
    this.#replicas[index] = await startReplica(this.#flagsOf(this.#ports[index] ?? 0));
  }

  #flagsOf(port: number): string[] {
    return [...SHORT_LEASE, '--namespace', this.namespace, '--webhook-bind-address', `127.0.0.1:${port}`];
  }

  async #createSource(spec: object): Promise<void> {
    const metadata = { name: SOURCE };
    const data = { webhookSecret: Buffer.from(TOKEN).toString('base64') };
    await this.#create('/api/v1', 'secrets', { apiVersion: 'v1', kind: 'Secret', metadata, data });
    await this.#create('/apis/docket.dev/v1alpha1', 'incidentsources', {
      ...{ apiVersion: 'docket.dev/v1alpha1', kind: 'IncidentSource', metadata },
      spec: { secretRef: { name: SOURCE }, defaultChecks: 'Disabled', ...spec },
    });
  }

  async #create(api: string, plural: string, body: object): Promise<void> {
    const path = `${api}/namespaces/${this.namespace}/${plural}`;
    const answer = await sharedControlPlane().request({ method: 'POST', path, body });
    if (answer.status !== 201) throw new Error(`create ${plural}: ${answer.status} ${answer.body}`);
  }
}

async function kill(replica: Replica): Promise<void> {
  replica.signal('SIGKILL');
  await replica.ended;
}
