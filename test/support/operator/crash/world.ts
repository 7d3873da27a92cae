// A cluster, a vendor and one operator process after another: what a crash leaves behind is the cluster's state and nothing else.
// Time is a FakeClock that moves only while no process has anything to do, so that every run takes the same course.

import { Registry } from 'prom-client';
import type { KubeObject, ResourceType } from '../../../../src/api/meta.ts';
import {
  COMPLIANCE_CHECK,
  INCIDENT,
  INCIDENT_REVIEW,
  INCIDENT_SOURCE,
  NAMESPACE,
  SECRET,
} from '../../../../src/api/kinds.ts';
import type { IncidentSource } from '../../../../src/api/v1alpha1/incidentsource.gen.ts';
import type { KubeClient } from '../../../../src/kube/client.ts';
import { createMeters, type Meters } from '../../../../src/metrics/registry.ts';
import { createOperator, type Operator } from '../../../../src/operator/operator.ts';
import type { FakeClock } from '../../time/fake-clock.ts';
import type { Providers } from '../../../../src/integrations/registry.ts';
import type { Fault, Match } from '../../vendors/loopback/faults.ts';
import { recordingLogger, type LogLine } from '../../runtime/recording.ts';
import { Life, type Fate } from './life.ts';
import { mortalClient } from './mortal-client.ts';

export const SOURCE = 'vendor';
const REQUESTED_AT = 'docket.dev/requestedAt';

/** So many turns of the event loop in which nothing happens: whatever was on its way (a watch event, a socket) has come. */
const CALM_TURNS = 8;
/** Real time: a process that is busy for so long hangs. */
const MAX_BUSY_MS = 20_000;
const STEP_MS = 500;
const PASS_STEP_MS = 5_000;
const CALM_STEPS = 4;
const MAX_STEPS = 240;

interface Process {
  readonly life: Life;
  readonly operator: Operator;
  readonly lines: readonly LogLine[];
  readonly ended: Promise<unknown>;
  readonly isBusy: () => boolean;
}

/** What a world needs of the vendor that its source reads. */
export interface WorldServer extends AsyncDisposable {
  failNext(match: Match, fault: Fault, times: number): void;
  /** Runs before each response is computed. */
  beforeEach(run: () => void): void;
}

export interface WorldVendor<Server extends WorldServer> {
  start(now: () => Date): Promise<Server>;
  /** A set of providers, as one program has. */
  providers(): Providers;
  readonly secret: Readonly<Record<string, string>>;
  /** The source's spec; the Secret's name is filled in. */
  spec(server: Server): Promise<object>;
}

/** Where a world is, and what its source is read from. */
export interface Place<Server extends WorldServer> {
  readonly namespace: string;
  readonly vendor: WorldVendor<Server>;
}

export class World<Server extends WorldServer> implements AsyncDisposable {
  readonly clock: FakeClock;
  readonly server: Server;
  readonly namespace: string;
  readonly #client: KubeClient;
  readonly #vendor: WorldVendor<Server>;
  #process: Process | undefined;

