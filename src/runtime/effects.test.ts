// The laws of effects, on a controller over a tiny cluster: what is stored before anything is sent, what is never sent, and that
// nothing slow holds up anything else. The ports are scripted; the vendor itself is in test/contract/effects-*.

import { describe, expect, it, onTestFinished } from 'vitest';

import { TinyCluster } from '../../test/support/clusters/tiny-cluster.ts';
import { anErrand, ERRAND, type Errand } from '../../test/support/effects/errand.ts';
import { createErrandProcess, type ErrandDeps, planErrand } from '../../test/support/effects/errand-controller.ts';
import { recordingLogger, recordingMetrics } from '../../test/support/runtime/recording.ts';
import { FakeClock, settle } from '../../test/support/time/fake-clock.ts';
import type { TrackerEffect } from '../../test/support/vendors/tracker/ports.ts';
import type { KubeObject, ResourceType } from '../api/meta.ts';
import type { KubeClient, StatusUpdate } from '../kube/client.ts';
import type { EffectOutcome, EffectPort, EffectRecord } from './effects.ts';
import { fenced } from './fence.ts';

type Sent = EffectPort<TrackerEffect>['send'];
const done: Sent = async () => ({ kind: 'done' });
const hangs: Sent = () => new Promise(() => undefined);

interface Setting {
  readonly send?: Sent;
  readonly look?: EffectPort<TrackerEffect>['look'];
  readonly plan?: ErrandDeps['plan'];
  /** What is between the process and the cluster. */
  readonly through?: (client: KubeClient) => KubeClient;
}

/** A process with ports that do as told; `sent` lists `incident/kind` in the order in which it was sent. */
function aWorld({ send = done, look, plan, through = (client) => client }: Setting = {}) {
  const clock = new FakeClock();
  const cluster = new TinyCluster({ clock });
  const log = recordingLogger();
  const metrics = recordingMetrics();
  const sent: string[] = [];
  const port: EffectPort<TrackerEffect> = {
    ...(look !== undefined && { look }),
    async send(effect, limits) {
      sent.push(`${effect.incidentID}/${effect.kind}`);
      return send(effect, limits);
    },
  };
  const stop = new AbortController();
  const process = createErrandProcess({
    ...{ client: through(cluster), clock, log, metrics, ports: { Resolve: port, Note: port } },
    ...(plan !== undefined && { plan }),
  });
  const running = process.run(stop.signal);
  const end = async (): Promise<void> => {
    stop.abort(new Error('stopped'));
    await running;
  };
  onTestFinished(end);
  const errand = async (name: string): Promise<Errand> => cluster.get<Errand>(ERRAND, { namespace: 'default', name });
  const add = async (...errands: Errand[]): Promise<void> => {
    for (const each of errands) await cluster.create(ERRAND, each);
    await clock.advance(100);
  };
  return { clock, cluster, log, metrics, sent, process, errand, add, end };
}

const statesOf = (records: readonly EffectRecord[] = []): string[] =>
  records.map(({ kind, state, attempts }) => `${kind} ${state} ${attempts}`);

