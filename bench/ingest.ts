// Ingest: how fast the operator brings a new source's incidents from PagerDuty into the API, stored and judged, against a bare
// generator that makes the same writes (the same objects, a create and a status PUT each, as many in flight) on the same server. Both
// in turns, several times; the median of the pairs counts. Whatever else the operator writes, it is charged for.

import type { Bench, Benchmark } from './benchmark.ts';
import type { BareClient } from './support/bare-client.ts';
import type { Cluster } from './support/cluster.ts';
import { type Ingested, ingestByOperator } from './support/ingest-operator.ts';
import { startPagerDutyProcess } from './support/pagerduty.ts';
import { inTurns, median, scaled } from './support/statistics.ts';
import { readTemplates, type Template, writeTemplates } from './support/writer.ts';

const INCIDENTS = 5_000;
const ROUNDS = 3;
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
    const warmUp = { cluster, admin, incidents: scaled(500, bench.scale, 20), rounds: 1, say: bench.say };
    await compare({ ...warmUp, say: () => undefined });
    const pairs = await compare({
      ...warmUp,
      incidents: scaled(INCIDENTS, bench.scale, 20),
      rounds: scaled(ROUNDS, bench.scale, 1),
    });
    return figuresOf(pairs);
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
  let templates: readonly Template[] = [];
  const tell = (who: string, ms: number): void =>
    say(`${who}: ${incidents} incidents in ${(ms / 1000).toFixed(1)} s, ${Math.round((incidents / ms) * 1000)}/s`);
  const byOperator = async (): Promise<Ingested> => {
    const ingested = await ingestByOperator({ cluster, admin, pagerDutyUrl: pagerDuty.url, incidents });
    tell('operator', ingested.ms);
    // What the generator writes is what the operator wrote.
    if (templates.length === 0) templates = await readTemplates(admin, ingested.namespace);
    return ingested;
  };
  const byGenerator = async (): Promise<number> => {
    const namespace = await cluster.access.createNamespace();
    const startedMs = performance.now();
    await writeTemplates(admin, namespace, templates, IN_FLIGHT);
    const ms = performance.now() - startedMs;
    tell('bare generator', ms);
    return ms;
  };
  const pairs = await inTurns(rounds, byOperator, byGenerator);
  return pairs.map(({ a, b }) => ({ incidents, operator: a, bareMs: b }));
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
