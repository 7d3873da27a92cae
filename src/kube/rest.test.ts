// How the REST client handles every kind of answer. The answers of a real API server are in test/contract; here are those that a real server
// cannot be made to give.

import { describe, expect, it } from 'vitest';
import { cutOff, hang, json, reset, text } from '../../test/support/clusters/fake-apiserver.ts';
import {
  configMaps,
  incident,
  incidents,
  key,
  startRestFixture,
  TOKEN,
} from '../../test/support/clusters/rest-fixture.ts';
import { until } from '../../test/support/time/until.ts';
import { KubeConnectionError } from './errors.ts';

const incidentsPath = '/apis/docket.dev/v1alpha1/namespaces/team/incidents';
/** Of an object of the API server. */
const A_BEGINNING = '{"apiVersion":"docket.dev/v1alpha1","kind":"Incident","metadata":{"';
const emptyList = {
  kind: 'IncidentList',
  apiVersion: 'docket.dev/v1alpha1',
  metadata: { resourceVersion: '7' },
  items: [],
};

describe('answers', () => {
  it('are the objects, and the version as two numbers', async () => {
    await using fixture = await startRestFixture();
    fixture.server.script(json(201, incident('a')), json(200, { major: '1', minor: '33+' }));
    expect(await fixture.client.create(incidents, incident('a'))).toEqual(incident('a'));
    expect(await fixture.client.version()).toEqual({ major: 1, minor: 33 });
  });

  it('of a list have the kind that the server leaves out, and a continue only while there are more pages', async () => {
    await using fixture = await startRestFixture();
    const list = (more: object, items: object[] | null) =>
      json(200, { kind: 'ConfigMapList', apiVersion: 'v1', metadata: { resourceVersion: '9', ...more }, items });
    fixture.server.script(list({ continue: 'next' }, [{ metadata: { name: 'a' } }]), list({ continue: '' }, null));
    expect(await fixture.client.list(configMaps)).toEqual({
      items: [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } }],
      resourceVersion: '9',
      continue: 'next',
    });
    expect(await fixture.client.list(configMaps)).toEqual({ items: [], resourceVersion: '9' });
  });

  it.each([
    { because: 'a page of a proxy is no list', answer: text(200, 'text/html', '<html>canary-page</html>') },
    {
      because: 'half a JSON text is no list',
      answer: text(200, 'application/json', '{"kind":"IncidentList","items":[{"a":"canary-page"'),
    },
    { because: 'an empty object is not an empty list', answer: json(200, {}) },
    { because: 'an object without items is not an empty list', answer: json(200, { ...emptyList, items: undefined }) },
    { because: 'another object is no list', answer: json(200, incident('a')) },
  ])('$because', async ({ answer }) => {
    await using fixture = await startRestFixture();
    fixture.server.script(answer);
    const error: unknown = await fixture.client.list(incidents).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(KubeConnectionError);
    expect(String(error)).toContain('GET /apis/docket.dev/v1alpha1/incidents: answered 200 with a body');
    expect(String(error)).not.toContain('canary-page');
    expect(fixture.server.requests).toHaveLength(1);
  });

  it.each([
    { because: 'as the API server writes it', answer: json(201, { ...incident('a'), metadata: { name: 'stored' } }) },
    { because: 'its members in another order', answer: json(201, { metadata: { name: 'stored' }, kind: 'Incident' }) },
    { because: 'cut off after its beginning', answer: text(201, 'application/json', `${A_BEGINNING}name":"sto`) },
  ])('that no caller needs are not parsed if they are objects: $because', async ({ answer }) => {
    await using fixture = await startRestFixture();
    fixture.server.script(answer);
    expect(await fixture.client.create(incidents, incident('a'), { unread: true })).toEqual(incident('a'));
  });

  it.each([
    { because: 'a page', answer: text(200, 'text/html', '<html>canary-page</html>') },
    { because: 'an empty object', answer: json(200, {}) },
    { because: 'a list', answer: json(200, [incident('canary-page')]) },
    { because: 'another text', answer: text(200, 'text/plain', '"canary-page"') },
    { because: 'nothing', answer: text(200, 'application/json', '') },
  ])('that no caller needs are refused if they are no objects: $because', async ({ answer }) => {
    await using fixture = await startRestFixture();
    fixture.server.script(answer, answer);
    const { client } = fixture;
    const update = { metadata: { ...key('a'), resourceVersion: '1' }, status: {} };
    for (const [write, method] of [
      [client.create(incidents, incident('a'), { unread: true }), 'POST'],
      [client.updateStatus(incidents, update, { unread: true }), 'PUT'],
    ] as const) {
      const error: unknown = await write.catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(KubeConnectionError);
      expect(String(error)).toMatch(new RegExp(`${method} ${incidentsPath}[^:]*: answered 200 with a body`));
      expect(String(error)).not.toContain('canary-page');
    }
  });

  it('with an error status are a KubeError that names the request, and are not retried', async () => {
    await using fixture = await startRestFixture();
    const body = { kind: 'Status', code: 409, reason: 'Conflict', message: 'the object has been modified' };
    fixture.server.script(json(409, body), text(500, 'text/html', '<html/>'), json(503, { kind: 'Status', code: 503 }));
    const update = (): Promise<unknown> =>
      fixture.client.update(incidents, incident('a')).catch((error: unknown) => error);
    expect(await update()).toMatchObject({
      message: `PUT ${incidentsPath}/a: 409 Conflict: the object has been modified`,
      ...{ code: 409, reason: 'Conflict' },
    });
    expect(await update()).toMatchObject({ code: 500, reason: 'InternalError' });
    expect(await update()).toMatchObject({ code: 503, reason: 'ServiceUnavailable', retryAfterMs: undefined });
    expect(fixture.server.requests).toHaveLength(3);
  });
});

