// Attempts to make the operator send a credential, or connect, to where it must not (server-side request forgery). Every attempt is made
// against a server on loopback that counts connections: the only ones that reach it are those that the administrator allowed.

import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';

import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { INSIDE, resolver, type Zone } from '../../../test/support/vendors/zone.ts';
import { systemClock } from '../../base/clock.ts';
import { isAllowed, parseAllowedEndpoints } from '../endpoints.ts';
import { createHttp, type Http, type HttpOptions } from '../http.ts';
import { nextRequest } from '../kit/paging.ts';
import { SourceError } from '../ports/failure.ts';
import { reachOf } from './addresses.ts';
import { guardedLookup } from './guard.ts';

const never = new AbortController().signal;

let target: Server;
let port: number;
let connections: number;
let codes: string[];
let http: Http;
const sockets = new Set<Socket>();

beforeEach(async () => {
  [connections, codes] = [0, []];
  target = createServer((socket) => {
    connections++;
    sockets.add(socket);
    socket.on('error', () => sockets.delete(socket));
    socket.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}');
  });
  await new Promise<void>((resolve) => target.listen(0, resolve));
  port = (target.address() as AddressInfo).port;
});

afterEach(async () => {
  await http.close();
  for (const socket of sockets) socket.destroy();
  sockets.clear();
  await new Promise((resolve) => target.close(resolve));
});

function open(zone: Zone, allowed = '', more: Partial<HttpOptions> = {}): readonly string[] {
  const endpoints = parseAllowedEndpoints(allowed.replaceAll('PORT', String(port)));
  const { resolve, asked } = resolver(zone);
  http = createHttp({
    clock: systemClock,
    resolve,
    isAllowed: (url) => isAllowed(url, endpoints),
    onRequest: ({ code }) => codes.push(code),
    limits: { connectMs: 2000 },
    ...more,
  });
  return asked;
}

async function attempt(base: string): Promise<unknown> {
  try {
    const headers = { authorization: 'Bearer canary' };
    return await http
      .client('gitHub', base.replaceAll('PORT', String(port)))
      .send({ path: 'x', headers, signal: never });
  } catch (error) {
    expect(error).toBeInstanceOf(SourceError);
    return (error as SourceError).kind;
  }
}

describe('an address that is not public', () => {
  it.each(INSIDE)('%s is not connected to as the host of a URL', async (address) => {
    open({});
    const host = address.includes(':') ? `[${address}]` : address;
    for (const scheme of ['https', 'http']) expect(await attempt(`${scheme}://${host}:PORT`)).toBe('invalid-config');
    expect(connections).toBe(0);
  });

  it.each(INSIDE)(
    "%s is not connected to as the address of a vendor's name, alone or among public ones",
    async (address) => {
      open({ 'api.github.com': [[address], ['140.82.112.6', address], [address, '2606:4700::1111']] });
      for (let turn = 0; turn < 3; turn++) expect(await attempt('https://api.github.com:PORT')).toBe('invalid-config');
      expect(connections).toBe(0);
      expect(codes).toEqual(['blocked', 'blocked', 'blocked']);
    },
  );
});

