// `docket validate DIR`: says what a cluster would say of the objects of docket.dev in a folder, before it is asked. The
// embedded cluster answers, so that the same code judges here and there. Writes nothing and reaches nobody.

import { NAMESPACE } from '../api/kinds.ts';
import type { KubeObject, ResourceType } from '../api/meta.ts';
import { apiVersionOf } from '../api/meta.ts';
import { CRDS } from '../api/v1alpha1/crds.gen.ts';
import { isAlreadyExists, isInvalid, KubeError, type StatusCause } from '../kube/errors.ts';
import { createMemoryCluster, type MemoryCluster } from '../kube/memory.ts';
import { systemClock } from '../runtime/clock.ts';
import { EXIT, type Io } from './io.ts';
import { loadYaml, type LoadedObject } from './load-yaml.ts';
import { suggest } from './suggest.ts';

/** Something that is wrong in a file. Lines and columns count from one. */
export interface Finding {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** The path of the field (`spec.interval`); empty when it is about the file or the whole object. */
  readonly field: string;
  readonly message: string;
  /** What to do about it, where that can be told. */
  readonly fix?: string;
}

export interface Validation {
  readonly findings: readonly Finding[];
  readonly files: number;
  /** Objects of docket.dev that were judged. */
  readonly objects: number;
  /** Objects of other groups, and documents that are no objects: not judged. */
  readonly skipped: number;
}

const GROUP = 'docket.dev';

/** Judges a folder (recursively) or one file. Rejects when it is not there. */
export async function validateDirectory(root: string): Promise<Validation> {
  const loaded = await loadYaml(root);
  const cluster = createMemoryCluster({ crds: CRDS, clock: systemClock });
  const known = cluster.types.filter(({ group }) => group === GROUP);
  const own = loaded.objects.filter((each) => isOurs(each, known));
  const findings: Finding[] = loaded.problems.map((problem) => ({ ...problem, field: '' }));
  const seen = new Map<string, LoadedObject>();
  for (const each of own) findings.push(...(await judge(each, { cluster, known, seen })));
  return {
    findings: findings.sort(inOrder),
    files: loaded.files,
    objects: own.length,
    skipped: loaded.objects.length - own.length + loaded.foreign,
  };
}

function inOrder(one: Finding, other: Finding): number {
  if (one.file !== other.file) return one.file < other.file ? -1 : 1;
  return one.line - other.line || one.column - other.column;
}

const groupOf = (apiVersion: string): string => (apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '');

/** Of the group, or so close to it that it must have been meant. */
function isOurs({ object }: LoadedObject, known: readonly ResourceType[]): boolean {
  const group = groupOf(object.apiVersion);
  return group === GROUP || (known.some(({ kind }) => kind === object.kind) && suggest(group, [GROUP]) !== undefined);
}

interface Bench {
  readonly cluster: MemoryCluster;
  readonly known: readonly ResourceType[];
  /** What was judged before, by kind, namespace and name. */
  readonly seen: Map<string, LoadedObject>;
}

async function judge(loaded: LoadedObject, bench: Bench): Promise<Finding[]> {
  const unknown = kindFinding(loaded, bench.known);
  if (unknown !== undefined) return [unknown];
  const type = bench.known.find(({ kind }) => kind === loaded.object.kind);
  if (type === undefined) return [];
  const object = inNamespace(loaded.object as unknown as KubeObject, type);
  const unknownFields = bench.cluster.unknownFields(object).map(({ path, known }) => {
    const meant = suggest(path.split('.').at(-1) ?? '', known);
    const fix = meant === undefined ? `known here: ${known.join(', ')}` : `did you mean ${meant}?`;
    return at(loaded, path, 'unknown field; a cluster would drop it', fix);
  });
  return [
    ...duplicateFindings(loaded, object, bench.seen),
    ...unknownFields,
    ...(await refusals(loaded, object, { ...bench, type })),
  ];
}

function at(loaded: LoadedObject, field: string, message: string, fix?: string): Finding {
  return { file: loaded.file, ...loaded.locate(field), field, message, ...(fix === undefined ? {} : { fix }) };
}

function kindFinding(loaded: LoadedObject, known: readonly ResourceType[]): Finding | undefined {
  const { apiVersion, kind } = loaded.object;
  const versions = [...new Set(known.map(apiVersionOf))];
  const type = known.find((each) => each.kind === kind);
  if (type !== undefined) {
    if (apiVersionOf(type) === apiVersion) return undefined;
    return at(loaded, 'apiVersion', `unknown apiVersion ${apiVersion} of ${kind}`, `use ${versions.join(' or ')}`);
  }
  const kinds = known.map((each) => each.kind);
  const meant = suggest(kind, kinds);
  const listed = `known kinds: ${kinds.toSorted().join(', ')}`;
  return at(loaded, 'kind', `unknown kind ${kind}`, meant === undefined ? listed : `did you mean ${meant}? ${listed}`);
}

