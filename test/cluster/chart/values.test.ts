// What the chart makes of wrong values: each is refused, by both releases of Helm, with a message that names the key. And the schema,
// the values and the README know the same keys.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { HELM_VERSIONS } from '../../../tools/helm/releases.ts';
import { CHART, render } from '../../support/chart/helm.ts';

interface Schema {
  readonly type: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
}

const read = (file: string): string => readFileSync(path.join(CHART, file), 'utf8');
const SCHEMA = JSON.parse(read('values.schema.json')) as Schema;
const VALUES = parse(read('values.yaml')) as Readonly<Record<string, unknown>>;

/** One wrong value each. `names` is what the message must hold. */
const WRONG: ReadonlyArray<{
  readonly values: Readonly<Record<string, unknown>>;
  readonly names: string;
  readonly because: string;
}> = [
  { values: { replicas: 3 }, names: 'replicas', because: 'it is replicaCount' },
  { values: { replicaCount: 'two' }, names: 'replicaCount', because: 'a number' },
  { values: { replicaCount: -1 }, names: 'replicaCount', because: 'not below zero' },
  { values: { 'image.repo': 'x' }, names: 'repo', because: 'it is repository' },
  { values: { 'image.repository': '' }, names: 'repository', because: 'an image has a name' },
  { values: { 'image.tag': 'v1 latest' }, names: 'tag', because: 'no blank in a tag' },
  { values: { 'image.digest': 'abc' }, names: 'digest', because: 'sha256 and 64 digits' },
  { values: { 'image.pullPolicy': 'Sometimes' }, names: 'pullPolicy', because: 'one of three' },
  { values: { imagePullSecrets: ['regcred'] }, names: 'imagePullSecrets', because: 'a list of names in maps' },
  { values: { watchNamespaces: 'payments' }, names: 'watchNamespaces', because: 'a list' },
  { values: { watchNamespaces: ['Payments'] }, names: 'watchNamespaces', because: 'no capitals in a namespace' },
  { values: { watchNamespaces: ['a', 'a'] }, names: 'watchNamespaces', because: 'each once' },
  { values: { watchNamespace: ['payments'] }, names: 'watchNamespace', because: 'the plural' },
  { values: { allowAmbientCredentials: 'yes' }, names: 'allowAmbientCredentials', because: 'true or false' },
  { values: { allowEndpoints: ['https://jira.local'] }, names: 'allowEndpoints', because: 'a host, no URL' },
  { values: { logLevel: 'verbose' }, names: 'logLevel', because: 'one of five' },
  { values: { extraArgs: ['leader-elect'] }, names: 'extraArgs', because: 'flags start with dashes' },
  { values: { extraEnv: [{ value: 'x' }] }, names: 'extraEnv', because: 'a variable has a name' },
  { values: { extraVolumes: [{}] }, names: 'extraVolumes', because: 'a volume has a name' },
  { values: { extraVolumeMounts: [{ name: 'ca' }] }, names: 'extraVolumeMounts', because: 'a mount says where' },
  { values: { 'leaderElection.leaseDuration': 15 }, names: 'leaseDuration', because: 'a duration has a unit' },
  { values: { 'leaderElection.retryPeriod': '2 s' }, names: 'retryPeriod', because: 'no blank' },
  { values: { 'crds.install': true }, names: 'install', because: 'it is enabled' },
  { values: { 'crds.keep': 'yes' }, names: 'keep', because: 'true or false' },
  { values: { 'rbac.userRoles': true }, names: 'userRoles', because: 'a map' },
  { values: { 'serviceAccount.name': 'Docket' }, names: 'serviceAccount', because: 'lower case' },
  { values: { 'serviceAccount.create': false }, names: 'serviceAccount.name', because: 'then it must be named' },
  { values: { 'topologySpread.whenUnsatisfiable': 'Never' }, names: 'whenUnsatisfiable', because: 'one of two' },
  { values: { terminationGracePeriodSeconds: 1 }, names: 'terminationGracePeriodSeconds', because: '10 s to stop' },
  { values: { 'podDisruptionBudget.maxUnavailable': 0 }, names: 'maxUnavailable', because: 'nodes could not drain' },
  { values: { 'networkPolicy.mailPorts': ['imap'] }, names: 'mailPorts', because: 'a port is a number' },
  { values: { 'networkPolicy.kubeApiPorts': [0] }, names: 'kubeApiPorts', because: 'a port' },
  {
    values: { 'networkPolicy.enabled': true, 'networkPolicy.providers': ['opsgenie'] },
    names: 'networkPolicy.providers',
    because: 'no such provider',
  },
  { values: { 'metrics.port': 70_000 }, names: 'port', because: 'a port' },
  { values: { 'webhook.enable': true }, names: 'enable', because: 'it is enabled' },
  { values: { 'webhook.tls.secretName': 'Hook_TLS' }, names: 'secretName', because: 'lower case' },
  { values: { 'webhook.service.type': 'ExternalName' }, names: 'type', because: 'one of three' },
  { values: { 'monitoring.renderMode': 'maybe' }, names: 'renderMode', because: 'one of three' },
  { values: { 'serviceMonitor.enable': true }, names: 'enable', because: 'it is enabled' },
  { values: { 'serviceMonitor.interval': '30' }, names: 'interval', because: 'a duration has a unit' },
  {
    values: { 'serviceMonitor.enabled': true, 'monitoring.renderMode': 'failIfMissing' },
    names: 'serviceMonitor.enabled',
    because: 'the cluster has no such kind',
  },
  {
    values: { 'serviceMonitor.enabled': true, 'podMonitor.enabled': true, 'monitoring.renderMode': 'alwaysRender' },
    names: 'podMonitor.enabled',
    because: 'every series twice',
  },
];

