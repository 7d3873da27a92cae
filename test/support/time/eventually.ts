// Waits until the state of the world is as it should be, and shows how it is when that does not come about.

import { isDeepStrictEqual } from 'node:util';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';

const PAUSE_MS = 100;

/** Reads until what is read equals `wanted`; then, or after `withinMs`, it is asserted. Resolves with how long it took, in ms. */
export async function eventually<T>(read: () => Promise<T>, wanted: T, withinMs: number): Promise<number> {
  const started = performance.now();
  let seen = await read();
  while (!isDeepStrictEqual(seen, wanted) && performance.now() - started < withinMs) {
    await sleep(PAUSE_MS);
    seen = await read();
  }
  expect(seen).toEqual(wanted);
  return performance.now() - started;
}
