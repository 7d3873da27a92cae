import { beforeEach, describe, expect, it } from 'vitest';

import { FakeClock, settle } from '../../test/support/fake-clock.ts';
import { aNote, NOTE, type Note } from '../../test/support/note.ts';
import { recordingLogger, recordingMetrics } from '../../test/support/recording.ts';
import { TinyCluster } from '../../test/support/tiny-cluster.ts';
import { parseKey } from '../api/meta.ts';
import { isNotFound, KubeConnectionError, KubeError } from '../kube/errors.ts';
import { createController, type ControllerOptions } from './controller.ts';
import { TerminalError } from './errors.ts';
import type { ApplyReport, Plan, Requeue, Transition } from './plan.ts';
import { createWorkqueue } from './workqueue.ts';

type Options = ControllerOptions<Note>;

/** A controller of notes: the status says what the text is. Each part can be replaced. */
function aController(over: Partial<Options> = {}) {
  const clock = new FakeClock();
  const cluster = new TinyCluster({ clock });
  const queue = createWorkqueue({ name: 'note', clock, random: () => 0, maxDelayMs: 1000 });
  const log = recordingLogger();
  const metrics = recordingMetrics();
  const published: Transition[] = [];
  const stop = new AbortController();
  const options: Options = {
    name: 'note',
    queue,
    client: cluster,
    clock,
    log,
    metrics,
    workers: 2,
    sink: (transition) => published.push(transition),
    async *observe(key) {
      try {
        yield await cluster.get<Note>(NOTE, parseKey(key));
      } catch (error) {
        if (!isNotFound(error)) throw error;
      }
    },
    plan: (note) => planOf(note),
    ...over,
  };
  const controller = createController(options);
  const run = (): Promise<void> => controller.run(stop.signal);
  return { clock, cluster, queue, log, metrics, published, stop, controller, run };
}

function planOf(note: Note, requeue: Requeue = { kind: 'done' }): Plan {
  const { name, namespace = '', resourceVersion = '' } = note.metadata;
  const next = { text: note.spec.text };
  const isNews = JSON.stringify(note.status) !== JSON.stringify(next);
  const turned: Transition = { kind: 'CheckResult', namespace, name, from: undefined, to: next.text, reason: 'Edited' };
  return {
    writes: [],
    status: { target: { type: NOTE, key: { namespace, name }, resourceVersion, current: note.status }, next },
    transitions: isNews ? [turned] : [],
    requeue,
  };
}

type World = ReturnType<typeof aController>;
const results = ({ metrics }: World): unknown[] =>
  metrics.calls.filter(([hook]) => hook === 'reconcileFinished').map(([, , result]) => result);
const messages = ({ log }: World, level: string): string[] =>
  log.lines.filter((line) => line.level === level).map((line) => line.msg);

let world: World;
beforeEach(() => {
  world = aController();
});