describe.each(HELM_VERSIONS)('wrong values, by Helm %s', (release) => {
  it.each(WRONG.map((row) => ({ ...row, text: JSON.stringify(row.values) })))(
    'refuses $text, as $because',
    async ({ values, names }) => {
      const refused = render(values, [], { release });
      await expect(refused).rejects.toThrow(/values don't meet|execution error/);
      // The message of a failed command holds the command: only what Helm printed counts.
      const printed = await refused.then(() => '', stderrOf);
      expect(printed).toContain(names);
    },
  );

  it('are at least 30', () => {
    expect(WRONG.length).toBeGreaterThanOrEqual(30);
  });
});

const stderrOf = (error: unknown): string => (error as { readonly stderr: string }).stderr;

describe('the schema of the values', () => {
  const validate = new Ajv2020({ strict: true, allowUnionTypes: true, strictTypes: false }).compile(SCHEMA);

  it('compiles, and takes the defaults', () => {
    expect(validate(VALUES), JSON.stringify(validate.errors)).toBe(true);
  });

  it('knows the keys of values.yaml and no others', () => {
    expect(keysOf(SCHEMA, '').filter((key) => key !== 'global')).toEqual(keysIn(VALUES, SCHEMA, ''));
  });

  it('closes every map whose keys are its own', () => {
    expect(openMaps(SCHEMA, '')).toEqual([]);
  });
});

describe('the README of the chart', () => {
  it('has a row for every value', () => {
    const rows = [...read('README.md').matchAll(/^\| `([\w.]+)`/gm)].map(([, name = '']) => name);
    expect(rows.length).toBeGreaterThan(50);
    expect(rows.filter((row) => valueAt(row) === undefined)).toEqual([]);
  });
});

const valueAt = (name: string): unknown =>
  name.split('.').reduce<unknown>((value, key) => (value as Readonly<Record<string, unknown>>)[key], VALUES);

const childrenOf = (schema: Schema | undefined): ReadonlyArray<[string, Schema]> =>
  Object.entries(schema?.properties ?? {});

function keysOf(schema: Schema, prefix: string): string[] {
  return childrenOf(schema)
    .flatMap(([key, inner]) => [`${prefix}${key}`, ...keysOf(inner, `${prefix}${key}.`)])
    .toSorted();
}

/** The keys of the values, as deep as the schema names keys. */
function keysIn(values: unknown, schema: Schema | undefined, prefix: string): string[] {
  if (schema?.properties === undefined || typeof values !== 'object' || values === null) return [];
  const optional = ['claims'].filter((key) => key in (schema.properties ?? {}) && !(key in values));
  return [...Object.entries(values), ...optional.map((key) => [key, undefined] as const)]
    .flatMap(([key, inner]) => [`${prefix}${key}`, ...keysIn(inner, schema.properties?.[key], `${prefix}${key}.`)])
    .toSorted();
}

function openMaps(schema: Schema, prefix: string): string[] {
  const open = schema.properties !== undefined && schema.additionalProperties !== false ? [prefix] : [];
  return [...open, ...childrenOf(schema).flatMap(([key, inner]) => openMaps(inner, `${prefix}.${key}`))];
}
