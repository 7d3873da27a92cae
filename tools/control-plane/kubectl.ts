// Runs kubectl against one kubeconfig, with a home of its own: the user's configuration and caches stay untouched.
// It must not parse what kubectl prints.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

export interface KubectlOptions {
  /** Fed to stdin, for `-f -`. */
  readonly input?: string;
  /** Another user's kubeconfig; by default the admin's. */
  readonly kubeconfig?: string;
  readonly timeoutMs?: number;
}

export interface KubectlResult {
  readonly stdout: string;
  /** Warnings of the apiserver are here. */
  readonly stderr: string;
}

class KubectlError extends Error {
  override readonly name = 'KubectlError';
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;

  constructor(args: readonly string[], exitCode: number | null, output: KubectlResult) {
    super(`kubectl ${args.join(' ')}: ${exitCode === null ? 'timed out' : `exit code ${exitCode}`}\n${output.stderr}`);
    this.exitCode = exitCode;
    this.stdout = output.stdout;
    this.stderr = output.stderr;
  }
}

export interface KubectlContext {
  readonly binary: string;
  readonly kubeconfig: string;
  readonly home: string;
}

export async function runKubectl(
  context: KubectlContext,
  args: readonly string[],
  { input, kubeconfig, timeoutMs = 60_000 }: KubectlOptions = {},
): Promise<KubectlResult> {
  const child = spawn(context.binary, args, {
    env: { PATH: process.env['PATH'], HOME: context.home, KUBECONFIG: kubeconfig ?? context.kubeconfig },
    stdio: ['pipe', 'pipe', 'pipe'],
    timeout: timeoutMs,
    killSignal: 'SIGKILL',
  });
  // kubectl may end without having read its input; its exit code says why.
  child.stdin.on('error', () => undefined).end(input ?? '');
  const [stdout, stderr, [exitCode]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit') as Promise<[number | null]>,
  ]);
  if (exitCode !== 0) throw new KubectlError(args, exitCode, { stdout, stderr });
  return { stdout, stderr };
}
