// The certificate as senders see it over real handshakes: which one is served, when a new one is, and what happens to a bad one.

import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { connect as connectTcp } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { connect, type PeerCertificate, type TLSSocket } from 'node:tls';
import { request } from 'node:https';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Certificate, createCertificateAuthority } from '../../test/support/clusters/certificates.ts';
import { type Listening, PATH, signing, startListening } from '../../test/support/receiving/listening.ts';
import { anIncidentItem } from '../../test/support/receiving/plain-push.ts';
import { FakeClock } from '../../test/support/time/fake-clock.ts';
import { until } from '../../test/support/time/until.ts';

const authority = createCertificateAuthority('docket test CA');
const [first, second] = [authority.issue('first', ['127.0.0.1']), authority.issue('second', ['127.0.0.1'])] as const;
const BODY = JSON.stringify({ items: [anIncidentItem('a')], rejected: [] });
const LOOK_EVERY_MS = 10_000;

let folder: string;
let tls: { readonly cert: string; readonly key: string };
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'docket-receiver-'));
  tls = { cert: path.join(folder, 'tls.crt'), key: path.join(folder, 'tls.key') };
  await put(first);
});
afterEach(() => rm(folder, { recursive: true }));

/** As a mounted Secret changes: each file as a whole. */
async function put({ cert, key }: Certificate): Promise<void> {
  for (const [file, text] of [
    [tls.cert, cert],
    [tls.key, key],
  ] as const) {
    await writeFile(`${file}.next`, text);
    await rename(`${file}.next`, file);
  }
}

interface Answer {
  readonly code: number | undefined;
  readonly servedBy: string | string[] | undefined;
}

/** One request on a connection of its own, by a sender that trusts the authority. */
function send({ server }: Listening): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const asked = request(
    {
      ...{ host: '127.0.0.1', port: server.port, path: PATH, method: 'POST', agent: false },
      ...{ ca: authority.cert, headers: { ...signing(BODY), 'content-length': Buffer.byteLength(BODY) } },
    },
    (response) => {
      const { subject }: Pick<PeerCertificate, 'subject'> = (response.socket as TLSSocket).getPeerCertificate();
      response.resume().on('end', () => resolve({ code: response.statusCode, servedBy: subject.CN }));
    },
  );
  asked.on('error', reject).end(BODY);
  return promise;
}

describe('TLS', () => {
  it('is served to a sender that trusts the authority, and nothing else is on that port', async () => {
    await using listening = await startListening({ tls });
    expect(await send(listening)).toEqual({ code: 200, servedBy: 'first' });
    await expect(fetch(`http://127.0.0.1:${listening.server.port}${PATH}`)).rejects.toThrow('fetch failed');
    expect(listening.counted).toEqual(['200']);
  });

  it('is of version 1.2 at least', async () => {
    await using listening = await startListening({ tls });
    const socket = connect({
      ...{ host: '127.0.0.1', port: listening.server.port, ca: authority.cert },
      ...({ minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const),
    });
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    socket.on('error', ({ message }) => resolve(message));
    socket.on('secureConnect', () => reject(new Error(`connected by ${socket.getProtocol()}`)));
    expect(await promise).toMatch(/alert protocol version/i);
  });

  it('cuts off who does not shake hands', async () => {
    await using listening = await startListening({ tls, limits: { headMs: 100 } });
    const socket = connectTcp({ host: '127.0.0.1', port: listening.server.port });
    await new Promise<void>((resolve) => socket.on('close', () => resolve()).resume());
    expect(await send(listening)).toEqual({ code: 200, servedBy: 'first' });
  });
});

describe('a certificate', () => {
  it('that changes is served within ten seconds, without a restart', async () => {
    const clock = new FakeClock();
    await using listening = await startListening({ tls, clock });
    await put(second);
    await clock.advance(LOOK_EVERY_MS - 1);
    expect(await served(listening)).toBe('first');
    await clock.advance(1);
    await until('the change', () => messages(listening).includes('certificate of the receiver changed'));
    expect(await served(listening)).toBe('second');
  });

  it.each([
    { because: 'the key is of another one', bad: () => ({ cert: second.cert, key: first.key }) },
    { because: 'it is cut off', bad: () => ({ cert: second.cert.slice(0, 200), key: second.key }) },
    { because: 'it is empty', bad: () => ({ cert: '', key: second.key }) },
  ])('that cannot be used, as $because, leaves the one before in force until a good one comes', async ({ bad }) => {
    const clock = new FakeClock();
    await using listening = await startListening({ tls, clock });
    await put(bad());
    await clock.advance(LOOK_EVERY_MS);
    await until('the report', () => messages(listening).some((msg) => msg.includes('not usable')));
    expect(await served(listening)).toBe('first');
    await put(second);
    await until('the next look', () => clock.pending > 0);
    await clock.advance(LOOK_EVERY_MS);
    await until('the change', () => messages(listening).includes('certificate of the receiver changed'));
    expect(await served(listening)).toBe('second');
  });

  it('that cannot be used at the start is an error of the start', async () => {
    await put({ cert: first.cert, key: second.key });
    await expect(startListening({ tls })).rejects.toThrow(/key values mismatch/i);
    await put({ cert: '\n', key: first.key });
    await expect(startListening({ tls })).rejects.toThrow(`read ${tls.cert}: it is empty`);
    await rm(tls.cert);
    await expect(startListening({ tls })).rejects.toThrow(/ENOENT/);
  });
});

const messages = ({ lines }: Listening): string[] => lines.map(({ msg }) => msg);

/** The name in the certificate of a new connection. */
async function served({ server }: Listening): Promise<unknown> {
  const socket = connect({ host: '127.0.0.1', port: server.port, ca: authority.cert });
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  socket.on('error', reject);
  socket.on('secureConnect', () => resolve(socket.getPeerCertificate().subject.CN));
  const name = await promise;
  socket.destroy();
  return name;
}
