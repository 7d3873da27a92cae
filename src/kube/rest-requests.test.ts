// What the REST client puts on the wire, method by method.

import { describe, expect, it } from 'vitest';
import { json, type RecordedRequest } from '../../test/support/clusters/fake-apiserver.ts';
import {
  configMaps,
  incident,
  incidents,
  key,
  startRestFixture,
  TOKEN,
} from '../../test/support/clusters/rest-fixture.ts';
import type { KubeClient } from './client.ts';

const incidentsPath = '/apis/docket.dev/v1alpha1/namespaces/team/incidents';
const emptyList = {
  kind: 'IncidentList',
  apiVersion: 'docket.dev/v1alpha1',
  metadata: { resourceVersion: '7' },
  items: [],
};
const success = { kind: 'Status', apiVersion: 'v1', status: 'Success' };
const status = { metadata: { ...key('a'), resourceVersion: '3' }, status: { state: 'Open' } };
const patch = { spec: { title: 't' } };

interface Row {
  readonly name: string;
  readonly call: (client: KubeClient) => Promise<unknown>;
  readonly answer?: object;
  readonly want: Partial<Omit<RecordedRequest, 'body' | 'headers'>>;
  readonly contentType?: string;
  readonly body?: unknown;
}

const rows: readonly Row[] = [
  {
    name: 'get',
    call: (client) => client.get(incidents, key('a')),
    want: { method: 'GET', path: `${incidentsPath}/a`, query: {} },
  },
  {
    name: 'list of a page',
    call: (client) =>
      client.list(incidents, {
        namespace: 'team',
        labelSelector: 'a=b,c!=d',
        fieldSelector: 'metadata.name=x',
        limit: 500,
        continue: 'tok=',
      }),
    answer: emptyList,
    want: {
      method: 'GET',
      path: incidentsPath,
      query: { labelSelector: 'a=b,c!=d', fieldSelector: 'metadata.name=x', limit: '500', continue: 'tok=' },
    },
  },
  {
    name: 'list of all namespaces at a version',
    call: (client) => client.list(configMaps, { resourceVersion: '0', resourceVersionMatch: 'NotOlderThan' }),
    answer: emptyList,
    want: { path: '/api/v1/configmaps', query: { resourceVersion: '0', resourceVersionMatch: 'NotOlderThan' } },
  },
  {
    name: 'create',
    call: (client) => client.create(incidents, incident('a'), { fieldManager: 'docket', dryRun: true }),
    want: { method: 'POST', path: incidentsPath, query: { fieldManager: 'docket', dryRun: 'All' } },
    contentType: 'application/json',
    body: incident('a'),
  },
  {
    name: 'update',
    call: (client) => client.update(incidents, incident('a')),
    want: { method: 'PUT', path: `${incidentsPath}/a`, query: {} },
    contentType: 'application/json',
    body: incident('a'),
  },
  {
    name: 'updateStatus sends no spec',
    call: (client) => client.updateStatus(incidents, status),
    want: { method: 'PUT', path: `${incidentsPath}/a/status`, query: {} },
    contentType: 'application/json',
    body: { apiVersion: 'docket.dev/v1alpha1', kind: 'Incident', ...status },
  },
  {
    name: 'merge patch of the status',
    call: (client) => client.patch(incidents, key('a'), patch, { type: 'merge', subresource: 'status' }),
    want: { method: 'PATCH', path: `${incidentsPath}/a/status`, query: {} },
    contentType: 'application/merge-patch+json',
    body: patch,
  },
  {
    name: 'JSON patch',
    call: (client) => client.patch(incidents, key('a'), [{ op: 'remove', path: '/spec/title' }], { type: 'json' }),
    want: { method: 'PATCH', path: `${incidentsPath}/a`, query: {} },
    contentType: 'application/json-patch+json',
    body: [{ op: 'remove', path: '/spec/title' }],
  },
  {
    name: 'server-side apply',
    call: (client) => client.patch(incidents, key('a'), patch, { type: 'apply', fieldManager: 'docket', force: true }),
    want: { method: 'PATCH', path: `${incidentsPath}/a`, query: { fieldManager: 'docket', force: 'true' } },
    contentType: 'application/apply-patch+yaml',
    body: patch,
  },
  {
    name: 'force belongs to apply only',
    call: (client) => client.patch(incidents, key('a'), patch, { type: 'merge', force: true }),
    want: { query: {} },
  },
  {
    name: 'delete with preconditions',
    call: (client) => client.delete(incidents, key('a'), { uid: 'u', resourceVersion: '3', dryRun: true }),
    answer: success,
    want: { method: 'DELETE', path: `${incidentsPath}/a`, query: {} },
    contentType: 'application/json',
    body: {
      apiVersion: 'v1',
      kind: 'DeleteOptions',
      preconditions: { uid: 'u', resourceVersion: '3' },
      dryRun: ['All'],
    },
  },
  {
    name: 'version',
    call: (client) => client.version(),
    answer: { major: '1', minor: '33+' },
    want: { method: 'GET', path: '/version', query: {} },
  },
];

describe('requests', () => {
  it.each(rows)('$name', async ({ call, answer = incident('a'), want, contentType, body }) => {
    await using fixture = await startRestFixture();
    fixture.server.script(json(200, answer));
    await call(fixture.client);
    const [request] = fixture.server.requests;
    expect(request).toMatchObject(want);
    expect(request?.headers).toMatchObject({
      accept: 'application/json',
      authorization: `Bearer ${TOKEN}`,
      'user-agent': 'docket/test',
    });
    if (contentType !== undefined) expect(request?.headers['content-type']).toBe(contentType);
    if (body !== undefined) expect(JSON.parse(request?.body ?? '')).toEqual(body);
  });

  it('go below the path of a server that has one', async () => {
    await using fixture = await startRestFixture();
    const server = `${fixture.server.url}/k8s/clusters/c-1/`;
    await using nested = await startRestFixture({
      kubeConfig: { server, isInCluster: false, authenticate: () => Promise.resolve({ headers: {}, tls: {} }) },
    });
    fixture.server.script(json(200, incident('a')));
    await nested.client.get(incidents, key('a'));
    expect(fixture.server.requests[0]?.path).toBe(`/k8s/clusters/c-1${incidentsPath}/a`);
  });

  it('for an object without a name send nothing', async () => {
    await using fixture = await startRestFixture();
    await expect(fixture.client.delete(incidents, key(''))).rejects.toThrow('incidents.docket.dev: "" is no name');
    await expect(fixture.client.get(incidents, { name: 'a' })).rejects.toThrow('no namespace is given');
    expect(fixture.server.requests).toEqual([]);
  });

  it('keep their connection after every verb', async () => {
    await using fixture = await startRestFixture();
    const { server, client } = fixture;
    server.otherwise(json(200, incident('a')));
    for (const { call, answer } of [...rows, ...rows]) {
      server.script(json(200, answer ?? incident('a')));
      await call(client);
    }
    expect(server.connections.accepted).toBe(1);
  });
});
