// The contract of KubeClient on a real API server, through the REST adapter.

import path from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { loadKubeConfig } from '../../src/kube/config.ts';
import { createRestClient, type RestClient } from '../../src/kube/rest.ts';
import { systemClock } from '../../src/base/clock.ts';
import { describeKubeClient } from '../contract/kube-client.ts';
import { freshNamespace, sharedControlPlane } from '../support/clusters/control-plane.ts';

let client: RestClient;

beforeAll(async () => {
  const plane = sharedControlPlane();
  await plane.applyCrds(path.join(import.meta.dirname, '../fixtures/contract'));
  const kubeConfig = await loadKubeConfig({ kubeconfig: plane.kubeconfig });
  client = createRestClient({ kubeConfig, userAgent: 'docket-contract', clock: systemClock });
});

afterAll(async () => client.close());

describeKubeClient('a real API server', async () => ({ client, namespace: await freshNamespace() }));
