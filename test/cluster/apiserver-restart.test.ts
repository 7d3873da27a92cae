// The API server stops during a sync and starts again: what was in flight is done again, nothing is doubled, and no error is logged. On a
// control plane of its own.

import path from 'node:path';
import { countingClient } from '../support/clusters/counting-client.ts';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { createProviders } from '../../src/integrations/registry.ts';
import { loadKubeConfig } from '../../src/kube/config.ts';
import { createRestClient, type RestClient } from '../../src/kube/rest.ts';
import { systemClock } from '../../src/base/clock.ts';
import type { ControlPlane } from '../../tools/control-plane/control-plane.ts';
import { useControlPlane } from '../support/clusters/control-plane.ts';
import { eventually } from '../support/time/eventually.ts';
import { interrupted, type InterruptedClusters } from '../support/clusters/interrupted.ts';
import { Mirrored } from '../support/operator/mirrored.ts';
import { startPagerDuty } from '../support/vendors/pagerduty/server.ts';
import type { LogLine } from '../support/runtime/recording.ts';
import { Replica } from '../support/operator/replica.ts';

const CRDS = path.resolve(import.meta.dirname, '../../crds');
const INCIDENTS = 25;
const TIMEOUT_MS = 30_000;

const plane = useControlPlane();
let rest: RestClient;
let clusters: InterruptedClusters;

beforeAll(async () => {
  await plane().applyCrds(CRDS);
  const kubeConfig = await loadKubeConfig({ kubeconfig: plane().kubeconfig });
  rest = createRestClient({ kubeConfig, userAgent: 'docket/test', clock: systemClock });
  clusters = interrupted({
    async create() {
      const namespace = await plane().createNamespace();
      const [operator, client] = [countingClient(rest), countingClient(rest)];
      return { namespace, isShared: true, operator, client, takeWrites: async () => ({}) };
    },
    [Symbol.asyncDispose]: () => rest.close(),
  });
}, 60_000);

afterAll(() => clusters[Symbol.asyncDispose]());

it.each([
  {
    how: 'is killed and started again a second later',
    because: 'requests find nobody',
    event: (server: ControlPlane) => server.killApiserver(),
  },
  {
    how: 'is restarted in order',
    because: 'connections are closed and the same address answers again',
    event: (server: ControlPlane) => server.restartApiserver(),
  },
])('the API server $how ($because): every incident is stored once and judged', async ({ event }) => {
  const vendor = await startPagerDuty();
  onTestFinished(() => vendor[Symbol.asyncDispose]());
  for (let number = 0; number < INCIDENTS; number++) vendor.account.trigger();
  const { namespace, operator: client } = await clusters.create(systemClock);
  const mirrored = new Mirrored(plane(), namespace, vendor);
  const log: LogLine[] = [];
  const allowed = new URL(vendor.url).host;
  const replica = new Replica({
    client,
    namespaces: [namespace],
    clock: systemClock,
    allowed,
    log,
    transitions: [],
    providers: createProviders(),
  });
  onTestFinished(() => replica.stop());
  replica.lead();

  const happened = clusters.interrupt({ atIncident: 10, event: () => event(plane()) });
  await mirrored.apply();
  await happened;
  await sleep(1_000);
  await plane().startApiserver();

  await eventually(() => mirrored.incidents(), mirrored.wanted(), TIMEOUT_MS);
  await eventually(async () => (await mirrored.check('source-healthy'))?.result, 'Passing', TIMEOUT_MS);
  await eventually(async () => (await mirrored.check('incident-closed'))?.counts?.failing, INCIDENTS, TIMEOUT_MS);
  expect(log.filter(({ level }) => level === 'error')).toEqual([]);
});
