// `docket restore`: flags and help.

import type { CliCommand } from '../command.ts';

const HELP = `
The file is what kubectl printed: kubectl get slapolicies,disclosurepolicies,incidents,incidentreviews,compliancechecks,checkexceptions,incidentsources -A -o yaml.
Each object is created with its spec, labels and annotations, in an order in which every one finds what it names; then incidents, reviews,
checks and exceptions get the status that they had. What is there already is kept, and told if it is another one. So it can be run again.

It takes the verbs mirror and vouch, and to write every kind and its status: bind the ClusterRole docket-restore to a ServiceAccount for as
long as it takes. Stop the operator meanwhile (docs/backup.md).

Exit code: 0 everything is there, 1 something could not be restored, 2 the file is not a backup.`;

interface Flags {
  readonly kubeconfig?: string;
}

export const restore: CliCommand = {
  name: 'restore',
  define: (command, { io, exit }) =>
    command
      .description('Put a backup back into a cluster, with the deadlines and approvals that it had.')
      .argument('<file>', 'YAML or JSON of kubectl get; - for standard input')
      .option(
        '--kubeconfig <file>',
        'how to reach the cluster; default: KUBECONFIG, else in-cluster, else ~/.kube/config',
      )
      .addHelpText('after', HELP)
      .action(async (file: string, { kubeconfig }: Flags) => {
        const { runRestore } = await import('../restore/command.ts');
        exit(await runRestore({ file, kubeconfig }, io));
      }),
};
