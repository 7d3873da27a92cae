// Receipt: how long a pushed incident takes from being sent to being stored, on an idle operator and at 200 a second. A whole operator with
// its receiver on a real server; the sender is a process of its own that keeps its pace whatever comes back, and one delivery is one
// incident. What a bare generator of the same writes reaches on this server is printed beside it.

import type { Bench, Benchmark } from './benchmark.ts';
import type { BareClient } from './support/bare-client.ts';
import type { Cluster } from './support/cluster.ts';
import { type Pace, ReceiptStage } from './support/receipt-stage.ts';
import { percentile, scaled } from './support/statistics.ts';
import { readTemplates, writeTemplates } from './support/writer.ts';

/** Not counted: they load code and open connections. */
const WARM_UP: Pace = { count: 100, perSecond: 50 };
const IDLE: Pace = { count: 60, perSecond: 4 };
const FLOOD: Pace = { count: 3_000, perSecond: 200 };
/** The most that the operator's client has in flight. */
const IN_FLIGHT = 32;

export const receipt: Benchmark = {
  about: `from a signed delivery being sent to its incident being stored: on an idle operator, and at ${FLOOD.perSecond} a second`,
  goals: {
    receipt_p99_ms_idle: { goal: 250, better: 'lower' },
    receipt_p99_ms_at_200: { goal: 250, better: 'lower' },
  },
  async run({ ownCluster, scale, say }) {
    await using cluster = await ownCluster();
    await using admin = cluster.bareClient(IN_FLIGHT);
    await using stage = await ReceiptStage.start(cluster, admin);
    const measure = async (pace: Pace, name: string): Promise<readonly number[]> => {
      const { answered, stored } = await stage.send({ ...pace, count: scaled(pace.count, scale, 5) });
      say(`${name}: answered ${inWords(answered)}; stored ${inWords(stored)}`);
      const settledMs = await stage.settled();
      say(`${name}: every incident had its status ${(settledMs / 1000).toFixed(1)} s after the last one was sent`);
      return stored;
    };
    await measure(WARM_UP, 'warming up');
    const idle = await measure(IDLE, 'idle');
    const flood = await measure(FLOOD, `at ${FLOOD.perSecond} a second`);
    await sayBare({ cluster, admin, say }, stage.namespace);
    return { receipt_p99_ms_idle: percentile(idle, 0.99), receipt_p99_ms_at_200: percentile(flood, 0.99) };
  },
};

const inWords = (latencies: readonly number[]): string =>
  [0.5, 0.9, 0.99].map((share) => `p${share * 100} ${percentile(latencies, share).toFixed(0)} ms`).join(', ');

/** How fast the server takes the same incidents from a bare generator: a create and a status PUT each, and nothing else. */
async function sayBare(
  { cluster, admin, say }: { readonly cluster: Cluster; readonly admin: BareClient } & Pick<Bench, 'say'>,
  from: string,
): Promise<void> {
  const templates = await readTemplates(admin, from);
  const namespace = await cluster.access.createNamespace();
  const startedMs = performance.now();
  await writeTemplates(admin, namespace, templates, IN_FLIGHT);
  const seconds = (performance.now() - startedMs) / 1_000;
  say(
    `bare generator: ${templates.length} of these incidents with their statuses, ${(templates.length / seconds).toFixed(0)}/s`,
  );
}
