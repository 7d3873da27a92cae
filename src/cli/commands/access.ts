// `docket access`: flags and help of its verbs.

import type { CliCommand } from '../command.ts';

const MAP_HELP = `
Adds the account to spec.identityMappings of the StaffRoster, so that it counts as that person's in every system that names the roster. A
mapping goes before addresses. It prints what it adds and what that concerns before it writes. Where the roster comes from Git, use
--dry-run and put what it prints there.

Exit code: 0 mapped, or mapped like that before, 1 the cluster cannot be read or written, 2 the roster is not there, or the account is
another person's (--replace maps it anew).

Examples:
  docket access map octocat ada@example.com -n security --dry-run
  docket access map pagerduty-3fa9c2d1 ada@example.com -n security --roster staff`;

interface MapFlags {
  readonly kubeconfig?: string;
  readonly namespace?: string;
  readonly roster?: string;
  readonly replace?: true;
  readonly dryRun?: true;
}

export const access: CliCommand = {
  name: 'access',
  define: (command, { io, exit }) => {
    command.description('Say which person an account belongs to.');
    command
      .command('map')
      .description('Map an account of a critical system to a person of the roster.')
      .argument('<account>', 'its id, its login, its address, or the name that findings give it')
      .argument('<person>', 'as the roster names them, or one of their addresses')
      .option('--roster <name>', 'the StaffRoster; default: the only one of the namespace')
      .option('--replace', 'also where the account is mapped to somebody else')
      .option('--dry-run', 'print what would be written, and write nothing')
      .option(
        '--kubeconfig <file>',
        'how to reach the cluster; default: KUBECONFIG, else in-cluster, else ~/.kube/config',
      )
      .option('-n, --namespace <name>', "default: the context's, else default")
      .addHelpText('after', MAP_HELP)
      .action(async (account: string, person: string, flags: MapFlags) => {
        const { runMap } = await import('../access/map-command.ts');
        const { kubeconfig, namespace, roster, replace, dryRun } = flags;
        const how = { replace: replace === true, dryRun: dryRun === true };
        exit(await runMap({ account, person, kubeconfig, namespace, roster, ...how }, io));
      });
  },
};
