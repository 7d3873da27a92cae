// The commands that judge without an operator, `docket test` and `docket explain`: their flags and their help. What they do is in
// folders of their own, loaded only when asked for.

import { type Command, Option } from 'commander';
import { systemClock } from '../base/clock.ts';
import type { ExplainOutput } from './explain/command.ts';
import { instantFlag } from './instant.ts';
import { type FileFlags, FILES_HELP, STRICT, VERBOSE } from './file-flags.ts';
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
  - Evidence in a ConfigMap or Secret is hashed where that is in the files, and missing where not. Where it is encrypted, or made in
    the cluster by a sealed or external secret, a check that asks for it is Unknown.
  - Files of other tools are skipped; .docketignore, written as a .gitignore, leaves out more. A file that holds an object of
    docket.dev is held to the rules.

Exit code: 0 no check fails or is unknown, 1 one fails, 3 none fails and one is unknown, 2 the input is wrong.

Examples:
  docket test compliance/
  docket test compliance/ --now 2026-03-31T17:00:00Z -o json
  docket test compliance/ -o junit > docket.xml
  kubectl kustomize overlays/production | docket test -
  helm template charts/compliance | docket test -
  kubectl get docket -A -o yaml > dump.yaml && docket test dump.yaml`;

interface TestFlags extends FileFlags {
  readonly now?: string;
  readonly output: TestOutput;
}

export function addTestCommand(command: Command, io: Io, exit: Exit): void {
  command
    .description('Judge the checks of YAML files offline, as the operator would: for the CI of a repository.')
    .argument('<dir>', FILES_HELP)
    .option(NOW, NOW_HELP)
    .addOption(new Option('-o, --output <format>', 'how').choices(['table', 'json', 'junit']).default('table'))
    .option(...STRICT)
    .option(...VERBOSE)
    .addHelpText('after', TEST_HELP)
    .action(async (dir: string, { now, output, strict, verbose }: TestFlags) => {
      const { runTest } = await import('./test/command.ts');
      const flags = { strict: strict === true, verbose: verbose === true };
      exit(await runTest({ dir, now: nowOf(now), output, ...flags }, io));
    });
}

const EXPLAIN_HELP = `
Of a check: its result and what it means, the sources that it rests on, the subjects that fail, are due, cannot be judged or are
exempted with the facts that decide, and the next deadline. Of an incident: its facts and who states them, its deadlines with
the policy and the rule that chose it, whom to tell by which clock, and what each check that selects it says, until when.

With -f the files are the input, as for docket test. Without it the objects of one namespace and the policies are read from the
cluster, whose sources count as far as their conditions say; evidence counts as the operator found it.

Exit code: 0 explained, 1 the cluster cannot be read, 2 the input is wrong or the name is not there.

Examples:
  docket explain check/pagerduty-response-on-time
  docket explain incident/lost-laptop -n security -o json
  docket explain incident/lost-laptop -f compliance/ --now 2026-03-31T17:00:00Z`;

interface ExplainFlags extends FileFlags {
  readonly filename?: string;
  readonly kubeconfig?: string;
  readonly namespace?: string;
  readonly now?: string;
  readonly output: ExplainOutput;
}

export function addExplainCommand(command: Command, io: Io, exit: Exit): void {
  command
    .description('Say why a check or an incident is judged as it is: from which facts, by which policy, until when.')
    .argument('<target>', 'check/NAME or incident/NAME')
    .option('-f, --filename <dir>', `${FILES_HELP}, instead of a cluster`)
    .option(
      '--kubeconfig <file>',
      'how to reach the cluster; default: KUBECONFIG, else in-cluster, else ~/.kube/config',
    )
    .option('-n, --namespace <name>', "default: the context's, else default")
    .option(NOW, NOW_HELP)
    .addOption(new Option('-o, --output <format>', 'how').choices(['text', 'json']).default('text'))
    .option(...STRICT)
    .option(...VERBOSE)
    .addHelpText('after', EXPLAIN_HELP)
    .action(async (target: string, { filename: files, now, strict, verbose, ...flags }: ExplainFlags) => {
      const { runExplain } = await import('./explain/command.ts');
      const { kubeconfig, namespace, output } = flags;
      const told = { strict: strict === true, verbose: verbose === true };
      exit(await runExplain({ target, files, kubeconfig, namespace, output, now: nowOf(now), ...told }, io));
    });
}

function nowOf(text: string | undefined): Date {
  return text === undefined ? wholeSecond(systemClock.now()) : instantFlag('--now', text);
}

/** Times in a cluster have no fractions. */
const wholeSecond = (instant: Date): Date => new Date(Math.floor(instant.getTime() / 1_000) * 1_000);
