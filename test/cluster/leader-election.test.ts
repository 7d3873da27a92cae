// Leader election on a real API server: it takes the Lease as it is written, and a handover is quick.

import { expect, it, onTestFinished, vi } from 'vitest';
import { loadKubeConfig } from '../../src/kube/config.ts';
import { createRestClient, type RestClient } from '../../src/kube/rest.ts';
import { systemClock } from '../../src/base/clock.ts';
import { createLeaderElector, type LeaderElector } from '../../src/runtime/leader-election.ts';
import { LEASE } from '../../src/api/kinds.ts';
import type { Lease } from '../../src/runtime/lease-record.ts';
import { freshNamespace, sharedControlPlane } from '../support/clusters/control-plane.ts';
import { recordingLogger, recordingMetrics } from '../support/runtime/recording.ts';

interface Candidate {
  readonly elector: LeaderElector;
  readonly client: RestClient;
  readonly log: ReturnType<typeof recordingLogger>;
  readonly stop: () => Promise<void>;
}

async function stand(identity: string, namespace: string): Promise<Candidate> {
  const kubeConfig = await loadKubeConfig({ kubeconfig: sharedControlPlane().kubeconfig });
  const client = createRestClient({ kubeConfig, userAgent: `docket-election-${identity}`, clock: systemClock });
  const log = recordingLogger();
  const elector = createLeaderElector({
    ...{ client, clock: systemClock, random: Math.random, namespace, name: 'docket', identity, log },
    ...{ leaseDurationMs: 8000, renewDeadlineMs: 6000, retryPeriodMs: 500 },
    metrics: recordingMetrics(),
  });
  const stopping = new AbortController();
  const untilAbort = (signal: AbortSignal): Promise<void> =>
    new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  const running = elector.run(stopping.signal, untilAbort);
  const stop = (): Promise<void> => {
    stopping.abort();
    return running;
  };
  onTestFinished(async () => {
    await stop();
    await client.close();
  });
  return { elector, client, log, stop };
}

it('one leads, gives the lease back when it stops, and is replaced when it dies', async () => {
  const namespace = await freshNamespace();
  const first = await stand('first', namespace);
  await vi.waitFor(() => expect(first.elector.isLeading).toBe(true), { timeout: 10_000 });
  const second = await stand('second', namespace);
  await vi.waitFor(() => expect(second.elector.holder).toBe('first'), { timeout: 10_000 });
  const lease = await second.client.get<Lease>(LEASE, { namespace, name: 'docket' });
  expect(lease.spec).toMatchObject({ holderIdentity: 'first', leaseDurationSeconds: 8, leaseTransitions: 0 });

  await first.stop();
  // Long before the lease would have expired.
  await vi.waitFor(() => expect(second.elector.isLeading).toBe(true), { timeout: 5000 });
  expect(first.log.lines.some(({ msg }) => msg.startsWith('lease not released'))).toBe(false);

  const third = await stand('third', namespace);
  await vi.waitFor(() => expect(third.elector.holder).toBe('second'), { timeout: 10_000 });
  await second.client.close();
  await vi.waitFor(() => expect(third.elector.isLeading).toBe(true), { timeout: 20_000 });
  expect(second.elector.isLeading).toBe(false);
  expect((await third.client.get<Lease>(LEASE, { namespace, name: 'docket' })).spec?.leaseTransitions).toBe(2);
});
