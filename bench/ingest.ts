// Ingest: how fast the operator brings a new source's incidents from PagerDuty into the API, stored and judged, against a bare
// generator that makes the same writes (the same objects, a create and a status PUT each, as many in flight) on the same server. Both
// work in turns over several rounds; the sums are compared. Other writes of the operator count as its work. Each round has a new server
// that is warmed up: a full one has long pauses for its garbage collection, and a cold one is idle now and then.

import type { Bench, Benchmark } from './benchmark.ts';
import type { BareClient } from './support/bare-client.ts';
import { type IngestRequests, prepareIngest } from './support/ingest-operator.ts';
import { startPagerDutyProcess } from './support/pagerduty.ts';
import { scaled } from './support/statistics.ts';
import { Gate, inTurns, type Taken } from './support/turns.ts';
import { readTemplates, type Template, writeTemplates } from './support/writer.ts';

const INCIDENTS = 5_000;
const ROUNDS = 7;
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
  async run({ ownCluster, scale, say }) {
    const incidents = scaled(INCIDENTS, scale, 20);
    await using pagerDuty = await startPagerDutyProcess(incidents);
    const world: World = { ownCluster, say, pagerDutyUrl: pagerDuty.url, incidents };
    const templates = await warmUp(world);
    const rounds: Round[] = [];
    for (let round = 0; round < scaled(ROUNDS, scale, 1); round++) rounds.push(await compare(world, templates, round));
    return figuresOf(rounds, incidents);
  },
};

interface World extends Pick<Bench, 'ownCluster' | 'say'> {
  readonly pagerDutyUrl: string;
  readonly incidents: number;
}

interface Round {
  readonly operator: Taken;
  readonly bare: Taken;
  readonly requests: IngestRequests;
}

/** The objects that the generator writes: those that the operator wrote. */
async function warmUp(world: World): Promise<Template[]> {
  await using cluster = await world.ownCluster();
  await using admin = cluster.bareClient(IN_FLIGHT);
  const gate = new Gate();
  gate.open();
  await using ingested = await prepareIngest({ ...world, cluster, admin, gate });
  await ingested.work();
  return await readTemplates(admin, ingested.namespace);
}

/** One round. Who begins changes from round to round. */
async function compare(world: World, templates: readonly Template[], round: number): Promise<Round> {
  const { incidents, say } = world;
  await using cluster = await world.ownCluster();
  await using admin = cluster.bareClient(IN_FLIGHT);
  const some = templates.slice(0, Math.ceil(templates.length / 4));
  await writeTemplates(admin, await cluster.access.createNamespace(), some, IN_FLIGHT);
  const [operatorGate, bareGate] = [new Gate(), new Gate()];
  // Open until the operator is ready, so that its first writes (those of default checks, for example) do not wait.
  operatorGate.open();
  await using ingested = await prepareIngest({ ...world, cluster, admin, gate: operatorGate });
  await operatorGate.close();
  const namespace = await cluster.access.createNamespace();
  const gatedAdmin = { send: (...call: Parameters<BareClient['send']>) => bareGate.pass(() => admin.send(...call)) };
  const byOperator = { gate: operatorGate, work: () => ingested.work(), caughtUp: () => ingested.caughtUp() };
  const byGenerator = { gate: bareGate, work: () => writeTemplates(gatedAdmin, namespace, templates, IN_FLIGHT) };
  const operatorBegins = round % 2 === 0;
  const [first, second] = operatorBegins
    ? await inTurns(byOperator, byGenerator)
    : await inTurns(byGenerator, byOperator);
  const [operator, bare] = operatorBegins ? [first, second] : [second, first];
  for (const [who, { ms }] of Object.entries({ operator, 'bare generator': bare })) {
    say(`${who}: ${incidents} incidents in ${(ms / 1000).toFixed(1)} s, ${Math.round((incidents / ms) * 1000)}/s`);
  }
  return { operator, bare, requests: ingested.requests() };
}

// Over all rounds together, not of the median round: rounds vary with the server's own time per write, and a mean is steadier.
function figuresOf(rounds: readonly Round[], incidents: number): Readonly<Record<string, number>> {
  const total = (of: (round: Round) => number): number => rounds.reduce((sum, round) => sum + of(round), 0);
  const all = incidents * rounds.length;
  return {
    ingest_vs_bare: total(({ bare }) => bare.ms) / total(({ operator }) => operator.ms),
    writes_per_new_incident: total(({ requests }) => requests.writes) / all,
    cpu_ms_per_new_incident: total(({ operator }) => operator.cpuMs) / all,
    handshakes_per_1000_requests:
      (total(({ requests }) => requests.late.connections) / total(({ requests }) => requests.late.requests)) * 1000,
  };
}
