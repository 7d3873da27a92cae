// Where the kubeconfig is found, what is read from it, and how its credentials follow rotated files. With real files and a real plugin; only
// the clock of @kubernetes/client-node's own caches is moved by hand.

import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { loadKubeConfig } from './config.ts';

let dir: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'docket-kubeconfig-'));
});

afterEach(async () => {
  vi.unstubAllEnvs();
  vi.useRealTimers();
  await rm(dir, { recursive: true, force: true });
});

interface Parts {
  readonly user?: object;
  readonly cluster?: object;
  readonly namespace?: string;
  readonly name?: string;
}

const kubeconfig = ({ user = {}, cluster = {}, namespace, name = 'main' }: Parts): string =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': name,
    clusters: [{ name, cluster: { server: `https://${name}.test:6443`, ...cluster } }],
    users: [{ name, user }],
    contexts: [{ name, context: { cluster: name, user: name, namespace } }],
  });

async function write(name: string, content: string, options: { readonly mode?: number } = {}): Promise<string> {
  const file = join(dir, name);
  await writeFile(file, content, options);
  return file;
}

describe('where it is found', () => {
  it('the given file takes precedence over everything else', async () => {
    const given = await write('given', kubeconfig({ name: 'given', namespace: 'ns' }));
    const env = await write('env', kubeconfig({ name: 'env' }));
    const loaded = await loadKubeConfig({ kubeconfig: given, kubeconfigEnv: env, root: dir });
    expect(loaded).toMatchObject({ server: 'https://given.test:6443', namespace: 'ns', isInCluster: false });
  });

  it('then KUBECONFIG: the first file to say something wins, missing ones do not matter', async () => {
    const one = await write('one', kubeconfig({ name: 'one' }));
    const two = await write('two', kubeconfig({ name: 'two' }));
    const kubeconfigEnv = [join(dir, 'missing'), one, two].join(delimiter);
    expect(await loadKubeConfig({ kubeconfigEnv })).toMatchObject({ server: 'https://one.test:6443' });
    expect(await loadKubeConfig({ kubeconfigEnv, context: 'two' })).toMatchObject({ server: 'https://two.test:6443' });
  });

  it("then the pod's service account, whose token and namespace are files", async () => {
    await mkdir(join(dir, '.kube'));
    await write('.kube/config', kubeconfig({ name: 'home' }));
    const account = join(dir, 'var/run/secrets/kubernetes.io/serviceaccount');
    await mkdir(account, { recursive: true });
    await writeFile(join(account, 'token'), 'pod-token\n');
    await writeFile(join(account, 'ca.crt'), 'the CA');
    await writeFile(join(account, 'namespace'), 'docket-system\n');
    vi.stubEnv('KUBERNETES_SERVICE_HOST', 'fd00::1');
    vi.stubEnv('KUBERNETES_SERVICE_PORT', '443');
    const loaded = await loadKubeConfig({ root: dir });
    expect(loaded).toMatchObject({ server: 'https://[fd00::1]:443', namespace: 'docket-system', isInCluster: true });
    expect(await loaded.authenticate(false)).toEqual({
      headers: { authorization: 'Bearer pod-token' },
      tls: { ca: Buffer.from('the CA') },
    });
  });

  it('then ~/.kube/config', async () => {
    await mkdir(join(dir, '.kube'));
    await write('.kube/config', kubeconfig({ name: 'home' }));
    expect(await loadKubeConfig({ root: dir })).toMatchObject({
      server: 'https://home.test:6443',
      namespace: undefined,
    });
  });

  it('if it is nowhere, the error says where it was looked for and what to do', async () => {
    const none = loadKubeConfig({ root: dir });
    await expect(none).rejects.toThrow(/no KUBECONFIG, no service account in .*, no .*: name a file with --kubeconfig/);
  });
});

