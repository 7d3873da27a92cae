// The writes of one kind. Each happens in one turn of the event loop, so no write sees half of another. A write that changes nothing gets no
// version and no event. prepare.ts validates objects; reads and watches are in memory.ts.

import type { ObjectKey } from '../../api/meta.ts';
import { alreadyExists, forbiddenAnswer, notFound } from './answers.ts';
import { decode, keyIn, metaOf } from './decode.ts';
import { isSameJson, type JsonObject } from '../../base/json.ts';
import { cloneJson } from './json.ts';
import type { Kind, Part } from './kind.ts';
import {
  checkIdentity,
  checkPreconditions,
  checkUid,
  prepareCreate,
  prepareUpdate,
  type Preconditions,
  type ServerValues,
} from './prepare.ts';
import type { Collection } from './storage.ts';
import { describeObject } from '../errors.ts';

export interface ResourceContext extends ServerValues {
  /** Throws if nothing may be created in a namespace. */
  admitInto(namespace: string): void;
}

/** One kind as it is served. It returns the stored objects: copy them before you hand them out. */
export interface Resource {
  readonly kind: Kind;
  readonly collection: Collection;
  get(key: ObjectKey): JsonObject;
  create(sent: unknown, dryRun: boolean): JsonObject;
  /** A PUT: `sent` is the whole object, or the half with the status. */
  replace(sent: unknown, part: Part, dryRun: boolean): JsonObject;
  /** A PATCH: `change` makes the new object from a copy of the stored one. */
  patch(key: ObjectKey, change: (object: JsonObject) => unknown, part: Part, dryRun: boolean): JsonObject;
  delete(key: ObjectKey, preconditions: Preconditions, dryRun: boolean): void;
}

export function createResource(kind: Kind, collection: Collection, context: ResourceContext): Resource {
  const get = (key: ObjectKey): JsonObject => {
    const stored = collection.get(key);
    if (stored === undefined) throw notFound(kind.type, key);
    return stored;
  };
  const change = (key: ObjectKey, object: JsonObject, part: Part, dryRun: boolean): JsonObject => {
    const next = prepareUpdate(kind, get(key), object, part);
    return dryRun ? next : storeChange(kind, collection, key, next);
  };
  return {
    kind,
    collection,
    get,
    create(sent, dryRun) {
      const object = decode(kind, sent);
      const { namespace } = metaOf(object);
      if (namespace !== undefined) context.admitInto(namespace);
      const made = prepareCreate(kind, object, context);
      const key = keyIn(kind.type, made);
      if (collection.get(key) !== undefined) throw alreadyExists(kind.type, key);
      return dryRun ? made : store(collection, key, made);
    },
    replace(sent, part, dryRun) {
      const object = decode(kind, sent);
      const key = keyIn(kind.type, object);
      checkUid(kind.type, key, metaOf(object).uid, get(key));
      return change(key, object, part, dryRun);
    },
    patch(key, patched, part, dryRun) {
      const object = decode(kind, patched(cloneJson(get(key))));
      checkIdentity(key, metaOf(object));
      return change(key, object, part, dryRun);
    },
    delete(key, preconditions, dryRun) {
      const stored = get(key);
      checkPreconditions(kind.type, key, preconditions, metaOf(stored));
      if (kind.undeletable?.has(key.name) === true) {
        throw forbiddenAnswer(`${describeObject(kind.type, key)} is forbidden: this namespace may not be deleted`);
      }
      if (!dryRun) remove({ kind, collection }, key, context.timestamp());
    },
  };
}

function store(collection: Collection, key: ObjectKey, object: JsonObject): JsonObject {
  collection.commit(key, (revision) => {
    metaOf(object).resourceVersion = String(revision);
    return object;
  });
  return object;
}

function storeChange(kind: Kind, collection: Collection, key: ObjectKey, object: JsonObject): JsonObject {
  const old = collection.get(key);
  if (metaOf(object).deletionTimestamp !== undefined && !isHeld(kind, object)) {
    collection.commit(key, () => undefined);
    return object;
  }
  return old !== undefined && isSameJson(object, old) ? old : store(collection, key, object);
}

/** Whether something must happen before the object may be removed. */
function isHeld(kind: Kind, object: JsonObject): boolean {
  return kind.lingers === true || (metaOf(object).finalizers ?? []).length > 0;
}

/** Removes an object, or marks it as being deleted while something holds it. */
function remove({ kind, collection }: Pick<Resource, 'kind' | 'collection'>, key: ObjectKey, now: string): void {
  const stored = collection.get(key);
  if (stored === undefined) return;
  if (!isHeld(kind, stored)) {
    collection.commit(key, () => undefined);
  } else if (metaOf(stored).deletionTimestamp === undefined) {
    const marked = cloneJson(stored);
    const meta = metaOf(marked);
    meta.deletionTimestamp = now;
    meta.deletionGracePeriodSeconds = 0;
    if (kind.countsGenerations) meta.generation = (meta.generation ?? 0) + 1;
    kind.markLeaving?.(marked);
    store(collection, key, marked);
  }
}
