// `docket validate`: flags and help.

import type { CliCommand } from '../command.ts';
import { type FileFlags, FILES_HELP, STRICT, VERBOSE } from '../file-flags.ts';

export const validate: CliCommand = {
  name: 'validate',
  define: (command, { io, exit }) =>
    command
      .description('Check YAML files against the CRDs, as the API server would. Exits 2 when something is wrong.')
      .argument('<dir>', FILES_HELP)
      .option(...STRICT)
      .option(...VERBOSE)
      .action(async (root: string, { strict, verbose }: FileFlags) => {
        const { runValidate } = await import('../validate.ts');
        exit(await runValidate({ root, strict: strict === true, verbose: verbose === true }, io));
      }),
};
