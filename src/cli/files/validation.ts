// Judges the objects of docket.dev in YAML files as a cluster would, before it is asked. The embedded cluster answers, so that the
// same code judges here and there. Writes nothing and reaches nobody.

import { NAMESPACE } from '../../api/kinds.ts';
import type { KubeObject, ResourceType } from '../../api/meta.ts';
import { apiVersionOf } from '../../api/meta.ts';
import { CRDS } from '../../api/v1alpha1/crds.gen.ts';
import { isAlreadyExists, isInvalid, KubeError, type StatusCause } from '../../kube/errors.ts';
import { createMemoryCluster, type MemoryCluster } from '../../kube/memory.ts';
import { systemClock } from '../../base/clock.ts';
import { counted, type Finding, findingAt, inOrder } from './findings.ts';
import { type Loaded, loadYaml, type LoadedObject } from './load-yaml.ts';
import { suggest } from '../suggest.ts';

/** An object that a cluster would take, as it would store it: with defaults, without what it does not know. */
export interface Accepted {
  readonly loaded: LoadedObject;
  readonly type: ResourceType;
  readonly object: KubeObject;
}

export interface Validation {
  readonly findings: readonly Finding[];
  readonly accepted: readonly Accepted[];
  /** Everything that was loaded, objects of other groups too. */
  readonly loaded: Loaded;
  readonly files: number;
  /** Objects of docket.dev that were judged. */
  readonly objects: number;
  /** Objects of other groups, and documents that are no objects: not judged. */
  readonly skipped: number;
}

const GROUP = 'docket.dev';

export interface ValidationOptions {
  /** Objects may be as a cluster prints them: a resourceVersion is passed over, and a status is taken and judged. */
  readonly asStored?: boolean;
}

/** Judges a folder (recursively) or one file. Rejects when it is not there. */
export async function validateDirectory(
  root: string,
  { asStored = false }: ValidationOptions = {},
): Promise<Validation> {
  const loaded = await loadYaml(root);
  const cluster = createMemoryCluster({ crds: CRDS, clock: systemClock });
  const known = cluster.types.filter(({ group }) => group === GROUP);
  const own = loaded.objects.filter((each) => isOurs(each, known));
  const findings: Finding[] = loaded.problems.map((problem) => ({ ...problem, field: '' }));
  const bench: Bench = { cluster, known, seen: new Map(), asStored };
  const accepted: Accepted[] = [];
  for (const each of own) {
    const judged = await judge(each, bench);
    findings.push(...judged.findings);
    if (judged.accepted !== undefined) accepted.push(judged.accepted);
  }
  return {
    findings: findings.sort(inOrder),
    accepted,
    loaded,
    files: loaded.files,
    objects: own.length,
    skipped: loaded.objects.length - own.length + loaded.foreign,
  };
}

/** What was read: `7 objects of docket.dev in 2 files, 1 document of other groups skipped`. */
export function summaryOf({ objects, files, skipped }: Validation): string {
  const rest = skipped === 0 ? '' : `, ${counted(skipped, 'document')} of other groups skipped`;
  return `${counted(objects, 'object')} of ${GROUP} in ${counted(files, 'file')}${rest}`;
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
  readonly asStored: boolean;
}

interface Judged {
  readonly findings: readonly Finding[];
  readonly accepted?: Accepted;
}

async function judge(loaded: LoadedObject, bench: Bench): Promise<Judged> {
  const unknown = kindFinding(loaded, bench.known);
  if (unknown !== undefined) return { findings: [unknown] };
  const type = bench.known.find(({ kind }) => kind === loaded.object.kind);
  if (type === undefined) return { findings: [] };
  const object = inNamespace(loaded.object as unknown as KubeObject, type);
  const unknownFields = bench.cluster.unknownFields(object).map(({ path, known }) => {
    const meant = suggest(path.split('.').at(-1) ?? '', known);
    const fix = meant === undefined ? `known here: ${known.join(', ')}` : `did you mean ${meant}?`;
    return findingAt(loaded, path, 'unknown field; a cluster would drop it', fix);
  });
  const answer = await store(loaded, object, { ...bench, type });
  return {
    ...answer,
    findings: [...duplicateFindings(loaded, object, bench.seen), ...unknownFields, ...answer.findings],
  };
}

