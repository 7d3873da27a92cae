// A real Prometheus 3 for a test: started with a configuration on a free port of the loopback interface, asked over its API, stopped at
// the end with its folder. It must not decide what an answer means.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { stringify } from 'yaml';
import { freePort } from '../../../tools/control-plane/ports.ts';
import { monitoringBinary } from '../../../tools/monitoring/binaries.ts';

/** One series of an answer; its points as [seconds, text of the number]. */
export interface Answered {
  readonly metric: Readonly<Record<string, string>>;
  readonly value?: readonly [number, string];
  readonly values?: ReadonlyArray<readonly [number, string]>;
}

export interface Prometheus {
  readonly url: string;
  /** The series that an expression gives now. Rejects with what Prometheus says of one that it refuses. */
  query(expr: string): Promise<readonly Answered[]>;
  /** The same over the last `seconds`, in steps of one second. */
  queryRange(expr: string, seconds: number): Promise<readonly Answered[]>;
  /** Reads its files again. */
  reload(): Promise<void>;
  stop(): Promise<void>;
}

interface ApiAnswer {
  readonly status: string;
  readonly error?: string;
  readonly data?: { readonly result: readonly Answered[] };
}

/** Starts it with this configuration (an object, as prometheus.yml has it), and waits until it is ready. */
export async function startPrometheus(configuration: object): Promise<Prometheus> {
  const folder = await mkdtemp(path.join(tmpdir(), 'docket-prometheus-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const file = path.join(folder, 'prometheus.yml');
  await writeFile(file, stringify(configuration));
  const flags = [
    `--config.file=${file}`,
    `--storage.tsdb.path=${folder}/data`,
    `--web.listen-address=127.0.0.1:${port}`,
    '--web.enable-lifecycle',
  ];
  const child = spawn(await monitoringBinary('prometheus'), flags, { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-4_000)));
  await untilReady(`${url}/-/ready`, child, () => said);
  return {
    url,
    query: (expr) => ask(`${url}/api/v1/query`, { query: expr }),
    async queryRange(expr, seconds) {
      const end = Date.now() / 1000;
      return ask(`${url}/api/v1/query_range`, { query: expr, start: `${end - seconds}`, end: `${end}`, step: '1' });
    },
    async reload() {
      const response = await fetch(`${url}/-/reload`, { method: 'POST' });
      if (!response.ok) throw new Error(`reload Prometheus: ${response.status}`);
    },
    async stop() {
      await ended(child);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function ask(url: string, parameters: Readonly<Record<string, string>>): Promise<readonly Answered[]> {
  const response = await fetch(url, { method: 'POST', body: new URLSearchParams(parameters) });
  const { status, error, data } = (await response.json()) as ApiAnswer;
  if (status !== 'success' || data === undefined) throw new Error(`ask Prometheus: ${error ?? response.status}`);
  return data.result;
}

/** Waits until a server answers 200. Throws, with what it said, when it ends first or takes a minute. */
export async function untilReady(url: string, child: ChildProcess, said: () => string): Promise<void> {
  for (let waited = 0; waited < 60_000; waited += 100) {
    if (child.exitCode !== null)
      throw new Error(`start ${child.spawnfile}: it ended with ${child.exitCode}\n${said()}`);
    const response = await fetch(url).catch(() => undefined);
    if (response?.ok === true) return;
    await sleep(100);
  }
  throw new Error(`start ${child.spawnfile}: ${url} is not ready after a minute\n${said()}`);
}

/** Ends a server that a test started, and waits for it. */
export async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGTERM');
  await exit;
}
