// An embedded cluster, a tracker, and processes that keep errands, one after the other or side by side. What a crash leaves behind is
// what the cluster and the tracker hold. Time is a FakeClock that moves only while nobody has anything to do.

import type { Clock } from '../../../src/base/clock.ts';
import type { KubeClient } from '../../../src/kube/client.ts';
import { createMemoryCluster } from '../../../src/kube/memory.ts';
import type { EffectPorts } from '../../../src/runtime/effects.ts';
import { type Fate, Life } from '../operator/crash/life.ts';
import { mortalClient } from '../operator/crash/mortal-client.ts';
import { type LogLine, recordingLogger, recordingMetrics } from '../runtime/recording.ts';
import { FakeClock } from '../time/fake-clock.ts';
import type { TrackedIncident, TrackerAccount } from '../vendors/tracker/account.ts';
import { markerOf, type TrackerEffect, trackerPorts } from '../vendors/tracker/ports.ts';
import type { TrackerTransport } from '../vendors/tracker/server.ts';
import { anErrand, ERRAND, ERRAND_CRD, type Errand } from './errand.ts';
import { createErrandProcess, effectsOf, type ErrandProcess } from './errand-controller.ts';

/** So many turns of the event loop in which nothing happens: whatever was on its way has come. */
const CALM_TURNS = 6;
/** Real time. */
const MAX_BUSY_MS = 10_000;
/**
 * A write that left a process before it died arrives so much later. The tracker may then hold it for 45 s (`late`): the sum is the
 * minute that docs/adr/0015-effects.md promises to outwait, and no more.
 */
const LATE_MS = 15_000;
/** Simulated: some waits are 15 minutes long. */
const MAX_SETTLING_MS = 4 * 3_600_000;

export interface Tracker {
  readonly account: TrackerAccount;
  readonly transport: TrackerTransport;
  /** A request is under way, and not only waiting for time to pass. */
  readonly isBusy: boolean;
}

export type PortsOver = (transport: TrackerTransport) => EffectPorts<TrackerEffect>;

export interface Running {
  readonly life: Life;
  readonly process: ErrandProcess;
  readonly lines: readonly LogLine[];
  readonly calls: readonly (readonly unknown[])[];
  readonly ended: Promise<void>;
}

export class ErrandWorld implements AsyncDisposable {
  readonly clock: FakeClock;
  readonly client: KubeClient;
  readonly tracker: Tracker;
  readonly running: Running[] = [];

  readonly #portsOver: PortsOver;

  /** `portsOver`: how effects reach the tracker. */
  constructor(
    makeTracker: (clock: FakeClock) => Tracker,
    { clock = new FakeClock(), portsOver = trackerPorts }: { clock?: FakeClock; portsOver?: PortsOver } = {},
  ) {
    this.#portsOver = portsOver;
    this.clock = clock;
    this.client = createMemoryCluster({ crds: [ERRAND_CRD], clock, historyLimit: 2_000 }).client;
    this.tracker = makeTracker(clock);
  }

  /** An errand, and its incident at the tracker. */
  async add(name: string, spec: Partial<Errand['spec']> = {}): Promise<void> {
    this.tracker.account.open(spec.incidentID ?? name);
    await this.client.create(ERRAND, anErrand(name, spec));
  }

  /** Starts a process that knows nothing of those before it; its wall clock may be off. */
  boot(fate?: Fate, wallMs = 0): Running {
    const life = new Life();
    life.destine(fate);
    life.signal.addEventListener('abort', () => this.clock.setTimer(() => void life.arriveLate(), LATE_MS), {
      once: true,
    });
    const log = recordingLogger();
    const metrics = recordingMetrics();
    const process = createErrandProcess({
      client: mortalClient(this.client, life),
      clock: offBy(this.clock, wallMs),
      ports: this.#portsOver(this.#mortalTransport(life)),
      log,
      metrics,
    });
    const running: Running = {
      ...{ life, process, lines: log.lines, calls: metrics.calls },
      ended: process.run(life.signal),
    };
    this.running.push(running);
    return running;
  }

  /** Kills a process as `kill -9` does. */
  async kill({ life, ended }: Running): Promise<void> {
    life.end();
    await ended;
  }

  /** Passes `ms`, from one timer to the next; everybody finishes at each. */
  async pass(ms: number): Promise<void> {
    await this.quiet();
    const until = this.clock.monotonicMs() + ms;
    for (let left = ms; left > 0; left = until - this.clock.monotonicMs()) {
      await this.clock.advance(Math.min(left, Math.max(1, this.clock.untilNext ?? left)));
      await this.quiet();
    }
  }

