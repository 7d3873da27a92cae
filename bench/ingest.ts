// Ingest: how fast the operator brings a new source's incidents from PagerDuty into the API, stored and judged, against a bare
// generator that makes the same writes (the same objects, a create and a status PUT each, as many in flight) on the same server. The
// generator writes one half before the operator and the other after it, so that a machine or a server that becomes slower meanwhile is
// held against neither; several times, and the median counts. Whatever else the operator writes, it is charged for.

import type { Bench, Benchmark } from './benchmark.ts';
import type { BareClient } from './support/bare-client.ts';
import type { Cluster } from './support/cluster.ts';
import { type Ingested, ingestByOperator } from './support/ingest-operator.ts';
import { startPagerDutyProcess } from './support/pagerduty.ts';
import { median, scaled } from './support/statistics.ts';
import { readTemplates, type Template, writeTemplates } from './support/writer.ts';

const INCIDENTS = 5_000;
const ROUNDS = 5;
/** The most that the operator's client has in flight. */
const IN_FLIGHT = 32;

export const ingest: Benchmark = {
  about: `${INCIDENTS} new incidents from PagerDuty to the API, against a bare generator of the same writes`,
  goals: {
    ingest_vs_bare: { goal: 0.9, better: 'higher' },
    writes_per_new_incident: { goal: 2.05, better: 'lower' },
    cpu_ms_per_new_incident: { goal: 0.8, better: 'lower' },
    handshakes_per_1000_requests: { goal: 0, better: 'lower' },
  },
  async run(bench) {
    const cluster = await bench.cluster();
    await using admin = cluster.bareClient(IN_FLIGHT);
    return figuresOf(
      await compare({
        cluster,
        admin,
        incidents: scaled(INCIDENTS, bench.scale, 20),
        rounds: scaled(ROUNDS, bench.scale, 1),
        say: bench.say,
      }),
    );
  },
};

interface Comparison {
  readonly cluster: Cluster;
  readonly admin: BareClient;
  readonly incidents: number;
  readonly rounds: number;
  readonly say: Bench['say'];
}

interface Pair {
  readonly incidents: number;
  readonly operator: Ingested;
  readonly bareMs: number;
}

async function compare({ cluster, admin, incidents, rounds, say }: Comparison): Promise<Pair[]> {
  await using pagerDuty = await startPagerDutyProcess(incidents);
  const tell = (who: string, count: number, ms: number): void =>
    say(`${who}: ${count} incidents in ${(ms / 1000).toFixed(1)} s, ${Math.round((count / ms) * 1000)}/s`);
  const byOperator = async (): Promise<Ingested> => {
    const ingested = await ingestByOperator({ cluster, admin, pagerDutyUrl: pagerDuty.url, incidents });
    tell('operator', incidents, ingested.ms);
    return ingested;
  };
  const byGenerator = async (written: readonly Template[]): Promise<number> => {
    const namespace = await cluster.access.createNamespace();
    const startedMs = performance.now();
    await writeTemplates(admin, namespace, written, IN_FLIGHT);
    const ms = performance.now() - startedMs;
    tell('bare generator', written.length, ms);
    return ms;
  };
  // What the generator writes is what the operator wrote.
  const templates = await readTemplates(admin, (await byOperator()).namespace);
  const half = templates.length >> 1;
  const pairs: Pair[] = [];
  for (let round = 0; round < rounds; round++) {
    const before = await byGenerator(templates.slice(0, half));
    const operator = await byOperator();
    const after = await byGenerator(templates.slice(half));
    const bareMs = before + after;
    say(`ratio of the rates: ${(bareMs / operator.ms).toFixed(3)}`);
    pairs.push({ incidents, operator, bareMs });
  }
  return pairs;
}

function figuresOf(pairs: readonly Pair[]): Readonly<Record<string, number>> {
  const late = pairs.map(({ operator }) => operator.late);
  return {
    ingest_vs_bare: median(pairs.map(({ operator, bareMs }) => bareMs / operator.ms)),
    writes_per_new_incident: median(pairs.map(({ operator, incidents }) => operator.writes / incidents)),
    cpu_ms_per_new_incident: median(pairs.map(({ operator, incidents }) => operator.cpuMs / incidents)),
    handshakes_per_1000_requests: median(late.map(({ connections, requests }) => (connections / requests) * 1000)),
  };
}
