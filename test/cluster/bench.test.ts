// The benchmarks at a fraction of their size: that they run to their end and give the figures that they promise. What the figures are
// says nothing here: they are for a quiet machine and the full size.

import { expect, it } from 'vitest';
import { benchmarks } from '../../bench/registry.ts';
import { isMet, runBenchmarks } from '../../bench/run.ts';
import { clusterOf } from '../../bench/support/cluster.ts';
import { sharedControlPlane } from '../support/control-plane.ts';

/** The others start a dozen processes, or build 50,000 incidents whatever the scale. */
const QUICK = ['scrape', 'ingest'];

it('a benchmark gives a number for each of its figures, with a goal', async () => {
  const cluster = () => Promise.resolve(clusterOf(sharedControlPlane()));
  const figures = await runBenchmarks(benchmarks, QUICK, { scale: 0.004, say: () => undefined, cluster });
  const promised = QUICK.flatMap((name) => Object.keys(benchmarks[name]?.goals ?? {}));
  expect(Object.keys(figures)).toEqual(promised);
  expect(Object.values(figures).filter(({ value, goal }) => !Number.isFinite(value) || !Number.isFinite(goal))).toEqual(
    [],
  );
});

it('the figures that others rely on are promised', () => {
  const promised = Object.values(benchmarks).flatMap(({ goals }) => Object.keys(goals));
  const relied = [
    'ingest_vs_bare',
    'cold_start_vs_bare',
    'change_cost_50k_vs_1k',
    'rss_mb_per_10k',
    'scrape_50k_vs_1k',
  ];
  expect(promised).toEqual(expect.arrayContaining(relied));
});

it.each([
  [{ value: 0.9, goal: 0.9, better: 'higher' as const }, true],
  [{ value: 0.89, goal: 0.9, better: 'higher' as const }, false],
  [{ value: 1.2, goal: 1.2, better: 'lower' as const }, true],
  [{ value: 1.21, goal: 1.2, better: 'lower' as const }, false],
])('%j is met: %s', (figure, met) => {
  expect(isMet(figure)).toBe(met);
});
