// Scrape: what /metrics costs with 50,000 incidents in the caches over what it costs with 1,000. Both registries are rendered in turns
// in one process; the median of the pairs counts.

import type { Benchmark } from './benchmark.ts';
import { generatedClient } from './support/generated-client.ts';
import { type RunningOperator, startOperator } from './support/operator.ts';
import { inTurns, median, scaled } from './support/statistics.ts';
import { systemClock } from '../src/base/clock.ts';

const SMALL = 1_000;
const LARGE = 50_000;
const ROUNDS = 40;
/** Renderings per round: a single one is too short to measure. */
const REPEATS = 20;

export const scrape: Benchmark = {
  about: `one rendering of /metrics at ${LARGE} incidents, against one at ${SMALL}`,
  goals: { scrape_50k_vs_1k: { goal: 1.2, better: 'lower' }, scrape_bytes_50k_vs_1k: { goal: 1.05, better: 'lower' } },
  async run({ scale, say }) {
    await using small = await filled(scaled(SMALL, scale, 100));
    await using large = await filled(scaled(LARGE, scale, 200));
    for (const warmUp of [small, large, small, large]) await render(warmUp);
    const pairs = await inTurns(
      scaled(ROUNDS, scale, 5),
      () => render(large),
      () => render(small),
    );
    const milliseconds = median(pairs.map(({ a }) => a));
    say(`/metrics in ${milliseconds.toFixed(2)} ms at the larger size`);
    const bytes = async ({ registry }: RunningOperator): Promise<number> => (await registry.metrics()).length;
    return {
      scrape_50k_vs_1k: median(pairs.map(({ a, b }) => a / b)),
      scrape_bytes_50k_vs_1k: (await bytes(large)) / (await bytes(small)),
    };
  },
};

async function filled(incidents: number): Promise<RunningOperator> {
  const running = startOperator({ namespace: 'bench', clock: systemClock, client: () => generatedClient(incidents) });
  await running.operator.caches.whenSynced(new AbortController().signal);
  return running;
}

/** Milliseconds of one rendering. */
async function render({ registry }: RunningOperator): Promise<number> {
  const started = performance.now();
  for (let repeat = 0; repeat < REPEATS; repeat++) await registry.metrics();
  return (performance.now() - started) / REPEATS;
}
