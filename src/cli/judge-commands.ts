// The commands that judge without an operator, `docket test` and `docket explain`: their flags and their help. What they do is in
// folders of their own, loaded only when asked for.

import { type Command, Option } from 'commander';
import { systemClock } from '../runtime/clock.ts';
import { instantFlag } from './instant.ts';
import type { Io } from './io.ts';
import type { TestOutput } from './test/command.ts';

type Exit = (code: number) => void;

const NOW = '--now <instant>';
const NOW_HELP = 'judge as of this instant, RFC 3339; default: the present';

const TEST_HELP = `
The files are the whole input, judged as the operator would judge them at --now:
  - A source is fresh and complete, unless its status in the files says otherwise. What it would list is not read: not even a
    fixture's ConfigMap. Only Incident objects count.
  - What a file does not date (creationTimestamp, the detectedAt of an incident) happened at --now; a check without a
    creationTimestamp has always been there. A status is taken where there is one; an incident's is worked out anew.
  - Evidence in a ConfigMap or Secret is hashed where that stands in the files, and missing where not.

Exit code: 0 no check fails or is unknown, 1 one fails, 3 none fails and one is unknown, 2 the input is wrong.

Examples:
  docket test compliance/
  docket test compliance/ --now 2026-03-31T17:00:00Z -o json
  docket test compliance/ -o junit > docket.xml
  kubectl get docket -A -o yaml > dump.yaml && docket test dump.yaml`;

interface TestFlags {
  readonly now?: string;
  readonly output: TestOutput;
}

export function addTestCommand(command: Command, io: Io, exit: Exit): void {
  command
    .description('Judge the checks of YAML files offline, as the operator would: for the CI of a repository.')
    .argument('<dir>', 'a folder of YAML files, or one file')
    .option(NOW, NOW_HELP)
    .addOption(new Option('-o, --output <format>', 'how').choices(['table', 'json', 'junit']).default('table'))
    .addHelpText('after', TEST_HELP)
    .action(async (dir: string, { now, output }: TestFlags) => {
      const { runTest } = await import('./test/command.ts');
      exit(await runTest({ dir, now: nowOf(now), output }, io));
    });
}

function nowOf(text: string | undefined): Date {
  return text === undefined ? wholeSecond(systemClock.now()) : instantFlag('--now', text);
}

/** Times in a cluster have no fractions. */
const wholeSecond = (instant: Date): Date => new Date(Math.floor(instant.getTime() / 1_000) * 1_000);
