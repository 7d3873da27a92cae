// The law of turns: the keys of one namespace, however many and however slow, do not keep a worker from another namespace.

import { describe, expect, it } from 'vitest';

import { FakeClock } from '../../test/support/time/fake-clock.ts';
import { createWorkqueue, type Workqueue } from './workqueue.ts';

function aQueue({ perNamespace }: { readonly perNamespace: number }): { queue: Workqueue } {
  return { queue: createWorkqueue({ name: 'test', clock: new FakeClock(), perNamespace }) };
}

describe('the turns of a workqueue', () => {
  it('lets namespaces take turns, and one that is at its limit waits until a key of it is done', async () => {
    const { queue } = aQueue({ perNamespace: 2 });
    for (const key of ['a/1', 'a/2', 'a/3', 'a/4', 'b/1']) queue.add(key);
    expect([await queue.get(), await queue.get(), await queue.get()]).toEqual(['a/1', 'b/1', 'a/2']);
    const waiting = queue.get();
    queue.add('a/5');
    queue.done('b/1');
    queue.add('b/2');
    expect(await waiting).toBe('b/2');
    const next = queue.get();
    queue.done('a/2');
    expect(await next).toBe('a/3');
    expect(queue.length).toBe(2);
  });

  it('after shutdown it hands out the keys of a namespace at its limit, one by one', async () => {
    const { queue } = aQueue({ perNamespace: 1 });
    queue.add('a/1');
    queue.add('a/2');
    expect(await queue.get()).toBe('a/1');
    queue.shutdown();
    const next = queue.get();
    const last = queue.get();
    queue.done('a/1');
    expect(await next).toBe('a/2');
    queue.done('a/2');
    expect(await last).toBeUndefined();
    await queue.whenDrained();
  });
});