describe('controller', () => {
  it('observes, plans, applies, and publishes what changed', async () => {
    await world.cluster.create(NOTE, aNote('x', 'hi'));
    void world.run();
    world.queue.add('a/x');
    await settle();
    expect(world.cluster.all(NOTE)).toMatchObject([{ status: { text: 'hi' } }]);
    expect(world.published).toMatchObject([{ name: 'x', to: 'hi' }]);
    expect(results(world)).toEqual(['success']);
  });

  it('an unchanged world makes no write', async () => {
    await world.cluster.create(NOTE, aNote('x', 'hi'));
    void world.run();
    for (let round = 0; round < 5; round++) {
      world.queue.add('a/x');
      await settle();
    }
    expect(world.cluster.requests).toMatchObject({ updateStatus: 1, get: 5 });
    expect(world.published).toHaveLength(1);
  });

  it('an object that is gone is nothing to do', async () => {
    void world.run();
    world.queue.add('a/none');
    await settle();
    expect(results(world)).toEqual(['success']);
    expect(world.metrics.calls.some(([hook]) => hook === 'reconcileFailed')).toBe(false);
  });

  it('an observation gets the report of its own plan, and the next one writes against its version', async () => {
    const reports: ApplyReport[] = [];
    world = aController({
      async *observe(key) {
        const note = await world.cluster.get<Note>(NOTE, parseKey(key));
        const first = yield note;
        reports.push(first);
        const metadata = { ...note.metadata, resourceVersion: first.resourceVersion ?? '' };
        reports.push(yield { ...note, metadata, status: { text: 'stale' } });
      },
    });
    await world.cluster.create(NOTE, aNote('x', 'hi'));
    void world.run();
    world.queue.add('a/x');
    await settle();
    expect(reports.map((report) => report.statusWritten)).toEqual([true, true]);
    expect(results(world)).toEqual(['success']);
  });

  it.each<{ requeue: Requeue; because: string; result: string; again: number | undefined }>([
    { requeue: { kind: 'done' }, because: 'nothing is owed', result: 'success', again: undefined },
    { requeue: { kind: 'after', ms: 700 }, because: 'a time is due', result: 'requeue_after', again: 700 },
    {
      requeue: { kind: 'backoff', maxMs: 3 },
      because: 'the first back-off of 5 ms is capped',
      result: 'requeue',
      again: 3,
    },
  ])('requeue $requeue.kind: $because', async ({ requeue, result, again }) => {
    let runs = 0;
    world = aController({ plan: (note) => planOf(note, runs++ === 0 ? requeue : { kind: 'done' }) });
    await world.cluster.create(NOTE, aNote('x'));
    void world.run();
    world.queue.add('a/x');
    await settle();
    expect(results(world)).toEqual([result]);
    await world.clock.advance((again ?? 10_000) - 1);
    expect(runs).toBe(1);
    await world.clock.advance(1);
    expect(runs).toBe(again === undefined ? 1 : 2);
    expect(world.queue.retries('a/x')).toBe(0);
  });

  it('of several plans the last one says when to look again', async () => {
    world = aController({
      async *observe(key) {
        const note = await world.cluster.get<Note>(NOTE, parseKey(key));
        yield { ...note, spec: { text: 'first' } };
        yield await world.cluster.get<Note>(NOTE, parseKey(key));
      },
      plan: (note) => planOf(note, note.spec.text === 'first' ? { kind: 'after', ms: 5 } : { kind: 'done' }),
    });
    await world.cluster.create(NOTE, aNote('x'));
    void world.run();
    world.queue.add('a/x');
    await settle();
    expect(results(world)).toEqual(['success']);
    expect(world.queue.stats().delayed).toBe(0);
  });

  it('a conflict is looked at again soon and is no error', async () => {
    let runs = 0;
    world = aController({
      plan: (note) =>
        planOf({ ...note, metadata: { ...note.metadata, ...(runs++ === 0 && { resourceVersion: '1' }) } }),
    });
    await world.cluster.create(NOTE, aNote('x', 'hi'));
    void world.run();
    world.queue.add('a/x');
    await settle();
    expect(world.published).toEqual([]);
    await world.clock.advance(5);
    expect(results(world)).toEqual(['requeue', 'success']);
    expect(world.published).toHaveLength(1);
    expect(world.metrics.calls.some(([hook]) => hook === 'reconcileFailed')).toBe(false);
    expect([...messages(world, 'warn'), ...messages(world, 'error')]).toEqual([]);
    expect(world.queue.retries('a/x')).toBe(0);
  });

  it.each([
    { error: new Error('a bug'), level: 'error', because: 'someone has to look' },
    { error: new KubeConnectionError('get: refused', undefined), level: 'warn', because: 'it passes by itself' },
    {
      error: new KubeError('busy', { code: 503, reason: 'ServiceUnavailable' }),
      level: 'warn',
      because: 'it passes by itself',
    },
    { error: new KubeError('no', { code: 403, reason: 'Forbidden' }), level: 'error', because: 'a role is missing' },
  ])('$error.message is counted, logged once per try at $level ($because), and backs off', async ({ error, level }) => {
    let runs = 0;
    world = aController({
      plan: () => {
        runs++;
        throw error;
      },
    });
    await world.cluster.create(NOTE, aNote('x'));
    void world.run();
    world.queue.add('a/x');
    await world.clock.advance(5 + 10 + 20);
    expect(runs).toBe(4);
    expect(messages(world, level)).toEqual(Array.from({ length: 4 }, () => 'reconcile failed'));
    expect(world.log.lines.find((line) => line.level === level)?.fields).toMatchObject({
      key: 'a/x',
      err: error,
      retries: 0,
    });
    expect(world.metrics.calls.filter(([hook]) => hook === 'reconcileFailed')).toHaveLength(4);
    await world.clock.advance(100_000);
    expect(runs).toBeGreaterThan(100);
  });

  it('what cannot succeed until the spec changes is not tried again', async () => {
    let runs = 0;
    world = aController({
      plan: () => {
        runs++;
        throw new TerminalError('two providers');
      },
    });
    await world.cluster.create(NOTE, aNote('x'));
    void world.run();
    world.queue.add('a/x');
    await world.clock.advance(100_000);
    expect(runs).toBe(1);
    expect(world.metrics.calls).toContainEqual(['reconcileFailed', 'note', true]);
    expect(messages(world, 'error')).toEqual(['reconcile failed for good']);
  });

  it('a poison key never stops a worker', async () => {
    world = aController({
      workers: 1,
      async *observe(key) {
        if (key === 'a/poison') throw undefined;
        yield await world.cluster.get<Note>(NOTE, parseKey(key));
      },
    });
    for (const name of ['x', 'y']) await world.cluster.create(NOTE, aNote(name, 'hi'));
    void world.run();
    for (const key of ['a/poison', 'a/x', 'a/poison', 'a/y']) world.queue.add(key);
    await world.clock.advance(1000);
    expect(world.cluster.all(NOTE)).toMatchObject([{ status: { text: 'hi' } }, { status: { text: 'hi' } }]);
  });

  it('a sink that throws does not make what is stored a failure', async () => {
    world = aController({
      sink: () => {
        throw new Error('sink');
      },
    });
    await world.cluster.create(NOTE, aNote('x', 'hi'));
    void world.run();
    world.queue.add('a/x');
    await settle();
    expect(results(world)).toEqual(['success']);
    expect(messages(world, 'error')).toEqual(['transition not published']);
  });

  it('transitions of a plan that could not be stored are not published', async () => {
    await world.cluster.create(NOTE, aNote('x', 'hi'));
    world.cluster.updateStatus = () => Promise.reject(new KubeConnectionError('put status: reset', undefined));
    void world.run();
    world.queue.add('a/x');
    await settle();
    expect(world.published).toEqual([]);
    expect(results(world)).toEqual(['error']);
  });
});

