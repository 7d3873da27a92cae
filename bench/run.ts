// Runs benchmarks one after the other and puts their figures beside their goals.

import type { Bench, Benchmark, Figure, Figures } from './benchmark.ts';

/**
 * `names` are keys of `benchmarks`, for all their figures, or names of single figures. Details go to `bench.say`. Throws for an unknown
 * name, before anything runs, and for a figure that is not a number.
 */
export async function runBenchmarks(
  benchmarks: Readonly<Record<string, Benchmark>>,
  names: readonly string[],
  bench: Bench,
): Promise<Figures> {
  const chosen = choose(benchmarks, names);
  const figures: Record<string, Figure> = {};
  for (const [name, wanted] of chosen) {
    const { about, goals, run } = benchmarks[name] as Benchmark;
    const startedMs = performance.now();
    bench.say(`${name}: ${about}`);
    const values = await run({ ...bench, say: (line) => bench.say(`  ${line}`) });
    for (const figure of wanted) figures[figure] = figureOf(figure, values[figure], goals[figure] as Goal);
    bench.say(`  ${((performance.now() - startedMs) / 1000).toFixed(0)} s`);
  }
  return figures;
}

type Goal = Pick<Figure, 'goal' | 'better'>;

/** Which figures of which benchmarks, in the order of the benchmarks. */
function choose(benchmarks: Readonly<Record<string, Benchmark>>, names: readonly string[]) {
  const figuresOf = (name: string): string[] => Object.keys(benchmarks[name]?.goals ?? {});
  const all = Object.keys(benchmarks);
  const known = new Set([...all, ...all.flatMap(figuresOf)]);
  const unknown = names.filter((name) => !known.has(name));
  if (unknown.length > 0)
    throw new Error(`no benchmark or figure ${unknown.join(', ')}: there are ${[...known].join(', ')}`);
  return all
    .map((name) => [name, figuresOf(name).filter((figure) => names.includes(name) || names.includes(figure))] as const)
    .filter(([, figures]) => figures.length > 0);
}

function figureOf(name: string, value: number | undefined, goal: Goal): Figure {
  if (value === undefined || !Number.isFinite(value)) throw new Error(`measure ${name}: ${value} is no figure`);
  return { value: Number(value.toPrecision(4)), ...goal };
}

export function isMet({ value, goal, better }: Figure): boolean {
  return better === 'lower' ? value <= goal : value >= goal;
}
