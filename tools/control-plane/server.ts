// One server process: started under the watchdog, its output in a log file, stopped with a grace period.
// It must not know which server it is.

import { once } from 'node:events';
import { openSync, closeSync } from 'node:fs';
import { join } from 'node:path';
import { tail } from './fs.ts';
import { spawnGuarded, type Watchdog } from './watchdog.ts';

export interface ServerCommand {
  readonly name: string;
  readonly file: string;
  readonly args: readonly string[];
  readonly dir: string;
}

export interface Server {
  readonly name: string;
  readonly pid: number;
  readonly logFile: string;
  isRunning(): boolean;
  /** `SIGKILL` at once; `SIGTERM` first with as much grace as given, then `SIGKILL`. Resolves when it is gone. */
  stop(signal: 'SIGTERM' | 'SIGKILL', graceMs?: number): Promise<void>;
  /** The end of its log, headed by its name and how it ended: for error messages. */
  report(): Promise<string>;
}

export function startServer(command: ServerCommand, watchdog: Watchdog): Server {
  const logFile = join(command.dir, `${command.name}.log`);
  const output = openSync(logFile, 'a');
  const env = { PATH: process.env['PATH'], HOME: command.dir, TMPDIR: command.dir };
  const child = spawnGuarded({ ...command, cwd: command.dir, env, output }, watchdog);
  closeSync(output);
  const exited = once(child, 'exit');
  const isRunning = (): boolean => child.exitCode === null && child.signalCode === null;
  return {
    name: command.name,
    pid: child.pid,
    logFile,
    isRunning,
    async stop(signal, graceMs = 5_000) {
      if (!isRunning()) return;
      child.kill(signal);
      const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
      await exited;
      clearTimeout(timer);
    },
    async report() {
      const end = isRunning() ? 'running' : `ended with ${child.signalCode ?? `code ${child.exitCode}`}`;
      return `--- ${command.name} (${end}), last lines of its log:\n${await tail(logFile, 25)}`;
    },
  };
}
