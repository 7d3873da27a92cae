// Scrape: what /metrics costs with 50,000 incidents in the caches over what it costs with 1,000. Both registries are rendered in turns
// in one process; the median of the pairs counts. And what one scrape of 500 checks and 50 sources takes over HTTP.

import type { Benchmark } from './benchmark.ts';
import { generatedClient } from './support/generated-client.ts';
import { type RunningOperator, startOperator } from './support/operator.ts';
import { inTurns, median, scaled } from './support/statistics.ts';
import { systemClock } from '../src/base/clock.ts';
import { serveMetrics } from '../src/metrics/server.ts';
import { checkedScrape } from '../test/support/metrics/checked-scrape.ts';
import { fillLargeWorld } from '../test/support/metrics/large-world.ts';
import { aProcess } from '../test/support/metrics/metrics-process.ts';

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

export const largeScrape: Benchmark = {
  about:
    'one scrape over HTTP of 500 checks in five namespaces and 50 sources, with incidents of every severity and state',
  goals: { scrape_ms_500_checks: { goal: 100, better: 'lower' }, series_500_checks: { goal: 8_000, better: 'lower' } },
  async run({ scale, say }) {
    const process = aProcess();
    fillLargeWorld(process);
    const server = await serveMetrics(process.registry, { host: '127.0.0.1', port: 0 });
    const milliseconds: number[] = [];
    let text = '';
    try {
      for (let round = 0; round < scaled(ROUNDS, scale, 5); round++) {
        const started = performance.now();
        text = await (await fetch(`http://127.0.0.1:${server.port}/metrics`)).text();
        milliseconds.push(performance.now() - started);
      }
    } finally {
      await server.close();
    }
    say(
      `${(text.length / 1000).toFixed(0)} kB; the slowest scrape, the first among them, ${Math.max(...milliseconds).toFixed(0)} ms`,
    );
    await checkedScrape(text);
    const series = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    return { scrape_ms_500_checks: median(milliseconds), series_500_checks: series.length };
  },
};
