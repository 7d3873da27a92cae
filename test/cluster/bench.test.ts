// The benchmarks at a fraction of their size: that each runs to its end and gives the figures that it promises. What the figures are
// says nothing here: they are for a quiet machine and the full size.

import { expect, it } from 'vitest';
import { benchmarks } from '../../bench/registry.ts';
import { isMet, runBenchmarks } from '../../bench/run.ts';
import { clusterOf } from '../../bench/support/cluster.ts';
import { sharedControlPlane } from '../support/control-plane.ts';

it('every benchmark gives a number for each of its figures, with a goal', async () => {
  const said: string[] = [];
  const cluster = () => Promise.resolve(clusterOf(sharedControlPlane()));
  const figures = await runBenchmarks(benchmarks, Object.keys(benchmarks), {
    scale: 0.004,
    say: (line) => said.push(line),
    cluster,
  });
  for (const name of [
    'ingest_vs_bare',
    'cold_start_vs_bare',
    'change_cost_50k_vs_1k',
    'rss_mb_per_10k',
    'scrape_50k_vs_1k',
  ]) {
    expect(figures).toHaveProperty(name, {
      value: expect.any(Number),
      goal: expect.any(Number),
      better: expect.stringMatching(/^(lower|higher)$/),
    });
  }
  expect(Object.values(figures).filter(({ value }) => !Number.isFinite(value))).toEqual([]);
});

it.each([
  [{ value: 0.9, goal: 0.9, better: 'higher' as const }, true],
  [{ value: 0.89, goal: 0.9, better: 'higher' as const }, false],
  [{ value: 1.2, goal: 1.2, better: 'lower' as const }, true],
  [{ value: 1.21, goal: 1.2, better: 'lower' as const }, false],
])('%j is met: %s', (figure, met) => {
  expect(isMet(figure)).toBe(met);
});
