// Measures the tally: the cost of one changed incident under 200 checks at 1,000 and at 50,000 incidents, and the memory of a row and of
// its entries in the tally. Both sizes are measured in one process, in turns, so that the ratio does not depend on the machine.

import type { ComplianceCheckSpec } from '../src/api/v1alpha1/compliancecheck.gen.ts';
import type { Incident } from '../src/api/v1alpha1/incident.gen.ts';
import { SEVERITIES } from '../src/api/v1alpha1/vocabulary.gen.ts';
import { compileCheck } from '../src/compliance/checks/compile.ts';
import { compactRow, plainRow } from '../src/compliance/compact-row.ts';
import { incidentRow } from '../src/compliance/rows.ts';
import { Tally } from '../src/compliance/tally.ts';
import type { IncidentRow } from '../src/compliance/verdict.ts';
import { incidentSubjects } from '../src/compliance/subjects/incident.ts';

const NOW = Date.UTC(2026, 2, 2, 10);
const HOUR = 3_600_000;
const CHECKS = 200;
const ZONES = ['emea', 'apac', 'amer', 'lab'] as const;

/** What one changed incident costs, by the CPU time of this thread. */
export interface ChangeCost {
  /** Cost at 50,000 incidents over the cost at 1,000: the median of the rounds. */
  readonly change_cost_50k_vs_1k: number;
  /** Microseconds per change with 200 checks, medians. */
  readonly change_us_1k: number;
  readonly change_us_50k: number;
}

/** Bytes of heap per incident: the row alone, and with its entries in the tally under 5 and under 200 checks. */
export interface RowWeight {
  readonly row_bytes: number;
  readonly row_and_tally_bytes_5_checks: number;
  readonly row_and_tally_bytes_200_checks: number;
  readonly row_mb_per_10k: number;
}

export interface ChangeCostOptions {
  readonly rounds: number;
  readonly changesPerRound: number;
  /** Incidents of the small tally and of the large one; other sizes than 1,000 and 50,000 only to try it out. */
  readonly sizes: readonly [small: number, large: number];
}

export const FULL: ChangeCostOptions = { rounds: 41, changesPerRound: 400, sizes: [1_000, 50_000] };

/** Measures {@link ChangeCost}. Every round changes as many incidents of the small tally as of the large one. */
export function measureChangeCost({ rounds, changesPerRound, sizes }: ChangeCostOptions = FULL): ChangeCost {
  const [small, large] = [aLoadedTally(sizes[0]), aLoadedTally(sizes[1])];
  for (const load of [small, large, small, large]) change(load, 5 * changesPerRound);
  const costs = Array.from({ length: rounds }, (_, round) => {
    // They take turns in going first, so that neither gains from what the other left in the caches.
    const first = round % 2 === 0 ? small : large;
    const second = first === small ? large : small;
    const costOfFirst = change(first, changesPerRound);
    const costOfSecond = change(second, changesPerRound);
    return first === small ? { small: costOfFirst, large: costOfSecond } : { small: costOfSecond, large: costOfFirst };
  });
  return {
    change_cost_50k_vs_1k: median(costs.map((cost) => cost.large / cost.small)),
    change_us_1k: median(costs.map((cost) => cost.small)),
    change_us_50k: median(costs.map((cost) => cost.large)),
  };
}

/** Measures {@link RowWeight} over `count` incidents. Needs `--expose-gc`; throws without it. */
function measureRowWeight(count = 100_000): RowWeight {
  const rows: IncidentRow[] = [];
  const bare = heapBytes();
  for (let number = 0; number < count; number++) rows.push(incidentRow(JSON.parse(incidentText(number)) as Incident));
  const row = (heapBytes() - bare) / count;
  const weigh = (checks: number): number => {
    const before = heapBytes();
    const tally = new Tally({ nowMs: NOW, onChange: () => undefined });
    for (let number = 0; number < checks; number++) tally.setCheck(aCheck(number), NOW);
    for (const one of rows) tally.of(incidentSubjects).move(undefined, one, NOW);
    const weight = (heapBytes() - before) / count;
    tally.advance(NOW);
    return weight;
  };
  const few = weigh(5);
  const many = weigh(CHECKS);
  return {
    row_bytes: Math.round(row),
    row_and_tally_bytes_5_checks: Math.round(row + few),
    row_and_tally_bytes_200_checks: Math.round(row + many),
    row_mb_per_10k: (row * 10_000) / 1e6,
  };
}

interface Load {
  readonly tally: Tally;
  readonly rows: IncidentRow[];
  readonly random: () => number;
}

