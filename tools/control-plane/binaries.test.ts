// Where the binaries come from, with a small module, a fake `go` on the PATH and a release server on loopback: each
// source is tried in its order, the result lands in the cache whole, and several builders at once do the work once.

import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { resolveBinaries, type ResolveOptions } from './binaries.ts';
import { cacheFolder, readPinnedModule, type BinaryName } from './module.ts';

let root: string;
let log: string[];
const servers: Server[] = [];

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'docket-binaries-'));
  log = [];
  await write('module/go.mod', 'module example.test\n\nrequire (\n\tk8s.io/kubernetes v1.36.3 // indirect\n)\n');
  await write('module/go.sum', '');
});
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
  await rm(root, { recursive: true, force: true });
});

async function write(path: string, content: string | Buffer, mode = 0o644): Promise<string> {
  const file = join(root, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, content);
  await chmod(file, mode);
  return file;
}

// A fake go: records each call, and "builds" a script that names its package.
async function fakeGo(
  body = 'printf "#!/bin/sh\\n# built from %s\\n" "$package" > "$out"; chmod +x "$out"',
): Promise<void> {
  const script = `#!/bin/sh
while [ $# -gt 1 ]; do [ "$1" = -o ] && out=$2; shift; done
package=$1
echo "$package" >> ${join(root, 'builds')}
sleep 0.05
${body}
`;
  await write('bin/go', script, 0o755);
}

async function builds(): Promise<readonly string[]> {
  const text = await readFile(join(root, 'builds'), 'utf8').catch(() => '');
  return text.split('\n').filter((line) => line !== '');
}

function environment(extra: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  return { PATH: `${join(root, 'bin')}:/usr/bin:/bin`, XDG_CACHE_HOME: join(root, 'cache'), ...extra };
}

const basic = ['etcd', 'kube-apiserver', 'kubectl'] as const;
const nobodyListens = 'http://127.0.0.1:2';

async function resolve<Name extends BinaryName>(need: readonly Name[], options: Partial<ResolveOptions<Name>> = {}) {
  return resolveBinaries({
    need,
    env: environment(),
    log: (line) => log.push(line),
    moduleDir: join(root, 'module'),
    archive: { repository: nobodyListens },
    ...options,
  });
}

// Another process that resolves the same binaries.
function builder(): ChildProcess {
  const program = `
    import { resolveBinaries } from ${JSON.stringify(join(import.meta.dirname, 'binaries.ts'))};
    const moduleDir = ${JSON.stringify(join(root, 'module'))};
    const archive = { repository: ${JSON.stringify(nobodyListens)} };
    await resolveBinaries({ need: ${JSON.stringify(basic)}, moduleDir, archive, lock: { pollMs: 10 } });
  `;
  return spawn(process.execPath, ['--input-type=module', '-e', program], { env: environment(), stdio: 'ignore' });
}

function folder(): string {
  return cacheFolder(readPinnedModule(join(root, 'module')), environment());
}

describe('a Go build', () => {
  it('builds the needed binaries once, and announces it', async () => {
    await fakeGo();
    const first = await resolve(basic);
    expect(first).toEqual({
      etcd: join(folder(), 'etcd'),
      'kube-apiserver': join(folder(), 'kube-apiserver'),
      kubectl: join(folder(), 'kubectl'),
    });
    expect(await readFile(first.etcd, 'utf8')).toContain('# built from go.etcd.io/etcd/server/v3');
    expect(log).toContainEqual(expect.stringMatching(/no released archive \(.*ECONNREFUSED.*\): building with Go/));
    expect(log).toContainEqual('building kube-apiserver (2 of 3)');

    log.length = 0;
    expect(await resolve(basic)).toEqual(first);
    expect(log).toEqual([]);
    expect(await builds()).toHaveLength(3);
  });

  it('adds the binaries that a cached folder lacks, and nothing else', async () => {
    await fakeGo();
    await resolve(['etcd', 'kubectl']);
    await resolve(['etcd', 'kubectl', 'kube-controller-manager']);
    expect((await builds()).slice(2)).toEqual(['k8s.io/kubernetes/cmd/kube-controller-manager']);
    expect(await readdir(dirname(folder()))).toEqual([basename(folder())]);
  });

  it('is keyed by the module: another go.sum is another folder', async () => {
    const before = folder();
    await write('module/go.sum', 'example.test v1.0.0 h1:x\n');
    expect(folder()).not.toBe(before);
    expect(folder()).toContain('v1.36.3-');
  });

  it('is done once by two processes that need it at the same time', async () => {
    await fakeGo();
    const ends = await Promise.all([builder(), builder()].map((child) => once(child, 'exit')));
    expect(ends).toEqual([
      [0, null],
      [0, null],
    ]);
    expect(await builds()).toHaveLength(3);
  });

  it('is taken over at once from a builder that was killed, with its leftovers removed', async () => {
    await fakeGo(`exec sleep 5`);
    const killed = builder();
    while ((await builds()).length === 0) await sleep(10);
    killed.kill('SIGKILL');
    await once(killed, 'exit');
    expect(await readdir(dirname(folder()))).toHaveLength(2);

    await fakeGo();
    await resolve(basic);
    expect(await readdir(dirname(folder()))).toEqual([basename(folder())]);
    expect(log.filter((line) => line.includes('waiting'))).toEqual([]);
  });

  it('shows the compiler’s output when it fails, and leaves no half-built folder', async () => {
    await fakeGo('echo "go: module lookup disabled" >&2; echo half > "$out"; exit 1');
    await expect(resolve(basic)).rejects.toThrow(/build etcd from .*go build failed[^]*module lookup disabled/);
    expect(await readdir(dirname(folder()))).toEqual([]);
  });

  it('says what to do when there is no Go', async () => {
    await expect(resolve(basic, { env: environment({ PATH: join(root, 'bin') }) })).rejects.toThrow(
      /no "go" on the PATH.*Install Go.*KUBEBUILDER_ASSETS/,
    );
  });
});

