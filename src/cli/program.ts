// The command line: hands arguments to the command that they name, and turns what it throws into a message and an exit code. A command's
// flags and help are in a file of its own in commands/.

import { Command, CommanderError } from 'commander';
import { ConfigError } from '../config.ts';
import type { CliCommand, CommandContext } from './command.ts';
import { access } from './commands/access.ts';
import { demo } from './commands/demo.ts';
import { explain } from './commands/explain.ts';
import { operator } from './commands/operator.ts';
import { restore } from './commands/restore.ts';
import { review } from './commands/review.ts';
import { test } from './commands/test.ts';
import { validate } from './commands/validate.ts';
import { version } from './commands/version.ts';
import { EXIT, type Io } from './io.ts';

/** In the order of the help. */
const COMMANDS: readonly CliCommand[] = [operator, demo, validate, test, explain, review, access, restore, version];

/** Runs the command that `argv` (without node and script) names; resolves with its exit code. */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  let code: number = EXIT.ok;
  const exit = (exitCode: number): void => {
    code = exitCode;
  };
  try {
    await createProgram({ io, exit }).parseAsync([...argv], { from: 'user' });
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

function createProgram(context: CommandContext): Command {
  const { io } = context;
  const program = new Command('docket')
    .description('Security incidents and compliance checks as Kubernetes resources.')
    .exitOverride()
    .configureOutput({ writeOut: (text) => io.out(text), writeErr: (text) => io.err(text) })
    .showHelpAfterError('(docket --help shows the commands and their flags)');
  for (const { name, define } of COMMANDS) define(program.command(name), context);
  return program;
}