describe('an effect', () => {
  it('is sent only once its announcement is stored, and in order', async () => {
    const stored: string[][] = [];
    const world = aWorld({
      async send({ incidentID }) {
        stored.push(statesOf((await world.errand(incidentID)).status?.effects));
        return { kind: 'done' };
      },
    });
    await world.add(anErrand('x'));
    expect(stored).toEqual([['Resolve Sending 1'], ['Resolve Done 1', 'Note Sending 1']]);
    expect((await world.errand('x')).status).toMatchObject({ result: 'Done' });
    // The outcome of one and the announcement of the next are one write.
    expect(world.cluster.requests['updateStatus']).toBe(3);
  });

  it('is not sent by a plan that was made from an older state', async () => {
    const world = aWorld();
    const put = world.cluster.updateStatus.bind(world.cluster);
    let rivals = 0;
    world.cluster.updateStatus = async (type, update, ...rest) => {
      if (rivals++ === 0) {
        const status = {
          result: 'Pending',
          effects: [{ ...announced(update.status), retryAt: '2026-03-02T10:01:30Z' }],
        };
        await put(type, { ...update, status });
      }
      return put(type, update, ...rest);
    };
    await world.add(anErrand('x'));
    await world.clock.advance(85_000);
    expect(world.sent).toEqual([]);
    await world.clock.advance(10_000);
    expect(world.sent).toEqual(['x/Resolve', 'x/Note']);
  });

  it('is not sent by a replica that does not lead any more', async () => {
    let leads = false;
    const world = aWorld({ through: (client) => fenced(client, () => leads) });
    await world.add(anErrand('x'));
    await world.clock.advance(60_000);
    expect(world.sent).toEqual([]);
    leads = true;
    await world.clock.advance(60_000);
    expect(world.sent).toEqual(['x/Resolve', 'x/Note']);
  });

  it('tells its port when nothing may be sent any more', async () => {
    const seen: boolean[] = [];
    const world = aWorld({
      async send(_effect, { isOver }) {
        seen.push(isOver());
        await new Promise<void>((resolve) => world.clock.setTimer(resolve, 30_000));
        seen.push(isOver());
        return { kind: 'done' };
      },
    });
    await world.add(anErrand('x'));
    await world.clock.advance(31_000);
    expect(seen).toEqual([false, true]);
  });

  it('is not sent when the object is gone', async () => {
    const world = aWorld();
    const put = world.cluster.updateStatus.bind(world.cluster);
    world.cluster.updateStatus = async (type, update, ...rest) => {
      await world.cluster.delete(type, { namespace: 'default', name: update.metadata.name });
      return put(type, update, ...rest);
    };
    await world.add(anErrand('x'));
    expect(world.sent).toEqual([]);
    expect(world.metrics.calls.filter(([hook]) => hook === 'reconcileFailed')).toEqual([]);
  });

  it('is not sent when the status does not hold its announcement', async () => {
    const world = aWorld({ plan: (errand) => planErrand(errand, []) });
    await world.add(anErrand('x'));
    expect(world.sent).toEqual([]);
    expect((await world.errand('x')).status).toBeUndefined();
    expect(world.metrics.calls).toContainEqual(['reconcileFailed', 'errand', true]);
  });

  it('is not sent by an attempt whose time is over before it begins', async () => {
    const world = aWorld();
    const put = world.cluster.updateStatus.bind(world.cluster);
    let puts = 0;
    world.cluster.updateStatus = async <T extends KubeObject>(type: ResourceType, update: StatusUpdate): Promise<T> => {
      const answer = await put<T>(type, update);
      if (puts++ === 0) await new Promise<void>((resolve) => world.clock.setTimer(resolve, 31_000));
      return answer;
    };
    await world.add(anErrand('x'));
    await world.clock.advance(35_000);
    expect(world.sent).toEqual([]);
    expect((await world.errand('x')).status?.effects).toMatchObject([{ state: 'Waiting', reason: 'NotSent' }]);
  });

  it('is not sent when it is there already', async () => {
    const world = aWorld({ look: async () => ({ kind: 'already' }) });
    await world.add(anErrand('x'));
    expect(world.sent).toEqual([]);
    expect((await world.errand('x')).status?.result).toBe('Done');
  });

  it.each<{ name: string; send: Sent; waitsMs: number; because: string }>([
    { name: 'that hangs', send: hangs, waitsMs: 120_000, because: '30 s to find out, then until it must have arrived' },
    {
      name: 'that throws',
      send: () => Promise.reject(new Error('socket hang up')),
      waitsMs: 90_000,
      because: 'it may have been done',
    },
    {
      name: 'that is put off',
      send: async () => ({ kind: 'transient', reason: 'Busy', message: '' }),
      waitsMs: 10_000,
      because: 'it was not done',
    },
  ])('$name is sent again after $waitsMs ms: $because', async ({ send, waitsMs }) => {
    let sends = 0;
    const world = aWorld({ send: (...args) => (sends++ === 0 ? send(...args) : done(...args)) });
    await world.add(anErrand('x'));
    await world.clock.advance(waitsMs - 2_100);
    expect(world.sent).toEqual(['x/Resolve']);
    await world.clock.advance(3_000);
    expect(world.sent).toEqual(['x/Resolve', 'x/Resolve', 'x/Note']);
  });

  it('that was refused is not sent again until what it was refused for changes', async () => {
    const refuse: Sent = async () => ({ kind: 'refused', reason: 'Forbidden', message: 'no' });
    let isGood = false;
    const world = aWorld({ send: (...args) => (isGood ? done(...args) : refuse(...args)) });
    await world.add(anErrand('x', { credential: 'old' }));
    await world.clock.advance(7_200_000);
    expect(world.sent).toEqual(['x/Resolve', 'x/Note']);
    expect((await world.errand('x')).status?.result).toBe('Refused');
    isGood = true;
    await world.cluster.patch(ERRAND, { namespace: 'default', name: 'x' }, { spec: { credential: 'new' } });
    await world.clock.advance(1_000);
    expect((await world.errand('x')).status?.result).toBe('Done');
  });

  it('is sent by another closure, too', async () => {
    const world = aWorld();
    await world.add(anErrand('x'));
    const key = { namespace: 'default', name: 'x' };
    await world.cluster.patch(ERRAND, key, { spec: { closedAt: '2026-03-09T00:00:00Z' } });
    await world.clock.advance(1_000);
    expect(world.sent).toEqual(['x/Resolve', 'x/Note', 'x/Resolve', 'x/Note']);
  });
});

