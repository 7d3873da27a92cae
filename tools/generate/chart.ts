// The generated parts of charts/docket: the CRDs, the rules of the roles, the admission policies and the ports of the providers,
// each from the file of crds/ or config/ that is its only source. Reads those; writes nothing.

import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseAllDocuments } from 'yaml';
import type { CustomResourceDefinition } from '../../src/api/crd.ts';
import { type CrdFile, ROOT } from '../crd-files.ts';
import type { DerivedFile } from './derived-file.ts';
import { define, generatedFrom, literal, yamlText } from './helm-text.ts';

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  readonly resourceNames?: readonly string[];
}

interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly labels?: Readonly<Record<string, string>> };
  readonly rules?: readonly Rule[];
}

const TEMPLATES = 'charts/docket/templates';
const AGGREGATION = 'rbac.authorization.k8s.io/aggregate-to-';
/** The ServiceAccount in config/admission/software-does-not-sign-off.yaml. A release replaces it by its own. */
const OPERATOR = 'system:serviceaccount:docket-system:docket';
const OPERATOR_OF_RELEASE =
  'system:serviceaccount:{{ .Release.Namespace }}:{{ include "docket.serviceAccountName" . }}';
const LABELS = '{{- include "docket.labels" . | nindent 4 }}';

/** The rule of a CRD that names its providers. A critical system has none that a source has not, besides what it reads from files. */
const PROVIDER_RULES = [
  { file: 'incidentsources.yaml', rule: /^exactly one of (.+) must be set$/ },
  { file: 'staffrosters.yaml', rule: /^at most one of (.+) may be set/ },
] as const;

export async function chartFiles(crds: readonly CrdFile[]): Promise<DerivedFile[]> {
  return [
    ...crds.map(crdTemplate),
    await operatorRules(crds),
    await userRoles(),
    await admissionPolicies(),
    { file: `${TEMPLATES}/_providers.tpl`, text: providerPorts(crds) },
  ];
}

