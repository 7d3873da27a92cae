// Judges one object as a cluster would: its kind, its types, unknown fields, and whether the embedded cluster takes it. Keeps nothing.

import { NAMESPACE } from '../../api/kinds.ts';
import type { KubeObject, ResourceType } from '../../api/meta.ts';
import { apiVersionOf } from '../../api/meta.ts';
import { isAlreadyExists, isInvalid, KubeError, type StatusCause } from '../../kube/errors.ts';
import type { MemoryCluster } from '../../kube/memory.ts';
import { suggest } from '../suggest.ts';
import { type Finding, findingAt } from './findings.ts';
import type { LoadedObject } from './read-objects.ts';

/** An object that a cluster accepts, as it would store it: with defaults, and without unknown fields. */
export interface Accepted {
  readonly loaded: LoadedObject;
  readonly type: ResourceType;
  readonly object: KubeObject;
}

/** What is shared while the objects are judged one after the other. */
export interface Judging {
  readonly cluster: MemoryCluster;
  readonly known: readonly ResourceType[];
  /** The objects judged so far, by kind, namespace and name. */
  readonly seen: Map<string, LoadedObject>;
  readonly asStored: boolean;
}

export interface Judged {
  readonly findings: readonly Finding[];
  readonly accepted?: Accepted;
}

/** `core`: the type of a Secret or ConfigMap; undefined for Docket's own kinds. */
export async function judgeObject(
  loaded: LoadedObject,
  core: ResourceType | undefined,
  judging: Judging,
): Promise<Judged> {
  const { cluster, known } = judging;
  const unknown = core === undefined ? kindFinding(loaded, known) : undefined;
  if (unknown !== undefined) return { findings: [unknown] };
  const type = core ?? known.find(({ kind }) => kind === loaded.object.kind);
  if (type === undefined) return { findings: [] };
  const object = inNamespace(loaded.object as unknown as KubeObject, type);
  const types = cluster.typeFaults(object).map(({ field, message }) => findingAt(loaded, field, message));
  const judgeable = types.length === 0 ? object : withoutFaults(object, types);
  const answer = judgeable === undefined ? { findings: [] } : await store(loaded, judgeable, { ...judging, type });
  const accepted = types.length === 0 ? answer : { findings: answer.findings };
  return {
    ...accepted,
    findings: [
      ...duplicateFindings(loaded, object, judging.seen),
      ...unknownFindings(loaded, object, judging),
      ...types,
      ...answer.findings,
    ],
  };
}

/** The object without the metadata that cannot be decoded, so that its spec is judged too. Undefined when other parts are faulty. */
function withoutFaults(object: KubeObject, faults: readonly Finding[]): KubeObject | undefined {
  const isOutside = faults.some(({ field }) => !/^metadata\.(?!name\b|namespace\b)/.test(field));
  if (isOutside) return undefined;
  const faulty = new Set(faults.map(({ field }) => /^metadata\.(\w+)/.exec(field)?.[1]));
  const metadata = Object.fromEntries(Object.entries(object.metadata).filter(([name]) => !faulty.has(name)));
  return { ...object, metadata } as unknown as KubeObject;
}

const UNKNOWN_FIELD = 'unknown field; a cluster would drop it';
const DECRYPT = 'it is encrypted: decrypt it first, as sops decrypt FILE | docket test - does';

function unknownFindings(loaded: LoadedObject, object: KubeObject, { cluster }: Judging): Finding[] {
  return cluster.unknownFields(object).map(({ path, known }) => {
    if (path === 'sops') return findingAt(loaded, path, UNKNOWN_FIELD, DECRYPT);
    const meant = suggest(path.split('.').at(-1) ?? '', known);
    const fix = meant === undefined ? `known here: ${known.join(', ')}` : `did you mean ${meant}?`;
    return findingAt(loaded, path, UNKNOWN_FIELD, fix);
  });
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

/** An object without a namespace goes to `default`, as with an unconfigured kubectl. */
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

/** The object as the cluster would store it, or why it refuses it. Nothing stays stored. */
async function store(
  loaded: LoadedObject,
  object: KubeObject,
  { cluster, type, asStored }: Judging & { readonly type: ResourceType },
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

/** Creates the object, then writes its status, as a restore from a backup does. */
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

/** Leaves out the cause that rules were not checked: the other causes say why. */
function refusals(loaded: LoadedObject, error: KubeError): Finding[] {
  const causes = error.causes.filter(({ message }) => !message.includes('some validation rules were not checked'));
  if (causes.length === 0) return [findingAt(loaded, '', error.message)];
  return causes.map((cause) => causeFinding(loaded, cause));
}

function causeFinding(loaded: LoadedObject, { field = '', message }: StatusCause): Finding {
  const path = field === '<nil>' ? '' : field;
  const supported = /^Unsupported value: ("[^"]*"): supported values: (.*)$/.exec(message);
  if (supported === null) return findingAt(loaded, path, message);
  const values = (supported[2] ?? '').split(', ').map((text) => text.replaceAll('"', ''));
  const meant = suggest((supported[1] ?? '').replaceAll('"', ''), values);
  return findingAt(loaded, path, message, meant === undefined ? undefined : `did you mean ${meant}?`);
}

/** Creates the namespace if needed. False when the name is not valid. */
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
