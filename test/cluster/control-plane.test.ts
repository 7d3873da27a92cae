// The control plane itself, on real servers: what it serves, what it counts, what survives its restarts, and that
// nothing survives its end. What is Docket's is tested elsewhere.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { writeVerbs } from '../../tools/control-plane/audit.ts';
import { startControlPlane } from '../../tools/control-plane/control-plane.ts';
import { freshNamespace, sharedControlPlane, useControlPlane } from '../support/clusters/control-plane.ts';
import { isRunning } from '../support/processes/processes.ts';

const waiting = { timeout: 10_000 };

const configMap = (name: string) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: { name } });

describe('the shared control plane', () => {
  it('is the release that the module pins the minor version of', async () => {
    const { status, body } = await sharedControlPlane().request({ path: '/version' });
    expect(status).toBe(200);
    expect(JSON.parse(body)).toMatchObject({ gitVersion: expect.stringMatching(/^v1\.36\.\d+$/) });
    const { stdout } = await sharedControlPlane().kubectl(['version', '-o', 'json']);
    expect(JSON.parse(stdout)).toMatchObject({
      clientVersion: { minor: '36' },
      serverVersion: { major: '1', minor: '36' },
    });
  });

  it('gives each caller a namespace of its own', async () => {
    const [one, other] = await Promise.all([freshNamespace(), freshNamespace()]);
    expect(one).not.toBe(other);
    const { stdout } = await sharedControlPlane().kubectl(['get', 'namespaces', one, other, '-o', 'name']);
    expect(stdout).toBe(`namespace/${one}\nnamespace/${other}\n`);
  });

  it('has the CRDs of Docket, served', async () => {
    const { stdout } = await sharedControlPlane().kubectl(['get', 'incidents', '-A', '-o', 'json']);
    expect(JSON.parse(stdout)).toMatchObject({ kind: 'List' });
  });

  it('reports what kubectl said when kubectl fails', async () => {
    const failing = sharedControlPlane().kubectl(['get', 'configmap', 'absent', '-n', 'default']);
    await expect(failing).rejects.toMatchObject({ name: 'KubectlError', exitCode: 1 });
    await expect(failing).rejects.toThrow(/kubectl get configmap absent.*exit code 1[^]*"absent" not found/);
  });

  it('counts the requests of a user by verb and resource, each once', async () => {
    const plane = sharedControlPlane();
    const namespace = await freshNamespace();
    const token = await plane.serviceAccountToken(namespace, 'writer');
    const scope = ['-n', namespace, 'writer'];
    await plane.kubectl(['create', 'role', ...scope, '--verb=create,delete,list', '--resource=configmaps']);
    await plane.kubectl(['create', 'rolebinding', ...scope, '--role=writer', `--serviceaccount=${namespace}:writer`]);
    const path = `/api/v1/namespaces/${namespace}/configmaps`;
    const post = (name: string) => plane.request({ token, method: 'POST', path, body: configMap(name) });
    await vi.waitFor(async () => expect(await post('before')).toMatchObject({ status: 201 }), waiting);

    const audit = plane.audit();
    const since = await audit.mark();
    for (const name of ['one', 'two', 'three']) {
      expect(await post(name)).toMatchObject({ status: 201 });
    }
    await plane.request({ token, method: 'DELETE', path: `${path}/two` });
    await plane.request({ token, path });
    await plane.request({ token, path: '/api/v1/secrets' });

    const user = `system:serviceaccount:${namespace}:writer`;
    expect(await audit.tally({ since, user })).toEqual({
      [`create configmaps ${user}`]: 3,
      [`delete configmaps ${user}`]: 1,
      [`list configmaps ${user}`]: 1,
      [`list secrets ${user}`]: 1,
    });
    expect(await audit.count({ since, user, verb: writeVerbs })).toBe(4);
    const refused = await audit.requests({ since, user, resource: 'secrets' });
    expect(refused.map((event) => event.responseStatus?.code)).toEqual([403]);
  });
});

