// The embedded cluster: a KubeClient that answers as a kube-apiserver does, in memory, for the kinds of the given CRDs and the core kinds
// that Docket uses. For `docket demo`, `docket validate` and tests. It has no users, RBAC, admission policies or managedFields, and
// refuses server-side apply (415).

import { randomUUID } from 'node:crypto';
import type { KubeObject, ObjectKey, ResourceType } from '../api/meta.ts';
import { apiVersionOf } from '../api/meta.ts';
import type { Clock } from '../base/clock.ts';
import type {
  DeleteOptions,
  KubeClient,
  ListOptions,
  ListResult,
  PatchOptions,
  WatchEvent,
  WatchOptions,
  WriteOptions,
} from './client.ts';
import { creationPath, objectPath } from './paths.ts';
import { badRequest, tooLargeVersion, unknownResource, unsupportedMediaType } from './memory/answers.ts';
import { CORE_KINDS } from './memory/core-kinds.ts';
import { parseFieldSelector } from './memory/field-selector.ts';
import { jsonPatch } from './memory/json-patch.ts';
import { isJsonObject, type JsonObject } from '../base/json.ts';
import { cloneJson } from './memory/json.ts';
import { kindOf, type Kind } from './memory/kind.ts';
import { parseLabelSelector } from './memory/label-selector.ts';
import { mergePatch } from './memory/merge-patch.ts';
import { createNamespaces } from './memory/namespaces.ts';
import { listPage, parseVersion } from './memory/paging.ts';
import { handOut, metaOf } from './memory/decode.ts';
import { metaTypeFaults, type TypeFault } from './memory/meta-types.ts';
import type { UnknownField } from './memory/pruning.ts';
import { createResource, type Resource } from './memory/resource.ts';
import type { Crd } from './memory/schema.ts';
import { Collection, Revisions } from './memory/storage.ts';
import { startWatch, type Selection } from './memory/watch.ts';
import { unknownMetaFields } from './memory/object-meta.ts';

export interface MemoryClusterOptions {
  /** The CRDs of the kinds to serve beside the core ones. Each is compiled once, and one that cannot be served as written is refused. */
  readonly crds: readonly Crd[];
  readonly clock: Clock;
  /** How many changes per kind are kept. A watch that is further behind gets 410. */
  readonly historyLimit?: number;
  readonly bookmarkIntervalMs?: number;
}

export interface MemoryCluster {
  readonly client: KubeClient;
  readonly types: readonly ResourceType[];
  /** The fields of an object that its kind does not know, as `kubectl` reports them under strict validation. */
  unknownFields(object: KubeObject): UnknownField[];
  /** Everything in an object that an API server cannot decode. The server itself reports only the first fault. */
  typeFaults(object: KubeObject): TypeFault[];
}

const DEFAULT_HISTORY_LIMIT = 10_000;
const DEFAULT_BOOKMARK_INTERVAL_MS = 60_000;

/** Creates a cluster with the namespaces that every cluster has, and nothing else. */
export function createMemoryCluster(options: MemoryClusterOptions): MemoryCluster {
  const { clock, crds, historyLimit = DEFAULT_HISTORY_LIMIT } = options;
  const bookmarkIntervalMs = options.bookmarkIntervalMs ?? DEFAULT_BOOKMARK_INTERVAL_MS;
  const revisions = new Revisions();
  const resources = new Map<string, Resource>();
  const namespaces = createNamespaces(() => [...resources.values()]);
  const context = {
    timestamp: () => `${clock.now().toISOString().slice(0, 19)}Z`,
    newUid: () => randomUUID(),
    newSuffix: () => randomUUID().slice(0, 5),
    admitInto: (name: string) => namespaces.admitInto(name),
  };
  const serve = (kind: Kind): void => {
    const collection = new Collection(revisions, historyLimit);
    resources.set(addressOf(kind.type), createResource(kind, collection, context));
  };
  const find = (type: ResourceType): Resource => {
    const resource = resources.get(addressOf(type));
    if (resource === undefined) throw unknownResource(type);
    return resource;
  };
  CORE_KINDS.forEach(serve);
  namespaces.seed();
  crds.map(kindOf).forEach(serve);
  return {
    client: createClient(find, { clock, bookmarkIntervalMs, afterWrite: () => namespaces.sweep() }),
    types: [...resources.values()].map(({ kind }) => kind.type),
    unknownFields: (object) => unknownFieldsOf(object, resources.values()),
    typeFaults: (object) => typeFaultsOf(object, resources.values()),
  };
}

/** The path of a kind in the API. */
const addressOf = ({ group, version, plural }: ResourceType): string => `${group}/${version}/${plural}`;

function unknownFieldsOf(object: KubeObject, resources: Iterable<Resource>): UnknownField[] {
  const kind = kindFor(object, resources);
  if (kind === undefined) return [];
  return [...unknownMetaFields(object.metadata), ...kind.read(cloneJson(object) as unknown as JsonObject)];
}

function typeFaultsOf(object: KubeObject, resources: Iterable<Resource>): TypeFault[] {
  const kind = kindFor(object, resources);
  return [...metaTypeFaults(object.metadata), ...(kind?.typeFaults?.(object as unknown as JsonObject) ?? [])];
}

