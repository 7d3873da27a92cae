// Memory: how much more resident memory the operator takes for 10,000 more incidents, with its stores, indexes, census and tally under
// the default checks. The slope over several sizes, each in a process of its own, so that what a process costs anyway drops out.

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Benchmark } from './benchmark.ts';
import { median, scaled, slope } from './support/statistics.ts';

const run = promisify(execFile);
const SIZES = [10_000, 40_000, 70_000, 100_000];
const ROUNDS = 3;
/** As in the Dockerfile's entry point. */
const FLAGS_OF_THE_IMAGE = ['--v8-pool-size=1'];

export const memory: Benchmark = {
  about: 'resident memory per 10,000 incidents more, from 10,000 to 100,000',
  goals: { rss_mb_per_10k: { goal: 6, better: 'lower' } },
  async run({ scale, say }) {
    const points: Array<readonly [number, number]> = [];
    // Each is a process, or several: to try it out, the two ends will do.
    const sizes = scale < 1 ? [SIZES[0], SIZES.at(-1)] : SIZES;
    for (const size of sizes.map((each = 0) => scaled(each, scale, 100))) {
      const megabytes: number[] = [];
      for (let round = 0; round < scaled(ROUNDS, scale, 1); round++) megabytes.push(await residentMegabytes(size));
      say(`${size} incidents: ${median(megabytes).toFixed(0)} MB resident`);
      points.push([size / 10_000, median(megabytes)]);
    }
    return { rss_mb_per_10k: slope(points) };
  },
};

async function residentMegabytes(incidents: number): Promise<number> {
  const file = new URL('support/rss.main.ts', import.meta.url).pathname;
  const { stdout } = await run(process.execPath, [...FLAGS_OF_THE_IMAGE, '--expose-gc', file, String(incidents)]);
  return Number(stdout);
}
