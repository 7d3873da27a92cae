// The law of the group commit: the first at once, then one write per 50 ms, or per 100 ms while the earlier one is not stored, and nobody
// answered before the write of their items.

import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../test/support/time/fake-clock.ts';
import type { Delivery } from '../api/v1alpha1/delivery.gen.ts';
import type { Item } from '../integrations/ports/receive.ts';
import { parcelsOf } from './deliveries.ts';
import { GroupCommit } from './group-commit.ts';

const SOURCE = { namespace: 'payments', name: 'alerts', uid: 'u1' };
const AT = new Date('2026-03-02T10:00:00Z');

const hint = (key: string, externalID = key): Item => ({ kind: 'Hint', key, time: '2026-03-02T10:00:00Z', externalID });

function aCommit() {
  const clock = new FakeClock();
  const writes: Array<{ delivery: Delivery; succeed: () => void; fail: (error: Error) => void }> = [];
  const commit = new GroupCommit({
    clock,
    store(delivery) {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      writes.push({ delivery, succeed: resolve, fail: reject });
      return promise;
    },
  });
  const answered: string[] = [];
  const send = (...items: readonly Item[]): void => {
    const name = items.map(({ key }) => key).join();
    Promise.all(parcelsOf(items).map((parcel) => commit.add(SOURCE, parcel, AT))).then(
      () => answered.push(name),
      () => answered.push(`${name} failed`),
    );
  };
  return { clock, writes, answered, send };
}

const keysOf = ({ delivery }: { readonly delivery: Delivery }): string[] => delivery.spec.items.map(({ key }) => key);

describe('the group commit', () => {
  it('writes again 50 ms after a write that is stored, or as soon as it is stored later than that', async () => {
    const { clock, writes, send } = aCommit();
    send(hint('a'));
    await clock.advance(0);
    writes[0]?.succeed();
    send(hint('b'));
    await clock.advance(49);
    expect(writes).toHaveLength(1);
    await clock.advance(1);
    expect(writes.map(keysOf)).toEqual([['a'], ['b']]);
    send(hint('c'));
    await clock.advance(70);
    expect(writes).toHaveLength(2);
    writes[1]?.succeed();
    await clock.advance(0);
    expect(writes.map(keysOf)).toEqual([['a'], ['b'], ['c']]);
  });

  it('writes the first at once, and what comes within 100 ms together while that is not stored', async () => {
    const { clock, writes, send } = aCommit();
    send(hint('a'));
    await clock.advance(0);
    expect(writes.map(keysOf)).toEqual([['a']]);
    for (const key of ['b', 'c', 'd']) send(hint(key));
    await clock.advance(99);
    expect(writes).toHaveLength(1);
    await clock.advance(1);
    expect(writes.map(keysOf)).toEqual([['a'], ['b', 'c', 'd']]);
  });

  it('answers nobody before the write, and everybody by its outcome', async () => {
    const { clock, writes, answered, send } = aCommit();
    send(hint('a'));
    await clock.advance(0);
    send(hint('b'));
    send(hint('c'));
    await clock.advance(100);
    expect(answered).toEqual([]);
    writes[1]?.fail(new Error('reset'));
    await clock.advance(0);
    expect(answered).toEqual(['b failed', 'c failed']);
    writes[0]?.succeed();
    await clock.advance(0);
    expect(answered).toEqual(['b failed', 'c failed', 'a']);
  });

  it('begins a new write although an earlier one hangs', async () => {
    const { clock, writes, send } = aCommit();
    for (const key of ['a', 'b', 'c']) {
      send(hint(key));
      await clock.advance(100);
    }
    expect(writes.map(keysOf)).toEqual([['a'], ['b'], ['c']]);
  });

  it('is at once again after a quiet time', async () => {
    const { clock, writes, send } = aCommit();
    send(hint('a'));
    await clock.advance(500);
    send(hint('b'));
    await clock.advance(0);
    expect(writes.map(keysOf)).toEqual([['a'], ['b']]);
  });

  it('keeps a Delivery below its bounds, and answers a request when all of its parts are stored', async () => {
    const { clock, writes, answered, send } = aCommit();
    send(...Array.from({ length: 2_500 }, (_, index) => hint(`k${index}`)));
    await clock.advance(0);
    expect(writes.map(({ delivery }) => delivery.spec.items.length)).toEqual([1_000, 1_000, 500]);
    writes[0]?.succeed();
    writes[1]?.succeed();
    await clock.advance(0);
    expect(answered).toEqual([]);
    writes[2]?.succeed();
    await clock.advance(0);
    expect(answered).toHaveLength(1);
    send(...Array.from({ length: 40 }, (_, index) => hint(`long${index}`, 'x'.repeat(10_000))));
    await clock.advance(100);
    const sizes = writes.slice(3).map(({ delivery }) => JSON.stringify(delivery.spec.items).length);
    expect(sizes.length).toBe(2);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(257 * 1024);
  });

  it('names a Delivery by its items: the same again have the same name, others and other sources another', async () => {
    const names = async (...given: ReadonlyArray<readonly Item[]>): Promise<string[]> => {
      const { clock, writes, send } = aCommit();
      for (const items of given) {
        send(...items);
        await clock.advance(100);
      }
      return writes.map(({ delivery }) => delivery.metadata.name);
    };
    const [one, again, other] = await names([hint('a'), hint('b')], [hint('a'), hint('b')], [hint('ab')]);
    expect(again).toBe(one);
    expect(other).not.toBe(one);
    expect(one).toMatch(/^alerts-[0-9a-f]{12}$/);
  });

  it('stores an item once that several requests of a moment bring', async () => {
    const { clock, writes, send } = aCommit();
    send(hint('z'));
    await clock.advance(0);
    send(hint('a'), hint('b'));
    send(hint('b'), hint('c'));
    await clock.advance(100);
    expect(writes.slice(1).map(keysOf)).toEqual([['a', 'b', 'c']]);
  });
});