describe('what is slow', () => {
  it('holds up neither other lanes nor other work of the controller', async () => {
    const world = aWorld({ send: (effect, limits) => (effect.lane === 'slow' ? hangs : done)(effect, limits) });
    const slow = Array.from({ length: 30 }, (_, index) => anErrand(`s${index}`, { lane: 'slow' }));
    await world.add(...slow, anErrand('quick', { lane: 'quick' }));
    expect((await world.errand('quick')).status?.result).toBe('Done');
    expect(world.sent.filter((each) => each.startsWith('s'))).toHaveLength(8);
  });

  it('is worked off, about eight at a time', async () => {
    let now = 0;
    let most = 0;
    const world = aWorld({
      async send() {
        most = Math.max(most, ++now);
        await new Promise<void>((resolve) => world.clock.setTimer(resolve, 2_000));
        now--;
        return { kind: 'done' };
      },
    });
    const names = Array.from({ length: 40 }, (_, index) => `e${index}`);
    await world.add(...names.map((name) => anErrand(name)));
    await world.clock.advance(30_000);
    // Two workers that look for room at the same time both find it.
    expect(most).toBeGreaterThanOrEqual(8);
    expect(most).toBeLessThanOrEqual(9);
    expect(world.sent).toHaveLength(80);
    expect(new Set(world.sent).size).toBe(80);
  });
});

describe('the end of a run', () => {
  it('does not wait for a vendor that hangs, and leaves the announcement', async () => {
    const world = aWorld({ send: hangs });
    await world.add(anErrand('x'));
    await world.end();
    expect(world.clock.pending).toBe(0);
    expect(statesOf((await world.errand('x')).status?.effects)).toEqual(['Resolve Sending 1']);
  });
});

it('attempts are counted and logged by kind and outcome, without what the vendor said', async () => {
  const outcomes: EffectOutcome[] = [{ kind: 'transient', reason: 'Busy', message: 'secret' }, { kind: 'done' }];
  const world = aWorld({ send: async () => outcomes.shift() ?? { kind: 'already' } });
  await world.add(anErrand('x'));
  await world.clock.advance(11_000);
  await settle();
  expect(world.metrics.calls.filter(([hook]) => hook === 'effectFinished')).toEqual([
    ['effectFinished', 'Resolve', 'transient'],
    ['effectFinished', 'Resolve', 'done'],
    ['effectFinished', 'Note', 'already'],
  ]);
  const lines = world.log.lines.filter(({ msg }) => msg.startsWith('effect'));
  const common = { controller: 'errand', key: 'default/x' };
  expect(lines).toEqual([
    {
      level: 'warn',
      msg: 'effect not carried out',
      fields: { ...common, effect: 'Resolve', outcome: 'transient', reason: 'Busy' },
    },
    { level: 'info', msg: 'effect carried out', fields: { ...common, effect: 'Resolve', outcome: 'done' } },
    { level: 'info', msg: 'effect carried out', fields: { ...common, effect: 'Note', outcome: 'already' } },
  ]);
});

function announced(status: object): EffectRecord {
  const [record] = (status as { effects: EffectRecord[] }).effects;
  if (record === undefined) throw new Error('nothing was announced');
  return record;
}
