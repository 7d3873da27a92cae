// Memory: how much more resident memory the operator takes for 10,000 more incidents, with its stores, indexes, census and tally under
// the default checks. The slope over several sizes, each in a process of its own, so that the base cost of a process does not count. The
// processes run what the image runs: the bundle, with the image's flags.

import { execFile } from 'node:child_process';
import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { bundleInto } from '../tools/build/bundle.ts';
import type { Benchmark } from './benchmark.ts';
import { flagsOfTheImage } from './support/image.ts';
import { median, scaled, slope } from './support/statistics.ts';

const run = promisify(execFile);
const SIZES = [10_000, 40_000, 70_000, 100_000];
const ROUNDS = 3;

export const memory: Benchmark = {
  about: 'resident memory per 10,000 incidents more, from 10,000 to 100,000',
  goals: { rss_mb_per_10k: { goal: 6, better: 'lower' } },
  async run({ scale, say }) {
    await using folder = await mkdtempDisposable(path.join(tmpdir(), 'docket-bench-'));
    const { outfile } = await bundleInto(folder.path, 'rss', 'bench/support/rss.main.ts');
    const command = [...flagsOfTheImage(), '--expose-gc', outfile];
    const residentMegabytes = async (incidents: number): Promise<number> => {
      const { stdout } = await run(process.execPath, [...command, String(incidents)]);
      return Number(stdout);
    };
    const points: Array<readonly [number, number]> = [];
    // A small scale measures the two ends only, as each size takes a process or several.
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
