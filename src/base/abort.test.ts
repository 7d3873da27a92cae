import { getEventListeners } from 'node:events';

import { describe, expect, it } from 'vitest';

import { abortable, onAbort } from './abort.ts';

it('calls back once, in order, and not after the returned function was called', () => {
  const stop = new AbortController();
  const called: string[] = [];
  onAbort(stop.signal, () => called.push('first'));
  const leave = onAbort(stop.signal, () => called.push('left'));
  onAbort(stop.signal, () => called.push('last'));
  leave();
  stop.abort();
  stop.abort();
  expect(called).toEqual(['first', 'last']);
});

it('adds one listener to the signal, however many callbacks come and go', () => {
  const stop = new AbortController();
  for (let waiter = 0; waiter < 1_000; waiter++) {
    const leave = onAbort(stop.signal, () => undefined);
    if (waiter % 2 === 0) leave();
  }
  expect(getEventListeners(stop.signal, 'abort')).toHaveLength(1);
});

it('lets a callback cancel another one', () => {
  const stop = new AbortController();
  const called: string[] = [];
  onAbort(stop.signal, () => leave());
  const leave = onAbort(stop.signal, () => called.push('other'));
  stop.abort();
  expect(called).toEqual([]);
});

it('never calls back without a signal', () => {
  expect(onAbort(undefined, () => expect.unreachable())()).toBeUndefined();
});

describe('abortable', () => {
  const never = new Promise<string>(() => undefined);

  it('returns the work itself if there is no signal', () => {
    expect(abortable(never, undefined)).toBe(never);
  });

  it('rejects with the reason when the signal aborts, or if it has aborted already', async () => {
    const stop = new AbortController();
    const waiting = abortable(never, stop.signal);
    stop.abort(new Error('stopping'));
    await expect(waiting).rejects.toThrow('stopping');
    await expect(abortable(never, stop.signal)).rejects.toThrow('stopping');
  });

  it('settles as the work does, and drops an outcome after the abort', async () => {
    const stop = new AbortController();
    await expect(abortable(Promise.resolve('done'), stop.signal)).resolves.toBe('done');
    await expect(abortable(Promise.reject(new Error('failed')), stop.signal)).rejects.toThrow('failed');
    const work = Promise.withResolvers<string>();
    const waiting = abortable(work.promise, stop.signal);
    stop.abort(new Error('stopping'));
    work.reject(new Error('failed later'));
    await expect(waiting).rejects.toThrow('stopping');
  });
});