describe('a URL that hides its host', () => {
  const ZONE = {
    localhost: [['127.0.0.1', '::1']],
    'evil.example': [['127.0.0.1']],
    'a.evil.example': [['::ffff:127.0.0.1']],
  };
  it.each([
    ['https://2130706433:PORT', 'decimal'],
    ['https://0x7f000001:PORT', 'hexadecimal'],
    ['https://0x7f.0.0.1:PORT', 'hexadecimal in one part'],
    ['https://0177.0.0.1:PORT', 'octal'],
    ['https://017700000001:PORT', 'octal in one number'],
    ['https://127.1:PORT', 'two parts'],
    ['https://127.0.1:PORT', 'three parts'],
    ['https://0:PORT', 'zero'],
    ['https://0xA9FEA9FE:PORT', 'the metadata service, hexadecimal'],
    ['https://2852039166:PORT', 'the metadata service, decimal'],
    ['https://0251.0376.0251.0376:PORT', 'the metadata service, octal'],
    ['https://１２７.0.0.1:PORT', 'full-width digits'],
    ['https://①②⑦.⓪.⓪.①:PORT', 'circled digits'],
    ['https://127。0。0。1:PORT', 'ideographic full stops'],
    ['https://127.0.0.1.:PORT', 'a dot at the end'],
    ['https://127.0.0.%31:PORT', 'a percent-encoded digit'],
    ['https://localhost:PORT', 'a name'],
    ['https://localhost.:PORT', 'a name with a dot at the end'],
    ['https://LOCALHOST:PORT', 'upper case'],
    ['https://ｌｏｃａｌｈｏｓｔ:PORT', 'full-width letters'],
    ['https://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ:PORT', 'circled letters'],
    ['https://local\u00adhost:PORT', 'a soft hyphen, which IDN leaves out'],
    ['https://evil.example:PORT', "a tenant's name for loopback"],
    ['https://a.evil.example:PORT', "a tenant's name for a mapped address"],
    ['https://api.github.com@127.0.0.1:PORT', 'the vendor as a user name'],
    ['https://api.github.com:443@127.0.0.1:PORT', 'the vendor as user name and password'],
    ['https://127.0.0.1:PORT\\@api.github.com', 'a backslash, which the parser reads as a slash'],
    ['https://127.0.0.1:PORT#@api.github.com', 'the vendor in a fragment'],
    ['https://127.0.0.1:PORT?@api.github.com', 'the vendor in a query'],
    ['https:127.0.0.1:PORT', 'no slashes'],
    ['https:\\\\127.0.0.1:PORT', 'backslashes in place of slashes'],
    ['\thttps://127.0.0.1:PORT', 'white space before it'],
    ['https://127.0.0.1\n:PORT', 'a line break, which the parser removes'],
    ['http://api.github.com:PORT', 'a vendor without TLS'],
    ['ftp://127.0.0.1:PORT', 'another scheme'],
    ['file:///etc/passwd', 'a file'],
    ['unix:///var/run/docker.sock', 'a socket'],
    ['gopher://127.0.0.1:PORT/_GET', 'a scheme that smuggles bytes'],
    ['data:application/json,{}', 'data'],
  ])('%s (%s) is not connected to', async (base) => {
    open(ZONE);
    expect(await attempt(base)).toBe('invalid-config');
    expect(connections).toBe(0);
  });
});

describe('an allowed endpoint', () => {
  const ZONE = {
    'proxy.internal': [['127.0.0.1']],
    'evil.example': [['127.0.0.1']],
    'proxy.internal.evil.example': [['127.0.0.1']],
    'evilproxy.internal': [['127.0.0.1']],
    'other.internal': [['127.0.0.1']],
  };
  const ALLOWED = 'proxy.internal:PORT,127.0.0.1:PORT,[::1]:PORT';

  it.each([
    ['http://127.0.0.1:PORT', 'loopback by its address'],
    ['http://[::1]:PORT', 'loopback in IPv6'],
    ['http://proxy.internal:PORT', 'a name at a private address'],
    ['http://proxy.internal.:PORT/prefix', 'with a dot at the end, and a path'],
    ['http://2130706433:PORT', 'the same address, written as a number'],
  ])('%s works: %s', async (base) => {
    open(ZONE, ALLOWED);
    expect(await attempt(base)).toMatchObject({ status: 200 });
    expect(connections).toBe(1);
  });

  it.each([
    ['http://127.0.0.2:PORT', 'another address'],
    ['http://[::ffff:127.0.0.1]:PORT', 'the address, mapped'],
    ['http://other.internal:PORT', 'another name for the same address'],
    ['http://proxy.internal.evil.example:PORT', 'the name as a prefix'],
    ['http://evilproxy.internal:PORT', 'the name as a suffix'],
    ['http://proxy.internal:PORT@evil.example:PORT', 'the name as a user'],
    ['http://evil.example:PORT/?proxy.internal:PORT', 'the name in a query'],
    ['http://evil.example:PORT\\@proxy.internal:PORT', 'a backslash'],
    ['http://proxy.internal..:PORT', 'two dots at the end'],
    ['https://proxy.internal:1', 'another port'],
    ['https://proxy.internal', 'the default port'],
  ])('%s is not it: %s', async (base) => {
    open(ZONE, ALLOWED);
    expect(await attempt(base)).toBe('invalid-config');
    expect(connections).toBe(0);
  });

  it.each([
    '169.254.169.254',
    '::ffff:169.254.169.254',
    'fe80::1',
    '0.0.0.0',
    '168.63.129.16',
    'fd00:ec2::254',
    '224.0.0.1',
  ])('does not lead to %s, whatever its name resolves to', async (address) => {
    open({ 'proxy.internal': [[address], ['127.0.0.1', address]] }, ALLOWED);
    for (let turn = 0; turn < 2; turn++) expect(await attempt('http://proxy.internal:PORT')).toBe('invalid-config');
    expect(connections).toBe(0);
  });
});

