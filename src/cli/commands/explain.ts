// `docket explain`: flags and help.

import { Option } from 'commander';
import type { CliCommand } from '../command.ts';
import type { ExplainOutput } from '../explain/command.ts';
import { type FileFlags, FILES_HELP, STRICT, VERBOSE } from '../file-flags.ts';
import { NOW, nowOf } from '../instant.ts';

const HELP = `
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

interface Flags extends FileFlags {
  readonly filename?: string;
  readonly kubeconfig?: string;
  readonly namespace?: string;
  readonly now?: string;
  readonly output: ExplainOutput;
}

export const explain: CliCommand = {
  name: 'explain',
  define: (command, { io, exit }) =>
    command
      .description('Say why a check or an incident is judged as it is: from which facts, by which policy, until when.')
      .argument('<target>', 'check/NAME or incident/NAME')
      .option('-f, --filename <dir>', `${FILES_HELP}, instead of a cluster`)
      .option(
        '--kubeconfig <file>',
        'how to reach the cluster; default: KUBECONFIG, else in-cluster, else ~/.kube/config',
      )
      .option('-n, --namespace <name>', "default: the context's, else default")
      .option(...NOW)
      .addOption(new Option('-o, --output <format>', 'how').choices(['text', 'json']).default('text'))
      .option(...STRICT)
      .option(...VERBOSE)
      .addHelpText('after', HELP)
      .action(async (target: string, { filename: files, now, strict, verbose, ...flags }: Flags) => {
        const { runExplain } = await import('../explain/command.ts');
        const { kubeconfig, namespace, output } = flags;
        const told = { strict: strict === true, verbose: verbose === true };
        exit(await runExplain({ target, files, kubeconfig, namespace, output, now: nowOf(now), ...told }, io));
      }),
};
