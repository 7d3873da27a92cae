import { getEventListeners } from 'node:events';

import { expect, it } from 'vitest';

import { onAbort } from './on-abort.ts';

it('calls everybody back once, in order, but for who left', () => {
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

it('is one listener of the signal, however many wait and leave', () => {
  const stop = new AbortController();
  for (let waiter = 0; waiter < 1_000; waiter++) {
    const leave = onAbort(stop.signal, () => undefined);
    if (waiter % 2 === 0) leave();
  }
  expect(getEventListeners(stop.signal, 'abort')).toHaveLength(1);
});

it('lets one who is called back make another leave', () => {
  const stop = new AbortController();
  const called: string[] = [];
  onAbort(stop.signal, () => leave());
  const leave = onAbort(stop.signal, () => called.push('other'));
  stop.abort();
  expect(called).toEqual([]);
});

it('without a signal nothing comes', () => {
  expect(onAbort(undefined, () => expect.unreachable())()).toBeUndefined();
});
