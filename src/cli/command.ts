// What a command of the program is: its name, and how its flags and help are declared. Declares none; those are in commands/.

import type { Command } from 'commander';
import type { Io } from './io.ts';

/** What a command runs with. */
export interface CommandContext {
  readonly io: Io;
  /** Sets the exit code of the process; 0 unless it is called. */
  readonly exit: (code: number) => void;
}

/** One verb of `docket`. Its file must stay cheap to load: it imports what the verb does only when it runs. */
export interface CliCommand {
  readonly name: string;
  /** Adds description, arguments, flags, help and action. */
  readonly define: (command: Command, context: CommandContext) => void;
}
