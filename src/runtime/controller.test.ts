import { beforeEach, describe, expect, it } from 'vitest';

import { settle } from '../../test/support/time/fake-clock.ts';
import {
  aController,
  messagesOf,
  planOf,
  resultsOf,
  type NoteWorld,
} from '../../test/support/runtime/note-controller.ts';
import { aNote, NOTE, type Note } from '../../test/support/runtime/note.ts';
import { parseKey } from '../api/meta.ts';
import { KubeConnectionError, KubeError } from '../kube/errors.ts';
import { TerminalError } from './errors.ts';
import type { ApplyReport, Requeue } from './plan.ts';

let world: NoteWorld;
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
    expect(resultsOf(world)).toEqual(['success']);
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

  it('there is nothing to do for an object that is gone', async () => {
    void world.run();
    world.queue.add('a/none');
    await settle();
    expect(resultsOf(world)).toEqual(['success']);
    expect(world.metrics.calls.some(([hook]) => hook === 'reconcileFailed')).toBe(false);
  });

  it('an observation gets the report of its own plan before the next one is made', async () => {
    const reports: ApplyReport[] = [];
    world = aController({
      async *observe(key) {
        reports.push(yield await world.cluster.get<Note>(NOTE, parseKey(key)));
        const second = await world.cluster.get<Note>(NOTE, parseKey(key));
        reports.push(yield { ...second, status: { text: 'stale' } });
      },
    });
    await world.cluster.create(NOTE, aNote('x', 'hi'));
    void world.run();
    world.queue.add('a/x');
    await settle();
    expect(reports.map((report) => report.statusWritten)).toEqual([true, true]);
    expect(resultsOf(world)).toEqual(['success']);
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
    expect(resultsOf(world)).toEqual([result]);
    await world.clock.advance((again ?? 10_000) - 1);
    expect(runs).toBe(1);
    await world.clock.advance(1);
    expect(runs).toBe(again === undefined ? 1 : 2);
    expect(world.queue.retries('a/x')).toBe(0);
  });

  it('the last of several plans decides when to look again', async () => {
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
    expect(resultsOf(world)).toEqual(['success']);
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
    expect(resultsOf(world)).toEqual(['requeue', 'success']);
    expect(world.published).toHaveLength(1);
    expect(world.metrics.calls.some(([hook]) => hook === 'reconcileFailed')).toBe(false);
    expect(messagesOf(world, 'warn', 'error')).toEqual([]);
    expect(world.queue.retries('a/x')).toBe(0);
  });

  const refused = new KubeConnectionError('get: refused', undefined);
  it.each<{ error: Error; level: 'warn' | 'error'; because: string }>([
    { error: new Error('a bug'), level: 'error', because: 'someone has to look' },
    { error: refused, level: 'warn', because: 'it passes by itself' },
    {
      error: new KubeError('busy', { code: 503, reason: 'ServiceUnavailable' }),
      level: 'warn',
      because: 'it passes by itself',
    },
    { error: new KubeError('no', { code: 403, reason: 'Forbidden' }), level: 'error', because: 'a role is missing' },
    {
      error: new AggregateError([refused, refused], '2 of 9 writes failed', { cause: refused }),
      level: 'warn',
      because: 'each of them passes by itself',
    },
    {
      error: new AggregateError([refused, new Error('a bug')], '2 of 9 writes failed', { cause: refused }),
      level: 'error',
      because: 'someone has to look at the second',
    },
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
    expect(messagesOf(world, level)).toEqual(Array.from({ length: 4 }, () => 'reconcile failed'));
    const fields = world.log.lines.find((line) => line.level === level)?.fields;
    expect(fields).toMatchObject({ key: 'a/x', retries: 0 });
    const err = fields?.['err'] as Error;
    expect([err.message, err.cause]).toEqual([error.message, error.cause]);
    // One stack is enough, however many writes failed.
    expect(err).not.toHaveProperty('errors');
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
    expect(messagesOf(world, 'error')).toEqual(['reconcile failed for good']);
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

  it('a sink that throws does not fail the reconcile', async () => {
    world = aController({
      sink: () => {
        throw new Error('sink');
      },
    });
    await world.cluster.create(NOTE, aNote('x', 'hi'));
    void world.run();
    world.queue.add('a/x');
    await settle();
    expect(resultsOf(world)).toEqual(['success']);
    expect(messagesOf(world, 'error')).toEqual(['transition not published']);
  });

  it('transitions of a plan that could not be stored are not published', async () => {
    await world.cluster.create(NOTE, aNote('x', 'hi'));
    world.cluster.updateStatus = () => Promise.reject(new KubeConnectionError('put status: reset', undefined));
    void world.run();
    world.queue.add('a/x');
    await settle();
    expect(world.published).toEqual([]);
    expect(resultsOf(world)).toEqual(['error']);
  });
});
