// The HTTP client for vendors, against a plain server on loopback: what it refuses to send, to follow and to buffer.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { inspect } from 'node:util';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { FakeClock } from '../../test/support/time/fake-clock.ts';
import { systemClock } from '../base/clock.ts';
import { createHttp, type Http, type HttpOptions } from './http.ts';
import { SourceError } from './ports/failure.ts';
import type { HttpRequest } from './ports/http.ts';

const never = new AbortController().signal;
const SECRET = 'sekret-canary-4711';

let answer: (request: IncomingMessage, response: ServerResponse) => void;
let seen: { method: string; url: string; headers: IncomingMessage['headers']; body: string }[];
let codes: string[];
let base: string;
let http: Http;
let server: ReturnType<typeof createServer>;

beforeEach(async () => {
  seen = [];
  codes = [];
  answer = (_request, response) => void response.end('{"ok":true}');
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      seen.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body });
      answer(request, response);
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

function open(options: Partial<HttpOptions> = {}): Http {
  return createHttp({
    clock: systemClock,
    isAllowed: () => true,
    onRequest: ({ provider, code }) => codes.push(`${provider} ${code}`),
    ...options,
  });
}

function get(path: string, more: Partial<HttpRequest> = {}) {
  return http.client('pagerDuty', base).send({ path, signal: never, ...more });
}

async function failure(run: Promise<unknown>): Promise<SourceError> {
  const error: unknown = await run.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(SourceError);
  return error as SourceError;
}

describe('what is sent', () => {
  it('keeps the path of the base, and encodes the query', async () => {
    const client = http.client('pagerDuty', `${base}/proxy/pd/`);
    await client.send({
      path: '/incidents',
      query: [
        ['statuses[]', 'a&b'],
        ['statuses[]', 'ü'],
      ],
      signal: never,
    });
    expect(seen[0]?.url).toBe('/proxy/pd/incidents?statuses%5B%5D=a%26b&statuses%5B%5D=%C3%BC');
  });

  it('sends JSON, or a form, with its type', async () => {
    await get('x', { method: 'POST', body: { a: 1 } });
    await get('x', { method: 'POST', body: new URLSearchParams({ grant_type: 'client_credentials', s: 'a b' }) });
    expect(seen.map(({ headers, body }) => [headers['content-type'], body])).toEqual([
      ['application/json', '{"a":1}'],
      ['application/x-www-form-urlencoded', 'grant_type=client_credentials&s=a+b'],
    ]);
  });

  it.each(['../admin', 'a/../../b', 'a/./b', '%2e%2e/admin', 'a\\b', 'a?b=c', 'a#b', 'a b', 'a\nb'])(
    'refuses the path %j, which would leave the base',
    async (path) => {
      const error = await failure(http.client('pagerDuty', `${base}/pd`).send({ path, signal: never }));
      expect(error.kind).toBe('invalid-config');
      expect(seen).toEqual([]);
    },
  );

  it.each(['ftp://host/', 'not a url', 'https://user:pw@host/', 'https://host/?q=1', 'https://host/#f', ''])(
    'refuses the base %j without naming it',
    (text) => {
      const error = (() => {
        try {
          return http.client('pagerDuty', text);
        } catch (caught) {
          return caught;
        }
      })();
      expect(error).toBeInstanceOf(SourceError);
      expect((error as SourceError).kind).toBe('invalid-config');
      if (text !== '') expect((error as SourceError).message).not.toContain(text);
    },
  );
});

