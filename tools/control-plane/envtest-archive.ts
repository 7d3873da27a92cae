// Fetches the archive of test binaries that the Kubernetes project releases (etcd, kube-apiserver, kubectl; it has no
// kube-controller-manager), checks its sha512 and unpacks it. It must not hold up a machine without internet: an index
// that does not answer within `indexTimeoutMs` is an outcome, as is everything else that can go wrong here.
// Source of the layout: https://github.com/kubernetes-sigs/controller-tools/blob/main/envtest-releases.yaml

import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { EnvHttpProxyAgent, fetch } from 'undici';
import { parse } from 'yaml';
import type { BinaryName } from './module.ts';

export const archivedBinaries = ['etcd', 'kube-apiserver', 'kubectl'] as const satisfies readonly BinaryName[];

const publicRepository = 'https://github.com/kubernetes-sigs/controller-tools';

export interface ArchiveRequest {
  /** Any release of this one's minor version will do, the newest first. */
  readonly version: string;
  readonly into: string;
  readonly log: (line: string) => void;
  readonly signal?: AbortSignal | undefined;
  /** Where the index and the archives are; links of the index to anywhere else are refused. */
  readonly repository?: string;
  readonly indexTimeoutMs?: number;
  readonly stallTimeoutMs?: number;
}

export type ArchiveOutcome =
  { readonly kind: 'unpacked'; readonly version: string } | { readonly kind: 'unavailable'; readonly reason: string };

export async function fetchEnvtestArchive(request: ArchiveRequest): Promise<ArchiveOutcome> {
  const { repository = publicRepository, indexTimeoutMs = 4_000 } = request;
  const platform = platformName();
  if (platform === undefined) return unavailable(`nothing is released for ${process.platform}/${process.arch}`);
  try {
    const index = await fetchText(`${repository}/raw/HEAD/envtest-releases.yaml`, indexTimeoutMs, request.signal);
    const release = pickRelease(parse(index), request.version, platform);
    if (release === undefined) return unavailable(`the index has no release for ${request.version} on ${platform}`);
    if (!release.url.startsWith(`${repository}/releases/`)) return unavailable(`the index links to ${release.url}`);
    request.log(`downloading ${release.url}`);
    await downloadAndUnpack(release, request);
    return { kind: 'unpacked', version: release.version };
  } catch (error) {
    request.signal?.throwIfAborted();
    return unavailable(rootMessage(error));
  }
}

function unavailable(reason: string): ArchiveOutcome {
  return { kind: 'unavailable', reason };
}

function platformName(): string | undefined {
  const arch = { x64: 'amd64', arm64: 'arm64' }[process.arch as string];
  const known = process.platform === 'linux' || process.platform === 'darwin';
  return arch !== undefined && known ? `${process.platform}-${arch}` : undefined;
}

// fetch wraps the interesting part ("getaddrinfo ENOTFOUND ...") in a cause.
function rootMessage(error: unknown): string {
  if (error instanceof Error && error.cause instanceof Error) return rootMessage(error.cause);
  return error instanceof Error ? error.message : String(error);
}

async function fetchText(url: string, timeoutMs: number, signal?: AbortSignal): Promise<string> {
  const timeout = AbortSignal.timeout(timeoutMs);
  const dispatcher = new EnvHttpProxyAgent();
  try {
    const response = await fetch(url, { dispatcher, signal: signal ? AbortSignal.any([signal, timeout]) : timeout });
    if (!response.ok) throw new Error(`${url} answered ${response.status}`);
    return await response.text();
  } catch (error) {
    throw timeout.aborted ? new Error(`${url} did not answer within ${timeoutMs} ms`, { cause: 'timeout' }) : error;
  } finally {
    await dispatcher.destroy();
  }
}

interface Release {
  readonly version: string;
  readonly url: string;
  readonly sha512: string;
}

function pickRelease(index: unknown, wanted: string, platform: string): Release | undefined {
  const minor = wanted.split('.').slice(0, 2).join('.');
  const versions = Object.keys(field(index, 'releases') ?? {})
    .filter((version) => new RegExp(`^${RegExp.escape(minor)}\\.\\d+$`).test(version))
    .sort((a, b) => patchOf(b) - patchOf(a));
  for (const version of versions) {
    const entry = field(field(field(index, 'releases'), version), `envtest-${version}-${platform}.tar.gz`);
    const { selfLink, hash } = entry ?? {};
    if (typeof selfLink === 'string' && typeof hash === 'string') return { version, url: selfLink, sha512: hash };
  }
  return undefined;
}

function patchOf(version: string): number {
  return Number(version.split('.')[2]);
}

type Fields = Readonly<Record<string, unknown>> & { readonly selfLink?: unknown; readonly hash?: unknown };

function field(value: unknown, name: string): Fields | undefined {
  const found = typeof value === 'object' && value !== null ? (value as Fields)[name] : undefined;
  return typeof found === 'object' && found !== null ? (found as Fields) : undefined;
}

async function downloadAndUnpack(release: Release, { into, signal, stallTimeoutMs = 15_000 }: ArchiveRequest) {
  const file = join(into, 'envtest.tar.gz');
  try {
    const sha512 = await download(release.url, file, { stallTimeoutMs, signal });
    if (sha512 !== release.sha512) throw new Error(`${release.url} has another sha512 than the index says`);
    const members = archivedBinaries.map((name) => `controller-tools/envtest/${name}`);
    await promisify(execFile)('tar', ['-xzf', file, '-C', into, '--strip-components=2', ...members]);
  } finally {
    await rm(file, { force: true });
  }
}

interface DownloadLimits {
  /** Without a single byte in this span the download is given up; a slow one may take as long as it needs. */
  readonly stallTimeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

async function download(url: string, file: string, { stallTimeoutMs, signal }: DownloadLimits): Promise<string> {
  const stalled = new AbortController();
  const giveUp = (): void => stalled.abort(new Error(`${url} sent nothing for ${stallTimeoutMs} ms`));
  const timer = setTimeout(giveUp, stallTimeoutMs);
  const either = signal ? AbortSignal.any([signal, stalled.signal]) : stalled.signal;
  const dispatcher = new EnvHttpProxyAgent();
  const hash = createHash('sha512');
  const count = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      timer.refresh();
      hash.update(chunk);
      done(null, chunk);
    },
  });
  try {
    const response = await fetch(url, { dispatcher, signal: either });
    if (!response.ok || response.body === null) throw new Error(`${url} answered ${response.status}`);
    await pipeline(Readable.fromWeb(response.body), count, createWriteStream(file), { signal: either });
    return hash.digest('hex');
  } finally {
    clearTimeout(timer);
    await dispatcher.destroy();
  }
}
