// The end of a control plane: its parent is killed, or its command is told to stop. The processes
// here are real, and so are the signals; only processes that this file started are signalled.

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { isRunning } from '../support/processes/processes.ts';

const source = (name: string): string => new URL(`../../tools/control-plane/${name}`, import.meta.url).pathname;

let folder: string;
let child: ChildProcess | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'docket-life-'));
});
afterEach(async () => {
  if (child?.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
  child = undefined;
  await rm(folder, { recursive: true, force: true });
});

// TMPDIR is the test's own, so that it can tell what a control plane left behind.
function run(args: readonly string[]): ChildProcess & { stdout: NonNullable<ChildProcess['stdout']> } {
  const env = { ...process.env, TMPDIR: folder };
  const started = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  started.stderr.resume();
  child = started;
  return started;
}

async function firstLine(stdout: NodeJS.ReadableStream): Promise<string> {
  const lines = createInterface({ input: stdout });
  const [line] = (await once(lines, 'line')) as [string];
  return line;
}

it('leaves no server and no folder behind when its parent is killed', async () => {
  const program = `
    import { startControlPlane } from ${JSON.stringify(source('control-plane.ts'))};
    const plane = await startControlPlane();
    console.log(JSON.stringify({ pids: Object.values(plane.pids()), dir: plane.info.dir }));
  `;
  const parent = run(['--input-type=module', '-e', program]);
  const { pids, dir } = JSON.parse(await firstLine(parent.stdout)) as { pids: number[]; dir: string };
  expect(pids.filter(isRunning)).toHaveLength(2);
  expect(existsSync(dir)).toBe(true);

  parent.kill('SIGKILL');

  await vi.waitFor(
    () => expect({ alive: pids.filter(isRunning), dir: existsSync(dir) }).toEqual({ alive: [], dir: false }),
    {
      timeout: 20_000,
      interval: 100,
    },
  );
});

it('starts nothing that outlives a parent killed while it was starting', async () => {
  const program = `
    import { mkdtempSync } from 'node:fs';
    import { startServer } from ${JSON.stringify(source('server.ts'))};
    import { startWatchdog } from ${JSON.stringify(source('watchdog.ts'))};
    const dir = mkdtempSync(${JSON.stringify(join(folder, 'plane-'))});
    const args = ['-c', 'sleep 600; true'];
    const server = startServer({ name: 'sleeper', file: '/bin/sh', args, dir }, startWatchdog(dir));
    console.log(JSON.stringify({ pid: server.pid, dir }));
    process.kill(process.pid, 'SIGKILL');
  `;
  const parent = run(['--input-type=module', '-e', program]);
  const { pid, dir } = JSON.parse(await firstLine(parent.stdout)) as { pid: number; dir: string };
  await vi.waitFor(
    () => expect({ alive: isRunning(pid), dir: existsSync(dir) }).toEqual({ alive: false, dir: false }),
    {
      timeout: 10_000,
      interval: 50,
    },
  );
});

it.each(['SIGINT', 'SIGTERM'] as const)(
  'the command prints how to use it, and stops in order at %s',
  async (signal) => {
    const kubeconfig = join(folder, 'kubeconfig');
    const command = run([source('main.ts'), '--audit', '--kubeconfig', kubeconfig]);
    const ended = once(command, 'exit');
    const line = await firstLine(command.stdout);
    expect(line).toBe(`export KUBECONFIG=${kubeconfig}`);
    expect(await readFile(kubeconfig, 'utf8')).toContain('"current-context": "docket"');

    command.kill(signal);

    expect(await ended).toEqual([0, null]);
    expect(existsSync(kubeconfig)).toBe(false);
    expect(await readdir(folder)).toEqual([]);
  },
);

it('the command refuses to overwrite a kubeconfig that is not its own', async () => {
  const kubeconfig = join(folder, 'config');
  await writeFile(kubeconfig, 'apiVersion: v1\nkind: Config\n');
  const { code, stderr } = await runToEnd([source('main.ts'), '--kubeconfig', kubeconfig]);
  expect(code).toBe(1);
  expect(stderr).toContain('there is a file that is not ours');
  expect(await readFile(kubeconfig, 'utf8')).toBe('apiVersion: v1\nkind: Config\n');
});

it('the command prints the folder of the binaries, alone, on stdout', async () => {
  const { code, stdout } = await runToEnd([source('main.ts'), '--print-binaries']);
  expect(code).toBe(0);
  expect(existsSync(join(stdout.trimEnd(), 'kube-apiserver'))).toBe(true);
});

async function runToEnd(args: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const command = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const [stdout, stderr, [code]] = await Promise.all([
    text(command.stdout),
    text(command.stderr),
    once(command, 'close') as Promise<[number]>,
  ]);
  return { code, stdout, stderr };
}