describe('the end', () => {
  const aSlowController = (closed: string[]): World =>
    aController({
      workers: 1,
      async *observe(key, signal) {
        try {
          const note = await world.cluster.get<Note>(NOTE, parseKey(key));
          if (!signal.aborted && note.spec.text === 'slow') {
            await new Promise((_resolve, reject) =>
              signal.addEventListener('abort', () => reject(new Error('aborted'))),
            );
          }
          yield note;
        } finally {
          closed.push(key);
        }
      },
    });

  it('an abort during a reconcile is quiet, closes the generator, and loses no key', async () => {
    const closed: string[] = [];
    world = aSlowController(closed);
    await world.cluster.create(NOTE, aNote('x', 'slow'));
    const running = world.run();
    world.queue.add('a/x');
    await settle();
    world.stop.abort();
    await running;
    expect(closed).toEqual(['a/x']);
    expect([...messages(world, 'warn'), ...messages(world, 'error')]).toEqual([]);
    expect(world.metrics.calls.some(([hook]) => hook === 'reconcileFailed')).toBe(false);
    expect(world.queue.length).toBe(1);
    expect(world.cluster.requests['updateStatus']).toBeUndefined();
  });

  it('a controller that is run again begins with what was cut short', async () => {
    world = aSlowController([]);
    await world.cluster.create(NOTE, aNote('x', 'slow'));
    const first = world.run();
    world.queue.add('a/x');
    await settle();
    world.stop.abort();
    await first;
    await world.cluster.update(NOTE, aNote('x', 'quick'));
    const again = new AbortController();
    const second = world.controller.run(again.signal);
    await settle();
    expect(world.cluster.all(NOTE)).toMatchObject([{ status: { text: 'quick' } }]);
    again.abort();
    await second;
  });

  it.each([
    {
      name: 'plan',
      over: {
        plan: () => {
          throw new Error('no plan');
        },
      } satisfies Partial<Options>,
    },
    {
      name: 'apply',
      over: { plan: (note: Note) => planOf({ ...note, metadata: { ...note.metadata, resourceVersion: '0' } }) },
    },
  ])('the generator is closed when $name fails', async ({ over }) => {
    const closed: string[] = [];
    world = aController({
      ...over,
      async *observe(key) {
        try {
          yield await world.cluster.get<Note>(NOTE, parseKey(key));
        } finally {
          closed.push(key);
        }
      },
    });
    await world.cluster.create(NOTE, aNote('x', 'hi'));
    void world.run();
    world.queue.add('a/x');
    await settle();
    expect(closed).toEqual(['a/x']);
  });

  it('nothing waits once it has ended', async () => {
    const running = world.run();
    await settle();
    world.stop.abort();
    await running;
    expect(world.clock.pending).toBe(0);
    expect(world.metrics.calls).toEqual([]);
  });
});
