// Nothing outlives the process that started it: a small shell, in a session of its own, holds one end of a pipe and,
// when the pipe closes for whatever reason (SIGKILL included), kills the servers it was told of and removes the
// folder. Servers start through a gate, so that none runs that the watchdog does not know. It must not be Node: it
// costs 1 MB while a test run lasts.

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

export interface Watchdog {
  readonly pid: number;
  guard(pid: number): void;
  release(pid: number): void;
  /** Kills what is still guarded, removes the folder, and resolves when both are done. */
  close(): Promise<void>;
}

// Each server leads a process group of its own, so its children go with it. A killed one stays visible until its new parent has
// collected it, which some containers never do: so the wait for its death is bounded, and the folder goes anyway.
const script = `
trap '' HUP INT TERM
pids=
while read -r verb pid; do
  case $verb in
    guard) pids="$pids $pid" ;;
    release)
      rest=
      for p in $pids; do [ "$p" = "$pid" ] || rest="$rest $p"; done
      pids=$rest ;;
  esac
done
for p in $pids; do kill -s KILL -- "-$p" 2>/dev/null; done
tries=0
for p in $pids; do
  while kill -0 "$p" 2>/dev/null && [ $tries -lt 30 ]; do tries=$((tries + 1)); sleep 0.1; done
done
rm -rf -- "$1" || { sleep 1; rm -rf -- "$1"; }
`;

export function startWatchdog(folder: string): Watchdog {
  const child = spawn('/bin/sh', ['-c', script, 'docket-watchdog', folder], {
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  const pid = pidOf(child, 'the watchdog');
  const ended = once(child, 'close');
  const tell = (line: string): void => void child.stdin?.write(`${line}\n`);
  return {
    pid,
    guard: (server) => tell(`guard ${server}`),
    release: (server) => tell(`release ${server}`),
    async close() {
      child.stdin?.end();
      await ended;
    },
  };
}

export interface GatedCommand {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Where stdout and stderr go. */
  readonly output: number;
}

/** Starts the command, but lets it go only once the watchdog knows its pid (the gate's own: it is replaced by exec). */
export function spawnGuarded(command: GatedCommand, watchdog: Watchdog): ChildProcess & { readonly pid: number } {
  const gate = ['-c', 'read -r go && exec "$@" </dev/null', 'gate', command.file, ...command.args];
  const child = spawn('/bin/sh', gate, {
    cwd: command.cwd,
    env: command.env,
    detached: true,
    stdio: ['pipe', command.output, command.output],
  });
  const pid = pidOf(child, command.file);
  watchdog.guard(pid);
  child.once('exit', () => watchdog.release(pid));
  child.stdin?.end('go\n');
  return Object.assign(child, { pid });
}

function pidOf(child: ChildProcess, what: string): number {
  if (child.pid === undefined) throw new Error(`start ${what}: /bin/sh could not be started`);
  return child.pid;
}