describe('no answer', () => {
  it.each([
    { name: 'a reset after the request was taken in', entry: reset },
    { name: 'a body that is cut off', entry: cutOff('{"kind":"Incident","metadata":{"name":"a"') },
  ])('$name is a KubeConnectionError and is not retried', async ({ entry }) => {
    await using fixture = await startRestFixture();
    fixture.server.script(entry);
    const error: unknown = await fixture.client.create(incidents, incident('a')).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(KubeConnectionError);
    expect(String(error)).toContain(`POST ${incidentsPath}: no answer from 127.0.0.1:`);
    expect(String(error)).not.toContain(TOKEN);
    fixture.server.script(json(200, incident('a')));
    await fixture.client.get(incidents, key('a'));
    expect(fixture.server.requests.map(({ method }) => method)).toEqual(['POST', 'GET']);
  });

  it('from a server that is silent ends with the headers timeout', async () => {
    await using fixture = await startRestFixture({ timeouts: { headersMs: 200 } });
    fixture.server.script(hang);
    await expect(fixture.client.get(incidents, key('a'))).rejects.toThrow(/no answer from .*UND_ERR_HEADERS_TIMEOUT/);
  });

  it('from a server that stops in the middle of a body ends with the body timeout', async () => {
    await using fixture = await startRestFixture({ timeouts: { bodyMs: 200 } });
    fixture.server.script((response) => void response.writeHead(200, { 'content-length': 100 }).write('{'));
    await expect(fixture.client.get(incidents, key('a'))).rejects.toThrow(/no answer from .*UND_ERR_BODY_TIMEOUT/);
  });

  it('from a server that is not there is reported as such', async () => {
    await using fixture = await startRestFixture();
    await fixture.server.close();
    await expect(fixture.client.version()).rejects.toThrow(/GET \/version: no answer from .*ECONNREFUSED/);
  });

  it('is the result after the client was closed, for requests in flight and for later ones', async () => {
    await using fixture = await startRestFixture();
    fixture.server.script(hang);
    const inFlight = fixture.client.version().catch((error: unknown) => error);
    await until('the request has arrived', () => fixture.server.requests.length === 1);
    await fixture.client.close();
    expect(await inFlight).toMatchObject({
      name: 'KubeConnectionError',
      message: expect.stringContaining('closed') as string,
    });
    await expect(fixture.client.version()).rejects.toThrow('the client is closed');
  });
});

describe('an abort', () => {
  it('ends a request with the reason of the signal, and closes its connection', async () => {
    await using fixture = await startRestFixture();
    fixture.server.script(hang);
    const abort = new AbortController();
    const asked = fixture.client.get(incidents, key('a'), { signal: abort.signal }).catch((error: unknown) => error);
    await until('the request has arrived', () => fixture.server.requests.length === 1);
    const reason = new Error('stopping');
    abort.abort(reason);
    expect(await asked).toBe(reason);
    await until('the connection is closed', () => fixture.server.connections.open === 0);
  });

  it('ends a wait between two attempts', async () => {
    await using fixture = await startRestFixture();
    fixture.server.script(json(429, {}, { 'retry-after': '5' }));
    const abort = new AbortController();
    const asked = fixture.client.get(incidents, key('a'), { signal: abort.signal }).catch((error: unknown) => error);
    await until('the wait has begun', () => fixture.server.requests.length === 1 && fixture.clock.pending === 1);
    abort.abort(new Error('stopping'));
    expect(await asked).toMatchObject({ message: 'stopping' });
    expect(fixture.clock.pending).toBe(0);
  });
});