function aLoadedTally(count: number): Load {
  const tally = new Tally({ nowMs: NOW, onChange: () => undefined });
  for (let number = 0; number < CHECKS; number++) tally.setCheck(aCheck(number), NOW);
  const rows = Array.from({ length: count }, (_, number) => incidentRow(JSON.parse(incidentText(number)) as Incident));
  for (const row of rows) tally.of(incidentSubjects).move(undefined, row, NOW);
  return { tally, rows, random: randomOf(7) };
}

/** Resolves or reopens random incidents; microseconds of CPU per change. The new rows are made before the clock starts. */
function change(load: Load, count: number): number {
  const changes = Array.from({ length: count }, () => {
    const at = Math.floor(load.random() * load.rows.length);
    const before = load.rows[at] as IncidentRow;
    const state = before.recordState === 'Resolved' ? 'Detected' : 'Resolved';
    const resolvedAt = state === 'Resolved' ? NOW : undefined;
    const after = compactRow({ ...plainRow(before), recordState: state, state, resolvedAt });
    load.rows[at] = after;
    return { before, after };
  });
  const start = process.threadCpuUsage();
  for (const { before, after } of changes) load.tally.of(incidentSubjects).move(before, after, NOW);
  const { user, system } = process.threadCpuUsage(start);
  return (user + system) / count;
}

/** Half of the checks select everything; the others by severity, zone or age, with and without grace. */
function aCheck(number: number) {
  const selectors: ReadonlyArray<NonNullable<ComplianceCheckSpec['selector']>> = [
    {},
    { severities: [SEVERITIES[number % 5] ?? 'High'] },
    {},
    { zones: [ZONES[number % 4] ?? 'emea'], detectedWithin: '90d' },
  ];
  const result = compileCheck({
    apiVersion: 'docket.dev/v1alpha1',
    kind: 'ComplianceCheck',
    metadata: { namespace: 'team-a', name: `check-${number}`, creationTimestamp: '2026-01-01T00:00:00Z' },
    spec: {
      type: 'IncidentClosed',
      severity: 'Medium',
      selector: selectors[number % 4] ?? {},
      gracePeriod: number % 3 === 0 ? '4h' : '0s',
    },
  });
  if (!result.ok) throw new Error(result.message);
  return result.check;
}

/** An incident as the API server sends it; one in twenty is open. */
function incidentText(number: number): string {
  const hash = (number * 2_654_435_761).toString(16).padStart(12, '0').slice(-12);
  const severity = SEVERITIES[number % 5];
  const zone = ZONES[number % 4];
  const isOpen = number % 20 === 0;
  const state = isOpen ? 'Detected' : 'Resolved';
  const detectedAt = new Date(NOW - ((number * 37) % 2_000) * HOUR).toISOString();
  return JSON.stringify({
    apiVersion: 'docket.dev/v1alpha1',
    kind: 'Incident',
    metadata: {
      namespace: 'team-a',
      name: `pagerduty-q${number.toString(36).padStart(13, '0')}-${hash}`,
      uid: `00000000-0000-4000-8000-${hash}`,
      resourceVersion: String(100_000 + number),
      generation: 2,
      creationTimestamp: detectedAt,
      labels: {
        'docket.dev/source': 'pagerduty',
        'docket.dev/zone': zone,
        'docket.dev/severity': severity,
        'docket.dev/state': state,
      },
    },
    spec: {
      sourceRef: { name: 'pagerduty' },
      externalID: `Q${number.toString(36).padStart(13, '0').toUpperCase()}`,
      title: `Disk ${number} is filling up on a machine in ${zone}`,
      severity,
      state,
      zone,
      origin: 'PagerDuty',
      url: `https://example.pagerduty.com/incidents/Q${number}`,
      service: `service-${number % 50}`,
      detectedAt,
      ...(isOpen ? {} : { acknowledgedAt: detectedAt, resolvedAt: new Date(NOW).toISOString() }),
    },
    status: { observedGeneration: 2, state, counts: { failing: 0, due: 0, unknown: 0, exempted: 0 } },
  });
}

/** The same numbers for every run (a linear congruential generator). */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function heapBytes(): number {
  if (globalThis.gc === undefined) throw new Error('measure row weight: run node with --expose-gc');
  for (let round = 0; round < 3; round++) globalThis.gc();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

if (import.meta.main) {
  const figures = { ...measureChangeCost(), ...(globalThis.gc === undefined ? {} : measureRowWeight()) };
  process.stdout.write(`${JSON.stringify(figures, undefined, 2)}\n`);
}
