import { describe, expect, it, onTestFinished } from 'vitest';

import { settle } from '../../test/support/time/fake-clock.ts';
import {
  aReflected,
  expectEqual,
  rowsInStore,
  rowsOnServer,
  startReflected,
  statsOf,
  type Reflected,
} from '../../test/support/runtime/reflected.ts';
import type { KubeObject, ResourceType } from '../api/meta.ts';
import type { WatchOptions } from '../kube/client.ts';
import { KubeError } from '../kube/errors.ts';

describe('the present state', () => {
  it.each([
    {
      watchList: 'supported' as const,
      because: 'the server streams it and marks its end',
      lists: undefined,
      afterMs: 0,
    },
    {
      watchList: 'refused' as const,
      because: 'the server refuses the parameter, so it lists in pages',
      lists: 1,
      afterMs: 0,
    },
    {
      watchList: 'ignored' as const,
      because: 'the end is not marked, so it lists in pages after a while',
      lists: 1,
      afterMs: 15_000,
    },
  ])('from a server where streaming is $watchList: $because', async ({ watchList, lists, afterMs }) => {
    const world = await startReflected({ watchList });
    await world.clock.advance(afterMs);
    expect(world.store.synced).toBe(true);
    expectEqual(world);
    expect(world.cluster.requests['list']).toBe(lists);
    await world.put('z');
    await world.remove('x');
    await settle();
    expectEqual(world);
    expect(statsOf(world).relists).toBe(0);
  });

  it('comes in pages from a busy server whose bookmarks mark no end', async () => {
    const world = await startReflected({ watchList: 'ignored' });
    for (let round = 0; round < 6; round++) {
      expect(world.store.synced).toBe(false);
      await world.clock.advance(10_000);
      await world.put('x', `round ${round}`);
    }
    await settle();
    expect(world.store.synced).toBe(true);
    expectEqual(world);
  });

  it('comes in pages of 500 and is consistent over them', async () => {
    const names = Array.from({ length: 1203 }, (_, index) => `n${index}`);
    const world = await startReflected({ watchList: 'refused' }, names);
    expect(world.store.synced).toBe(true);
    expect(world.cluster.requests['list']).toBe(3);
    expectEqual(world);
  });

  it('is not requested in a loop from a server that ends the stream in the middle', async () => {
    const world = aReflected();
    await world.put('x');
    await world.put('y');
    const watch = world.faults.watch.bind(world.faults);
    world.faults.watch = async function* <T extends KubeObject>(type: ResourceType, options: WatchOptions) {
      for await (const event of watch<T>(type, options)) {
        yield event;
        if (options.sendInitialEvents === true) break;
      }
    };
    onTestFinished(world.start());
    await world.clock.advance(10_000);
    expect(world.store.synced).toBe(true);
    expectEqual(world);
    expect(statsOf(world)).toMatchObject({ lists: 2, failures: 1 });
  });

  it('is listed in one request if the pages expire before they are read', async () => {
    const world = aReflected({ watchList: 'refused' });
    for (let index = 0; index < 1203; index++) await world.put(`n${index}`);
    const list = world.faults.list.bind(world.faults);
    const limits: Array<number | undefined> = [];
    world.faults.list = async (type, options) => {
      limits.push(options?.limit);
      if (options?.continue !== undefined) {
        await world.put('late');
        world.cluster.compact();
      }
      return list(type, options);
    };
    onTestFinished(world.start());
    await settle();
    expect(limits).toEqual([500, 500, undefined]);
    expect(world.store.synced).toBe(true);
    expectEqual(world);
  });

  it('is not synced before every namespace is', async () => {
    const world = aReflected({ namespaces: ['a', 'b'] });
    await world.put('x');
    await world.put('x', 'hi', 'b');
    await world.put('x', 'hi', 'c');
    world.faults.answers.push(new KubeError('no', { code: 403, reason: 'Forbidden' }));
    onTestFinished(world.start());
    await settle();
    expect([world.store.synced, world.store.size]).toEqual([false, 1]);
    await world.clock.advance(1000);
    expect(world.store.synced).toBe(true);
    expect(rowsInStore(world.store)).toEqual(rowsOnServer(world.cluster, ['a', 'b']));
  });

  it('a relist drops what was deleted', async () => {
    const world = await startReflected({}, ['x', 'y', 'z']);
    world.faults.isDown = true;
    world.faults.reset();
    await world.remove('x');
    await world.remove('y');
    await world.put('y', 'made again');
    world.cluster.compact();
    const changes: Array<[string | undefined, string | undefined]> = [];
    world.store.onChange((before, after) => changes.push([before?.name, after?.name]));
    world.faults.isDown = false;
    await world.clock.advance(1000);
    expectEqual(world);
    expect(changes).toEqual([
      ['y', undefined],
      [undefined, 'y'],
      ['x', undefined],
    ]);
    expect(world.metrics.calls).toContainEqual(['relisted', 'Note', 'gone']);
  });
});

