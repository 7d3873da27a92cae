// What goes out and comes in by the one way out: every method, kinds of bodies, and the fetch that vendors' SDKs are given.

import { getEventListeners } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { FakeClock } from '../../../test/support/time/fake-clock.ts';
import { systemClock } from '../../base/clock.ts';
import { createHttp, type Http, type HttpOptions } from '../http.ts';
import type { HttpRequest } from '../ports/http.ts';

const never = new AbortController().signal;

interface Seen {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

let answer: (response: ServerResponse, request: IncomingMessage) => void;
let seen: Seen[];
let codes: string[];
let base: string;
let http: Http;
let server: ReturnType<typeof createServer>;

beforeEach(async () => {
  [seen, codes] = [[], []];
  answer = (response) => void response.end('{"ok":true}');
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method, url, headers } = request;
      seen.push({ method, url, headers, body: Buffer.concat(chunks) });
      answer(response, request);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  http = open();
});

afterEach(async () => {
  await http.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const open = (options: Partial<HttpOptions> = {}): Http =>
  createHttp({ clock: systemClock, isAllowed: () => true, onRequest: ({ code }) => void codes.push(code), ...options });
const send = (request: Partial<HttpRequest> = {}) =>
  http.client('vendor', base).send({ path: 'x', signal: never, ...request });

describe('a request', () => {
  it.each(['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const)('may be a %s', async (method) => {
    await send({ method });
    expect(seen[0]?.method).toBe(method);
  });

  const BYTES = Uint8Array.from([0, 255, 128, 10]);
  it.each<{ name: string; body: unknown; type: string | undefined; sent: Buffer }>([
    { name: 'nothing', body: undefined, type: undefined, sent: Buffer.alloc(0) },
    { name: 'an object, as JSON', body: { a: 1 }, type: 'application/json', sent: Buffer.from('{"a":1}') },
    { name: 'null, as JSON', body: null, type: 'application/json', sent: Buffer.from('null') },
    {
      name: 'a form',
      body: new URLSearchParams({ a: '1 &', b: 'ü' }),
      type: 'application/x-www-form-urlencoded',
      sent: Buffer.from('a=1+%26&b=%C3%BC'),
    },
    { name: 'text', body: 'grün', type: 'text/plain;charset=utf-8', sent: Buffer.from('grün') },
    { name: 'bytes', body: BYTES, type: 'application/octet-stream', sent: Buffer.from(BYTES) },
  ])('may hold $name', async ({ body, type, sent }) => {
    await send({ method: 'POST', body });
    expect(seen[0]?.headers['content-type']).toBe(type);
    expect(seen[0]?.body).toEqual(sent);
  });

  it('may name its content type itself', async () => {
    await send({ method: 'PATCH', body: '{"op":"x"}', headers: { 'content-type': 'application/json-patch+json' } });
    expect(seen[0]?.headers['content-type']).toBe('application/json-patch+json');
  });
});

describe('an answer', () => {
  it('may be text, or bytes, where that is asked for', async () => {
    answer = (response) => void response.end(Buffer.from([0xef, 0xbb, 0xbf, 0x3c, 0xff]));
    expect((await send({ answer: 'bytes' })).body).toEqual(Buffer.from([0xef, 0xbb, 0xbf, 0x3c, 0xff]));
    expect((await send({ answer: 'text' })).body).toBe('<\ufffd');
    expect(seen.map(({ headers }) => headers.accept)).toEqual([undefined, undefined]);
    await expect(send()).rejects.toMatchObject({ kind: 'malformed' });
  });

  it('that refuses is read as JSON whatever was asked for', async () => {
    answer = (response) => void response.writeHead(422).end('{"error":{"code":7}}');
    expect(await send({ answer: 'bytes' })).toMatchObject({ status: 422, body: { error: { code: 7 } } });
    answer = (response) => void response.writeHead(502).end('<html>');
    expect(await send({ answer: 'text' })).toMatchObject({ status: 502, body: undefined });
  });

  it('304 is no redirect: what the caller has is still right', async () => {
    answer = (response) => void response.writeHead(304, { etag: '"v1"' }).end();
    expect(await send()).toMatchObject({ status: 304, body: undefined, headers: { etag: '"v1"' } });
  });
});

describe('the fetch for SDKs', () => {
  const get = (address: string | URL, init?: RequestInit) => http.client('vendor', `${base}/api`).fetch(address, init);

  it('sends what a Request says, and gives a Response that can be read', async () => {
    answer = (response) => void response.writeHead(201, { 'x-id': '7' }).end('{"made":true}');
    const body = JSON.stringify({ title: 'ü' });
    const request = new Request(`${base}/api/items?b=2&a=1`, { method: 'POST', body, headers: { 'x-from': 'sdk' } });
    const made = await http.client('vendor', `${base}/api`).fetch(request);
    expect(seen[0]).toMatchObject({ method: 'POST', url: '/api/items?b=2&a=1', body: Buffer.from(body) });
    expect(seen[0]?.headers).toMatchObject({ 'x-from': 'sdk', 'user-agent': 'docket' });
    expect([made.status, made.ok, made.headers.get('x-id'), made.url]).toEqual([201, true, '7', request.url]);
    expect(await made.json()).toEqual({ made: true });
    expect(codes).toEqual(['201']);
  });

  it.each([200, 204, 304, 400, 404, 429, 500, 503])('returns a %i, whatever is in it', async (status) => {
    answer = (response) => void response.writeHead(status).end(status === 204 || status === 304 ? undefined : '<html>');
    const got = await get(`${base}/api/x`);
    expect([got.status, await got.text()]).toEqual([status, status === 204 || status === 304 ? '' : '<html>']);
    expect(codes).toEqual([String(status)]);
  });

  it.each([
    'https://203.0.113.7/api/x',
    'http://127.0.0.1:1/api/x',
    '/other',
    '/apix',
    '/api/../other',
    '/api/%2e%2e/x',
  ])('does not send to %s', async (address) => {
    const url = new URL(address, base);
    await expect(get(url)).rejects.toMatchObject({ kind: 'invalid-config' });
    expect(seen).toEqual([]);
  });

  it('sends no credentials that stand in an address', async () => {
    const url = new URL(`${base}/api/x`);
    url.username = 'somebody';
    await expect(get(url)).rejects.toThrow();
    expect(seen).toEqual([]);
  });

  it.each([301, 302, 307, 308])('follows no redirect (%i), even if told to', async (status) => {
    answer = (response) => void response.writeHead(status, { location: '/api/y' }).end();
    await expect(get(`${base}/api/x`, { redirect: 'follow' })).rejects.toMatchObject({ kind: 'malformed' });
    expect(seen.length).toBe(1);
    expect(codes).toEqual([String(status)]);
  });

  it.each([301, 307])('returns a redirect (%i) where that is asked for, and does not follow it', async (status) => {
    answer = (response) => void response.writeHead(status, { location: '/api/y' }).end('{"moved":true}');
    const got = await get(`${base}/api/x`, { redirect: 'manual' });
    expect([got.status, await got.json()]).toEqual([status, { moved: true }]);
    expect(seen.length).toBe(1);
  });

  it('asks for no compression, which it could not read', async () => {
    answer = (response, { headers }) => {
      const isAsked = headers['accept-encoding'] !== undefined;
      response.end(isAsked ? gzipSync('{}') : '{"plain":true}');
    };
    expect(await (await get(`${base}/api/x`, { headers: { 'accept-encoding': 'gzip' } })).json()).toEqual({
      plain: true,
    });
  });

  it('holds no more of an answer than the cap', async () => {
    http = open({ limits: { maxAnswerBytes: 1000 } });
    answer = (response) => void response.end('x'.repeat(1001));
    await expect(get(`${base}/api/x`)).rejects.toThrow('larger than 1000 bytes');
  });

  it('gives up in time', async () => {
    const clock = new FakeClock('2026-03-02T10:00:00Z');
    http = open({ clock, limits: { headersMs: 1000, totalMs: 3000 } });
    const asked = Promise.withResolvers<void>();
    answer = () => asked.resolve();
    const run = get(`${base}/api/x`).catch((error: unknown) => error);
    await asked.promise;
    await clock.advance(1001);
    expect(await run).toMatchObject({ kind: 'unreachable' });
    expect(codes).toEqual(['timeout']);
  });

  it("rejects with the signal's reason when it is aborted", async () => {
    const stop = new AbortController();
    const asked = Promise.withResolvers<void>();
    answer = () => asked.resolve();
    const run = get(`${base}/api/x`, { signal: stop.signal }).catch((error: unknown) => error);
    await asked.promise;
    const reason = new Error('stopped by the test');
    stop.abort(reason);
    expect(await run).toBe(reason);
    expect(codes).toEqual(['aborted']);
  });

  it('listens no more to a signal after many requests than after one', async () => {
    answer = (response) => void response.end('{}');
    const { signal } = new AbortController();
    await get(`${base}/api/x`, { signal });
    const once = getEventListeners(signal, 'abort').length;
    for (let request = 0; request < 5; request++) await get(`${base}/api/x`, { signal });
    expect(getEventListeners(signal, 'abort')).toHaveLength(once);
  });
});
