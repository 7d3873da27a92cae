// Re-poll: the cost of reading a source in which nothing changed, at 10,000 incidents, a thousand of them open: API writes and processor
// time of the operator. On the embedded cluster, with a clock that is moved from one poll to the next.

import { setTimeout as sleep } from 'node:timers/promises';
import { INCIDENT_SOURCE, NAMESPACE as NAMESPACES, SECRET } from '../src/api/kinds.ts';
import { CRDS } from '../src/api/v1alpha1/crds.gen.ts';
import type { KubeClient } from '../src/kube/client.ts';
import { createMemoryCluster } from '../src/kube/memory.ts';
import { countingClient } from '../test/support/clusters/counting-client.ts';
import { FakeClock } from '../test/support/time/fake-clock.ts';
import type { Benchmark } from './benchmark.ts';
import { type RunningOperator, startOperator } from './support/operator.ts';
import { API_KEY, startPagerDutyProcess } from './support/pagerduty.ts';
import { median, scaled } from './support/statistics.ts';

const NAMESPACE = 'bench';
const SOURCE = 'pagerduty';
const INCIDENTS = 10_000;
const POLLS = 10;
const INTERVAL_MS = 300_000;
/** How much earlier than its interval a poll may come. */
const JITTER_SHARE = 0.1;

export const repoll: Benchmark = {
  about: `API writes and processor time of a poll in which none of ${INCIDENTS} incidents changed`,
  goals: {
    writes_per_unchanged_poll: { goal: 0, better: 'lower' },
    cpu_s_per_unchanged_poll_of_10k: { goal: 0.3, better: 'lower' },
  },
  async run({ scale, say }) {
    const incidents = scaled(INCIDENTS, scale, 20);
    const polls = scaled(POLLS, scale, 2);
    await using pagerDuty = await startPagerDutyProcess(incidents);
    const clock = new FakeClock(new Date());
    const cluster = createMemoryCluster({ crds: CRDS, clock });
    const client = countingClient(cluster.client);
    await createSource(cluster.client, pagerDuty.url);
    const polled = countPolls();
    await using running = startOperator({
      namespace: NAMESPACE,
      clock,
      client: () => client,
      onReconciled: polled.note,
    });
    running.lead();
    say(`bringing ${incidents} incidents into the embedded cluster`);
    while (polled.count() === 0) await sleep(1);
    await settle(running, clock);
    const before = client.takeWrites();
    if ((before['update incidents/status'] ?? 0) < incidents)
      throw new Error('the first sync did not bring all of them');
    const cpuSeconds: number[] = [];
    for (let poll = 0; poll < polls; poll++) cpuSeconds.push(await timePoll(running, clock, polled));
    const writes = Object.values(client.takeWrites()).reduce((sum, count) => sum + count, 0);
    say(`a poll takes ${(median(cpuSeconds) * 1000).toFixed(0)} ms of processor time`);
    return { writes_per_unchanged_poll: writes / polls, cpu_s_per_unchanged_poll_of_10k: median(cpuSeconds) };
  },
};

/** Seconds of processor time from just before the next poll until everything that follows from it is done. */
async function timePoll(running: RunningOperator, clock: FakeClock, polled: Polled): Promise<number> {
  const seen = polled.count();
  await clock.advance(INTERVAL_MS * (1 - JITTER_SHARE) - 10_000);
  const started = process.cpuUsage();
  // In small steps, so that minutes do not pass during a request.
  while (polled.count() === seen) {
    if (running.operator.isIdle) await clock.advance(1_000);
    else await sleep(1);
  }
  await settle(running, clock);
  const { user, system } = process.cpuUsage(started);
  return (user + system) / 1e6;
}

async function createSource(client: KubeClient, endpoint: string): Promise<void> {
  const metadata = { namespace: NAMESPACE, name: SOURCE };
  await client.create(NAMESPACES, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } });
  const data = { token: Buffer.from(API_KEY).toString('base64') };
  await client.create(SECRET, { apiVersion: 'v1', kind: 'Secret', metadata, ...{ data } });
  const spec = { pagerDuty: { endpoint }, secretRef: { name: SOURCE }, interval: '5m' };
  await client.create(INCIDENT_SOURCE, {
    apiVersion: 'docket.dev/v1alpha1',
    kind: 'IncidentSource',
    metadata,
    ...{ spec },
  });
}

interface Polled {
  readonly count: () => number;
  readonly note: (controller: string) => void;
}

function countPolls(): Polled {
  let polls = 0;
  return {
    count: () => polls,
    note(controller) {
      if (controller === 'incidentsource') polls++;
    },
  };
}

/** Waits for what follows from a poll: statuses of incidents, and of checks, which are delayed by a second. */
async function settle({ operator }: RunningOperator, clock: FakeClock): Promise<void> {
  for (let second = 0; second < 2; second++) {
    while (!operator.isIdle) await sleep(1);
    await clock.advance(1_000);
  }
  while (!operator.isIdle) await sleep(1);
}
