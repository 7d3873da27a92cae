// What the chart renders, branch by branch: each value does what its description says, and what is off is not there.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { CHART, helm, type Manifest, render, theOnly } from '../../support/chart/helm.ts';

interface PodSpec {
  readonly serviceAccountName: string;
  readonly hostUsers?: boolean;
  readonly topologySpreadConstraints?: readonly { readonly whenUnsatisfiable: string }[];
  readonly priorityClassName?: string;
  readonly imagePullSecrets?: unknown;
  readonly containers: ReadonlyArray<{
    readonly image: string;
    readonly args: readonly string[];
    readonly env?: unknown;
    readonly securityContext: object;
  }>;
}

function podOf(objects: readonly Manifest[]): PodSpec {
  return (theOnly(objects, 'Deployment')['spec'] as { readonly template: { readonly spec: PodSpec } }).template.spec;
}

const kindsOf = (objects: readonly Manifest[]): string[] => objects.map(({ kind }) => kind);
const namesOf = (objects: readonly Manifest[], kind: string): string[] =>
  objects.filter((object) => object.kind === kind).map(({ metadata }) => metadata.name);
const argsOf = (objects: readonly Manifest[]): readonly string[] => podOf(objects).containers[0]?.args ?? [];

describe('the Deployment', () => {
  it('runs two replicas as nobody, on a root that cannot be written', async () => {
    const objects = await render();
    expect(theOnly(objects, 'Deployment')).toMatchObject({ spec: { replicas: 2 } });
    expect(podOf(objects).containers[0]?.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    expect(podOf(objects)).not.toHaveProperty('hostUsers');
  });

  it.each([
    { values: {}, want: 'docket:v0.1.0', because: 'the tag is the version' },
    { values: { 'image.tag': 'main' }, want: 'docket:main', because: 'a tag that is given is taken' },
    {
      values: { 'image.tag': 'main', 'image.digest': `sha256:${'a'.repeat(64)}` },
      want: `docket@sha256:${'a'.repeat(64)}`,
      because: 'a digest says more than a tag',
    },
  ])('has the image $want, as $because', async ({ values, want }) => {
    expect(podOf(await render(values)).containers[0]?.image).toBe(want);
  });

  it('hands on what is set', async () => {
    const objects = await render({
      allowEndpoints: ['jira.local', 'mail.local:993'],
      extraArgs: ['--kubeconfig=/x'],
      extraEnv: [{ name: 'HTTPS_PROXY', value: 'http://proxy:3128' }],
      logLevel: 'debug',
      hostUsers: false,
      priorityClassName: 'important',
      imagePullSecrets: [{ name: 'regcred' }],
      'topologySpread.enabled': false,
      'leaderElection.leaseDuration': '30s',
      podAnnotations: { a: 'b' },
      podLabels: { c: 'd' },
      commonLabels: { team: 'security' },
    });
    expect(argsOf(objects)).toEqual(
      expect.arrayContaining([
        '--allow-endpoints=jira.local,mail.local:993',
        '--kubeconfig=/x',
        '--log-level=debug',
        '--leader-election-lease-duration=30s',
      ]),
    );
    const pod = podOf(objects);
    expect(pod).toMatchObject({
      hostUsers: false,
      priorityClassName: 'important',
      imagePullSecrets: [{ name: 'regcred' }],
    });
    expect(pod).not.toHaveProperty('topologySpreadConstraints');
    expect(pod.containers[0]?.env).toEqual([{ name: 'HTTPS_PROXY', value: 'http://proxy:3128' }]);
    const template = { metadata: { annotations: { a: 'b' }, labels: { c: 'd', team: 'security' } } };
    expect(theOnly(objects, 'Deployment')).toMatchObject({ spec: { template } });
    expect(objects.filter(({ metadata }) => metadata.labels?.['team'] !== 'security')).toEqual([]);
  });

  it.each([
    { tls: '', because: 'alone' },
    { tls: 'webhook-tls', because: 'beside the certificate of the receiver' },
  ])('trusts the certificate of an authority that is mounted and named: $because', async ({ tls }) => {
    const objects = await render({
      'webhook.enabled': tls !== '',
      'webhook.tls.secretName': tls,
      extraVolumes: [{ name: 'ca', configMap: { name: 'company-ca' } }],
      extraVolumeMounts: [{ name: 'ca', mountPath: '/etc/company', readOnly: true }],
      extraEnv: [{ name: 'NODE_EXTRA_CA_CERTS', value: '/etc/company/ca.crt' }],
    });
    const { containers, volumes } = podOf(objects) as unknown as {
      readonly containers: ReadonlyArray<{ readonly volumeMounts: readonly object[] }>;
      readonly volumes: readonly object[];
    };
    const ofReceiver = { name: 'webhook-tls', mountPath: '/etc/docket/webhook-tls', readOnly: true };
    const mount = { name: 'ca', mountPath: '/etc/company', readOnly: true };
    expect(containers[0]?.volumeMounts).toEqual(tls === '' ? [mount] : [ofReceiver, mount]);
    expect(volumes).toEqual([
      ...(tls === '' ? [] : [{ name: 'webhook-tls', secret: { secretName: tls } }]),
      { name: 'ca', configMap: { name: 'company-ca' } },
    ]);
  });
});

describe('what the operator may do', () => {
  it('is one ClusterRole where it watches everything', async () => {
    const objects = await render();
    expect(namesOf(objects, 'ClusterRole')).toContain('docket-operator');
    expect(namesOf(objects, 'Role')).toEqual(['docket-leader-election']);
    expect(argsOf(objects).filter((arg) => arg.startsWith('--namespace'))).toEqual([]);
  });

  it('is a Role in each watched namespace, and a ClusterRole for what has none', async () => {
    const objects = await render({ watchNamespaces: ['payments', 'search'] });
    expect(argsOf(objects)).toEqual(expect.arrayContaining(['--namespace=payments', '--namespace=search']));
    const roles = objects.filter(({ kind, metadata }) => kind === 'Role' && metadata.name === 'docket-operator');
    expect(roles.map(({ metadata }) => metadata.namespace)).toEqual(['payments', 'search']);
    const cluster = objects.filter(
      ({ kind, metadata }) => `${kind} ${metadata.name}` === 'ClusterRole docket-operator',
    );
    const rules = cluster.flatMap((role) => role['rules'] as ReadonlyArray<{ readonly resources: readonly string[] }>);
    const resources = rules.flatMap((rule) => rule.resources);
    expect(new Set(resources.map((resource) => resource.replace('/status', '')))).toEqual(
      new Set([
        'slapolicies',
        'disclosurepolicies',
        'validatingadmissionpolicies',
        'validatingadmissionpolicybindings',
      ]),
    );
  });

  it('is bound to the ServiceAccount that there is', async () => {
    const objects = await render({ 'serviceAccount.create': false, 'serviceAccount.name': 'other' });
    expect(kindsOf(objects)).not.toContain('ServiceAccount');
    expect(podOf(objects).serviceAccountName).toBe('other');
    const bindings = objects.filter(({ kind }) => kind.endsWith('RoleBinding'));
    expect(bindings.flatMap((binding) => binding['subjects'])).toEqual(
      bindings.map(() => ({ kind: 'ServiceAccount', name: 'other', namespace: 'docket-system' })),
    );
    const refusal = objects.find(({ metadata }) => metadata.name === 'docket-software-does-not-sign-off');
    expect(JSON.stringify(refusal)).toContain('system:serviceaccount:docket-system:other');
  });

  it('is nothing where rbac.create is off', async () => {
    expect(namesOf(await render({ 'rbac.create': false }), 'ClusterRoleBinding')).toEqual([]);
  });
});

describe('roles for people', () => {
  const aggregated = (objects: readonly Manifest[]): string[] =>
    objects
      .filter(({ metadata }) => Object.keys(metadata.labels ?? {}).some((key) => key.includes('aggregate-to-')))
      .map(({ metadata }) => metadata.name);

  it('join the roles of the cluster unless that is switched off', async () => {
    expect(aggregated(await render())).toEqual(['docket-view', 'docket-edit', 'docket-admin']);
    expect(aggregated(await render({ 'rbac.userRoles.aggregate': false }))).toEqual([]);
  });

  it('are there once per cluster', async () => {
    expect(namesOf(await render({ 'rbac.userRoles.enabled': false }), 'ClusterRole')).toEqual(['docket-operator']);
  });
});

describe('what is optional', () => {
  it.each([
    { kind: 'CustomResourceDefinition', values: { 'crds.enabled': false } },
    { kind: 'ValidatingAdmissionPolicy', values: { 'admissionPolicies.enabled': false } },
    { kind: 'ValidatingAdmissionPolicyBinding', values: { 'admissionPolicies.enabled': false } },
    { kind: 'PodDisruptionBudget', values: { 'podDisruptionBudget.enabled': false } },
    { kind: 'PodDisruptionBudget', values: { replicaCount: 1 } },
    { kind: 'Service', values: { 'metrics.service.enabled': false } },
  ])('$kind goes with $values', async ({ kind, values }) => {
    expect(kindsOf(await render())).toContain(kind);
    expect(kindsOf(await render(values))).not.toContain(kind);
  });

  it('keeps the CRDs at an uninstall unless told otherwise', async () => {
    const kept = (objects: readonly Manifest[]): unknown[] =>
      objects
        .filter(({ kind }) => kind === 'CustomResourceDefinition')
        .map(({ metadata }) => metadata.annotations?.['helm.sh/resource-policy']);
    const [first, ...rest] = kept(await render());
    expect([first, ...rest]).toEqual([first, ...rest].map(() => 'keep'));
    expect(kept(await render({ 'crds.keep': false })).filter((policy) => policy !== undefined)).toEqual([]);
  });

  it('opens only the ports that the sources need, in a NetworkPolicy', async () => {
    expect(kindsOf(await render())).not.toContain('NetworkPolicy');
    const egress = async (providers: readonly string[], values = {}): Promise<unknown> => {
      const objects = await render({
        'networkPolicy.enabled': true,
        'networkPolicy.providers': providers,
        'networkPolicy.kubeApiPorts': [16443],
        ...values,
      });
      const { spec } = theOnly(objects, 'NetworkPolicy') as unknown as {
        readonly spec: { readonly egress: ReadonlyArray<{ readonly ports: ReadonlyArray<{ readonly port: number }> }> };
      };
      return spec.egress.map(({ ports }) => [...new Set(ports.map(({ port }) => port))]);
    };
    expect(await egress(['fixture'])).toEqual([[53], [16443]]);
    expect(await egress(['pagerDuty', 'fixture'])).toEqual([[53], [16443], [443]]);
    expect(await egress(['entra', 'okta', 'googleWorkspace'])).toEqual([[53], [16443], [443]]);
    expect(await egress(['mailbox'])).toEqual([[53], [16443], [993]]);
    const mailPorts = [143, 465, 587];
    expect(await egress(['mailbox', 'jira'], { 'networkPolicy.mailPorts': mailPorts })).toEqual([
      [53],
      [16443],
      [143, 443, 465, 587],
    ]);
    expect(await egress(['jira'], { 'networkPolicy.mailPorts': mailPorts })).toEqual([[53], [16443], [443]]);
  });

  it("lets sources use the Pods' own identity only where that is set, and reaches the agent for it", async () => {
    const flag = '--allow-ambient-credentials';
    expect(argsOf(await render())).not.toContain(flag);
    const agentOf = async (values: Readonly<Record<string, unknown>>): Promise<boolean> => {
      const objects = await render({ 'networkPolicy.enabled': true, ...values });
      return JSON.stringify(theOnly(objects, 'NetworkPolicy')).includes('169.254.170.23/32');
    };
    const allowed = { allowAmbientCredentials: true };
    expect(argsOf(await render(allowed))).toContain(flag);
    expect(await agentOf({ ...allowed, 'networkPolicy.providers': ['guardDuty'] })).toBe(true);
    expect(await agentOf({ ...allowed, 'networkPolicy.providers': ['defender'] })).toBe(false);
    expect(await agentOf({ 'networkPolicy.providers': ['guardDuty'] })).toBe(false);
  });

  it("gives ServiceAccount and Pods what IRSA and Azure's workload identity look for", async () => {
    const annotations = {
      'eks.amazonaws.com/role-arn': 'arn:aws:iam::123456789012:role/docket',
      'azure.workload.identity/client-id': '00000000-0000-0000-0000-000000000000',
    };
    const label = { 'azure.workload.identity/use': 'true' };
    const objects = await render({ 'serviceAccount.annotations': annotations, podLabels: label });
    expect(theOnly(objects, 'ServiceAccount').metadata).toMatchObject({ name: 'docket', annotations });
    expect(theOnly(objects, 'Deployment')).toMatchObject({ spec: { template: { metadata: { labels: label } } } });
  });

  it('lets scrapes in from where it is told', async () => {
    const from = [{ namespaceSelector: { matchLabels: { name: 'monitoring' } } }];
    const objects = await render({ 'networkPolicy.enabled': true, 'networkPolicy.metricsFrom': from });
    const ports = [{ port: 8080, protocol: 'TCP' }];
    expect(theOnly(objects, 'NetworkPolicy')).toMatchObject({ spec: { ingress: [{ from, ports }] } });
  });
});

describe('the chart', () => {
  it('has the version of the program', () => {
    const { version, appVersion } = parse(readFileSync(path.join(CHART, 'Chart.yaml'), 'utf8')) as Record<
      string,
      string
    >;
    const program = JSON.parse(readFileSync(path.join(CHART, '../../package.json'), 'utf8')) as { version: string };
    expect({ version, appVersion }).toEqual({ version: program.version, appVersion: program.version });
  });

  it.each(['3.17', '4.1'] as const)('passes the linter of Helm %s', async (release) => {
    expect(await helm(['lint', CHART, '--strict', '--kube-version', '1.36.0'], { release })).toContain(
      '0 chart(s) failed',
    );
  });

  it('gives the same objects with both releases of Helm', async () => {
    expect(await render({}, [], { release: '3.17' })).toEqual(await render({}, [], { release: '4.1' }));
  });

  it('names nothing twice, and puts no object into a namespace of its own choice', async () => {
    const objects = await render({ watchNamespaces: ['payments'] });
    const keys = objects.map(({ kind, metadata }) => `${kind} ${metadata.namespace ?? ''}/${metadata.name}`);
    expect(new Set(keys).size).toBe(keys.length);
    const namespaces = new Set(objects.map(({ metadata }) => metadata.namespace));
    expect(namespaces).toEqual(new Set([undefined, 'docket-system', 'payments']));
  });
});