  /** Passes time until every errand has come to its end, and two minutes more; stops early when every process has died. */
  async settle(): Promise<void> {
    const limitMs = this.clock.monotonicMs() + MAX_SETTLING_MS;
    await this.quiet();
    while (!(await this.#isSettled())) {
      if (this.running.every(({ life }) => life.isOver)) return;
      if (this.clock.monotonicMs() > limitMs) throw new Error(`errands have no end:\n${await this.describe()}`);
      await this.pass(10_000);
    }
    await this.pass(120_000);
  }

  async errands(): Promise<Errand[]> {
    return (await this.client.list<Errand>(ERRAND)).items;
  }

  /** Every way in which the end is not as a person should find it, in words. */
  async faults(want: 'Done' | 'Refused' = 'Done'): Promise<string[]> {
    const errands = await this.errands();
    return errands.flatMap((errand) => {
      const { name } = errand.metadata;
      const { resolutions, notes } = this.seenOf(errand);
      const found = errand.status?.result ?? 'nothing';
      const wanted = want === 'Done' ? [1] : [0, 1];
      const isOver = errand.status?.effects.every(({ state }) => state === 'Done' || state === 'Refused') === true;
      return [
        ...(wanted.includes(resolutions) ? [] : [`${name} was resolved ${resolutions} times`]),
        ...(wanted.includes(notes) ? [] : [`${name} has ${notes} notes`]),
        ...(found === want && isOver ? [] : [`${name} is ${found}: ${JSON.stringify(errand.status)}`]),
      ];
    });
  }

  /** What the tracker shows of an errand's effects. */
  seenOf(errand: Errand): { readonly resolutions: number; readonly notes: number; readonly incident: TrackedIncident } {
    const incident = this.tracker.account.incidents.get(errand.spec.incidentID);
    if (incident === undefined) throw new Error(`no incident ${errand.spec.incidentID}`);
    const markers = effectsOf(errand).map(markerOf);
    return {
      incident,
      resolutions: incident.history.filter(({ by, to }) => by === 'docket' && to === 'resolved').length,
      notes: incident.notes.filter((text) => markers.some((marker) => text.includes(marker))).length,
    };
  }

  async describe(): Promise<string> {
    const lines = this.running.flatMap((each) => each.lines.map((line) => JSON.stringify(line, errorsAsText)));
    const incidents = JSON.stringify([...this.tracker.account.incidents]);
    return [incidents, JSON.stringify((await this.errands()).map(({ status }) => status)), ...lines].join('\n');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.running.map((running) => this.kill(running)));
  }

  /** Until nobody alive has anything to do but wait for time to pass. */
  async quiet(): Promise<void> {
    const deadline = performance.now() + MAX_BUSY_MS;
    for (let calm = 0; calm < CALM_TURNS;) {
      await new Promise<void>((resolve) => setImmediate(resolve));
      calm = this.#isBusy() ? 0 : calm + 1;
      if (performance.now() > deadline) throw new Error(`busy for ${MAX_BUSY_MS} ms:\n${await this.describe()}`);
    }
    await Promise.all(this.running.filter(({ life }) => life.isOver).map(({ ended }) => ended));
  }

  #isBusy(): boolean {
    const isWorking = ({ life, process: { queue } }: Running): boolean =>
      !life.isOver && (queue.length > 0 || queue.stats().inWork > 0);
    return this.tracker.isBusy || this.running.some(isWorking);
  }

  async #isSettled(): Promise<boolean> {
    const errands = await this.errands();
    return errands.every(({ status }) => status !== undefined && status.result !== 'Pending');
  }

  #mortalTransport(life: Life): TrackerTransport {
    return (request, signal) => {
      const isWrite = request.method === 'POST';
      const what = `${request.method} ${request.path}`;
      // What has left the process cannot be called back by its end.
      const send = () => this.tracker.transport(request, life.isOver ? new AbortController().signal : signal);
      return life.call(what, isWrite, send);
    };
  }
}

function offBy(clock: FakeClock, wallMs: number): Clock {
  return {
    now: () => new Date(clock.now().getTime() + wallMs),
    monotonicMs: () => clock.monotonicMs(),
    setTimer: (callback, ms) => clock.setTimer(callback, ms),
  };
}

const errorsAsText = (_key: string, value: unknown): unknown => (value instanceof Error ? value.message : value);