describe('KUBEBUILDER_ASSETS', () => {
  it('takes precedence, and missing binaries are built', async () => {
    await fakeGo();
    for (const name of basic) await write(`assets/${name}`, '', 0o755);
    const env = environment({ KUBEBUILDER_ASSETS: join(root, 'assets') });
    const found = await resolve([...basic, 'kube-controller-manager'], { env });
    expect(found.etcd).toBe(join(root, 'assets', 'etcd'));
    expect(found['kube-controller-manager']).toBe(join(folder(), 'kube-controller-manager'));
    expect(log[0]).toContain('has no kube-controller-manager: looking further');
    expect(await builds()).toEqual(['k8s.io/kubernetes/cmd/kube-controller-manager']);
  });
});

interface Release {
  /** The sha512 in the index; by default the correct one. */
  readonly sha512?: string;
  readonly link?: string;
  readonly version?: string;
}

async function serve(respond: (path: string, repository: string) => Buffer | string | undefined): Promise<string> {
  const server = createServer((incoming, response) => {
    const body = respond(incoming.url ?? '', `http://${incoming.headers.host}`);
    response.writeHead(body === undefined ? 404 : 200).end(body);
  }).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function serveRelease({ sha512, link, version = 'v1.36.1' }: Release = {}): Promise<string> {
  for (const name of basic)
    await write(`made/controller-tools/envtest/${name}`, `#!/bin/sh\n# ${name}, released\n`, 0o755);
  await promisify(execFile)('tar', ['-czf', join(root, 'made.tar.gz'), '-C', join(root, 'made'), 'controller-tools']);
  const archive = await readFile(join(root, 'made.tar.gz'));
  const hash = sha512 ?? createHash('sha512').update(archive).digest('hex');
  const platform = `${process.platform}-${process.arch === 'x64' ? 'amd64' : process.arch}`;
  return serve((path, repository) => {
    if (path.endsWith('.tar.gz')) return archive;
    if (path !== '/raw/HEAD/envtest-releases.yaml') return undefined;
    const file = (name: string): string => `envtest-${name}-${platform}.tar.gz`;
    const entry = (name: string, url: string): object => ({ [file(name)]: { hash, selfLink: url } });
    const url = link ?? `${repository}/releases/download/envtest-${version}/${file(version)}`;
    const releases = { 'v1.35.9': entry('v1.35.9', url), 'v1.36.0': {}, [version]: entry(version, url) };
    return JSON.stringify({ releases });
  });
}

describe('the released archive', () => {
  it('replaces the build, except for binaries that it does not contain', async () => {
    await fakeGo();
    const repository = await serveRelease();
    const found = await resolve([...basic, 'kube-controller-manager'], { archive: { repository } });
    expect(await readFile(found['kube-apiserver'], 'utf8')).toContain('# kube-apiserver, released');
    expect(await builds()).toEqual(['k8s.io/kubernetes/cmd/kube-controller-manager']);
    expect(log).toContain('took etcd, kube-apiserver and kubectl from the release v1.36.1');
  });

  it.each([
    { because: 'its sha512 is another', release: { sha512: 'f'.repeat(128) }, says: /another sha512/ },
    { because: 'it is of another minor version', release: { version: 'v1.37.0' }, says: /no release for v1\.36\.3/ },
    { because: 'it links elsewhere', release: { link: 'http://127.0.0.1:2/x.tar.gz' }, says: /links to/ },
  ])('is not taken when $because', async ({ release, says }) => {
    await fakeGo();
    const repository = await serveRelease(release);
    const found = await resolve(basic, { archive: { repository } });
    expect(await readFile(found.etcd, 'utf8')).toContain('# built from');
    expect(log).toContainEqual(expect.stringMatching(says));
    expect(await readdir(folder())).toEqual(['etcd', 'kube-apiserver', 'kubectl']);
  });

  it.each([
    { because: 'there is no index', body: undefined, says: /answered 404/ },
    { because: 'the index is not YAML', body: '{"releases": [', says: /no released archive/ },
    { because: 'the index is something else', body: '<html>sign in</html>', says: /no release for v1\.36\.3/ },
  ])('is not taken when $because', async ({ body, says }) => {
    await fakeGo();
    const repository = await serve(() => body);
    await resolve(['etcd'], { archive: { repository } });
    expect(log).toContainEqual(expect.stringMatching(says));
    expect(await builds()).toHaveLength(1);
  });

  it('is not waited for when nothing answers', async () => {
    await fakeGo();
    const silent = createServer(() => undefined).listen(0, '127.0.0.1');
    servers.push(silent);
    await once(silent, 'listening');
    const repository = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    await resolve(['etcd'], { archive: { repository, indexTimeoutMs: 50 } });
    expect(log).toContainEqual(expect.stringMatching(/did not answer within 50 ms/));
    expect(await builds()).toHaveLength(1);
  });
});
