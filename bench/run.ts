// Runs benchmarks one after the other and puts their figures beside their goals.

import type { Bench, Benchmark, Figure, Figures } from './benchmark.ts';

/** `names` are keys of `benchmarks`; details go to `bench.say`. */
export async function runBenchmarks(
  benchmarks: Readonly<Record<string, Benchmark>>,
  names: readonly string[],
  bench: Bench,
): Promise<Figures> {
  const figures: Record<string, Figure> = {};
  for (const name of names) {
    const benchmark = benchmarks[name];
    if (benchmark === undefined)
      throw new Error(`no benchmark "${name}"; there are ${Object.keys(benchmarks).join(', ')}`);
    bench.say(`${name}: ${benchmark.about}`);
    const values = await benchmark.run(bench);
    for (const [figure, goal] of Object.entries(benchmark.goals)) {
      figures[figure] = { value: rounded(values[figure] ?? Number.NaN), ...goal };
    }
  }
  return figures;
}

export function isMet({ value, goal, better }: Figure): boolean {
  return better === 'lower' ? value <= goal : value >= goal;
}

const rounded = (value: number): number => Number(value.toPrecision(4));
