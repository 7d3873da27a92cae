// The built program as a receiver, with the rights of config/rbac, on a real API server: two replicas behind one address while the leader is
// killed, and what a flood of forged, repeated, huge and slow requests costs.

import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Incident } from '../../src/api/v1alpha1/incident.gen.ts';
import { freshNamespace, sharedControlPlane } from '../support/clusters/control-plane.ts';
import {
  leaderOf,
  prepareReplicas,
  type Replica,
  SHORT_LEASE,
  startReplica,
} from '../support/processes/elected-programs.ts';
import { freePort } from '../support/processes/program.ts';
import { times } from '../support/profile.ts';
import { anAlert, attempt, type Sending, sendUntilStored, TOKEN } from '../support/receiving/alerts.ts';
import { type Balancer, startBalancer } from '../support/receiving/balancer.ts';
import { eventually } from '../support/time/eventually.ts';

const DELIVERIES = times({ ordinary: 60, nightly: 1_000 });
const FORGED = times({ ordinary: 300, nightly: 10_000 });
const REPLAYED = times({ ordinary: 60, nightly: 1_000 });
const STREAMED_MIB = times({ ordinary: 32, nightly: 2_048 });
const SENDERS = 20;
const TIMEOUT_MS = 30_000;
const MIB = 1024 * 1024;

let namespace: string;
let path: string;
let balancer: Balancer;
const ports: number[] = [];
const replicas: Replica[] = [];

beforeAll(async () => {
  [namespace] = await Promise.all([freshNamespace(), prepareReplicas()]);
  path = `/webhooks/${namespace}/alertmanager`;
  await createSource();
  for (let number = 0; number < 2; number++) await start();
  balancer = await startBalancer(ports);
  await leaderOf(replicas, TIMEOUT_MS);
  await Promise.all(replicas.map((replica) => eventually(() => replica.readyz(), 200, TIMEOUT_MS)));
});

afterAll(async () => {
  await Promise.all(replicas.map(kill));
  await balancer[Symbol.asyncDispose]();
});

it(
  `stores each of ${DELIVERIES} deliveries once while the leader is killed in the middle`,
  { timeout: 300_000 },
  async () => {
    const sending: Sending = { url: balancer.url, path };
    const names = Array.from({ length: DELIVERIES }, (_, index) => `alert${index}`);
    let next = 0;
    const killed = { at: Math.floor(DELIVERIES / 3), done: Promise.resolve() };
    const send = async (): Promise<void> => {
      for (let name = names[next++]; name !== undefined; name = names[next++]) {
        if (next === killed.at) killed.done = replaceLeader();
        await sendUntilStored(sending, anAlert(name));
      }
    };
    await Promise.all(Array.from({ length: SENDERS }, send));
    await killed.done;
    const wanted = names.map((name) => `Intrusion at ${name}`).toSorted();
    await eventually(async () => (await incidents()).map(({ spec }) => spec.title).toSorted(), wanted, 60_000);
    await eventually(() => listed('deliveries'), [], TIMEOUT_MS);
  },
);

it(
  `accepts none of ${FORGED} forged requests and ${STREAMED_MIB} MiB, nothing new of ${REPLAYED} repeated ones, and holds its memory`,
  { timeout: 600_000 },
  async () => {
    const sending: Sending = { url: `http://127.0.0.1:${ports[0]}`, path };
    expect(await attempt(sending, anAlert('genuine'))).toBe(200);
    await eventually(() => listed('deliveries'), [], TIMEOUT_MS);
    const stored = (await incidents()).length;
    expect(stored).toBeGreaterThan(0);
    // The first requests of every kind load code and fill pools.
    await flood(sending, { forged: 100, replayed: 20, mib: 8 });
    const pid = replicas[0]?.pid ?? 0;
    const before = rssOf(pid);
    let peak = before;
    const watching = setInterval(() => void (peak = Math.max(peak, rssOf(pid))), 20);
    const slow = await startSlow(sending, 100);
    const codes = await flood(sending, { forged: FORGED, replayed: REPLAYED, mib: STREAMED_MIB });
    for (const socket of slow) socket.destroy();
    clearInterval(watching);
    process.stdout.write(
      `receiver: ${((peak - before) / MIB).toFixed(1)} MiB more at its peak (${(before / MIB).toFixed(0)} before)\n`,
    );
    expect(codes).toMatchObject({ forged: [401], replayed: [200] });
    // Who goes on sending may find the connection closed before it has read the answer; and many at once are too many.
    expect(codes.huge).toContain(413);
    expect(codes.huge.filter((code) => code !== 413 && code !== 503 && !Number.isNaN(code))).toEqual([]);
    expect((await incidents()).length).toBe(stored);
    expect(await listed('deliveries')).toEqual([]);
    expect(peak - before).toBeLessThanOrEqual(20 * MIB);
  },
);

