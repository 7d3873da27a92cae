// `docket demo`: flags and help.

import { Option } from 'commander';
import { LOG_LEVELS } from '../../config.ts';
import type { CliCommand } from '../command.ts';
import { FILES_HELP } from '../file-flags.ts';

interface Flags {
  readonly once?: true;
  readonly metricsBindAddress: string;
  readonly webhookBindAddress: string;
  readonly logLevel: string;
}

export const demo: CliCommand = {
  name: 'demo',
  define: (command, { io, exit }) =>
    command
      .description('Run the operator on an embedded cluster, seeded from YAML files: no cluster and no account needed.')
      .argument('[dir]', `${FILES_HELP}; without it, the demonstration that comes with Docket`)
      .option('--once', 'print the tables once everything is judged, and exit')
      .option('--metrics-bind-address <address>', 'where /metrics is served; "0" for nowhere', ':8080')
      .option(
        '--webhook-bind-address <address>',
        'where sources of pushes are sent to, at /webhooks/NAMESPACE/SOURCE; "0" for nowhere',
        '127.0.0.1:8082',
      )
      .addOption(
        new Option('--log-level <level>', 'how much is logged to standard error').choices(LOG_LEVELS).default('warn'),
      )
      .action(async (dir: string | undefined, { once, metricsBindAddress, webhookBindAddress, logLevel }: Flags) => {
        const { runDemo } = await import('../demo/command.ts');
        exit(await runDemo({ dir, once: once === true, metricsBindAddress, webhookBindAddress, logLevel }, io));
      }),
};
