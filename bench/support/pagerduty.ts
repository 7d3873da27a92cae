// Starts the loopback PagerDuty of the benchmarks beside this process and ends it.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** The key that the loopback server accepts. */
export const API_KEY = 'good-token';

export interface PagerDuty extends AsyncDisposable {
  readonly url: string;
}

export async function startPagerDutyProcess(incidents: number): Promise<PagerDuty> {
  const file = new URL('pagerduty.main.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [file, String(incidents)], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const [line] = (await Promise.race([once(createInterface(child.stdout), 'line'), ended])) as [string | number];
  if (typeof line !== 'string') throw new Error(`start the loopback PagerDuty: it ended with ${String(line)}`);
  return {
    url: (JSON.parse(line) as { url: string }).url,
    async [Symbol.asyncDispose]() {
      child.stdin.end();
      await ended;
    },
  };
}
