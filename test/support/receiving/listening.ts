// A receiver on a loopback socket with its caches filled by hand: one source, no operator and no cluster. And a sender that writes bytes as
// it likes and keeps what comes back, where `fetch` would not let it.

import { connect, type Socket } from 'node:net';
import type { KubeObject } from '../../../src/api/meta.ts';
import type { Delivery } from '../../../src/api/v1alpha1/delivery.gen.ts';
import type { IncidentSource } from '../../../src/api/v1alpha1/incidentsource.gen.ts';
import { type Clock, systemClock } from '../../../src/base/clock.ts';
import { KINDS } from '../../../src/judgement/kinds.ts';
import { createReceiver, type Receiver } from '../../../src/receiver/receiver.ts';
import { type ReceiverServer, serveReceiver, type ServerOptions } from '../../../src/receiver/server.ts';
import { objectRow, type ObjectRow } from '../../../src/runtime/object-row.ts';
import { createStore, type Store } from '../../../src/runtime/store.ts';
import { recordingLogger, type LogLine } from '../runtime/recording.ts';
import { plainPushProviders } from './plain-push.ts';
import { aSecret, hmac } from './sign.ts';

export const PATH = '/webhooks/payments/alerts';
const SECRET = 'correct horse';

export interface Listening extends AsyncDisposable {
  readonly server: ReceiverServer;
  readonly receiver: Receiver;
  readonly deliveries: Store<ObjectRow<Delivery>>;
  /** What was stored. */
  readonly stored: readonly Delivery[];
  /** The codes that were counted. */
  readonly counted: readonly string[];
  readonly lines: readonly LogLine[];
}

export interface ListeningOptions extends Pick<ServerOptions, 'tls' | 'limits'> {
  readonly clock?: Clock;
  /** False: the caches are not filled yet. */
  readonly isSynced?: boolean;
  readonly store?: (delivery: Delivery) => Promise<void>;
}

export async function startListening(given: ListeningOptions = {}): Promise<Listening> {
  const { clock = systemClock, isSynced = true, store = () => Promise.resolve(), ...rest } = given;
  const sources = createStore<ObjectRow<IncidentSource>>({ indexes: {}, onHandlerError: rethrow });
  const deliveries = createStore<ObjectRow<Delivery>>({
    indexes: KINDS.deliveries.indexes ?? {},
    onHandlerError: rethrow,
  });
  sources.upsert(objectRow(aSource()));
  for (const feed of [sources.addFeed(), deliveries.addFeed()]) if (isSynced) feed.markSynced();
  const stored: Delivery[] = [];
  const counted: string[] = [];
  const log = recordingLogger();
  const receiver = createReceiver({
    ...{ sources, deliveries, clock, log, providers: plainPushProviders() },
    async store(delivery) {
      await store(delivery);
      stored.push(delivery);
    },
    readSecret: () => Promise.resolve(aSecret({ webhookSecret: SECRET })),
    meters: { itemsDropped: () => undefined },
  });
  const server = await serveReceiver({
    ...{ receiver, clock, log, ...rest },
    address: { host: '127.0.0.1', port: 0 },
    meters: { webhookAnswered: (code) => void counted.push(code) },
  });
  return {
    ...{ server, receiver, deliveries, stored, counted, lines: log.lines },
    [Symbol.asyncDispose]: () => server.close(),
  };
}

/** A Delivery of the source that waits, or of another one. */
export function aWaiting(index: number, source = 'alerts'): ObjectRow<Delivery> {
  return objectRow({
    apiVersion: 'docket.dev/v1alpha1',
    kind: 'Delivery',
    metadata: { namespace: 'payments', name: `${source}-${index}`, uid: `${source}-${index}`, resourceVersion: '1' },
    spec: { sourceRef: { name: source }, sourceUID: 'u1', receivedAt: '2026-03-02T10:00:00Z', items: [] },
  } as KubeObject as Delivery);
}

function aSource(): IncidentSource {
  const webhook = { signature: { preset: 'HMAC', header: 'X-Sig' }, format: 'Custom' };
  return {
    apiVersion: 'docket.dev/v1alpha1',
    kind: 'IncidentSource',
    metadata: { namespace: 'payments', name: 'alerts', uid: 'u1', resourceVersion: '1' },
    spec: { secretRef: { name: 'hook' }, webhook },
  } as KubeObject as IncidentSource;
}

/** The headers that sign a body. */
export function signing(body: string): Record<string, string> {
  return { 'x-sig': hmac('sha256', SECRET, body).toString('hex') };
}

/** The head of a POST as it goes over the wire. */
export function headOf(headers: Readonly<Record<string, string | number>>, path = PATH): string {
  const lines = Object.entries({ host: 'docket', ...headers }).map(([name, value]) => `${name}: ${value}\r\n`);
  return `POST ${path} HTTP/1.1\r\n${lines.join('')}\r\n`;
}

export interface Sender extends Disposable {
  /** What came back so far. */
  readonly said: string;
  readonly isClosed: boolean;
  write(text: string): void;
}

/** A connection that stays open until the receiver ends it, or the test does. */
export function openSender(port: number): Sender {
  const socket: Socket = connect({ host: '127.0.0.1', port });
  const seen = { said: '', isClosed: false };
  socket.setEncoding('utf8');
  socket.on('data', (text) => (seen.said += String(text)));
  socket.on('error', () => undefined); // 'close' follows it.
  socket.on('close', () => (seen.isClosed = true));
  return {
    get said() {
      return seen.said;
    },
    get isClosed() {
      return seen.isClosed;
    },
    write: (text) => void socket.write(text),
    [Symbol.dispose]: () => socket.destroy(),
  };
}

function rethrow(error: unknown): never {
  throw error;
}
