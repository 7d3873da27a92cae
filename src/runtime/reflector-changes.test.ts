import { describe, expect, it } from 'vitest';

import { settle } from '../../test/support/time/fake-clock.ts';
import { aNote, NOTE } from '../../test/support/runtime/note.ts';
import { expectEqual, startReflected, statsOf } from '../../test/support/runtime/reflected.ts';
import type { KubeObject, ResourceType } from '../api/meta.ts';
import type { WatchEvent, WatchOptions } from '../kube/client.ts';
import { KubeConnectionError, KubeError } from '../kube/errors.ts';

const tooMany = (retryAfterMs: number): KubeError =>
  new KubeError('busy', { code: 429, reason: 'TooManyRequests', retryAfterMs });

describe('changes', () => {
  it('a watch that is restarted loses no change and lists nothing', async () => {
    const world = await startReflected();
    for (const fault of ['reset', 'end'] as const) {
      world.faults[fault]();
      await world.put(`during-${fault}`);
      await world.remove(fault === 'reset' ? 'x' : 'y');
      await world.clock.advance(1000);
      expectEqual(world);
    }
    expect(statsOf(world)).toMatchObject({ lists: 1, relists: 0, watches: 3 });
  });

  it('events advance the version to resume from', async () => {
    const world = await startReflected();
    await world.put('z');
    await settle();
    world.faults.end();
    await settle();
    expect(world.faults.watches[1]?.resourceVersion).toBe(world.store.get('a/z')?.resourceVersion);
  });

  it('bookmarks advance the version to resume from', async () => {
    const world = await startReflected();
    await world.cluster.create({ ...NOTE, plural: 'others' }, aNote('x'));
    await world.clock.advance(60_000);
    world.cluster.compact();
    world.faults.reset();
    await world.clock.advance(1000);
    await world.put('z');
    await settle();
    expectEqual(world);
    expect(statsOf(world)).toMatchObject({ relists: 0, watches: 2 });
  });

  it('a watch asks to be ended after five to ten minutes, at random', async () => {
    for (const [random, want] of [
      [0, 300],
      [0.5, 450],
      [1, 600],
    ] as const) {
      const world = await startReflected({ random: () => random });
      expect(world.faults.watches[0]?.timeoutSeconds).toBe(want);
      await world.clock.advance(want * 1000 + 1000);
      expect(statsOf(world)).toMatchObject({ watches: 2, lists: 1, failures: 0 });
    }
  });

  it('a half-open socket is detected by its silence', async () => {
    const world = await startReflected();
    world.faults.freeze();
    await world.put('z');
    await world.clock.advance(90_000);
    expect(world.store.size).toBe(2);
    await world.clock.advance(17_000);
    expectEqual(world);
    expect(statsOf(world)).toMatchObject({ relists: 0, watches: 2, failures: 1 });
  });

  it('a quiet stream with bookmarks is left alone', async () => {
    const world = await startReflected();
    await world.clock.advance(290_000);
    expect(statsOf(world)).toMatchObject({ watches: 1, failures: 0, events: 2 + 1 + 4 });
  });

  it('410 in the stream lists again at once', async () => {
    const world = await startReflected();
    await world.put('z');
    world.faults.failStreams(410);
    await settle();
    expectEqual(world);
    expect(statsOf(world)).toMatchObject({ lists: 2, relists: 1 });
  });

  it('a server that says 410 to everything is not asked in a loop', async () => {
    const world = await startReflected();
    world.faults.failStreams(410);
    for (let round = 0; round < 100; round++) {
      world.faults.answers.push(new KubeError('gone', { code: 410, reason: 'Expired' }));
    }
    await world.clock.advance(10_000);
    expect(statsOf(world).watches).toBeLessThan(10);
  });

  it('500 in the stream resumes, and lists only if that does not help', async () => {
    const world = await startReflected();
    world.faults.failStreams(500);
    await world.put('z');
    await world.clock.advance(1000);
    expectEqual(world);
    expect(statsOf(world)).toMatchObject({ relists: 0, watches: 2 });
    for (let round = 0; round < 6; round++) {
      world.faults.failStreams(500);
      await world.clock.advance(40_000);
    }
    expect(statsOf(world).relists).toBe(1);
    expectEqual(world);
  });

  it.each([
    { fault: 'duplicate' as const, relists: 0, because: 'the store has it already' },
    { fault: 'lose' as const, relists: 0, because: 'the resumed watch brings it' },
    { fault: 'swap' as const, relists: 1, because: 'a stream out of order cannot be trusted' },
  ])('an event is affected ($fault): $because', async ({ fault, relists }) => {
    const world = await startReflected();
    world.faults.onNextEvent(fault);
    await world.put('x', 'first');
    await world.remove('x');
    await world.clock.advance(1000);
    expectEqual(world);
    expect(statsOf(world).relists).toBe(relists);
  });

  it('a server that was restored from a backup is detected by its bookmarks', async () => {
    const world = await startReflected();
    for (let round = 0; round < 40; round++) await world.put('x', `t${round}`);
    await settle();
    const watch = world.faults.watch.bind(world.faults);
    world.faults.watch = async function* <T extends KubeObject>(type: ResourceType, options: WatchOptions) {
      for await (const event of watch<T>(type, options)) {
        const isOld = event.type === 'BOOKMARK' && options.resourceVersion !== undefined;
        if (isOld) event.object.metadata.resourceVersion = '4';
        yield event;
      }
    };
    world.faults.reset();
    await world.clock.advance(170_000);
    expect(statsOf(world).relists).toBe(0);
    await world.clock.advance(20_000);
    expect(world.metrics.calls).toContainEqual(['relisted', 'Note', 'disorder']);
  });
});

