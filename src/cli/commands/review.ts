// `docket review`: flags and help of its verbs.

import type { CliCommand } from '../command.ts';

const ACCESS_HELP = `
Reads the accounts of a CriticalSystem and the people of its StaffRoster anew, as they are stored nowhere: with your own kubeconfig, so you need
the right to get the Secrets that they name. It judges them as the operator does, and shows each account with its person, its roles, the
verdict and why. What needs attention comes first. NAME is what findings and exceptions call the account.

--record writes spec.lastReview in your name, with this instant, once the accounts are shown. Look first, then record.

Exit code: 0 shown (whatever was found), 1 the accounts, the people or the cluster cannot be read, 2 the system is not there.

Examples:
  docket review access pagerduty -n security
  docket review access pagerduty -n security --csv > pagerduty-2026-q1.csv
  docket review access pagerduty -n security --record --evidence https://wiki.example.com/access-reviews/2026-q1`;

interface AccessFlags {
  readonly kubeconfig?: string;
  readonly namespace?: string;
  readonly csv?: true;
  readonly record?: true;
  readonly evidence?: string;
  readonly allowEndpoints?: string;
}

export const review: CliCommand = {
  name: 'review',
  define: (command, { io, exit }) => {
    command.description('Review who can get into a critical system.');
    command
      .command('access')
      .description('Show the accounts of a critical system, whose they are, the verdict and why.')
      .argument('<system>', 'the name of the CriticalSystem')
      .option('--csv', 'print CSV, for an auditor; default: a table')
      .option('--record', 'record in spec.lastReview that you reviewed it now')
      .option('--evidence <uri>', 'with --record: where the record of the review is kept')
      .option('--allow-endpoints <hosts>', 'HOST[:PORT],... that specs may name as their endpoint; default: none')
      .option(
        '--kubeconfig <file>',
        'how to reach the cluster; default: KUBECONFIG, else in-cluster, else ~/.kube/config',
      )
      .option('-n, --namespace <name>', "default: the context's, else default")
      .addHelpText('after', ACCESS_HELP)
      .action(async (system: string, flags: AccessFlags) => {
        const { runReviewAccess } = await import('../review/access-command.ts');
        const { kubeconfig, namespace, evidence, allowEndpoints = '', csv, record } = flags;
        const how = { csv: csv === true, record: record === true, evidence, allowEndpoints };
        exit(await runReviewAccess({ system, kubeconfig, namespace, ...how }, io));
      });
  },
};
