// The chart's life on a real API server, by both releases of Helm: installed, upgraded from the commit before, rolled back and
// uninstalled. Records outlive the release, and the next one takes them over. No Pod runs: there is no kubelet.

import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HELM_VERSIONS } from '../../../tools/helm/releases.ts';
import { useControlPlane } from '../../support/clusters/control-plane.ts';
import { CHART, helm } from '../../support/chart/helm.ts';
import { eventually } from '../../support/time/eventually.ts';

const run = promisify(execFile);
const ROOT = path.resolve(CHART, '../..');
const INCIDENT = `
apiVersion: docket.dev/v1alpha1
kind: Incident
metadata: { name: lost-laptop, namespace: default }
spec: { title: Laptop left on a train, severity: High, detectedAt: "${new Date().toISOString()}" }
`;

/**
 * The chart of the commit before, or of this one where git knows none before it, made older still: an earlier version, without one
 * column of a CRD and without one rule for people. So an upgrade always has something to change.
 */
async function previousChart(folder: string): Promise<string> {
  const chart = path.join(folder, 'charts/docket');
  const archived = `git -C ${ROOT} archive HEAD~1 charts/docket | tar -x -C ${folder}`;
  await run('sh', ['-c', archived]).catch(() => undefined);
  const hasChart = await readFile(path.join(chart, 'Chart.yaml'), 'utf8').catch(() => undefined);
  if (hasChart === undefined) await cp(CHART, chart, { recursive: true });
  await edit(path.join(chart, 'Chart.yaml'), /^version: .*$/m, 'version: 0.0.9');
  await edit(path.join(chart, 'templates/crds/incidents.yaml'), / +- name: Severity\n(?: {10}.*\n)*/, '');
  await edit(path.join(chart, 'templates/user-roles.yaml'), / +- deletecollection\n/, '');
  return chart;
}

async function edit(file: string, from: RegExp, to: string): Promise<void> {
  const text = await readFile(file, 'utf8');
  if (!from.test(text)) throw new Error(`make ${file} older: ${String(from)} is not in it`);
  await writeFile(file, text.replace(from, to));
}

/** The arguments of the one `helm install` or `helm upgrade` that a page shows, with the chart where it is. */
function commandIn(page: string, verb: string): string[] {
  const text = readFileSync(path.join(ROOT, page), 'utf8').replaceAll(/\\\n\s+/g, '');
  const [, line = ''] = new RegExp(`^helm (${verb} .+)$`, 'm').exec(text) ?? [];
  return line
    .replace('charts/docket', CHART)
    .replace(/ --namespace \S+/, '')
    .split(' ');
}