/** An object without a namespace goes to the one that kubectl is set to; here that is `default`. */
function inNamespace(object: KubeObject, type: ResourceType): KubeObject {
  if (!type.namespaced || typeof object.metadata.namespace === 'string') return object;
  return { ...object, metadata: { ...object.metadata, namespace: 'default' } };
}

function duplicateFindings(
  loaded: LoadedObject,
  { kind, metadata }: KubeObject,
  seen: Map<string, LoadedObject>,
): Finding[] {
  if (typeof metadata.name !== 'string') return [];
  const identity = [kind, metadata.namespace, metadata.name].join('/');
  const first = seen.get(identity);
  if (first === undefined) {
    seen.set(identity, loaded);
    return [];
  }
  const message = `${kind} ${metadata.name} is defined twice, first in ${first.file}:${first.line}; the later one would overwrite it`;
  return [at(loaded, 'metadata.name', message, 'remove or rename one of them')];
}

/** What the cluster refuses the object for. Nothing is stored. */
async function refusals(
  loaded: LoadedObject,
  object: KubeObject,
  { cluster, type }: Pick<Bench, 'cluster'> & { readonly type: ResourceType },
): Promise<Finding[]> {
  const { client } = cluster;
  const { namespace } = object.metadata;
  try {
    if (typeof namespace === 'string' && !(await ensureNamespace(cluster, namespace))) {
      return [at(loaded, 'metadata.namespace', `${namespace} cannot be the name of a namespace`)];
    }
    await client.create(type, object, { dryRun: true });
    return [];
  } catch (error) {
    if (!(error instanceof KubeError)) throw error;
    // That rules were not checked says nothing that the other causes do not say.
    const causes = error.causes.filter(({ message }) => !message.includes('some validation rules were not checked'));
    if (causes.length === 0) return [at(loaded, '', error.message)];
    return causes.map((cause) => causeFinding(loaded, cause));
  }
}

function causeFinding(loaded: LoadedObject, { field = '', message }: StatusCause): Finding {
  const path = field === '<nil>' ? '' : field;
  const supported = /^Unsupported value: ("[^"]*"): supported values: (.*)$/.exec(message);
  if (supported === null) return at(loaded, path, message);
  const values = (supported[2] ?? '').split(', ').map((text) => text.replaceAll('"', ''));
  const meant = suggest((supported[1] ?? '').replaceAll('"', ''), values);
  return at(loaded, path, message, meant === undefined ? undefined : `did you mean ${meant}?`);
}

/** Whether the namespace is there, now at least; false when none can have that name. */
async function ensureNamespace({ client }: MemoryCluster, name: string): Promise<boolean> {
  try {
    await client.create(NAMESPACE, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
    return true;
  } catch (error) {
    if (isInvalid(error)) return false;
    if (!isAlreadyExists(error)) throw error;
    return true;
  }
}

/** The command. Prints each finding as `file:line:column: field: message (fix)`, then a summary. */
export async function runValidate(root: string, io: Pick<Io, 'out' | 'err'>): Promise<number> {
  let validation: Validation;
  try {
    validation = await validateDirectory(root);
  } catch (error) {
    if (!isMissing(error)) throw error;
    io.err(`docket validate: ${root} does not exist; name a folder or a file with Docket's YAML\n`);
    return EXIT.usage;
  }
  const { findings, files, objects, skipped } = validation;
  io.out(findings.map((finding) => `${line(finding)}\n`).join(''));
  const rest = skipped === 0 ? '' : `, ${counted(skipped, 'document')} of other groups skipped`;
  const summary = `${counted(objects, 'object')} of ${GROUP} in ${counted(files, 'file')}${rest}`;
  if (findings.length > 0) {
    io.err(`docket validate: ${counted(findings.length, 'finding')} in ${summary}\n`);
    return EXIT.usage;
  }
  if (objects === 0) {
    io.err(`docket validate: nothing to validate: ${summary}\n`);
    return EXIT.usage;
  }
  io.out(`valid: ${summary}\n`);
  return EXIT.ok;
}

function line({ file, line: row, column, field, message, fix }: Finding): string {
  const where = field === '' ? '' : `${field}: `;
  return printable(`${file}:${row}:${column}: ${where}${message}${fix === undefined ? '' : ` (${fix})`}`);
}

/** One line without control characters: what stands in a file must not steer a terminal. */
// eslint-disable-next-line no-control-regex -- they are what is looked for
const printable = (text: string): string => text.replaceAll(/[\u0000-\u001f\u007f-\u009f]+/g, ' ');

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

const isMissing = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT';
