// Runs one tool of the project and captures its output. Never throws for a tool that fails, and never lets a tool read the terminal.

import { spawn } from 'node:child_process';

export interface Outcome {
  readonly ok: boolean;
  /** stdout and stderr, in the order in which they came. */
  readonly output: string;
}

export function runCommand([program, ...args]: readonly string[]): Promise<Outcome> {
  const chunks: Buffer[] = [];
  return new Promise((resolve) => {
    const child = spawn(program ?? '', args, { stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
    const finish = (ok: boolean, last = ''): void => resolve({ ok, output: Buffer.concat(chunks).toString() + last });
    child.on('error', (error) => finish(false, `cannot start ${program}: ${error.message}\n`));
    child.on('close', (code, signal) =>
      finish(code === 0, signal === null ? '' : `${program} was ended by ${signal}\n`),
    );
  });
}
