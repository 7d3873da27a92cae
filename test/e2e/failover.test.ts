// Replicas start and stop, with the built program and a real API server: whichever leads, nothing is lost, nothing is doubled and no check
// is wrong (principle P6). The operator has the rights of config/rbac and no others.

import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { freshNamespace, sharedControlPlane } from '../support/clusters/control-plane.ts';
import { eventually } from '../support/time/eventually.ts';
import { startLoad } from '../support/operator/incident-load.ts';
import { type DefaultCheck, Mirrored } from '../support/operator/mirrored.ts';
import { type PagerDutyServer, startPagerDuty } from '../support/vendors/pagerduty/server.ts';
import {
  holderOfLease,
  isLeading,
  leaderOf,
  prepareReplicas,
  type Replica,
  SHORT_LEASE,
  startReplica,
  writesOf,
} from '../support/processes/elected-programs.ts';
import { seeded } from '../support/seeded.ts';

const KILLS = 20;
/** A limit for what takes a second or two on a quiet machine. */
const TIMEOUT_MS = 30_000;

/** Each default check of the source, and no other: all was answered in time, and nobody has assessed anything yet. */
const ALL_RESOLVED = [
  'pagerduty-data-loss-reported Due AssessmentDue',
  'pagerduty-evidence-uploaded Passing AllPassing',
  'pagerduty-incident-closed Passing AllPassing',
  'pagerduty-response-on-time Passing AllPassing',
  'pagerduty-source-healthy Passing AllPassing',
];

let vendor: PagerDutyServer;
let mirrored: Mirrored;
let replicas: Replica[] = [];

beforeAll(prepareReplicas);

beforeEach(async () => {
  vendor = await startPagerDuty();
  mirrored = new Mirrored(sharedControlPlane(), await freshNamespace(), vendor);
});

afterEach(async () => {
  await Promise.all(replicas.map(kill));
  await vendor[Symbol.asyncDispose]();
});

it(
  `loses and doubles nothing and judges nothing wrongly while the leader is killed ${KILLS} times under load`,
  { timeout: 300_000 },
  async () => {
    const random = seeded(3);
    await Promise.all([mirrored.apply(), start(SHORT_LEASE), start(SHORT_LEASE)]);
    const load = startLoad(mirrored, vendor.account, random);
    const takeovers: number[] = [];
    for (let kills = 0; kills < KILLS; kills++) {
      const leader = await leaderOf(replicas, TIMEOUT_MS);
      await nextSync();
      await sleep(random() * 300);
      const startedMs = performance.now();
      await kill(leader);
      await start(SHORT_LEASE);
      await leaderOf(replicas, TIMEOUT_MS);
      takeovers.push(performance.now() - startedMs);
    }
    await handled(await load.stop());
    await eventually(() => mirrored.incidents(), mirrored.wanted(), TIMEOUT_MS);
    const open = [...vendor.account.incidents.values()].filter(({ status }) => status !== 'resolved');
    await eventually(async () => (await mirrored.check('incident-closed'))?.counts?.failing, open.length, TIMEOUT_MS);
    await eventually(async () => (await mirrored.check('source-healthy'))?.result, 'Passing', TIMEOUT_MS);
    // All the time one incident was open, unassessed, not late and no confirmed loss, and the source could be read.
    expect(await historyOf('incident-closed')).toMatch(/^(Unknown )?Failing$/);
    expect(await historyOf('data-loss-reported')).toMatch(/^(Unknown )?Due$/);
    expect(await historyOf('response-on-time')).toMatch(/^(Unknown )?Due$/);
    expect(await historyOf('evidence-uploaded')).toMatch(/^(Unknown )?Passing$/);
    expect(await historyOf('source-healthy')).toMatch(/^(Unknown )?Passing$/);

    for (const { id } of open) vendor.account.resolve(id);
    await mirrored.requestSync('all-resolved');
    await eventually(() => mirrored.checks(), ALL_RESOLVED, TIMEOUT_MS);
    const incidents = vendor.account.incidents.size;
    report(`kills: ${KILLS}, incidents: ${incidents}, syncs: ${load.requests}, takeover: ${spread(takeovers)}`);
  },
);

