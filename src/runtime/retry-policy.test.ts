import { expect, it } from 'vitest';

import { FakeClock } from '../../test/support/time/fake-clock.ts';
import { KubeConnectionError, KubeError } from '../kube/errors.ts';
import { createRetryPolicy } from './retry-policy.ts';

const forbidden = new KubeError('no', { code: 403, reason: 'Forbidden' });
const refused = new KubeConnectionError('refused', undefined);
const unavailable = new KubeError('nobody behind', { code: 503, reason: 'ServiceUnavailable' });
const busy = new KubeError('busy', { code: 429, reason: 'TooManyRequests', retryAfterMs: 5000 });

/** The waits after a history of failures. Each failure comes after the previous wait plus `healthyMs`. */
async function waitsOf(history: ReadonlyArray<{ error: unknown; healthyMs?: number }>, random = 0): Promise<number[]> {
  const clock = new FakeClock();
  const policy = createRetryPolicy({ clock, random: () => random });
  const waits: number[] = [];
  for (const { error, healthyMs = 0 } of history) {
    await clock.advance((waits.at(-1) ?? 0) + healthyMs);
    waits.push(policy.failed(error));
  }
  return waits;
}

const times = (count: number, error: unknown): Array<{ error: unknown }> =>
  Array.from({ length: count }, () => ({ error }));

it.each([
  {
    because: 'it doubles to 30 s',
    history: times(8, forbidden),
    want: [800, 1600, 3200, 6400, 12_800, 25_600, 30_000, 30_000],
  },
  {
    because: 'two minutes without a failure start it again',
    history: [...times(4, forbidden), { error: forbidden, healthyMs: 120_000 }],
    want: [800, 1600, 3200, 6400, 800],
  },
  {
    because: 'a shorter time does not',
    history: [...times(3, forbidden), { error: forbidden, healthyMs: 100_000 }],
    want: [800, 1600, 3200, 6400],
  },
  {
    because: 'a server that does not answer is tried about once a second, however long it takes',
    history: times(100, refused),
    want: [800, ...Array.from({ length: 99 }, () => 800)],
  },
  {
    because: 'after answers, a missing one is tried again once a second at most',
    history: [...times(4, forbidden), ...times(3, refused)],
    want: [800, 1600, 3200, 6400, 1000, 1000, 1000],
  },
  {
    because: 'the first errors after an outage come from a server that is starting',
    history: [...times(3, refused), ...times(4, forbidden)],
    want: [800, 800, 800, 800, 800, 800, 800],
  },
  {
    because: 'half a minute after the outage an error counts',
    history: [...times(1, refused), { error: forbidden, healthyMs: 30_000 }, { error: forbidden }],
    want: [800, 800, 1600],
  },
  {
    because: 'a proxy that cannot reach the server is no answer',
    history: times(5, unavailable),
    want: [800, 800, 800, 800, 800],
  },
  {
    because: 'Retry-After is honoured up to a minute: a proxy may ask for a day',
    history: [{ error: new KubeError('no', { code: 503, reason: 'ServiceUnavailable', retryAfterMs: 86_400_000 }) }],
    want: [60_000],
  },
  { because: 'Retry-After is honoured', history: [{ error: busy }, { error: busy }], want: [5000, 5000] },
])('$because', async ({ history, want }) => {
  expect(await waitsOf(history)).toEqual(want);
});

it('jitter shortens a wait by up to a half, but not one that the server asked for', async () => {
  expect(await waitsOf(times(2, forbidden), 1)).toEqual([400, 800]);
  expect(await waitsOf([{ error: busy }], 1)).toEqual([5000]);
});