describe('errors do not quote its content', () => {
  it.each([
    { name: 'no YAML', content: 'users:\n- {name: a, token: canary\n}: [', want: /line \d+: not valid YAML/ },
    { name: 'no object', content: 'canary', want: /it holds no object of kind Config/ },
    { name: 'nothing', content: '', want: /it holds no object of kind Config/ },
    { name: 'no context', content: '{"clusters": [], "canary": 1}', want: /has no current context/ },
    {
      name: 'a context that is not there',
      content: '{"current-context": "a"}',
      want: /has no context "a" \(there are: none\)/,
    },
    {
      name: 'a cluster that is not there',
      content: '{"current-context": "a", "contexts": [{"name": "a", "context": {"cluster": "b"}}]}',
      want: /has no cluster "b"/,
    },
    {
      name: 'a server that is no URL',
      content: kubeconfig({ cluster: { server: 'ftp://x' } }),
      want: /"ftp:\/\/x" is no server URL/,
    },
    {
      name: 'a cluster without a server',
      content: kubeconfig({ cluster: { server: '' } }),
      want: /clusters\[0\].cluster.server is missing/,
    },
  ])('$name', async ({ content, want }) => {
    const file = await write('config', content);
    const error: unknown = await loadKubeConfig({ kubeconfig: file }).catch((reason: unknown) => reason);
    expect(String(error)).toMatch(want);
    expect(String(error)).toContain(file);
    expect(String(error)).not.toContain('canary');
  });

  it('a missing file', async () => {
    await expect(loadKubeConfig({ kubeconfig: join(dir, 'none') })).rejects.toThrow(
      /load the kubeconfig .*none: ENOENT/,
    );
  });
});

describe('its credentials', () => {
  const load = async (parts: Parts) =>
    (await loadKubeConfig({ kubeconfig: await write('config', kubeconfig(parts)) })).authenticate;

  it('are a token, a client certificate, basic authentication, another user to act as', async () => {
    const base64 = (text: string): string => Buffer.from(text).toString('base64');
    const token = await load({ user: { token: 't', as: 'jane' } });
    expect(await token(false)).toEqual({ headers: { authorization: 'Bearer t', 'impersonate-user': 'jane' }, tls: {} });
    const basic = await load({ user: { username: 'u', password: 'p' } });
    expect(await basic(false)).toEqual({ headers: { authorization: `Basic ${base64('u:p')}` }, tls: {} });
    await write('client.key', 'the key');
    const certificate = await load({
      user: { 'client-certificate-data': base64('the cert'), 'client-key': 'client.key' },
      cluster: { 'tls-server-name': 'api.test', 'insecure-skip-tls-verify': true },
    });
    expect(await certificate(false)).toEqual({
      headers: {},
      tls: {
        cert: Buffer.from('the cert'),
        key: Buffer.from('the key'),
        servername: 'api.test',
        rejectUnauthorized: false,
      },
    });
  });

  it('are sent to a cluster without TLS as well', async () => {
    const authenticate = await load({ user: { token: 't' }, cluster: { server: 'http://127.0.0.1:8001' } });
    expect((await authenticate(false)).headers).toEqual({ authorization: 'Bearer t' });
  });

  it('from a file next to the kubeconfig take precedence over a token, and follow the file when it rotates', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const file = await write('token', 'first\n');
    const authenticate = await load({ user: { tokenFile: 'token', token: 'stale' } });
    const bearer = async (fresh: boolean): Promise<unknown> => (await authenticate(fresh)).headers['authorization'];
    expect(await bearer(false)).toBe('Bearer first');
    await writeFile(file, 'second\n');
    expect(await bearer(false)).toBe('Bearer first');
    vi.setSystemTime(Date.now() + 61_000);
    expect(await bearer(false)).toBe('Bearer second');
    await writeFile(file, 'third\n');
    expect(await bearer(true)).toBe('Bearer third');
  });
});

