// `npm run bench`: progress and a table on standard error, and one line of JSON at the end of standard output. Exit code 1 when a goal
// is missed.

import { parseArgs } from 'node:util';
import { table } from '../src/cli/table.ts';
import { benchmarks } from './registry.ts';
import { isMet, runBenchmarks } from './run.ts';
import { createLazyCluster } from './support/cluster.ts';

const HELP = `Measures Docket against bare programs that do the same work, as ratios.

Usage: npm run bench -- [FLAGS]

  --only NAME[,NAME]  run these only
  --scale FACTOR      a part of the full size, such as 0.1; goals are for 1 (default)
  --no-fail           exit 0 even when a goal is missed
  --help              print this

Benchmarks:
${Object.entries(benchmarks)
  .map(([name, { about }]) => `  ${name.padEnd(12)}  ${about}`)
  .join('\n')}
`;

const { values: flags } = parseArgs({
  options: {
    only: { type: 'string' },
    scale: { type: 'string', default: '1' },
    'no-fail': { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

if (flags.help) process.stdout.write(HELP);
else process.exitCode = await main();

async function main(): Promise<number> {
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  await using cluster = createLazyCluster(say);
  const names = flags.only?.split(',') ?? Object.keys(benchmarks);
  const figures = await runBenchmarks(benchmarks, names, {
    scale: Number(flags.scale),
    say,
    cluster: () => cluster.get(),
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
