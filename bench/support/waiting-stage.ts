// An operator that reads one PagerDuty on a real server, and what a benchmark does to both: applies the source, resolves incidents, asks for
// syncs and restarts the operator. The check is right when the API server says so, as the operator's own watch of checks delivers it.

import { INCIDENT_SOURCE } from '../../src/api/kinds.ts';
import { systemClock } from '../../src/base/clock.ts';
import { loadKubeConfig } from '../../src/kube/config.ts';
import { createRestClient, type RestClient } from '../../src/kube/rest.ts';
import { askingClient } from '../../test/support/clusters/asking-client.ts';
import type { BareClient } from './bare-client.ts';
import type { Cluster } from './cluster.ts';
import { type RunningOperator, startOperator, USER_AGENT } from './operator.ts';
import { applyPagerDutySource } from './pagerduty.ts';

const SOURCE = 'pagerduty';
/** Counts open incidents as failing and all others as passing. */
const CHECK = `${SOURCE}-incident-closed`;
const INCIDENT_CHECKS = [
  CHECK,
  `${SOURCE}-response-on-time`,
  `${SOURCE}-data-loss-reported`,
  `${SOURCE}-evidence-uploaded`,
];
const ABOUT_INCIDENTS = / incidents(\/|$)/;

export interface Flood {
  /** From the source being applied until the last incident has its status. */
  readonly storedMs: number;
  /** From then until the checks are right. */
  readonly checkLagMs: number;
}

interface VendorState {
  readonly incidents: ReadonlyArray<{ readonly id: string; readonly status: string }>;
  readonly requests: readonly unknown[];
}

export class WaitingStage implements AsyncDisposable {
  readonly #namespace: string;
  readonly #vendorUrl: string;
  readonly #admin: BareClient;
  readonly #client: RestClient;
  readonly #requests: string[] = [];
  #syncs = 0;
  #running: RunningOperator;

  private constructor({ namespace, vendorUrl, admin, client }: Parts) {
    this.#namespace = namespace;
    this.#vendorUrl = vendorUrl;
    this.#admin = admin;
    this.#client = client;
    this.#running = this.#boot();
  }

  static async start(cluster: Cluster, vendorUrl: string): Promise<WaitingStage> {
    const namespace = await cluster.access.createNamespace();
    const kubeConfig = await loadKubeConfig({ kubeconfig: cluster.access.kubeconfig });
    const client = createRestClient({ kubeConfig, userAgent: USER_AGENT, clock: systemClock });
    const stage = new WaitingStage({ namespace, vendorUrl, admin: cluster.bareClient(2), client });
    await stage.#synced();
    return stage;
  }

  /** Applies the source, with all incidents of the vendor new. */
  async flood(incidents: number): Promise<Flood> {
    const { caches } = this.#running.operator;
    const started = performance.now();
    let [stored, storedAt] = [0, started];
    caches.incidents.onChange((before, after) => {
      if (before?.statusDigest !== undefined || after?.statusDigest === undefined) return;
      stored++;
      storedAt = performance.now();
    });
    const allStored = this.#until(caches.incidents, () => stored === incidents);
    const allRight = this.#until(caches.checks, () =>
      INCIDENT_CHECKS.every((check) => this.#judged(check) === incidents),
    );
    await applyPagerDutySource(this.#admin, this.#namespace, this.#vendorUrl);
    const [rightAt] = await Promise.all([allRight, allStored]);
    await this.#synced();
    return { storedMs: storedAt - started, checkLagMs: Math.max(0, rightAt - storedAt) };
  }

  /** Resolves an incident at the vendor and asks for a sync; milliseconds from the request until the check is right. */
  async resolveOne(): Promise<number> {
    const { incidents } = await this.#vendor();
    const open = incidents.filter(({ status }) => status !== 'resolved');
    const [first] = open;
    if (first === undefined) throw new Error('resolve an incident: none is open');
    await fetch(`${this.#vendorUrl}/__admin/resolve`, { method: 'POST', body: JSON.stringify({ id: first.id }) });
    const right = this.#until(
      this.#running.operator.caches.checks,
      () => this.#counts(CHECK)?.failing === open.length - 1,
    );
    const syncs = this.#syncs;
    const started = performance.now();
    const annotations = { 'docket.dev/requestedAt': `${started}` };
    await this.#client.patch(INCIDENT_SOURCE, this.#key(SOURCE), { metadata: { annotations } }, { type: 'merge' });
    const rightAt = await right;
    while (this.#syncs === syncs || !this.#running.operator.isIdle) await new Promise((done) => setTimeout(done, 1));
    return rightAt - started;
  }

  /** Requests about incidents since the last call, such as `patch incidents`. */
  takeRequests(): string[] {
    return this.#requests.splice(0).filter((request) => ABOUT_INCIDENTS.test(request));
  }

  /** Another process takes over; how often it asks the vendor in its first sync. */
  async restart(): Promise<number> {
    await this.#running[Symbol.asyncDispose]();
    const { requests } = await this.#vendor();
    const syncs = this.#syncs;
    this.#running = this.#boot();
    await this.#synced();
    while (this.#syncs === syncs) await new Promise((done) => setTimeout(done, 5));
    return (await this.#vendor()).requests.length - requests.length;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#running[Symbol.asyncDispose]();
    await this.#client.close();
    await this.#admin[Symbol.asyncDispose]();
  }

  #boot(): RunningOperator {
    const running = startOperator({
      namespace: this.#namespace,
      clock: systemClock,
      client: () => askingClient(this.#client, { add: (request) => this.#requests.push(request) }),
      onReconciled: (controller) => {
        if (controller === 'incidentsource') this.#syncs++;
      },
    });
    running.lead();
    return running;
  }

  async #synced(): Promise<void> {
    await this.#running.operator.caches.whenSynced(new AbortController().signal);
  }

  /** When `isSo` first holds, on the clock of `performance`. Asked whenever the cache changes. */
  #until(cache: { onChange(listener: () => void): unknown }, isSo: () => boolean): Promise<number> {
    return new Promise((resolve) => {
      cache.onChange(() => {
        if (isSo()) resolve(performance.now());
      });
    });
  }

  #counts(check: string) {
    return this.#running.operator.caches.checks.get(`${this.#namespace}/${check}`)?.object.status?.counts;
  }

  #judged(check: string): number {
    return Object.values(this.#counts(check) ?? {}).reduce((sum, count) => sum + count, 0);
  }

  async #vendor(): Promise<VendorState> {
    const answer = await fetch(`${this.#vendorUrl}/__admin/state`);
    return (await answer.json()) as VendorState;
  }

  #key(name: string) {
    return { namespace: this.#namespace, name };
  }
}

interface Parts {
  readonly namespace: string;
  readonly vendorUrl: string;
  readonly admin: BareClient;
  readonly client: RestClient;
}
