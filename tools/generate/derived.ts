// Every generated file with its text, formatted like prettier: files from the CRDs and the kinds' descriptors, and the chart's copies of
// config/. Reads those and the pages with generated tables. Writes nothing, so that a test can compare the tree with it.

import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';
import { stringify } from 'yaml';
import { type CustomResourceDefinition, storageVersion } from '../../src/api/crd.ts';
import type { ResourceType } from '../../src/api/meta.ts';
import { kebabCase } from '../../src/api/names.ts';
import { type CrdFile, readCrds, ROOT } from '../crd-files.ts';
import { alertFiles } from './alerts.ts';
import { chartFiles } from './chart.ts';
import { dashboardFiles } from './dashboards.ts';
import type { DerivedFile } from './derived-file.ts';
import { withFieldTable } from './field-table.ts';
import { gitOpsFiles } from './gitops.ts';
import { typesOf } from './types.ts';
import { withValuesTable } from './values-table.ts';
import { vocabularyOf } from './vocabulary.ts';

/** The files generated from crds/*.yaml. */
export async function derivedFiles(): Promise<DerivedFile[]> {
  const crds = await readCrds();
  const drafts = [
    ...(await Promise.all(crds.map(typesFile))),
    { file: 'src/api/v1alpha1/vocabulary.gen.ts', text: vocabularyOf(crds.map(({ crd }) => crd)) },
    { file: 'src/api/v1alpha1/crds.gen.ts', text: embeddedCrds(crds) },
    { file: 'src/api/v1alpha1/kinds.gen.ts', text: kindConstants(crds) },
    ...crds.map(({ file, text }) => ({ file: `config/crd/${file}`, text: copyOf(file, text) })),
    { file: 'config/crd/kustomization.yaml', text: crdKustomization(crds) },
    { file: 'config/samples/kustomization.yaml', text: await sampleKustomization(crds) },
    ...(await Promise.all(crds.map(specPage))),
  ];
  return Promise.all(drafts.map(formatted));
}

/** The files generated from the kinds' descriptors. The descriptors use files generated from the CRDs, so they are loaded only here. */
export async function roleFiles(): Promise<DerivedFile[]> {
  const { operatorRole, peopleRoles } = await import('./rbac.ts');
  const drafts = [
    { file: 'config/rbac/operator-role.yaml', text: operatorRole() },
    { file: 'config/rbac/user-roles.yaml', text: peopleRoles() },
  ];
  return Promise.all(drafts.map(formatted));
}

/** The chart's copies of crds/ and config/, and the table in its README. Runs after the roles, because it copies them. */
export async function packagedFiles(): Promise<DerivedFile[]> {
  const crds = await readCrds();
  const made = await Promise.all([chartFiles(crds), alertFiles(), dashboardFiles(), gitOpsFiles(crds)]);
  return Promise.all([...made.flat(), await chartReadme()].map(formatted));
}

/** The text of a file of the repository; undefined when there is none. */
export async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(path.join(ROOT, file), 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** A Helm template is not YAML, so it is not formatted. */
async function formatted({ file, text }: DerivedFile): Promise<DerivedFile> {
  if (file.startsWith('charts/docket/templates/')) return { file, text };
  const filepath = path.join(ROOT, file);
  return { file, text: await format(text, { ...(await resolveConfig(filepath)), filepath }) };
}

async function typesFile({ crd }: CrdFile): Promise<DerivedFile> {
  return { file: `src/api/v1alpha1/${crd.spec.names.singular}.gen.ts`, text: await typesOf(crd) };
}

async function specPage({ crd }: CrdFile): Promise<DerivedFile> {
  const file = `docs/spec/v1alpha1/${crd.spec.names.singular}.md`;
  return { file, text: withFieldTable(await readIfThere(file), crd) };
}

async function chartReadme(): Promise<DerivedFile> {
  const [readme, values] = ['charts/docket/README.md', 'charts/docket/values.yaml'];
  return { file: readme, text: withValuesTable((await readIfThere(readme)) ?? '', (await readIfThere(values)) ?? '') };
}

function embeddedCrds(crds: readonly CrdFile[]): string {
  return [
    '// Generated from crds/*.yaml by tools/generate.ts; change the CRDs, not this file. Embedded, so that the bundle and',
    '// the in-memory cluster need no files.',
    '',
    "import type { CustomResourceDefinition } from '../crd.ts';",
    '',
    'export const CRDS: readonly CustomResourceDefinition[] = [',
    ...crds.map(({ crd }) => `${JSON.stringify(crd)},`),
    '];',
  ].join('\n');
}

function copyOf(file: string, text: string): string {
  return `# Generated from crds/${file} by tools/generate.ts; change that file, not this one.\n${text}`;
}

function kindConstants(crds: readonly CrdFile[]): string {
  const names = crds.map(({ crd }) => constantName(crd.spec.names.kind));
  return [
    '// Generated from crds/*.yaml by tools/generate.ts; change the CRDs, not this file. Where each kind of Docket lives in the API.',
    '',
    "import type { ResourceType } from '../meta.ts';",
    ...crds.flatMap(({ crd }, index) => [
      '',
      `export const ${names[index] ?? ''} = ${JSON.stringify(resourceType(crd))} as const satisfies ResourceType;`,
    ]),
    '',
    '/** Every kind of the group docket.dev. */',
    `export const DOCKET_KINDS: readonly ResourceType[] = [${names.join(', ')}];`,
  ].join('\n');
}

function resourceType(crd: CustomResourceDefinition): ResourceType {
  const { group, names, scope } = crd.spec;
  const version = storageVersion(crd).name;
  return { group, version, kind: names.kind, plural: names.plural, namespaced: scope === 'Namespaced' };
}

/** `IncidentSource` → `INCIDENT_SOURCE`, `SLAPolicy` → `SLA_POLICY`. */
function constantName(kind: string): string {
  return kebabCase(kind).replaceAll('-', '_').toUpperCase();
}

function crdKustomization(crds: readonly CrdFile[]): string {
  const title = 'every CRD of Docket, for kubectl apply -k config/crd';
  return kustomization(
    title,
    crds.map(({ file }) => file),
  );
}

/**
 * The files in the folder of each kind; the minimal one comes first. An exception names who applies it, which differs. A kind without a
 * status is written by the operator alone, and has no samples.
 */
async function sampleKustomization(crds: readonly CrdFile[]): Promise<string> {
  const written = crds.filter(({ crd }) => storageVersion(crd).subresources?.status !== undefined);
  const folders = written.map(async ({ crd }) => {
    const folder = crd.spec.names.singular;
    const files = await readdir(path.join(ROOT, 'config/samples', folder)).catch((cause: unknown) => {
      throw new Error(`config/samples/${folder}: no samples; write minimal.yaml and full.yaml`, { cause });
    });
    return files
      .toSorted()
      .reverse()
      .map((file) => `${folder}/${file}`);
  });
  const title =
    'the samples, for kubectl apply -k config/samples (after config/crd). Make the Secrets that they name.\n' +
    '# Those of an exception are not here: admission wants the name of who applies one, as docs/spec/v1alpha1/checkexception.md says';
  const files = (await Promise.all(folders)).flat();
  return kustomization(
    title,
    files.filter((file) => !file.startsWith('checkexception/')),
  );
}

function kustomization(title: string, resources: readonly string[]): string {
  const body = { apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization', resources };
  return `# Generated by tools/generate.ts: ${title}.\n${stringify(body)}`;
}