function kindFor({ kind: name, apiVersion }: KubeObject, resources: Iterable<Resource>): Kind | undefined {
  const served = [...resources].map(({ kind }) => kind);
  return served.find(({ type }) => type.kind === name && apiVersionOf(type) === apiVersion);
}

interface ClientContext {
  readonly clock: Clock;
  readonly bookmarkIntervalMs: number;
  /** Called after each write that is not a dry run. */
  readonly afterWrite: () => void;
}

/** The methods are async in form only: each does its work in one turn of the event loop, before it returns. */
function createClient(find: (type: ResourceType) => Resource, context: ClientContext): KubeClient {
  return {
    async list<T extends KubeObject>(type: ResourceType, options: ListOptions = {}) {
      options.signal?.throwIfAborted();
      return listFrom<T>(find(type), options);
    },
    watch<T extends KubeObject>(type: ResourceType, options: WatchOptions) {
      try {
        return watchFrom<T>(find(type), options, context);
      } catch (error) {
        return failing<WatchEvent<T>>(error);
      }
    },
    ...objectMethods(find, context),
    version: async () => ({ major: 1, minor: 36 }),
  };
}

type ObjectMethods = Pick<KubeClient, 'get' | 'create' | 'update' | 'updateStatus' | 'patch' | 'delete'>;

function objectMethods(find: (type: ResourceType) => Resource, { afterWrite }: ClientContext): ObjectMethods {
  /** The kind of an object. Refuses a key from which the REST adapter could not make a path. */
  const at = (type: ResourceType, key: ObjectKey, { signal, beforeSend }: WriteOptions = {}): Resource => {
    signal?.throwIfAborted();
    beforeSend?.();
    objectPath(type, key);
    return find(type);
  };
  const written = <T extends KubeObject>(object: JsonObject, dryRun: boolean): T => {
    if (!dryRun) afterWrite();
    return handOut<T>(object);
  };
  return {
    async get(type, key, options) {
      return handOut(at(type, key, options).get(key));
    },
    async create(type, object, { signal, beforeSend, dryRun = false } = {}) {
      signal?.throwIfAborted();
      beforeSend?.();
      creationPath(type, object.metadata.namespace);
      return written(find(type).create(object, dryRun), dryRun);
    },
    async update(type, object, options = {}) {
      const { dryRun = false } = options;
      return written(at(type, object.metadata, options).replace(object, 'main', dryRun), dryRun);
    },
    async updateStatus(type, object, options = {}) {
      const { dryRun = false } = options;
      return written(at(type, object.metadata, options).replace(object, 'status', dryRun), dryRun);
    },
    async patch(type, key, patch, options) {
      return written(patchIn(at(type, key, options), key, patch, options), options.dryRun === true);
    },
    async delete(type, key, options: DeleteOptions = {}) {
      at(type, key, options).delete(key, options, options.dryRun === true);
      if (options.dryRun !== true) afterWrite();
    },
  };
}

/** A watch that fails when it is read, as a watch over the network does. */
function failing<T>(error: unknown): AsyncIterable<T> {
  const next = async (): Promise<never> => {
    throw error;
  };
  return { [Symbol.asyncIterator]: () => ({ next }) };
}

function patchIn(resource: Resource, key: ObjectKey, patch: unknown, options: PatchOptions): JsonObject {
  const part = options.subresource === 'status' ? 'status' : 'main';
  const dryRun = options.dryRun === true;
  switch (options.type) {
    case 'merge':
      if (!isJsonObject(patch)) throw badRequest('error decoding patch: a merge patch is an object');
      return resource.patch(key, (object) => mergePatch(object, patch), part, dryRun);
    case 'json':
      return resource.patch(key, (object) => jsonPatch(object, patch), part, dryRun);
    case 'apply':
      throw unsupportedMediaType('the embedded cluster does not do server-side apply; use merge, json or a PUT');
  }
}

function listFrom<T extends KubeObject>(resource: Resource, options: ListOptions): ListResult<T> {
  const page = listPage(resource.collection, selectionOf(resource.kind, options), options);
  return {
    items: page.objects.map(handOut<T>),
    resourceVersion: String(page.revision),
    ...(page.continue === undefined ? {} : { continue: page.continue }),
  };
}

function watchFrom<T extends KubeObject>(
  { kind, collection }: Resource,
  options: WatchOptions,
  { clock, bookmarkIntervalMs }: ClientContext,
): AsyncIterable<WatchEvent<T>> {
  const typeMeta = { apiVersion: apiVersionOf(kind.type), kind: kind.type.kind };
  const source = { collection, selects: selectionOf(kind, options), typeMeta, clock, bookmarkIntervalMs };
  const asked = parseVersion(options.resourceVersion) ?? 0;
  if (asked > collection.revision) throw tooLargeVersion(asked, collection.revision);
  return startWatch(source, options, asked === 0 || options.sendInitialEvents === true ? undefined : asked);
}

function selectionOf(
  kind: Kind,
  options: Pick<ListOptions, 'namespace' | 'labelSelector' | 'fieldSelector'>,
): Selection {
  const labels = parseLabelSelector(options.labelSelector);
  const fields = parseFieldSelector(options.fieldSelector, kind.selectableFields);
  const prefix = kind.type.namespaced && options.namespace !== undefined ? `${options.namespace}/` : '';
  return (key, object) => key.startsWith(prefix) && labels(metaOf(object).labels ?? {}) && fields(object);
}