describe('DNS rebinding', () => {
  it('a name is resolved once for a connection, and the next connection is checked again', async () => {
    const asked = open(
      { 'proxy.internal': [['127.0.0.1'], ['169.254.169.254'], ['127.0.0.1']] },
      'proxy.internal:PORT',
    );
    const base = 'http://proxy.internal:PORT';
    expect(await attempt(base)).toMatchObject({ status: 200 });
    expect(await attempt(base)).toBe('invalid-config');
    expect(await attempt(base)).toMatchObject({ status: 200 });
    expect(asked.length).toBe(3);
    expect(connections).toBe(2);
  });

  it("a vendor's name that turns to loopback is not connected to", async () => {
    const asked = open({ 'api.github.com': [[], ['127.0.0.1'], ['::1']] });
    const kinds = [await attempt('https://api.github.com:PORT'), await attempt('https://api.github.com:PORT')];
    expect([...kinds, await attempt('https://api.github.com:PORT')]).toEqual([
      'unreachable',
      'invalid-config',
      'invalid-config',
    ]);
    expect([asked.length, connections]).toEqual([3, 0]);
  });

  it('what is checked is what is connected to, whatever a resolver says and when', async () => {
    const pool = [...INSIDE, '140.82.112.6', '2606:4700::1111', '1.1.1.1', '::ffff:1.1.1.1'];
    const answers = fc.array(fc.array(fc.constantFrom(...pool), { maxLength: 3 }), { minLength: 1, maxLength: 4 });
    open({});
    await fc.assert(
      fc.asyncProperty(answers, fc.boolean(), async (turns, all) => {
        const connect = guardedLookup('vendor', { resolve: resolver({ x: turns }).resolve });
        for (const turn of turns) {
          const given = await new Promise<readonly string[] | undefined>((resolve) => {
            connect('x', { all }, (error, found) => {
              if (error !== null) return resolve(undefined);
              resolve(typeof found === 'string' ? [found] : found.map(({ address }) => address));
            });
          });
          const isSound = turn.length > 0 && turn.every((address) => reachOf(address) === 'public');
          expect(given).toEqual(isSound ? (all ? turn : turn.slice(0, 1)) : undefined);
        }
      }),
    );
  });

  it.each([
    ['203.0.114.5', '203.0.114.5', 'the address of an API server with a public address'],
    ['kubernetes.example.com', '203.0.114.5', 'the name of one'],
    ['2606:4700::6443', '2606:4700:0:0:0:0:0:6443', 'in another way to write IPv6'],
    ['203.0.114.5', '::ffff:203.0.114.5', 'mapped into IPv6'],
  ])("no vendor is at the cluster's own API server (%s as %s): %s", async (own, address) => {
    const zone = { 'kubernetes.example.com': [['203.0.114.5']], 'api.github.com': [[address]] };
    open(zone, '', { ownHosts: [own] });
    expect(await attempt('https://api.github.com:PORT')).toBe('invalid-config');
    expect(await attempt(own.includes(':') ? `https://[${own}]:PORT` : `https://${own}:PORT`)).toBe('invalid-config');
    expect(codes).toEqual(['blocked']);
  });
});

describe('a redirect, or a next page', () => {
  const PLACES = [
    'http://127.0.0.1:OTHER/x', '//127.0.0.1:OTHER/x', 'https://169.254.169.254/latest/meta-data', 'http://localhost:OTHER/',
    'http://[::ffff:127.0.0.1]:OTHER/', 'http://2130706433:OTHER/', '/admin', 'file:///etc/passwd', 'http://u:p@127.0.0.1:OTHER/',
  ] as const; // prettier-ignore

  it.each(PLACES)('to %s is not followed', async (place) => {
    const moved = createHttpServer((request, response) => {
      expect(request.headers.authorization).toBe('Bearer canary');
      const status = Number(request.url?.slice(-3));
      response.writeHead(status, { location: place.replace('OTHER', String(port)) }).end();
    });
    await new Promise<void>((resolve) => moved.listen(0, '127.0.0.1', resolve));
    const own = (moved.address() as AddressInfo).port;
    open({}, `127.0.0.1:${own},127.0.0.1:PORT`);
    const client = http.client('gitHub', `http://127.0.0.1:${own}/api`);
    for (const status of [301, 302, 303, 307, 308]) {
      const sent = { headers: { authorization: 'Bearer canary' }, signal: never };
      await expect(client.send({ path: `r/${status}`, ...sent })).rejects.toMatchObject({ kind: 'malformed' });
      const url = `http://127.0.0.1:${own}/api/r/${status}`;
      await expect(client.fetch(url, { redirect: 'follow', ...sent })).rejects.toMatchObject({ kind: 'malformed' });
    }
    const base = `http://127.0.0.1:${own}/api`;
    expect(() => nextRequest(base, place.replace('OTHER', String(port)), 'list')).toThrow(SourceError);
    expect(connections).toBe(0);
    moved.closeAllConnections();
    await new Promise((resolve) => moved.close(resolve));
  });
});
