// TLS as configured in the kubeconfig, rotated certificates, and a proxy, over real handshakes.

import type { TLSSocket } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { createCertificateAuthority } from '../../test/support/clusters/certificates.ts';
import {
  json,
  startFakeApiServer,
  stream,
  type FakeApiServer,
  type ScriptEntry,
} from '../../test/support/clusters/fake-apiserver.ts';
import { startForwardProxy } from '../../test/support/clusters/forward-proxy.ts';
import { until } from '../../test/support/time/until.ts';
import { textOf } from './exchange.ts';
import { createTransport, type TransportOptions } from './transport.ts';
import type { HttpRequest, TlsMaterial } from './wire.ts';

const authority = createCertificateAuthority('docket test CA');
const serverCertificate = authority.issue('api', ['127.0.0.1']);
const trusting: TlsMaterial = { ca: authority.cert };
const get: HttpRequest = { method: 'GET', path: '/', headers: {} };

/** Answers with the common name of the client's certificate. */
const whoAmI: ScriptEntry = (response) => {
  const { subject } = (response.socket as TLSSocket).getPeerCertificate();
  json(200, { subject: subject?.CN ?? 'nobody' })(response);
};

async function startTlsServer(certificate = serverCertificate): Promise<FakeApiServer> {
  const server = await startFakeApiServer({
    ...certificate,
    ca: authority.cert,
    requestCert: true,
    rejectUnauthorized: false,
  });
  server.otherwise(whoAmI);
  return server;
}

async function using<T>(
  options: Omit<TransportOptions, 'connections'>,
  work: (transport: ReturnType<typeof createTransport>) => Promise<T>,
) {
  const transport = createTransport({ connections: 4, ...options });
  try {
    return await work(transport);
  } finally {
    await transport.close();
  }
}

const ask = (origin: string, tls: TlsMaterial): Promise<unknown> =>
  using({ origin }, async (transport) => JSON.parse((await transport.request(tls, get)).body) as unknown);

describe('TLS', () => {
  it('trusts the CA of the kubeconfig, for requests and for streams', async () => {
    await using server = await startTlsServer();
    expect(await ask(server.url, trusting)).toEqual({ subject: 'nobody' });
    server.script(stream(['a\n']));
    const text = await using({ origin: server.url }, async (transport) => {
      using streamed = await transport.stream(trusting, get);
      return textOf((await Array.fromAsync(streamed.pieces)).flat());
    });
    expect(text).toBe('a\n');
  });

  it.each([
    { because: 'no known CA signed the certificate', tls: {}, want: /certificate/ },
    { because: 'another CA signed it', tls: { ca: createCertificateAuthority('other CA').cert }, want: /certificate/ },
    {
      because: 'it is not the host that was asked for',
      tls: { ...trusting, servername: 'elsewhere.test' },
      want: /elsewhere\.test/,
    },
  ])('refuses when $because', async ({ tls, want }) => {
    await using server = await startTlsServer();
    await expect(ask(server.url, tls)).rejects.toThrow(want);
    expect(server.requests).toEqual([]);
  });

  it('verifies the name in tls-server-name', async () => {
    await using server = await startTlsServer(authority.issue('api', ['api.test']));
    await expect(ask(server.url, trusting)).rejects.toThrow(/127\.0\.0\.1/);
    expect(await ask(server.url, { ...trusting, servername: 'api.test' })).toEqual({ subject: 'nobody' });
  });

  it('verifies nothing if configured so', async () => {
    await using server = await startTlsServer();
    expect(await ask(server.url, { rejectUnauthorized: false })).toEqual({ subject: 'nobody' });
  });

  it('sends the client certificate', async () => {
    await using server = await startTlsServer();
    const { cert, key } = authority.issue('jane');
    expect(await ask(server.url, { ...trusting, cert, key })).toEqual({ subject: 'jane' });
  });
});

describe('the pool', () => {
  it('makes no new handshake while the TLS material is the same object', async () => {
    await using server = await startTlsServer();
    await using({ origin: server.url }, async (transport) => {
      for (let i = 0; i < 200; i++) await transport.request(trusting, get);
      expect(transport.connectionsOpened()).toBe(1);
    });
    expect(server.connections.accepted).toBe(1);
  });

  it('uses a rotated certificate for new connections, while requests in flight finish on the old ones', async () => {
    await using server = await startTlsServer();
    const jane = { ...trusting, ...authority.issue('jane') };
    const joan = { ...trusting, ...authority.issue('joan') };
    await using({ origin: server.url }, async (transport) => {
      let answerLater: (() => void) | undefined;
      server.script((response, request) => void (answerLater = () => void whoAmI(response, request)));
      const early = transport.request(jane, get);
      await until('the first request has arrived', () => answerLater !== undefined);
      expect(JSON.parse((await transport.request(joan, get)).body)).toEqual({ subject: 'joan' });
      answerLater?.();
      expect(JSON.parse((await early).body)).toEqual({ subject: 'jane' });
      await until('the old connection is closed', () => server.connections.open === 1);
    });
  });
});

describe('an error without end', () => {
  it.each(['request', 'stream'] as const)('is cut off and reported: %s', async (kind) => {
    await using server = await startTlsServer();
    server.script((response) => {
      response.writeHead(503, { 'content-type': 'text/html' });
      const more = (): void => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536, 'x')));
        response.once('drain', more);
      };
      more();
    });
    await using({ origin: server.url }, async (transport) => {
      await expect(transport[kind](trusting, get)).rejects.toThrow('an error of more than 1048576 bytes');
      await until('the connection is closed', () => server.connections.open === 0);
    });
  });
});

describe('a proxy', () => {
  it('that does not answer is given up after the connect timeout', async () => {
    await using proxy = await startForwardProxy({ isMute: true });
    const timeouts = { connectMs: 300 };
    await using({ origin: 'https://10.1.2.3:6443', proxyUrl: proxy.url, timeouts }, async (transport) => {
      await expect(transport.request(trusting, get)).rejects.toThrow(/timeout/i);
      await expect(transport.stream(trusting, get)).rejects.toThrow(/timeout/i);
    });
    expect(proxy.tunnels).toEqual(['10.1.2.3:6443', '10.1.2.3:6443']);
  });

  it('is tunnelled through by requests and streams, and the server is verified anyway', async () => {
    await using server = await startTlsServer();
    await using proxy = await startForwardProxy();
    await using({ origin: server.url, proxyUrl: proxy.url }, async (transport) => {
      for (let i = 0; i < 5; i++) expect((await transport.request(trusting, get)).status).toBe(200);
      server.script(stream(['a\n']));
      using streamed = await transport.stream(trusting, get);
      expect(textOf((await Array.fromAsync(streamed.pieces)).flat())).toBe('a\n');
      await expect(transport.request({ ca: createCertificateAuthority('other').cert }, get)).rejects.toThrow(
        /certificate/,
      );
    });
    expect(proxy.tunnels).toEqual(Array.from({ length: 3 }, () => new URL(server.url).host));
  });
});
