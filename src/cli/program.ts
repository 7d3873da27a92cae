// The command line: commands, flags and their help. Parses and dispatches; what a command does is in a file of its own, loaded
// only when it is asked for.

import { Command, CommanderError, Option } from 'commander';
import { ConfigError, LOG_LEVELS, type OperatorFlags } from '../config.ts';
import { type FileFlags, FILES_HELP, STRICT, VERBOSE } from './file-flags.ts';
import { EXIT, type Io } from './io.ts';
import { addExplainCommand, addTestCommand } from './judge-commands.ts';
import { VERSION } from './version.ts';

/** Runs the command that `argv` (without node and script) names; resolves with its exit code. */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  let code: number = EXIT.ok;
  const program = createProgram(io, (exitCode) => {
    code = exitCode;
  });
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    io.err(`docket: ${describe(error)}\n`);
    return error instanceof ConfigError ? EXIT.usage : EXIT.failed;
  }
}

/** The message of an error from outside; the stack of one that is a defect of this program. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const isDefect = error instanceof TypeError || error instanceof ReferenceError || error instanceof RangeError;
  return isDefect ? (error.stack ?? error.message) : error.message;
}

function createProgram(io: Io, exit: (code: number) => void): Command {
  const program = new Command('docket')
    .description('Security incidents and compliance checks as Kubernetes resources.')
    .exitOverride()
    .configureOutput({ writeOut: (text) => io.out(text), writeErr: (text) => io.err(text) })
    .showHelpAfterError('(docket --help shows the commands and their flags)');
  program.addCommand(operatorCommand(program, io, exit));
  addTo(program, 'demo')
    .description('Run the operator on an embedded cluster, seeded from YAML files: no cluster and no account needed.')
    .argument('[dir]', `${FILES_HELP}; without it, the demonstration that comes with Docket`)
    .option('--once', 'print the tables once everything is judged, and exit')
    .option('--metrics-bind-address <address>', 'where /metrics is served; "0" for nowhere', ':8080')
    .addOption(
      new Option('--log-level <level>', 'how much is logged to standard error').choices(LOG_LEVELS).default('warn'),
    )
    .action(async (dir: string | undefined, flags: { once?: true; metricsBindAddress: string; logLevel: string }) => {
      const { runDemo } = await import('./demo.ts');
      exit(
        await runDemo(
          { dir, once: flags.once === true, metrics: flags.metricsBindAddress, logLevel: flags.logLevel },
          io,
        ),
      );
    });
  addTo(program, 'validate')
    .description('Check YAML files against the CRDs, as the API server would. Exits 2 when something is wrong.')
    .argument('<dir>', FILES_HELP)
    .option(...STRICT)
    .option(...VERBOSE)
    .action(async (root: string, { strict, verbose }: FileFlags) => {
      const { runValidate } = await import('./validate.ts');
      exit(await runValidate({ root, strict: strict === true, verbose: verbose === true }, io));
    });
  addTestCommand(addTo(program, 'test'), io, exit);
  addExplainCommand(addTo(program, 'explain'), io, exit);
  addTo(program, 'version')
    .description('Print the version.')
    .action(() => io.out(`docket ${VERSION} (node ${process.version})\n`));
  return program;
}

/** A command made with `new` does not inherit these settings by itself. */
const addTo = (program: Command, name: string): Command => program.command(name).copyInheritedSettings(program);

function operatorCommand(program: Command, io: Io, exit: (code: number) => void): Command {
  const repeat = (value: string, before: readonly string[]): readonly string[] => [...before, value];
  return new Command('operator')
    .copyInheritedSettings(program)
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
    .option('--leader-election-lease-duration <duration>', 'how long a lease holds without renewal', '15s')
    .option(
      '--leader-election-renew-deadline <duration>',
      'how long the leader tries to renew before it stops work',
      '10s',
    )
    .option('--leader-election-retry-period <duration>', 'how often replicas try to take or renew the lease', '2s')
    .option('--metrics-bind-address <address>', 'where /metrics is served; "0" for nowhere', ':8080')
    .option('--health-probe-bind-address <address>', 'where /healthz and /readyz are served; "0" for nowhere', ':8081')
    .option('--allow-endpoints <hosts>', 'HOST[:PORT],... that sources may name as their endpoint; default: none')
    .addOption(new Option('--log-level <level>', 'how much is logged').choices(LOG_LEVELS).default('info'))
    .action(async (flags: OperatorFlags) => {
      const { runOperator } = await import('./operator.ts');
      exit(await runOperator(flags, io));
    });
}
