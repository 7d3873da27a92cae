// Where the process begins: passes arguments, signals and the terminal to the command line. Decides nothing else, and is the only reader of
// process.argv and signals.

import { run } from './cli/program.ts';
import { terminalWidth } from './config.ts';

const stop = new AbortController();
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  // A second signal ends the process at once.
  process.once(signal, () => stop.abort(new Error(`stopped by ${signal}`)));
}

process.exitCode = await run(process.argv.slice(2), {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  input: () => process.stdin,
  interactive: process.stdout.isTTY === true,
  width: process.stdout.columns ?? terminalWidth(),
  signal: stop.signal,
});