function kindFinding(loaded: LoadedObject, known: readonly ResourceType[]): Finding | undefined {
  const { apiVersion, kind } = loaded.object;
  const versions = [...new Set(known.map(apiVersionOf))];
  const type = known.find((each) => each.kind === kind);
  if (type !== undefined) {
    if (apiVersionOf(type) === apiVersion) return undefined;
    return findingAt(
      loaded,
      'apiVersion',
      `unknown apiVersion ${apiVersion} of ${kind}`,
      `use ${versions.join(' or ')}`,
    );
  }
  const kinds = known.map((each) => each.kind);
  const meant = suggest(kind, kinds);
  const listed = `known kinds: ${kinds.toSorted().join(', ')}`;
  return findingAt(
    loaded,
    'kind',
    `unknown kind ${kind}`,
    meant === undefined ? listed : `did you mean ${meant}? ${listed}`,
  );
}

/** An object without a namespace goes to the one that kubectl is set to; here that is `default`. */
function inNamespace(object: KubeObject, type: ResourceType): KubeObject {
  const { namespace } = object.metadata as { readonly namespace?: unknown };
  if (!type.namespaced || (namespace !== undefined && namespace !== null && namespace !== '')) return object;
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
  return [findingAt(loaded, 'metadata.name', message, 'remove or rename one of them')];
}

/** What the cluster makes of the object, or refuses it for. Nothing stays stored. */
async function store(
  loaded: LoadedObject,
  object: KubeObject,
  { cluster, type, asStored }: Bench & { readonly type: ResourceType },
): Promise<Judged> {
  const { namespace } = object.metadata;
  try {
    if (typeof namespace === 'string' && !(await ensureNamespace(cluster, namespace))) {
      const message = `${namespace} cannot be the name of a namespace`;
      return { findings: [findingAt(loaded, 'metadata.namespace', message)] };
    }
    const stored = asStored
      ? await createWithStatus(cluster, type, object)
      : await cluster.client.create(type, object, { dryRun: true });
    return { findings: [], accepted: { loaded, type, object: stored } };
  } catch (error) {
    if (!(error instanceof KubeError)) throw error;
    return { findings: refusals(loaded, error) };
  }
}

/** As a backup is restored: the object first, then its status. */
async function createWithStatus(
  { client }: MemoryCluster,
  type: ResourceType,
  object: KubeObject,
): Promise<KubeObject> {
  const { resourceVersion: _another, ...metadata } = object.metadata;
  const { status } = object as { readonly status?: unknown };
  const hasStatus = status !== undefined && status !== null;
  const created: KubeObject = await client.create(type, { ...object, metadata }, { dryRun: !hasStatus });
  if (!hasStatus) return created;
  try {
    const { resourceVersion = '' } = created.metadata;
    const stored = { ...created, metadata: { ...created.metadata, resourceVersion }, status };
    return await client.updateStatus(type, stored, { dryRun: true });
  } finally {
    await client.delete(type, created.metadata);
  }
}

/** That rules were not checked says nothing that the other causes do not say. */
function refusals(loaded: LoadedObject, error: KubeError): Finding[] {
  const causes = error.causes.filter(({ message }) => !message.includes('some validation rules were not checked'));
  if (causes.length === 0) return [answerFinding(loaded, error.message)];
  return causes.map((cause) => causeFinding(loaded, cause));
}

/** What cannot be decoded is told in a text only; of metadata it begins with the field. */
function answerFinding(loaded: LoadedObject, answer: string): Finding {
  const undecoded = /cannot be handled as a \w+: (metadata\.\w+) (.*)$/s.exec(answer);
  return undecoded === null ? findingAt(loaded, '', answer) : findingAt(loaded, undecoded[1] ?? '', undecoded[2] ?? '');
}

function causeFinding(loaded: LoadedObject, { field = '', message }: StatusCause): Finding {
  const path = field === '<nil>' ? '' : field;
  const supported = /^Unsupported value: ("[^"]*"): supported values: (.*)$/.exec(message);
  if (supported === null) return findingAt(loaded, path, message);
  const values = (supported[2] ?? '').split(', ').map((text) => text.replaceAll('"', ''));
  const meant = suggest((supported[1] ?? '').replaceAll('"', ''), values);
  return findingAt(loaded, path, message, meant === undefined ? undefined : `did you mean ${meant}?`);
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