function crdTemplate({ file, text }: CrdFile): DerivedFile {
  const metadata = /^metadata:\n( {2}name: .+\n)/m;
  if (!metadata.test(text)) throw new Error(`crds/${file}: metadata does not start with the name`);
  const annotations =
    '  {{- if .Values.crds.keep }}\n  annotations:\n    helm.sh/resource-policy: keep\n  {{- end }}\n';
  const body = literal(text.replaceAll(/^#.*\n/gm, '')).replace(
    metadata,
    (_, name: string) => `metadata:\n${name}  labels:\n    ${LABELS}\n${annotations}`,
  );
  const guarded = `{{- if .Values.crds.enabled }}\n${body}{{- end }}\n`;
  return { file: `${TEMPLATES}/crds/${file}`, text: generatedFrom(`crds/${file}`) + guarded };
}

async function operatorRules(crds: readonly CrdFile[]): Promise<DerivedFile> {
  const rules = rulesOf(await manifests('config/rbac/operator-role.yaml'), 'ClusterRole');
  const leases = rulesOf(await manifests('config/rbac/leader-election-role.yaml'), 'Role');
  const isClusterScoped = clusterScoped(crds);
  const text = [
    generatedFrom('config/rbac'),
    define('docket.operator.rules', rules),
    define('docket.operator.clusterScopedRules', only(rules, isClusterScoped)),
    define(
      'docket.operator.namespacedRules',
      only(rules, (group, resource) => !isClusterScoped(group, resource)),
    ),
    define('docket.leaderElection.rules', leases),
  ];
  return { file: `${TEMPLATES}/_rules.tpl`, text: text.join('') };
}

function rulesOf(objects: readonly Manifest[], kind: string): readonly Rule[] {
  const rules = objects.find((object) => object.kind === kind)?.rules;
  if (rules === undefined) throw new Error(`config/rbac: no ${kind} with rules where one is expected`);
  return rules;
}

type Scope = (group: string, resource: string) => boolean;

function clusterScoped(crds: readonly CrdFile[]): Scope {
  const ofCluster = crds.filter(({ crd }) => crd.spec.scope === 'Cluster');
  const plurals = new Set(ofCluster.map(({ crd }) => crd.spec.names.plural));
  return (group, resource) =>
    group === 'admissionregistration.k8s.io' || (group === 'docket.dev' && plurals.has(resource.replace(/\/.*$/, '')));
}

function only(rules: readonly Rule[], isWanted: Scope): Rule[] {
  return rules.flatMap((rule) => {
    const resources = rule.resources.filter((resource) => isWanted(rule.apiGroups[0] ?? '', resource));
    return resources.length === 0 ? [] : [{ ...rule, resources }];
  });
}

async function userRoles(): Promise<DerivedFile> {
  const roles = (await manifests('config/rbac/user-roles.yaml')).map(({ apiVersion, kind, metadata, rules }) => {
    const aggregated = Object.entries(metadata.labels ?? {}).filter(([key]) => key.startsWith(AGGREGATION));
    const labels = aggregated.map(([key, value]) => `    ${key}: '${value}'\n`).join('');
    const aggregation =
      labels === '' ? '' : `    {{- if .Values.rbac.userRoles.aggregate }}\n${labels}    {{- end }}\n`;
    const head = `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: ${metadata.name}\n  labels:\n    ${LABELS}\n`;
    return `---\n${head}${aggregation}${yamlText({ rules })}`;
  });
  const text = `{{- if .Values.rbac.userRoles.enabled }}\n${roles.join('')}{{- end }}\n`;
  return { file: `${TEMPLATES}/user-roles.yaml`, text: generatedFrom('config/rbac/user-roles.yaml') + text };
}

async function admissionPolicies(): Promise<DerivedFile> {
  const folder = 'config/admission';
  const files = (await readdir(path.join(ROOT, folder))).filter((name) => name !== 'kustomization.yaml').toSorted();
  const objects = (await Promise.all(files.map((name) => manifests(`${folder}/${name}`)))).flat();
  const bodies = objects.map(({ apiVersion, kind, metadata, ...rest }) => {
    const head = `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: ${metadata.name}\n  labels:\n    ${LABELS}\n`;
    return `---\n${head}${yamlText(rest).replaceAll(OPERATOR, OPERATOR_OF_RELEASE)}`;
  });
  const text = `{{- if .Values.admissionPolicies.enabled }}\n${bodies.join('')}{{- end }}\n`;
  return { file: `${TEMPLATES}/admission-policies.yaml`, text: generatedFrom(folder) + text };
}

/** The port on which each provider's vendor answers; 0 where there is none to reach, or where the values say which (mailPorts). */
function providerPorts(crds: readonly CrdFile[]): string {
  const ports: Readonly<Record<string, number>> = { fixture: 0, webhook: 0, mailbox: 0 };
  const entries = providersOf(crds).map((name) => [name, ports[name] ?? 443]);
  return (
    generatedFrom(PROVIDER_RULES.map(({ file }) => `crds/${file}`).join(' and ')) +
    define('docket.providerPorts', Object.fromEntries(entries))
  );
}

function providersOf(crds: readonly CrdFile[]): string[] {
  return PROVIDER_RULES.flatMap(({ file, rule }) => {
    const messages = messagesOf(crds.find((each) => each.file === file)?.crd);
    const [union] = messages.flatMap((message) => rule.exec(message)?.[1] ?? []);
    if (union === undefined) throw new Error(`crds/${file}: no rule that says which providers there are`);
    return union.split(/, (?:or )?| or /);
  });
}

function messagesOf(crd: CustomResourceDefinition | undefined): string[] {
  const spec = crd?.spec.versions[0]?.schema.openAPIV3Schema.properties?.['spec'];
  return (spec?.['x-kubernetes-validations'] ?? []).map(({ message }) => message);
}

async function manifests(file: string): Promise<Manifest[]> {
  const documents = parseAllDocuments(await readFile(path.join(ROOT, file), 'utf8'));
  return documents.map((document) => document.toJS() as Manifest);
}
