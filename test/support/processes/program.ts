// The built program as a child process: started with flags, watched by its log and its HTTP servers, stopped with a signal. What it
// tests is what the image ships (test/support/processes/build.ts).

import { checkedScrape } from '../metrics/checked-scrape.ts';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { flagsOfTheImage } from '../../../bench/support/image.ts';

const PROGRAM = path.resolve(import.meta.dirname, '../../../dist/docket.js');

export interface Program {
  readonly pid: number;
  readonly metricsUrl: string;
  readonly probesUrl: string;
  /** Lines of the log so far. */
  readonly log: readonly string[];
  /** Resolves with the exit code, or with the signal that ended the process. */
  readonly ended: Promise<number | NodeJS.Signals>;
  metrics(): Promise<string>;
  /** The status code of /readyz; 0 while the server does not answer. */
  readyz(): Promise<number>;
  signal(signal: NodeJS.Signals): void;
  /** Sends SIGTERM and resolves with the exit code. */
  stop(): Promise<number | NodeJS.Signals>;
}

/** `docket operator` with these flags, on free ports of the loopback interface. `env`: besides this process's. */
export async function startOperator(flags: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Program> {
  const [metrics, probes] = [await freePort(), await freePort()];
  const addresses = [
    '--metrics-bind-address',
    `127.0.0.1:${metrics}`,
    '--health-probe-bind-address',
    `127.0.0.1:${probes}`,
  ];
  const child = spawn(process.execPath, [...flagsOfTheImage(), PROGRAM, 'operator', ...addresses, ...flags], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, ...env },
  });
  return describe(child, `http://127.0.0.1:${metrics}/metrics`, `http://127.0.0.1:${probes}`);
}

/** Node refuses writes and other programs here; in the container the read-only file system and the image do. */
const CONFINED = ['--permission', '--allow-fs-read=*', '--allow-net', '--allow-worker'];
const NOBODY = 65_532;

/**
 * The image's ENTRYPOINT with a container's arguments, unchanged: confined as the container is, as the image's user where this process
 * may become that, and with the cluster that its Pod would find by itself. The ports are those in the arguments.
 */
export function startContainer(args: readonly string[], kubeconfig: string): Program {
  const portOf = (flag: string): string => args.find((arg) => arg.startsWith(`${flag}=:`))?.split(':')[1] ?? '';
  const child = spawn(process.execPath, [...flagsOfTheImage(), ...CONFINED, PROGRAM, ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { NODE_ENV: 'production', KUBECONFIG: kubeconfig },
    ...(process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {}),
  });
  const [metrics, probes] = ['--metrics-bind-address', '--health-probe-bind-address'].map(portOf);
  return describe(child, `http://127.0.0.1:${metrics}/metrics`, `http://127.0.0.1:${probes}`);
}

function describe(child: ChildProcess, metricsUrl: string, probesUrl: string): Program {
  const log: string[] = [];
  let rest = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    log.push(...lines);
  });
  const ended = once(child, 'exit').then(([code, signal]) => (code ?? signal) as number | NodeJS.Signals);
  return {
    pid: child.pid ?? 0,
    metricsUrl,
    probesUrl,
    log,
    ended,
    metrics: async () => checkedScrape(await (await fetch(metricsUrl)).text()),
    readyz: () => statusOf(`${probesUrl}/readyz`),
    signal: (signal) => void child.kill(signal),
    stop: () => {
      child.kill('SIGTERM');
      return ended;
    },
  };
}

async function statusOf(url: string): Promise<number> {
  try {
    return (await fetch(url)).status;
  } catch {
    return 0; // The server does not listen yet, or not any more.
  }
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