describe('a control plane of its own', () => {
  const jane = { token: 'token-of-jane', user: 'jane', groups: ['auditors', 'staff'] };
  const plane = useControlPlane({ tokens: [jane], audit: true });
  let crds: string;

  beforeAll(async () => {
    crds = await mkdtemp(join(tmpdir(), 'docket-crds-'));
    await writeFile(join(crds, 'widgets.yaml'), widgets);
  });
  afterAll(() => rm(crds, { recursive: true, force: true }));

  it('serves a CRD as soon as it is applied', async () => {
    const namespace = await plane().createNamespace('shop');
    expect(await plane().applyCrds(crds)).toEqual(['widgets.example.test']);
    const widget = { apiVersion: 'example.test/v1', kind: 'Widget', metadata: { name: 'gear' }, spec: { size: 3 } };
    const path = `/apis/example.test/v1/namespaces/${namespace}/widgets`;
    expect(await plane().request({ method: 'POST', path, body: widget })).toMatchObject({ status: 201 });
    const input = JSON.stringify({ ...widget, metadata: { name: 'huge' }, spec: { size: 99 } });
    await expect(plane().kubectl(['apply', '-n', namespace, '-f', '-'], { input })).rejects.toThrow(
      /less than or equal/,
    );
  });

  it('knows the users it was given, and ServiceAccounts by their tokens', async () => {
    const kubeconfigOfJane = await plane().writeKubeconfig(jane);
    const janeIs = await plane().kubectl(['auth', 'whoami', '-o', 'json'], { kubeconfig: kubeconfigOfJane });
    expect(JSON.parse(janeIs.stdout)).toMatchObject({
      status: { userInfo: { username: 'jane', groups: ['auditors', 'staff', 'system:authenticated'] } },
    });
    await expect(plane().kubectl(['get', 'configmaps'], { kubeconfig: kubeconfigOfJane })).rejects.toThrow(
      /forbidden/i,
    );

    const token = await plane().serviceAccountToken('default', 'robot');
    const printed = await plane().kubectl(['create', 'token', 'robot', '-n', 'default']);
    for (const each of [token, printed.stdout.trim()]) {
      const kubeconfig = await plane().writeKubeconfig({ user: 'robot', token: each });
      const { stdout } = await plane().kubectl(['auth', 'whoami', '-o', 'json'], { kubeconfig });
      expect(stdout).toContain('"system:serviceaccount:default:robot"');
    }
  });

  it('keeps its data, its port and its certificate when the apiserver restarts', async () => {
    const path = '/api/v1/namespaces/default/configmaps';
    await plane().request({ method: 'POST', path, body: configMap('kept') });
    const before = plane().pids();
    const watch = plane().request({ path: `${path}?watch=1`, timeoutMs: 60_000 });
    const watches = { verb: 'watch', resource: 'configmaps', user: 'admin' };
    await vi.waitFor(async () => expect(await plane().audit().count(watches)).toBe(1), waiting);
    const { server } = plane().info;

    await plane().restartApiserver();
    expect(await watch).toMatchObject({ status: 200, body: expect.stringContaining('"kept"') });
    const between = plane().pids();
    await plane().killApiserver();
    await expect(plane().request({ path })).rejects.toThrow(/ECONNREFUSED/);
    expect(plane().pids()).toEqual({ etcd: before['etcd'] });
    await plane().startApiserver();

    const answer = await plane().request({ path: `${path}/kept` });
    expect(answer.status).toBe(200);
    expect(plane().info.server).toBe(server);
    const pids = [before, between, plane().pids()].map((each) => each['kube-apiserver']);
    expect(new Set(pids).size).toBe(3);
    await plane().kubectl(['get', 'configmap', 'kept', '-n', 'default']);
  });
});

describe('with a controller manager', () => {
  const plane = useControlPlane({ controllerManager: true });

  it('deletes a namespace with what is in it', async () => {
    const namespace = await plane().createNamespace();
    await plane().kubectl(['create', 'configmap', 'inside', '-n', namespace]);
    await plane().kubectl(['delete', 'namespace', namespace, '--wait', '--timeout=40s']);
    expect(await plane().request({ path: `/api/v1/namespaces/${namespace}` })).toMatchObject({ status: 404 });
  });

  it('has no audit log, since none was asked for', () => {
    expect(() => plane().audit()).toThrow(/audit: true/);
  });
});

describe('starting and stopping', () => {
  it('keeps two that start at once apart, and leaves nothing of either', async () => {
    const planes = await Promise.all([startControlPlane(), startControlPlane()]);
    const servers = planes.map((plane) => plane.info.server);
    const dirs = planes.map((plane) => plane.info.dir);
    const pids = planes.flatMap((plane) => Object.values(plane.pids()));
    try {
      expect(new Set(servers).size).toBe(2);
      expect(new Set(dirs).size).toBe(2);
      expect(pids.filter(isRunning)).toHaveLength(4);
      await planes[0].createNamespace('only-in-the-first');
      expect(await planes[1].request({ path: '/api/v1/namespaces/only-in-the-first' })).toMatchObject({ status: 404 });
    } finally {
      await Promise.all(planes.flatMap((plane) => [plane.stop(), plane.stop()]));
    }
    expect(pids.filter(isRunning)).toEqual([]);
    expect(dirs.filter((dir) => existsSync(dir))).toEqual([]);
  });

  it('shows the end of the logs when a server does not start, and cleans up', async () => {
    const starting = startControlPlane({ extraApiserverArgs: ['--no-such-flag'] });
    const error = await starting.then(
      async (plane) => plane.stop(),
      (cause: unknown) => cause,
    );
    expect(String(error)).toMatch(
      /the apiserver to be ready: kube-apiserver has ended[^]*unknown flag: --no-such-flag/,
    );
  });
});

const widgets = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: widgets.example.test }
spec:
  group: example.test
  scope: Namespaced
  names: { kind: Widget, plural: widgets, singular: widget, listKind: WidgetList }
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec: { type: object, properties: { size: { type: integer, maximum: 10 } } }
`;
