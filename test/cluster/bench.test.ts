// The benchmarks at a fraction of their size: each runs to its end and returns the figures that it declares. Their values mean nothing
// here, as they are for a quiet machine and the full size.

import { expect, it } from 'vitest';
import { benchmarks } from '../../bench/registry.ts';
import type { Benchmark } from '../../bench/benchmark.ts';
import { isMet, runBenchmarks } from '../../bench/run.ts';
import { clusterOf } from '../../bench/support/cluster.ts';
import { sharedControlPlane } from '../support/clusters/control-plane.ts';

it.each(Object.keys(benchmarks))('%s gives a number for each of its figures', async (name) => {
  const cluster = () => Promise.resolve(clusterOf(sharedControlPlane()));
  // Starting one takes longer than all the rest here.
  const ownCluster = async () => ({ ...(await cluster()), [Symbol.asyncDispose]: () => Promise.resolve() });
  const figures = await runBenchmarks(benchmarks, [name], { scale: 0.004, say: () => undefined, cluster, ownCluster });
  expect(Object.keys(figures)).toEqual(Object.keys(benchmarks[name]?.goals ?? {}));
  for (const { value } of Object.values(figures)) expect(value).toSatisfy(Number.isFinite);
});

it('the figures that others rely on are there, each with its goal', () => {
  const goals = Object.assign({}, ...Object.values(benchmarks).map((benchmark) => benchmark.goals)) as object;
  expect(goals).toMatchObject({
    ingest_vs_bare: { goal: 0.9, better: 'higher' },
    cold_start_vs_bare: { goal: 1.15, better: 'lower' },
    change_cost_50k_vs_1k: { goal: 1.2, better: 'lower' },
    incident_cpu_10k_vs_1k: { goal: 1.2, better: 'lower' },
    review_cpu_10k_vs_1k: { goal: 1.2, better: 'lower' },
    deadline_cpu_10k_vs_1k: { goal: 1.2, better: 'lower' },
    writes_per_changed_incident_10k_vs_1k: { goal: 1, better: 'lower' },
    writes_per_changed_review_10k_vs_1k: { goal: 1, better: 'lower' },
    writes_per_passed_deadline_10k_vs_1k: { goal: 1, better: 'lower' },
    rss_mb_per_10k: { goal: 6, better: 'lower' },
    scrape_50k_vs_1k: { goal: 1.2, better: 'lower' },
    scrape_ms_500_checks: { goal: 100, better: 'lower' },
    series_500_checks: { goal: 8_000, better: 'lower' },
    requested_sync_ms: { goal: 100, better: 'lower' },
    flood_check_lag_ms: { goal: 500, better: 'lower' },
    receipt_p99_ms_idle: { goal: 250, better: 'lower' },
    receipt_p99_ms_at_200: { goal: 250, better: 'lower' },
    ingest_peak_rss_mb: { goal: 160, better: 'lower' },
    writes_and_reads_per_changed_incident: { goal: 2, better: 'lower' },
    vendor_requests_per_restart: { goal: 62, better: 'lower' },
  });
});

const counted: Record<string, Benchmark> = {
  one: {
    about: '',
    goals: { a: { goal: 1, better: 'lower' }, b: { goal: 2, better: 'higher' } },
    run: async () => ({ a: 1.23456, b: 2 }),
  },
  two: { about: '', goals: { c: { goal: 3, better: 'lower' } }, run: async () => ({ c: Number.NaN }) },
};
const nowhere = () => Promise.reject(new Error('no cluster here'));
const bench = { scale: 1, say: () => undefined, cluster: nowhere, ownCluster: nowhere };

it.each([
  { names: ['one'], because: 'a benchmark gives all of its figures', want: ['a', 'b'] },
  { names: ['b'], because: 'one figure can be asked for', want: ['b'] },
  { names: ['b', 'one'], because: 'asking twice is asking once', want: ['a', 'b'] },
])('--only $names: $because', async ({ names, want }) => {
  expect(Object.keys(await runBenchmarks(counted, names, bench))).toEqual(want);
});

it('figures are rounded to what a benchmark can know', async () => {
  expect(await runBenchmarks(counted, ['a'], bench)).toEqual({ a: { value: 1.235, goal: 1, better: 'lower' } });
});

it('an unknown name is refused before anything runs, and a figure that is no number is an error', async () => {
  await expect(runBenchmarks(counted, ['one', 'three'], bench)).rejects.toThrow(
    'no benchmark or figure three: there are',
  );
  await expect(runBenchmarks(counted, ['two'], bench)).rejects.toThrow('measure c: NaN');
});

it.each([
  [{ value: 0.9, goal: 0.9, better: 'higher' as const }, true],
  [{ value: 0.89, goal: 0.9, better: 'higher' as const }, false],
  [{ value: 1.2, goal: 1.2, better: 'lower' as const }, true],
  [{ value: 1.21, goal: 1.2, better: 'lower' as const }, false],
])('%j is met: %s', (figure, met) => {
  expect(isMet(figure)).toBe(met);
});