describe('an exec plugin', () => {
  const plugin = (script: string): Promise<string> => write('plugin', `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  const load = async (exec: object = {}) => {
    const user = {
      exec: { apiVersion: 'client.authentication.k8s.io/v1', command: './plugin', installHint: 'get it', ...exec },
    };
    return (await loadKubeConfig({ kubeconfig: await write('config', kubeconfig({ user })) })).authenticate;
  };
  const credential = (status: string): string =>
    `echo '{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":${status}}'`;

  it('is found next to the kubeconfig, runs once while its credential lasts, and again when that is refused', async () => {
    await plugin(
      `echo run >> "$(dirname "$0")/runs"; ${credential(`{"token":"'$(wc -l < "$(dirname "$0")/runs" | tr -d " ")'"}`)}`,
    );
    const authenticate = await load();
    expect((await authenticate(false)).headers).toEqual({ authorization: 'Bearer 1' });
    expect((await authenticate(false)).headers).toEqual({ authorization: 'Bearer 1' });
    expect((await authenticate(true)).headers).toEqual({ authorization: 'Bearer 2' });
  });

  it('runs again when its credential has expired', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-03-02T10:00:00Z') });
    const status = '{"token":"t","expirationTimestamp":"2026-03-02T10:05:00Z"}';
    await plugin(`echo run >> "$(dirname "$0")/runs"; ${credential(status)}`);
    const authenticate = await load();
    const runs = async (): Promise<number> => (await readFile(join(dir, 'runs'), 'utf8')).split('\n').length - 1;
    await authenticate(false);
    await authenticate(false);
    expect(await runs()).toBe(1);
    vi.setSystemTime(new Date('2026-03-02T10:05:01Z'));
    await authenticate(false);
    expect(await runs()).toBe(2);
  });

  it('may give a client certificate', async () => {
    await plugin(credential('{"clientCertificateData":"cert","clientKeyData":"key"}'));
    const authenticate = await load();
    expect(await authenticate(false)).toEqual({ headers: {}, tls: { cert: 'cert', key: 'key' } });
  });

  it('is told what it asked for, and keeps the environment', async () => {
    await plugin(`printf %s "$KUBERNETES_EXEC_INFO" > "$(dirname "$0")/info"; ${credential('{"token":"\'$MODE\'"}')}`);
    const authenticate = await load({ provideClusterInfo: true, env: [{ name: 'MODE', value: 'set' }] });
    expect((await authenticate(false)).headers).toEqual({ authorization: 'Bearer set' });
    expect(JSON.parse(await readFile(join(dir, 'info'), 'utf8'))).toEqual({
      apiVersion: 'client.authentication.k8s.io/v1',
      kind: 'ExecCredential',
      spec: { interactive: false, cluster: { server: 'https://main.test:6443' } },
    });
  });

  it.each([
    {
      name: 'that fails is quoted by the first line of its stderr',
      script: 'echo please log in >&2; exit 1',
      want: 'please log in; get it',
    },
    {
      name: 'that prints no JSON is not quoted',
      script: 'echo canary',
      want: 'it printed no ExecCredential with a status; get it',
    },
    {
      name: 'that prints no status is not quoted',
      script: `echo '{"canary":1}'`,
      want: 'it printed no ExecCredential with a status; get it',
    },
  ])('$name', async ({ script, want }) => {
    await plugin(script);
    const authenticate = await load();
    const error: unknown = await authenticate(false).catch((reason: unknown) => reason);
    expect(String(error)).toContain(`the exec plugin "${join(dir, 'plugin')}" failed: ${want}`);
    expect(String(error)).not.toContain('canary');
  });

  it('that is not installed is reported, with its own hint', async () => {
    const authenticate = await load({ command: 'docket-no-such-plugin' });
    await expect(authenticate(false)).rejects.toThrow(
      /"docket-no-such-plugin" failed: spawn docket-no-such-plugin ENOENT; get it/,
    );
  });
});
