// `npm run check:static`: all checks that do not run the program. Every check runs even when others fail, and only failing checks show
// their output. It corrects nothing, except that it rewrites stale generated files.

import { generatedIsCurrent } from './check/generated.ts';
import { runCommand, type Outcome } from './check/run-command.ts';

interface Check {
  readonly name: string;
  readonly run: () => Promise<Outcome>;
  /** What to do when the check fails, unless the tool's own output says it. */
  readonly advice?: string;
}

const command = (name: string, line: string, advice?: string): Check => ({
  name,
  run: () => runCommand(line.split(' ')),
  ...(advice === undefined ? {} : { advice }),
});

const GENERATED: Check = { name: 'generated', run: generatedIsCurrent };

const CHECKS: readonly Check[] = [
  command('types', 'tsc --noEmit --pretty'),
  command('lint', 'oxlint --deny-warnings --report-unused-disable-directives-severity=error'),
  command(
    'format',
    'prettier --check --log-level warn --cache --cache-strategy content .',
    'npm run format corrects it.',
  ),
  command('unused', 'knip --no-progress', 'Remove what nothing uses, or use it.'),
  command(
    'production',
    'knip --no-progress --production --config knip.production.json',
    'Only tests use it: remove it, or move it to the tests.',
  ),
  command('crds', 'node tools/check-crds.ts'),
];

async function report(check: Check): Promise<boolean> {
  const started = performance.now();
  const outcome = await check.run();
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${outcome.ok ? 'ok    ' : 'FAILED'}  ${check.name.padEnd(10)} ${seconds} s`);
  if (outcome.ok) return true;
  console.log(outcome.output.trimEnd().replaceAll(/^/gm, '  '));
  if (check.advice !== undefined) console.log(`  ${check.advice}`);
  return false;
}

/** Two checks at a time, for machines with two cores. */
async function reportAll(checks: readonly Check[]): Promise<boolean> {
  const waiting = [...checks];
  let ok = true;
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) ok = (await report(next)) && ok;
  };
  await Promise.all([worker(), worker()]);
  return ok;
}

// The generator writes files that the other checks read, so it runs first and alone.
const generated = await report(GENERATED);
const rest = await reportAll(CHECKS);
process.exitCode = generated && rest ? 0 : 1;
