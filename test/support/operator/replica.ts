// One replica of the operator, in this process: follows the cluster from its start on, and leads when it is told to, as leader election
// would tell it. Stops without leaving anything behind.

import { Registry } from 'prom-client';
import { isAllowed, parseAllowedEndpoints } from '../../../src/integrations/endpoints.ts';
import type { KubeClient } from '../../../src/kube/client.ts';
import type { PodEnvironment } from '../../../src/integrations/ports/pod-identity.ts';
import type { Providers } from '../../../src/integrations/registry.ts';
import { createMeters } from '../../../src/metrics/registry.ts';
import { createOperator, type Operator } from '../../../src/operator/operator.ts';
import { DEFAULT_LIMITS, type TenantLimits } from '../../../src/controllers/limits.ts';
import { checkedScrape } from '../metrics/checked-scrape.ts';
import type { Clock } from '../../../src/base/clock.ts';
import type { Transition } from '../../../src/runtime/plan.ts';
import { type LogLine, recordingLogger } from '../runtime/recording.ts';

export interface ReplicaOptions {
  readonly client: KubeClient;
  /** None: all. */
  readonly namespaces: readonly string[];
  readonly clock: Clock;
  /** What `--allow-endpoints` says. */
  readonly allowed: string;
  readonly log: LogLine[];
  readonly transitions: Transition[];
  readonly providers: Providers;
  /** Apart from those of the program; fixtures are read as often as they say. */
  readonly limits?: Partial<TenantLimits> | undefined;
  /** What `--allow-ambient-credentials` finds. Absent: the flag is not set. */
  readonly podEnvironment?: PodEnvironment | undefined;
}

export class Replica {
  readonly operator: Operator;
  readonly #registry = new Registry();
  readonly #stop = new AbortController();
  readonly #following: Promise<void>;
  #standDown = new AbortController();
  #leading: Promise<void> | undefined;

  constructor({ client, namespaces, clock, allowed, log, transitions, providers, limits, ...rest }: ReplicaOptions) {
    const endpoints = parseAllowedEndpoints(allowed);
    this.operator = createOperator({
      client,
      clock,
      namespaces,
      random: () => 0,
      log: recordingLogger(log),
      registry: this.#registry,
      meters: createMeters(this.#registry),
      isAllowed: (url) => isAllowed(url, endpoints),
      sink: (transition) => void transitions.push(transition),
      limits: { ...DEFAULT_LIMITS, fixtureIntervalMs: 0, ...limits },
      userAgent: 'docket/test (operator)',
      providers,
      podEnvironment: rest.podEnvironment,
    });
    this.#following = this.operator.run(this.#stop.signal);
  }

  get leads(): boolean {
    return this.#leading !== undefined;
  }

  lead(): void {
    this.#standDown = new AbortController();
    this.#leading = this.operator.lead(AbortSignal.any([this.#stop.signal, this.#standDown.signal]));
  }

  /** As when the lease is lost: it goes on following. */
  async standDown(): Promise<void> {
    this.#standDown.abort();
    await this.#leading;
    this.#leading = undefined;
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await Promise.all([this.#following, this.#leading]);
    this.#leading = undefined;
  }

  /** /metrics, as a scrape gets it. */
  async metrics(): Promise<string> {
    return checkedScrape(await this.#registry.metrics());
  }

  /** The lines of /metrics of one name, without comments. */
  async series(name: string): Promise<string[]> {
    const lines = (await this.metrics()).split('\n');
    return lines.filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));
  }
}