describe('what comes back', () => {
  it.each([200, 400, 401, 403, 404, 410, 429, 500, 503])('%i is the provider’s business', async (status) => {
    answer = (_request, response) => void response.writeHead(status, { 'X-Thing': 'v' }).end('{"error":{"code":1}}');
    const got = await get('x');
    expect(got).toMatchObject({ status, headers: { 'x-thing': 'v' }, body: { error: { code: 1 } } });
    expect(codes).toEqual([`pagerDuty ${status}`]);
  });

  it('reads an empty body as undefined, ignores a byte order mark, and reads no body from an error page', async () => {
    answer = (_request, response) => void response.end();
    expect((await get('x')).body).toBeUndefined();
    answer = (_request, response) => void response.end('\ufeff[1]');
    expect((await get('x')).body).toEqual([1]);
    answer = (_request, response) => void response.writeHead(502).end('<html>Bad gateway</html>');
    expect(await get('x')).toMatchObject({ status: 502, body: undefined });
  });

  it.each([
    ['<html>', /HTML page/],
    ['{"a":', /not JSON/],
    ['Blocked', /not JSON/],
  ])('200 with %j is malformed, and not quoted', async (text, message) => {
    answer = (_request, response) => void response.end(`${text}${SECRET}`);
    const error = await failure(get('x'));
    expect(error.kind).toBe('malformed');
    expect(error.message).toMatch(message);
    expect(inspect(error, { depth: 9 })).not.toContain(SECRET);
    expect(codes).toEqual(['pagerDuty 200']);
  });

  it.each([301, 302, 303, 307, 308])('a redirect (%i) is not followed', async (status) => {
    answer = (_request, response) => void response.writeHead(status, { location: `${base}/elsewhere` }).end('moved');
    const error = await failure(get('x', { headers: { authorization: SECRET } }));
    expect(error.kind).toBe('malformed');
    expect(seen.length).toBe(1);
    expect(codes).toEqual([`pagerDuty ${status}`]);
  });

  it('does not buffer a response that is too large', async () => {
    await http.close();
    http = open({ limits: { maxAnswerBytes: 1000 } });
    let written = 0;
    answer = (_request, response) => {
      const more = (): void => {
        while (!response.destroyed && written < 50_000_000) {
          written += 10_000;
          if (!response.write('x'.repeat(10_000))) return void response.once('drain', more);
        }
      };
      more();
    };
    const error = await failure(get('x'));
    expect(error.kind).toBe('malformed');
    expect(error.message).toContain('larger than 1000 bytes');
    expect(written).toBeLessThan(50_000_000);
  });

  it('reports that no server listens', async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    const error = await failure(get('x', { query: [['token', SECRET]] }));
    expect(error.kind).toBe('unreachable');
    expect(error.message).toMatch(/^GET http:\/\/127\.0\.0\.1:\d+\/x: no answer \(ECONNREFUSED\)$/);
    expect(codes).toEqual(['pagerDuty error']);
    server.listen(0);
  });
});

describe('time', () => {
  interface Slow {
    readonly begin: (response: ServerResponse) => void;
    /** How many timers are pending once the request has begun: the headers' timer is cancelled when the headers arrive. */
    readonly timers: number;
    readonly ms: number;
    readonly message: RegExp;
  }

  const SLOW: ReadonlyArray<readonly [name: string, slow: Slow]> = [
    ['no answer', { begin: () => undefined, timers: 2, ms: 1001, message: /no answer within 1000 ms/ }],
    [
      'an answer that dribbles',
      {
        begin: (response) => void response.writeHead(200).write('{'),
        timers: 1,
        ms: 3001,
        message: /no complete answer within 3000 ms/,
      },
    ],
  ];

  it.each(SLOW)('ends %s', async (_name, { begin, timers, ms, message }) => {
    const clock = new FakeClock();
    await http.close();
    http = open({ clock, limits: { headersMs: 1000, totalMs: 3000 } });
    answer = (_request, response) => begin(response);
    const sending = failure(get('x'));
    while (seen.length === 0) await new Promise((resolve) => setTimeout(resolve, 2));
    while (clock.pending !== timers) await new Promise((resolve) => setTimeout(resolve, 2));
    await clock.advance(ms);
    const error = await sending;
    expect(error.kind).toBe('unreachable');
    expect(error.message).toMatch(message);
    expect(codes).toEqual(['pagerDuty timeout']);
    expect(clock.pending).toBe(0);
  });

  it('ends a request at once when it is aborted, with the caller’s reason', async () => {
    answer = () => undefined;
    const controller = new AbortController();
    const reason = new Error('enough');
    const sending = get('x', { signal: controller.signal });
    while (seen.length === 0) await new Promise((resolve) => setTimeout(resolve, 2));
    controller.abort(reason);
    await expect(sending).rejects.toBe(reason);
    expect(codes).toEqual(['pagerDuty aborted']);
    await expect(get('x', { signal: controller.signal })).rejects.toBe(reason);
    expect(seen.length).toBe(1);
  });

  it('leaves no timer and no listener behind', async () => {
    const clock = new FakeClock();
    await http.close();
    http = open({ clock });
    for (let n = 0; n < 5; n++) await get('x');
    expect(clock.pending).toBe(0);
  });
});

it('ignores proxy settings in the environment', async () => {
  const before = { ...process.env };
  Object.assign(process.env, {
    HTTP_PROXY: 'http://127.0.0.1:1',
    http_proxy: 'http://127.0.0.1:1',
    NODE_USE_ENV_PROXY: '1',
  });
  try {
    await http.close();
    http = open();
    expect((await get('x')).status).toBe(200);
  } finally {
    for (const name of ['HTTP_PROXY', 'http_proxy', 'NODE_USE_ENV_PROXY']) {
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    }
  }
});

it('reuses connections: twenty requests in a row open one or two', async () => {
  const ports = new Set<number | undefined>();
  answer = (request, response) => {
    ports.add(request.socket.remotePort);
    response.end('{}');
  };
  for (let n = 0; n < 20; n++) await get('x');
  expect(ports.size).toBeLessThanOrEqual(2);
});