  private constructor(options: { client: KubeClient; clock: FakeClock; server: Server; place: Place<Server> }) {
    this.clock = options.clock;
    this.server = options.server;
    this.namespace = options.place.namespace;
    this.#vendor = options.place.vendor;
    this.#client = options.client;
    this.server.beforeEach(() => this.#onProviderCall());
  }

  /** A namespace with a source, its Secret, and a vendor of its own. Nothing runs yet. */
  static async create<Server extends WorldServer>(
    client: KubeClient,
    clock: FakeClock,
    place: Place<Server>,
  ): Promise<World<Server>> {
    const { namespace, vendor } = place;
    const server = await vendor.start(() => clock.now());
    await client.create(NAMESPACE, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
    await client.create(SECRET, secret(namespace, vendor.secret));
    await client.create(INCIDENT_SOURCE, source(namespace, await vendor.spec(server)));
    return new World({ client, clock, server, place });
  }

  /** The process that runs now. */
  get life(): Life {
    return this.#running.life;
  }

  /** From here on the process has this fate; it is started if none runs yet. */
  destine(fate: Fate | undefined): Life {
    if (this.#process === undefined) return this.boot(fate);
    this.life.destine(fate);
    return this.life;
  }

  /** Starts a process that knows nothing of the one before it. */
  boot(fate?: Fate): Life {
    const life = new Life();
    life.destine(fate);
    const log = recordingLogger();
    const { meters, isBusy } = this.#meters(life);
    const operator = createOperator({
      client: mortalClient(this.#client, life),
      namespaces: [this.namespace],
      clock: this.clock,
      random: () => 0.5,
      log,
      registry: new Registry(),
      meters,
      isAllowed: () => true,
      sink: () => undefined,
      userAgent: 'docket/test',
      providers: this.#vendor.providers(),
    });
    const ended = Promise.all([operator.run(life.signal), operator.lead(life.signal)]);
    this.#process = { life, operator, lines: log.lines, ended, isBusy };
    return life;
  }

  /** Until the process is dead and gone, or has nothing more to do for as long as its longest pause. */
  async settle(): Promise<void> {
    const { life } = this.#running;
    for (let step = 0, calm = 0; calm < CALM_STEPS; step++) {
      if (step > MAX_STEPS) throw new Error(`no end of work after ${MAX_STEPS} steps:\n${this.describe()}`);
      const before = life.calls;
      await this.#quiet();
      if (life.isOver) return void (await this.#running.ended);
      await this.clock.advance(STEP_MS);
      calm = life.calls === before && (await this.#isHealthy()) ? calm + 1 : 0;
    }
  }

  /** Lets time pass; whoever has something to do finishes it at each step. */
  async pass(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= PASS_STEP_MS) {
      await this.#quiet();
      await this.clock.advance(Math.min(left, PASS_STEP_MS));
    }
    await this.settle();
  }

  /** Asks for a sync, as `kubectl annotate` does. */
  request(value: string): Promise<void> {
    return this.patchSource({ metadata: { annotations: { [REQUESTED_AT]: value } } });
  }

  /** As `kubectl patch --type merge`. */
  async patchSource(patch: object): Promise<void> {
    await this.#client.patch(INCIDENT_SOURCE, { namespace: this.namespace, name: SOURCE }, patch, { type: 'merge' });
  }

  /** As `kubectl create`; the namespace is filled in. */
  async create(type: ResourceType, { metadata, ...object }: KubeObject): Promise<void> {
    await this.#client.create(type, { ...object, metadata: { ...metadata, namespace: this.namespace } });
  }

  async list<T extends KubeObject>(type: ResourceType): Promise<T[]> {
    return (await this.#client.list<T>(type, { namespace: this.namespace })).items;
  }

  describe(): string {
    const { life, lines } = this.#running;
    const logged = lines.filter(({ level }) => level !== 'debug').map((line) => JSON.stringify(line, errorsAsText));
    return [`namespace ${this.namespace}, struck at: ${life.struckAt ?? 'nothing'}`, ...logged].join('\n');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#process?.life.end();
    await this.#process?.ended;
    await this.server[Symbol.asyncDispose]();
    for (const type of [INCIDENT_SOURCE, COMPLIANCE_CHECK, INCIDENT, INCIDENT_REVIEW])
      for (const { metadata } of await this.list(type))
        await this.#client.delete(type, { namespace: this.namespace, name: metadata.name });
  }

  get #running(): Process {
    if (this.#process === undefined) throw new Error('boot a process first');
    return this.#process;
  }

  /** Until nothing is under way. */
  async #quiet(): Promise<void> {
    const { life, isBusy } = this.#running;
    const deadline = performance.now() + MAX_BUSY_MS;
    for (let calm = 0; calm < CALM_TURNS && !life.isOver;) {
      await new Promise<void>((resolve) => setImmediate(resolve));
      calm = isBusy() ? 0 : calm + 1;
      if (performance.now() > deadline) throw new Error(`busy for ${MAX_BUSY_MS} ms:\n${this.describe()}`);
    }
  }

  async #isHealthy(): Promise<boolean> {
    const [found] = await this.list<IncidentSource>(INCIDENT_SOURCE);
    const requested = found?.metadata.annotations?.[REQUESTED_AT];
    const isReady = found?.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True');
    return isReady === true && requested === found?.status?.lastHandledRequestedAt;
  }

  #meters(life: Life): { meters: Meters; isBusy: () => boolean } {
    const meters = createMeters(new Registry());
    let reconciling = 0;
    // Keys that wait for the caches to be filled wait for time to pass, should a watch have been cut off.
    const isDone = (): boolean => this.#process?.operator.synced === false || this.#process?.operator.isIdle === true;
    return {
      isBusy: () => life.inFlight > 0 || reconciling > 0 || !isDone(),
      meters: {
        ...meters,
        reconcileStarted: () => void reconciling++,
        reconcileFinished: () => void reconciling--,
        // The answer has come, and nobody has seen it yet.
        sourceRequested: () => this.#afterProviderCall?.(),
      },
    };
  }

  #afterProviderCall: (() => void) | undefined;

  #onProviderCall(): void {
    const life = this.#process?.life;
    if (life === undefined || life.isOver) return;
    const mishap = life.count('call the vendor', false);
    if (mishap === 'before') life.end();
    if (mishap === 'unanswered') this.server.failNext({}, { kind: 'reset' }, 1);
    this.#afterProviderCall = mishap === 'after' ? () => life.end() : undefined;
  }
}

const errorsAsText = (_key: string, value: unknown): unknown => (value instanceof Error ? value.message : value);

function secret(namespace: string, values: Readonly<Record<string, string>>): KubeObject {
  const entries = Object.entries(values).map(([key, value]) => [key, Buffer.from(value).toString('base64')] as const);
  const data = Object.fromEntries(entries);
  return { apiVersion: 'v1', kind: 'Secret', metadata: { namespace, name: SOURCE }, data } as KubeObject;
}

function source(namespace: string, spec: object): KubeObject {
  const metadata = { namespace, name: SOURCE };
  const whole = { ...spec, secretRef: { name: SOURCE } };
  return { apiVersion: 'docket.dev/v1alpha1', kind: 'IncidentSource', metadata, spec: whole } as KubeObject;
}
