// Starts the sender of deliveries beside this process, tells it what to send, and ends it.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** The secret that deliveries are signed with. */
export const SECRET = 'correct horse battery staple';

export interface Pace {
  readonly count: number;
  readonly perSecond: number;
}

export interface Sent {
  /** Of the incident. */
  readonly title: string;
  /** By the pace, in milliseconds since 1970; it is sent at once, or late when the sender has no processor. */
  readonly dueAtMs: number;
  readonly answeredAtMs: number;
  /** 0 without an answer. */
  readonly code: number;
}

export interface SenderProcess extends AsyncDisposable {
  /** Resolves when everything was answered. */
  send(pace: Pace): Promise<readonly Sent[]>;
}

/** The time in milliseconds since 1970, with fractions, comparable between processes of one machine. */
export const epochMs = (): number => performance.timeOrigin + performance.now();

export async function startSender(url: string): Promise<SenderProcess> {
  const file = new URL('sender.main.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [file, url], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const lines = createInterface(child.stdout);
  return {
    async send(pace) {
      child.stdin.write(`${JSON.stringify(pace)}\n`);
      const [line] = (await Promise.race([once(lines, 'line'), ended])) as [string | number];
      if (typeof line !== 'string') throw new Error(`send deliveries: the sender ended with ${String(line)}`);
      return JSON.parse(line) as Sent[];
    },
    async [Symbol.asyncDispose]() {
      child.stdin.end();
      await ended;
    },
  };
}