async function flood(
  sending: Sending,
  { forged, replayed, mib }: { readonly forged: number; readonly replayed: number; readonly mib: number },
): Promise<{ forged: unknown[]; replayed: unknown[]; huge: unknown[] }> {
  const body = anAlert('forged');
  const ofForged = many(forged, (index) => attempt(sending, body, index % 2 === 0 ? `wrong-${index}` : `${TOKEN}x`));
  const ofReplayed = many(replayed, () => attempt(sending, anAlert('genuine')));
  const ofHuge = many(Math.ceil(mib / 64), () => pour(sending, 64));
  const [one, two, three] = await Promise.all([ofForged, ofReplayed, ofHuge]);
  return { forged: one, replayed: two, huge: three };
}

/** The different answers of so many attempts, ten at a time. */
async function many(count: number, act: (index: number) => Promise<number | undefined>): Promise<unknown[]> {
  const answers = new Set<unknown>();
  let next = 0;
  const work = async (): Promise<void> => {
    for (let index = next++; index < count; index = next++) answers.add(await act(index));
  };
  await Promise.all(Array.from({ length: 10 }, work));
  return [...answers];
}

/** Streams a body without a stated length for as long as it is taken. Returns the status that was answered. */
function pour({ url, path: target }: Sending, mib: number): Promise<number | undefined> {
  const { port } = new URL(url);
  const piece = Buffer.alloc(64 * 1024, 'x');
  const frame = Buffer.concat([Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from('\r\n')]);
  return new Promise((resolve) => {
    const socket = connect(Number(port), '127.0.0.1');
    let said = '';
    let left = mib * 16;
    socket.on('data', (data: Buffer) => void (said += data.toString('latin1')));
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(Number(/^HTTP\/1\.1 (\d+)/.exec(said)?.[1])));
    socket.write(
      `POST ${target} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${TOKEN}\r\ntransfer-encoding: chunked\r\n\r\n`,
    );
    const write = (): void => {
      while (left-- > 0) if (!socket.write(frame)) return void socket.once('drain', write);
      socket.end();
    };
    write();
  });
}

/** Requests that send a byte now and then, and never end. */
async function startSlow({ url, path: target }: Sending, count: number): Promise<Socket[]> {
  const { port } = new URL(url);
  return Array.from({ length: count }, () => {
    const socket = connect(Number(port), '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write(`POST ${target} HTTP/1.1\r\nhost: x\r\ncontent-length: 1000000\r\n\r\n`);
    const drip = setInterval(() => socket.write('x'), 200);
    socket.on('close', () => clearInterval(drip));
    return socket;
  });
}

function rssOf(pid: number): number {
  const [, kib = '0'] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kib) * 1024;
}

async function start(): Promise<void> {
  const port = await freePort();
  ports.push(port);
  replicas.push(await startReplica(flagsOf(port)));
}

function flagsOf(port: number): string[] {
  const scope = ['--namespace', namespace, '--leader-election-lease-name', 'docket'];
  return [...SHORT_LEASE, ...scope, '--webhook-bind-address', `127.0.0.1:${port}`];
}

/** kill -9, and another replica at its port, as a Deployment would have it. */
async function replaceLeader(): Promise<void> {
  const leader = await leaderOf(replicas, TIMEOUT_MS);
  const index = replicas.indexOf(leader);
  await kill(leader);
  replicas[index] = await startReplica(flagsOf(ports[index] ?? 0));
}

async function kill(replica: Replica): Promise<void> {
  replica.signal('SIGKILL');
  await replica.ended;
}

async function createSource(): Promise<void> {
  const data = { webhookSecret: Buffer.from(TOKEN).toString('base64') };
  const metadata = { name: 'alertmanager' };
  await create('/api/v1', 'secrets', { apiVersion: 'v1', kind: 'Secret', metadata, data });
  await create('/apis/docket.dev/v1alpha1', 'incidentsources', {
    apiVersion: 'docket.dev/v1alpha1',
    kind: 'IncidentSource',
    metadata,
    spec: {
      webhook: { signature: { preset: 'Alertmanager' }, format: 'Alertmanager' },
      secretRef: { name: 'alertmanager' },
      defaultChecks: 'Disabled',
    },
  });
}

async function create(api: string, plural: string, body: object): Promise<void> {
  const answer = await sharedControlPlane().request({
    method: 'POST',
    path: `${api}/namespaces/${namespace}/${plural}`,
    body,
  });
  if (answer.status !== 201) throw new Error(`create ${plural}: ${answer.status} ${answer.body}`);
}

async function listed(plural: string): Promise<unknown[]> {
  const at = `/apis/docket.dev/v1alpha1/namespaces/${namespace}/${plural}`;
  const { body } = await sharedControlPlane().request({ path: at });
  return (JSON.parse(body) as { items: unknown[] }).items;
}

async function incidents(): Promise<Incident[]> {
  return (await listed('incidents')) as Incident[];
}
