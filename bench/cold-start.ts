// Cold start: from nothing to synced caches with 20,000 incidents on a real server, judged by the default checks, against a bare loop
// that reads the same stream and parses each line. In turns, several times; the median of the pairs counts.

import { COMPLIANCE_CHECK, INCIDENT } from '../src/api/kinds.ts';
import { loadKubeConfig } from '../src/kube/config.ts';
import { collectionPath } from '../src/kube/paths.ts';
import { createRestClient } from '../src/kube/rest.ts';
import { systemClock } from '../src/base/clock.ts';
import type { Benchmark } from './benchmark.ts';
import type { BareClient } from './support/bare-client.ts';
import type { Cluster } from './support/cluster.ts';
import { generatedChecks, generatedIncidents } from './support/generated-client.ts';
import { startOperator, USER_AGENT } from './support/operator.ts';
import { inTurns, median, scaled } from './support/statistics.ts';
import { writeTemplates } from './support/writer.ts';

const INCIDENTS = 20_000;
const ROUNDS = 7;
const IN_FLIGHT = 32;
const END = 'k8s.io/initial-events-end';

export const coldStart: Benchmark = {
  about: `caches synced with ${INCIDENTS} incidents, against a bare loop over the same stream`,
  goals: { cold_start_vs_bare: { goal: 1.15, better: 'lower' } },
  async run(bench) {
    const cluster = await bench.cluster();
    await using admin = cluster.bareClient(IN_FLIGHT);
    const incidents = scaled(INCIDENTS, bench.scale, 50);
    const namespace = await cluster.access.createNamespace();
    bench.say(`writing ${incidents} incidents`);
    for (const check of generatedChecks(namespace))
      await admin.send('POST', collectionPath(COMPLIANCE_CHECK, namespace), check);
    await writeTemplates(admin, namespace, generatedIncidents(incidents), IN_FLIGHT);
    const world = { cluster, admin, namespace, incidents };
    await byOperator(world);
    await byLoop(world);
    const pairs = await inTurns(
      scaled(ROUNDS, bench.scale, 1),
      () => byOperator(world),
      () => byLoop(world),
    );
    const [a, b] = [median(pairs.map((pair) => pair.a)), median(pairs.map((pair) => pair.b))];
    bench.say(`synced in ${(a / 1000).toFixed(2)} s, bare loop ${(b / 1000).toFixed(2)} s`);
    return { cold_start_vs_bare: median(pairs.map((pair) => pair.a / pair.b)) };
  },
};

interface World {
  readonly cluster: Cluster;
  readonly admin: BareClient;
  readonly namespace: string;
  readonly incidents: number;
}

/** Milliseconds until every cache of the operator is synced, connections included. */
async function byOperator({ cluster, namespace, incidents }: World): Promise<number> {
  const kubeConfig = await loadKubeConfig({ kubeconfig: cluster.access.kubeconfig });
  const client = createRestClient({ kubeConfig, userAgent: USER_AGENT, clock: systemClock });
  const started = performance.now();
  await using running = startOperator({ namespace, clock: systemClock, client: () => client });
  await running.operator.caches.whenSynced(new AbortController().signal);
  const ms = performance.now() - started;
  if (running.operator.caches.incidents.size !== incidents) throw new Error('not every incident is in the cache');
  await client.close();
  return ms;
}

/** Milliseconds until the last line of the present state is parsed. */
async function byLoop({ cluster, namespace, incidents }: World): Promise<number> {
  await using client = cluster.bareClient(1);
  const query = 'watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true';
  const started = performance.now();
  let seen = 0;
  for await (const line of client.watch(`${collectionPath(INCIDENT, namespace)}?${query}`)) {
    const { type, object } = line as { type: string; object: { metadata: { annotations?: Record<string, string> } } };
    if (type === 'ADDED') seen++;
    else if (object.metadata.annotations?.[END] === 'true') break;
  }
  const ms = performance.now() - started;
  if (seen !== incidents) throw new Error(`the bare loop saw ${seen} of ${incidents} incidents`);
  return ms;
}
