// `docket operator`: flags and help.

import { type Command, Option } from 'commander';
import { LOG_LEVELS, type OperatorFlags } from '../../config.ts';
import { DEFAULT_LIMITS } from '../../controllers/limits.ts';
import type { CliCommand } from '../command.ts';

const repeat = (value: string, before: readonly string[]): readonly string[] => [...before, value];

export const operator: CliCommand = {
  name: 'operator',
  define: (command, { io, exit }) =>
    withReceiver(withLimits(command))
      .description('Run the controllers against a cluster.')
      .option(
        '--kubeconfig <file>',
        'how to reach the cluster; default: in-cluster, else KUBECONFIG, else ~/.kube/config',
      )
      .option('--namespace <name>', 'watch this namespace only; repeatable; default: all', repeat, [])
      .addOption(
        new Option('--leader-elect [boolean]', 'let only one of several replicas write')
          .choices(['true', 'false'])
          .preset('true')
          .default('false'),
      )
      .option(
        '--leader-election-namespace <name>',
        "where the lease is; default: the pod's own, else the context's, else default",
      )
      .option(
        '--leader-election-lease-name <name>',
        'the name of the lease; default: docket, with --namespace followed by the namespaces',
      )
      .option('--leader-election-lease-duration <duration>', 'how long a lease holds without renewal', '15s')
      .option(
        '--leader-election-renew-deadline <duration>',
        'how long the leader tries to renew before it stops work',
        '10s',
      )
      .option('--leader-election-retry-period <duration>', 'how often replicas try to take or renew the lease', '2s')
      .option('--metrics-bind-address <address>', 'where /metrics is served; "0" for nowhere', ':8080')
      .option(
        '--health-probe-bind-address <address>',
        'where /healthz and /readyz are served; "0" for nowhere',
        ':8081',
      )
      .option('--allow-endpoints <hosts>', 'HOST[:PORT],... that sources may name as their endpoint; default: none')
      .option(
        '--allow-ambient-credentials',
        "let sources of the kinds guardDuty and defender without a Secret use the pod's own identity; default: they are refused",
      )
      .addOption(new Option('--log-level <level>', 'how much is logged').choices(LOG_LEVELS).default('info'))
      .action(async (flags: OperatorFlags) => {
        const { runOperator } = await import('../operator/command.ts');
        exit(await runOperator(flags, io));
      }),
};

/** What one tenant may take of the operator. */
function withLimits(command: Command): Command {
  return command
    .option('--allow-fixtures', 'read sources of the kind fixture, every 30 s at most; default: they are refused')
    .option(
      '--allow-lowered-severities',
      'do not show it where the severityMap of a source makes severities less than they mean; default: Lowered is shown',
    )
    .option(
      '--max-incidents-per-source <count>',
      'how many incidents a source may have on record',
      String(DEFAULT_LIMITS.incidentsPerSource),
    )
    .option(
      '--max-incidents-per-namespace <count>',
      'how many incidents the sources of a namespace fill it up to',
      String(DEFAULT_LIMITS.incidentsPerNamespace),
    );
}

/** Where senders push to. */
function withReceiver(command: Command): Command {
  return command
    .option(
      '--webhook-bind-address <address>',
      'where POST /webhooks/<namespace>/<source> is served; "0" for nowhere',
      '0',
    )
    .option('--webhook-tls-cert <file>', 'the certificate for it (PEM), read again when it changes; default: no TLS')
    .option('--webhook-tls-key <file>', 'the key of that certificate');
}
