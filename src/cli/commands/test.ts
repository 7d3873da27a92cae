// `docket test`: flags and help.

import { Option } from 'commander';
import type { CliCommand } from '../command.ts';
import { type FileFlags, FILES_HELP, STRICT, VERBOSE } from '../file-flags.ts';
import { NOW, nowOf } from '../instant.ts';
import type { TestOutput } from '../test/command.ts';

const HELP = `
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

interface Flags extends FileFlags {
  readonly now?: string;
  readonly output: TestOutput;
}

export const test: CliCommand = {
  name: 'test',
  define: (command, { io, exit }) =>
    command
      .description('Judge the checks of YAML files offline, as the operator would: for the CI of a repository.')
      .argument('<dir>', FILES_HELP)
      .option(...NOW)
      .addOption(new Option('-o, --output <format>', 'how').choices(['table', 'json', 'junit']).default('table'))
      .option(...STRICT)
      .option(...VERBOSE)
      .addHelpText('after', HELP)
      .action(async (dir: string, { now, output, strict, verbose }: Flags) => {
        const { runTest } = await import('../test/command.ts');
        const flags = { strict: strict === true, verbose: verbose === true };
        exit(await runTest({ dir, now: nowOf(now), output, ...flags }, io));
      }),
};