describe('failures', () => {
  it('without an answer it tries about once a second, and resumes within two seconds of the return, each time', async () => {
    const world = await startReflected();
    for (let outage = 0; outage < 10; outage++) {
      world.faults.isDown = true;
      world.faults.reset();
      const before = statsOf(world).watches;
      await world.clock.advance(30_000 + 137 * outage);
      expect(statsOf(world).watches - before).toBeLessThan(80);
      await world.put('x', `outage ${outage}`);
      // The first answers of a server that is starting.
      world.faults.answers.push(new KubeError('no', { code: 403, reason: 'Forbidden' }));
      world.faults.isDown = false;
      await world.clock.advance(2000);
      expectEqual(world);
    }
    expect(statsOf(world)).toMatchObject({ lists: 1, relists: 0 });
  });

  it('an error is retried after a back-off', async () => {
    const world = await startReflected({ random: () => 0 });
    for (let round = 0; round < 3; round++) {
      world.faults.answers.push(new KubeError('no', { code: 403, reason: 'Forbidden' }));
    }
    world.faults.end();
    await world.clock.advance(800 + 1600 + 3199);
    expect(statsOf(world).watches).toBe(4);
    await world.clock.advance(1);
    expect(statsOf(world)).toMatchObject({ watches: 5, failures: 3 });
  });

  it('after 429 it waits for the time that the server asks for', async () => {
    const world = await startReflected();
    world.faults.answers.push(tooMany(7000));
    world.faults.reset();
    await world.clock.advance(500 + 6900);
    expect(statsOf(world).watches).toBe(2);
    await world.clock.advance(700);
    expect(statsOf(world).watches).toBe(3);
    expectEqual(world);
  });

  it('a watch that ends at once is not opened in a loop', async () => {
    const world = await startReflected();
    const watch = world.cluster.watch.bind(world.cluster);
    let opened = 0;
    world.cluster.watch = async function* <T extends KubeObject>() {
      opened++;
      yield* [] as Array<WatchEvent<T>>;
    };
    world.faults.end();
    await world.clock.advance(10_000);
    expect(opened).toBeLessThan(8);
    world.cluster.watch = watch;
    await world.clock.advance(30_000);
    await world.put('z');
    await settle();
    expectEqual(world);
  });

  it('a kind that was removed is listed when it is back', async () => {
    const world = await startReflected();
    world.faults.answers.push(...[1, 2, 3].map(() => new KubeError('no kind', { code: 404, reason: 'NotFound' })));
    world.faults.end();
    await world.clock.advance(10_000);
    expectEqual(world);
    expect(world.metrics.calls).toContainEqual(['relisted', 'Note', 'refused']);
  });

  it('are logged at their start and their end, not in between', async () => {
    const world = await startReflected();
    world.faults.isDown = true;
    world.faults.reset();
    await world.clock.advance(20_000);
    world.faults.isDown = false;
    await world.put('z');
    await world.clock.advance(2000);
    const lines = world.log.lines.filter((line) => line.level !== 'debug');
    expect(lines.map((line) => [line.level, line.msg])).toEqual([
      ['warn', 'watch interrupted'],
      ['info', 'watch restored'],
    ]);
    expect(lines[0]?.fields).toMatchObject({ kind: 'Note', err: expect.any(KubeConnectionError) });
  });
});
