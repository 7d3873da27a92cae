// `docket version`.

import type { CliCommand } from '../command.ts';
import { VERSION } from '../version.ts';

export const version: CliCommand = {
  name: 'version',
  define: (command, { io }) =>
    command.description('Print the version.').action(() => io.out(`docket ${VERSION} (node ${process.version})\n`)),
};