describe('an object that cannot be read', () => {
  it('is left out, counted, logged once, and stops nothing', async () => {
    const world = await startReflected();
    await world.put('x', 'poison');
    await world.put('x', 'poison');
    await world.put('z');
    await settle();
    expectEqual(world);
    expect(world.store.get('a/x')).toBeUndefined();
    expect([...(world.reflectors[0]?.quarantined ?? [])]).toEqual(['a/x']);
    expect(world.log.lines.filter((line) => line.level === 'error')).toHaveLength(1);
    expect(world.metrics.calls.filter(([hook]) => hook === 'quarantined')).toHaveLength(2);
    await world.put('x', 'readable');
    await settle();
    expectEqual(world);
    expect(world.reflectors[0]?.quarantined.size).toBe(0);
  });

  it.each(['supported', 'refused'] as const)('does not block the first sync (%s)', async (watchList) => {
    const world = aReflected({ watchList });
    await world.put('x', 'poison');
    await world.put('y');
    onTestFinished(world.start());
    await settle();
    expect(world.store.synced).toBe(true);
    expectEqual(world);
    expect([...(world.reflectors[0]?.quarantined ?? [])]).toEqual(['a/x']);
    world.faults.isDown = true;
    world.faults.reset();
    await world.remove('x');
    world.cluster.compact();
    world.faults.isDown = false;
    await world.clock.advance(1000);
    expect(world.reflectors[0]?.quarantined.size).toBe(0);
  });
});

describe('gaps', () => {
  it('exist while an object is quarantined', async () => {
    const world = await startReflected();
    await world.put('x', 'poison');
    await settle();
    expect([world.reflectors[0]?.hasGaps, world.gaps()]).toEqual([true, 1]);
    await world.put('x', 'poison');
    await settle();
    expect(world.gaps()).toBe(1);
    await world.remove('x');
    await settle();
    expect([world.reflectors[0]?.hasGaps, world.gaps()]).toEqual([false, 2]);
  });

  it.each([
    { what: 'nobody listens', fault: (world: Reflected) => (world.faults.isDown = true) },
    {
      what: 'it may not be read any more',
      fault: ({ faults }: Reflected) =>
        void faults.answers.push(
          ...Array.from({ length: 1_000 }, () => new KubeError('no', { code: 403, reason: 'Forbidden' })),
        ),
    },
  ])('exist after five minutes without a successful read, until one succeeds: $what', async ({ fault }) => {
    const world = await startReflected({}, ['x']);
    await world.clock.advance(3_600_000);
    fault(world);
    world.faults.reset();
    await world.clock.advance(300_000 - 1);
    expect([world.reflectors[0]?.hasGaps, world.gaps()]).toEqual([false, 0]);
    await world.clock.advance(2_000);
    expect([world.reflectors[0]?.hasGaps, world.gaps()]).toEqual([true, 1]);
    world.faults.isDown = false;
    world.faults.answers.length = 0;
    await world.clock.advance(90_000);
    expect([world.reflectors[0]?.hasGaps, world.gaps()]).toEqual([false, 2]);
    expectEqual(world);
  });

  it('do not exist if a watch breaks again and again and is resumed', async () => {
    const world = await startReflected({}, ['x']);
    for (let minute = 0; minute < 20; minute++) {
      world.faults.freeze();
      await world.clock.advance(60_000);
      world.faults.reset();
      await world.clock.advance(120_000);
    }
    expect([world.reflectors[0]?.hasGaps, world.gaps()]).toEqual([false, 0]);
  });
});

describe('life', () => {
  it('is alive while the server answers, and for five minutes after', async () => {
    const world = aReflected();
    const isAlive = (): boolean => world.reflectors[0]?.isAlive(world.clock.monotonicMs()) ?? false;
    expect(isAlive()).toBe(true);
    onTestFinished(world.start());
    await world.clock.advance(3_600_000);
    expect(isAlive()).toBe(true);
    world.faults.isDown = true;
    world.faults.reset();
    await world.clock.advance(240_000);
    expect(isAlive()).toBe(true);
    await world.clock.advance(120_000);
    expect(isAlive()).toBe(false);
    world.faults.isDown = false;
    await world.clock.advance(62_000);
    expect(isAlive()).toBe(true);
  });

  it('ends with the signal, whatever it is waiting for, and leaves no timer', async () => {
    for (const prepare of [
      (): void => undefined,
      (world: Reflected): void => world.faults.freeze(),
      (world: Reflected): void => {
        world.faults.isDown = true;
        world.faults.reset();
      },
    ]) {
      const world = aReflected();
      const stop = world.start();
      await settle();
      prepare(world);
      await settle();
      await stop();
      await settle();
      expect(world.faults.streams).toBe(0);
      expect(world.clock.pending).toBe(0);
    }
  });
});
