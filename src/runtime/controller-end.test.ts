import { beforeEach, describe, expect, it } from 'vitest';

import { settle } from '../../test/support/time/fake-clock.ts';
import {
  aController,
  messagesOf,
  planOf,
  type NoteControllerOptions,
  type NoteWorld,
} from '../../test/support/runtime/note-controller.ts';
import { aNote, NOTE, type Note } from '../../test/support/runtime/note.ts';
import { parseKey } from '../api/meta.ts';

let world: NoteWorld;
beforeEach(() => {
  world = aController();
});

describe('the end of a controller', () => {
  const aSlowController = (closed: string[]): NoteWorld =>
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
    expect(messagesOf(world, 'warn', 'error')).toEqual([]);
    expect(world.metrics.calls.some(([hook]) => hook === 'reconcileFailed')).toBe(false);
    expect(world.queue.length).toBe(1);
    expect(world.cluster.requests['updateStatus']).toBeUndefined();
  });

  it('a second run begins with the keys that an abort interrupted', async () => {
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
      } satisfies Partial<NoteControllerOptions>,
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

  it('an error from closing the generator does not hide the error before it', async () => {
    world = aController({
      plan: () => {
        throw new Error('no plan');
      },
      async *observe(key) {
        try {
          yield await world.cluster.get<Note>(NOTE, parseKey(key));
        } finally {
          await Promise.reject(new Error('not closed'));
        }
      },
    });
    await world.cluster.create(NOTE, aNote('x', 'hi'));
    void world.run();
    world.queue.add('a/x');
    await settle();
    const err = world.log.lines.find(({ level }) => level === 'error')?.fields['err'] as SuppressedError;
    expect([String(err.error), String(err.suppressed)]).toEqual(['Error: not closed', 'Error: no plan']);
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