describe.each(HELM_VERSIONS)('by Helm %s', (release) => {
  const plane = useControlPlane();
  let folder: string;
  let previous: string;
  const inCluster = (...args: string[]): Promise<string> =>
    helm([...args, '--namespace', 'docket-system'], { release, kubeconfig: plane().kubeconfig, home: folder });
  const get = async (...args: string[]): Promise<string> => (await plane().kubectl(['get', ...args])).stdout;
  const columns = (): Promise<string> =>
    get('crd', 'incidents.docket.dev', '-o', 'jsonpath={.spec.versions[0].additionalPrinterColumns[*].name}');
  const editorsVerbs = (): Promise<string> => get('clusterrole', 'docket-edit', '-o', 'jsonpath={.rules[*].verbs[*]}');

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'docket-chart-'));
    previous = await previousChart(folder);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('installs into a new namespace, and says what to do next', async () => {
    const said = await inCluster('install', 'docket', previous, '--create-namespace');
    expect(said).toContain('STATUS: deployed');
    expect(said).toContain('kubectl -n docket-system rollout status deployment/docket');
    await plane().kubectl(['wait', '--for=condition=Established', 'crd', '--all', '--timeout=30s']);
    expect(await get('deployment', 'docket', '-n', 'docket-system', '-o', 'name')).toBe('deployment.apps/docket\n');
    expect(await columns()).not.toContain('Severity');
  });

  it('has a Pod that a namespace which enforces the restricted standard admits', async () => {
    await plane().kubectl(['label', 'namespace', 'docket-system', 'pod-security.kubernetes.io/enforce=restricted']);
    const deployment = JSON.parse(await get('deployment', 'docket', '-n', 'docket-system', '-o', 'json')) as {
      readonly spec: { readonly template: { readonly metadata: object; readonly spec: object } };
    };
    const { metadata, spec } = deployment.spec.template;
    const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { ...metadata, name: 'docket-try' }, spec };
    const path_ = '/api/v1/namespaces/docket-system/pods?dryRun=All';
    expect((await plane().request({ method: 'POST', path: path_, body: pod })).status).toBe(201);
    const asRoot = { ...pod, spec: { ...spec, securityContext: {} } };
    expect((await plane().request({ method: 'POST', path: path_, body: asRoot })).status).toBe(403);
  });

  it('upgrades the CRDs and the roles along with the rest', async () => {
    await plane().kubectl(['apply', '-f', '-'], { input: INCIDENT });
    expect(await inCluster('upgrade', 'docket', CHART)).toContain('STATUS: deployed');
    expect(await columns()).toContain('Severity');
    expect(await editorsVerbs()).toContain('deletecollection');
    expect(await get('incident', 'lost-laptop', '-o', 'jsonpath={.spec.title}')).toBe('Laptop left on a train');
  });

  it('changes nothing when the same chart is installed again', async () => {
    const versions = (): Promise<string> =>
      get(
        'crd,clusterrole,validatingadmissionpolicy',
        '-o',
        'jsonpath={range .items[*]}{.metadata.uid}{.metadata.generation} {end}',
      );
    const before = await versions();
    await inCluster('upgrade', 'docket', CHART);
    expect(await versions()).toBe(before);
  });

  it('rolls back to what was there before', async () => {
    expect(await inCluster('rollback', 'docket', '1')).toMatch(/Rollback was a success/);
    expect(await columns()).not.toContain('Severity');
    expect(await editorsVerbs()).not.toContain('deletecollection');
    expect(await get('incident', 'lost-laptop', '-o', 'name')).toBe('incident.docket.dev/lost-laptop\n');
  });

  it('is uninstalled, and every record stays', async () => {
    expect(await inCluster('uninstall', 'docket')).toContain('uninstalled');
    expect(await get('deployment', '-n', 'docket-system', '-o', 'name')).toBe('');
    expect(await get('clusterrole', '-l', 'app.kubernetes.io/name=docket', '-o', 'name')).toBe('');
    expect(await get('incident', 'lost-laptop', '-o', 'jsonpath={.spec.title}')).toBe('Laptop left on a train');
  });

  it('is installed again over the records that were left, as its README says', async () => {
    expect(await inCluster(...commandIn('charts/docket/README.md', 'install'))).toContain('STATUS: deployed');
    expect(await get('incident', 'lost-laptop', '-o', 'jsonpath={.spec.title}')).toBe('Laptop left on a train');
  });

  it('is upgraded with monitoring, as docs/alerts.md says, where the kinds of the Prometheus operator are missing', async () => {
    expect(await inCluster(...commandIn('docs/alerts.md', 'upgrade'))).toContain('STATUS: deployed');
    expect(await get('configmap', '-n', 'docket-system', '-l', 'grafana_dashboard=1', '-o', 'name')).toMatch(
      /docket-dashboard-compliance\n.*docket-dashboard-operations\n/,
    );
    await inCluster('uninstall', 'docket');
  });

  it('takes over CRDs that kubectl applied, when it is told to', async () => {
    await plane().applyCrds(path.join(ROOT, 'config/crd'));
    await plane().kubectl([
      'annotate',
      'crd',
      '--all',
      'meta.helm.sh/release-name-',
      'meta.helm.sh/release-namespace-',
    ]);
    await expect(inCluster('install', 'docket', CHART)).rejects.toThrow(/invalid ownership metadata/);
    expect(await inCluster('install', 'docket', CHART, '--take-ownership')).toContain('STATUS: deployed');
  });

  it('deletes the records with the release only where crds.keep is off', async () => {
    await inCluster('upgrade', 'docket', CHART, '--set', 'crds.keep=false');
    await inCluster('uninstall', 'docket');
    // The API server removes the records of each kind before the kind itself.
    await eventually(() => get('crd', '-o', 'name'), '', 30_000);
  });
});
