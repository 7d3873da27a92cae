import { expect, it } from 'vitest';

import { FakeClock } from '../../test/support/time/fake-clock.ts';
import { KubeConnectionError, KubeError } from '../kube/errors.ts';
import { createRetryPolicy } from './retry-policy.ts';

const forbidden = new KubeError('no', { code: 403, reason: 'Forbidden' });
const refused = new KubeConnectionError('refused', undefined);
const unavailable = new KubeError('nobody behind', { code: 503, reason: 'ServiceUnavailable' });
const busy = new KubeError('busy', { code: 429, reason: 'TooManyRequests', retryAfterMs: 5000 });

/** The waits of a history of failures, each after the wait of the one before and `healthyMs` on top. */
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
    because: 'two minutes without a failure are health',
    history: [...times(4, forbidden), { error: forbidden, healthyMs: 120_000 }],
    want: [800, 1600, 3200, 6400, 800],
  },
  {
    because: 'less is not',
    history: [...times(3, forbidden), { error: forbidden, healthyMs: 100_000 }],
    want: [800, 1600, 3200, 6400],
  },
  {
    because: 'a server that does not answer is probed about once a second, however long it takes',
    history: times(100, refused),
    want: [800, ...Array.from({ length: 99 }, () => 800)],
  },
  {
    because: 'no answer after answers is probed once a second at most',
    history: [...times(4, forbidden), ...times(3, refused)],
    want: [800, 1600, 3200, 6400, 1000, 1000, 1000],
  },
  {
    because: 'the first answers after an outage are those of a server that starts',
    history: [...times(3, refused), ...times(4, forbidden)],
    want: [800, 800, 800, 800, 800, 800, 800],
  },
  {
    because: 'half a minute after the outage an error is one',
    history: [...times(1, refused), { error: forbidden, healthyMs: 30_000 }, { error: forbidden }],
    want: [800, 800, 1600],
  },
  {
    because: 'a proxy with nobody behind it is no answer',
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

it('jitter shortens by up to a half, and not what the server asked for', async () => {
  expect(await waitsOf(times(2, forbidden), 1)).toEqual([400, 800]);
  expect(await waitsOf([{ error: busy }], 1)).toEqual([5000]);
});