it('takes over within 20 s of a kill with the default times, and within 5 s of an orderly stop', async () => {
  await Promise.all([mirrored.apply(), start(), start()]);
  const first = await leaderOf(replicas, TIMEOUT_MS);
  await eventually(() => Promise.all(replicas.map((replica) => replica.readyz())), [200, 200], TIMEOUT_MS);
  await sync('first');
  const killedMs = performance.now();
  await kill(first);
  vendor.account.trigger();
  await mirrored.requestSync('killed');
  const second = await leaderOf(replicas, TIMEOUT_MS);
  const ledMs = performance.now() - killedMs;
  await handled('killed');
  const syncedMs = performance.now() - killedMs;
  expect(syncedMs).toBeLessThanOrEqual(20_000);

  const third = await start();
  await eventually(() => third.readyz(), 200, TIMEOUT_MS);
  expect(await isLeading(third)).toBe(false);
  const stoppedMs = performance.now();
  expect(await second.stop()).toBe(0);
  const endedMs = performance.now() - stoppedMs;
  expect(endedMs).toBeLessThan(10_000);
  expect(await leaderOf([third], TIMEOUT_MS)).toBe(third);
  const handedOverMs = performance.now() - stoppedMs;
  expect(handedOverMs).toBeLessThanOrEqual(5_000);
  vendor.account.trigger();
  await sync('stopped');
  expect(await mirrored.incidents()).toEqual(mirrored.wanted());

  expect(await third.stop()).toBe(0);
  expect(await holderOfLease()).toBe('');
  report(`default lease: leads ${ms(ledMs)} and has synced ${ms(syncedMs)} after the kill; stop ${ms(endedMs)}`);
  report(`default lease: leads ${ms(handedOverMs)} after the other's SIGTERM`);
});

it('lets a leader that was suspended write nothing any more, and stand again', async () => {
  const incident = vendor.account.trigger({ priority: 'P1' });
  await Promise.all([mirrored.apply(), start(SHORT_LEASE), start(SHORT_LEASE)]);
  const stale = await leaderOf(replicas, TIMEOUT_MS);
  await handledFirst();

  // It is suspended while the answer to a listing is in flight, so those facts are old when it resumes.
  vendor.account.acknowledge(incident.id);
  await suspendedAtListing(stale);
  const fresh = await leaderOf(
    replicas.filter((replica) => replica !== stale),
    TIMEOUT_MS,
  );
  vendor.account.resolve(incident.id);
  vendor.account.trigger();
  await sync('resolved');
  const wanted = mirrored.wanted();
  expect(await mirrored.incidents()).toEqual(wanted);

  const since = await sharedControlPlane().audit().mark();
  stale.signal('SIGCONT');
  await eventually(() => isLeading(stale), false, TIMEOUT_MS);
  await sleep(1_000);
  expect((await writesOf(stale, { namespace: mirrored.namespace, since })).accepted).toEqual([]);
  expect(await mirrored.incidents()).toEqual(wanted);
  expect(await isLeading(fresh)).toBe(true);

  await kill(fresh);
  expect(await leaderOf(replicas, TIMEOUT_MS)).toBe(stale);
  vendor.account.trigger();
  await sync('again');
  expect(await mirrored.incidents()).toEqual(mirrored.wanted());
  expect(await stale.stop()).toBe(0);
});

async function start(flags: readonly string[] = []): Promise<Replica> {
  const { namespace } = mirrored;
  const replica = await startReplica([
    ...flags,
    '--namespace',
    namespace,
    // Each test has another namespace; the helpers look at one lease.
    '--leader-election-lease-name',
    'docket',
    '--allow-endpoints',
    new URL(vendor.url).host,
  ]);
  replicas.push(replica);
  return replica;
}

async function kill(replica: Replica): Promise<void> {
  replica.signal('SIGKILL');
  await replica.ended;
  replicas = replicas.filter((other) => other !== replica);
}

/** Suspends the process at its next listing. Resolves once it is suspended. */
async function suspendedAtListing(replica: Replica): Promise<void> {
  const suspended = Promise.withResolvers<void>();
  vendor.beforeAnswer = ({ query }) => {
    if (!query.has('since')) return;
    vendor.beforeAnswer = undefined;
    replica.signal('SIGSTOP');
    suspended.resolve();
  };
  await mirrored.requestSync('suspended');
  await suspended.promise;
}

async function sync(value: string): Promise<void> {
  await mirrored.requestSync(value);
  await handled(value);
}

async function handled(value: string): Promise<void> {
  await eventually(() => mirrored.lastHandled(), value, TIMEOUT_MS);
}

/** Resolves when the next sync has ended. */
async function nextSync(): Promise<void> {
  const before = await mirrored.lastHandled();
  await eventually(async () => (await mirrored.lastHandled()) !== before, true, TIMEOUT_MS);
}

async function handledFirst(): Promise<void> {
  await sync('first');
  await eventually(() => mirrored.incidents(), mirrored.wanted(), TIMEOUT_MS);
}

async function historyOf(type: DefaultCheck): Promise<string> {
  return ((await mirrored.check(type))?.history ?? []).map(({ result }) => result).join(' ');
}

function spread(values: readonly number[]): string {
  const sorted = values.toSorted((a, b) => a - b);
  return `${ms(sorted[0])} to ${ms(sorted.at(-1))}, median ${ms(sorted[Math.floor(sorted.length / 2)])}`;
}

const ms = (value = Number.NaN): string => `${Math.round(value)} ms`;

/** Prints a line with what was measured. */
function report(line: string): void {
  process.stdout.write(`${line}\n`);
}
