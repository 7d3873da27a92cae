// A replica dies before or after any of its writes: what was answered with 2xx is there, once, and what was not is there once the sender
// has repeated it at the other replica.

import { expect, it } from 'vitest';
import type { Item } from '../../../src/integrations/ports/receive.ts';
import type { KubeClient } from '../../../src/kube/client.ts';
import { KubeConnectionError } from '../../../src/kube/errors.ts';
import { anEvent, anIncidentItem } from '../../support/receiving/plain-push.ts';
import { push, ReceivingStage } from '../../support/receiving/stage.ts';
import { until } from '../../support/time/until.ts';

const PUSHES: ReadonlyArray<readonly Item[]> = [
  [anIncidentItem('a'), anEvent('1')],
  [anEvent('2'), anIncidentItem('b')],
  [anEvent('3'), anIncidentItem('a', { state: 'Resolved', time: '2026-03-02T10:05:00Z' })],
];

/** The process is gone at its nth write: nothing of it reaches the cluster any more. `after`: that write did. */
function mortal(client: KubeClient, nth: number, fate: 'before' | 'after', onDeath: () => void): KubeClient {
  let writes = 0;
  const gone = (): Promise<never> =>
    Promise.reject(new KubeConnectionError('the process is gone', new Error('killed')));
  const around =
    <Args extends unknown[], T>(write: (...args: Args) => Promise<T>) =>
    async (...args: Args): Promise<T> => {
      writes += 1;
      if (writes > nth) return gone();
      if (writes < nth) return write(...args);
      if (fate === 'after') await write(...args);
      onDeath();
      return gone();
    };
  return {
    ...client,
    create: around(client.create),
    update: around(client.update),
    updateStatus: around(client.updateStatus) as KubeClient['updateStatus'],
    patch: around(client.patch) as KubeClient['patch'],
    delete: around(client.delete),
  };
}

const POINTS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].flatMap((nth) => [
  { nth, fate: 'before' as const },
  { nth, fate: 'after' as const },
]);

it.concurrent.each(POINTS)('dies $fate its write $nth', { timeout: 60_000 }, async ({ nth, fate }) => {
  await using stage = await ReceivingStage.start();
  let isDead = false;
  const first = await stage.addReplica((client) => mortal(client, nth, fate, () => void (isDead = true)));
  const second = await stage.addReplica();
  first.replica.lead();
  for (const items of PUSHES) {
    for (let code: number | undefined; code !== 200;) code = await push(isDead ? second.url : first.url, items);
  }
  // Otherwise the run says nothing of this point: there were fewer writes.
  await until('the death of the first replica', () => isDead);
  await first.replica.standDown();
  second.replica.lead();
  await stage.applied();
  const incidents = (await stage.incidents()).map(({ spec }) => [spec.externalID, spec.state, spec.title]);
  expect(incidents).toEqual([
    ['a', 'Resolved', 'Alert a'],
    ['b', 'Detected', 'Alert b'],
    ['detection/g', 'Detected', 'Seen 3 times'],
  ]);
  expect((await stage.source()).status?.received?.windows).toBe('{"g":3}');
});
