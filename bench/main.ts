// `npm run bench`: progress and a table on standard error, and one line of JSON at the end of standard output. Exit code 1 when a goal
// is missed, 2 when something could not be measured.

import { parseArgs } from 'node:util';
import { table } from '../src/cli/table.ts';
import { benchmarks } from './registry.ts';
import { isMet, runBenchmarks } from './run.ts';
import { createLazyCluster, startCluster } from './support/cluster.ts';

const indented = (figure: string): string => `                  ${figure}`;

const HELP = `Measures Docket against bare programs that do the same work, as ratios.

Usage: npm run bench -- [FLAGS]

  --only NAME[,NAME]  these benchmarks or figures only
  --scale FACTOR      a part of the full size, such as 0.1; goals are for 1 (default)
  --no-fail           exit 0 even when a goal is missed
  --help              print this

Benchmarks, and their figures:
${Object.entries(benchmarks)
  .map(([name, { about, goals }]) => `  ${name.padEnd(12)}  ${about}\n${Object.keys(goals).map(indented).join('\n')}`)
  .join('\n')}
`;

const FLAGS = {
  only: { type: 'string' },
  scale: { type: 'string', default: '1' },
  'no-fail': { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`bench: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}

async function main(args: readonly string[]): Promise<number> {
  const { values: flags } = parseArgs({ args: [...args], options: FLAGS });
  if (flags.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const scale = Number(flags.scale);
  if (!(scale > 0 && scale <= 1)) throw new Error(`--scale ${flags.scale}: give a number above 0, at most 1`);
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  await using cluster = createLazyCluster(say);
  const names = flags.only?.split(',') ?? Object.keys(benchmarks);
  const figures = await runBenchmarks(benchmarks, names, {
    scale,
    say,
    cluster: () => cluster.get(),
    ownCluster: () => startCluster(say),
  });
  const rows = Object.entries(figures).map(([name, figure]) => [
    name,
    String(figure.value),
    `${figure.better === 'lower' ? '<=' : '>='} ${figure.goal}`,
    isMet(figure) ? 'yes' : 'no',
  ]);
  say(`\n${table(['FIGURE', 'VALUE', 'GOAL', 'MET'], rows)}`);
  process.stdout.write(`${JSON.stringify(figures)}\n`);
  return flags['no-fail'] || Object.values(figures).every(isMet) ? 0 : 1;
}
