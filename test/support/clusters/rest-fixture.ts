// A REST client against the fake API server, for tests: fixed credentials, a clock moved by hand unless told otherwise.

import type { KubeObject, ResourceType } from '../../../src/api/meta.ts';
import type { Authenticate } from '../../../src/kube/credentials.ts';
import { createRestClient, type RestClient, type RestClientOptions } from '../../../src/kube/rest.ts';
import { FakeClock } from '../time/fake-clock.ts';
import { startFakeApiServer, type FakeApiServer } from './fake-apiserver.ts';

export const TOKEN = 'canary-token';

export const incidents: ResourceType = {
  group: 'docket.dev',
  version: 'v1alpha1',
  kind: 'Incident',
  plural: 'incidents',
  namespaced: true,
};

export const configMaps: ResourceType = {
  group: '',
  version: 'v1',
  kind: 'ConfigMap',
  plural: 'configmaps',
  namespaced: true,
};

export const incident = (name: string): KubeObject & { spec: { title: string } } => ({
  apiVersion: 'docket.dev/v1alpha1',
  kind: 'Incident',
  metadata: { name, namespace: 'team' },
  spec: { title: 'Zürich 雪' },
});

export const key = (name: string) => ({ namespace: 'team', name });

export interface RestFixture extends AsyncDisposable {
  readonly server: FakeApiServer;
  readonly client: RestClient;
  readonly clock: FakeClock;
}

const fixedCredentials: Authenticate = () =>
  Promise.resolve({ headers: { authorization: `Bearer ${TOKEN}` }, tls: {} });

type Overrides = Partial<RestClientOptions> & { readonly authenticate?: Authenticate };

export async function startRestFixture({
  authenticate = fixedCredentials,
  ...options
}: Overrides = {}): Promise<RestFixture> {
  const server = await startFakeApiServer();
  const clock = new FakeClock();
  const client = createRestClient({
    kubeConfig: { server: server.url, isInCluster: false, authenticate },
    userAgent: 'docket/test',
    clock,
    random: () => 0,
    ...options,
  });
  return {
    server,
    client,
    clock,
    async [Symbol.asyncDispose]() {
      await client.close();
      await server.close();
    },
  };
}
