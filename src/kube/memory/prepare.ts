// Prepares a decoded object for storage, as an API server does: sets the fields that belong to the server, keeps what the write may not
// change, and validates the result. Stores nothing.

import { KubeError } from '../errors.ts';
import type { ObjectKey, ResourceType } from '../../api/meta.ts';
import { badRequest, conflict, modified } from './answers.ts';
import { metaOf, subjectOf } from './decode.ts';
import { invalid, invalidAnswer } from './field-error.ts';
import { isSameJson, type JsonObject } from '../../base/json.ts';
import { cloneJson } from './json.ts';
import type { Kind, Part } from './kind.ts';
import { createFaults, updateFaults, type Meta } from './object-meta.ts';

export interface ServerValues {
  /** The wall clock in whole seconds, as RFC 3339. */
  timestamp(): string;
  newUid(): string;
  /** The five characters that are added to a `generateName`. */
  newSuffix(): string;
}

/** The object to create. Throws 422 if it is invalid. */
export function prepareCreate(kind: Kind, object: JsonObject, server: ServerValues): JsonObject {
  const { type } = kind;
  const sent = metaOf(object);
  const generated = sent.generateName === undefined ? undefined : sent.generateName.slice(0, 58) + server.newSuffix();
  const { resourceVersion, deletionTimestamp: _t, deletionGracePeriodSeconds: _g, generation: _n, ...kept } = sent;
  const name = sent.name ?? generated;
  const meta: Meta = { ...kept, uid: server.newUid(), creationTimestamp: server.timestamp() };
  if (name !== undefined) meta.name = name;
  if (kind.countsGenerations) meta.generation = 1;
  object['metadata'] = meta;
  if (kind.hasStatus && kind.countsGenerations) delete object['status'];
  const faults = kind.createFaults(object, createFaults(meta, type.namespaced, kind.nameFaults));
  if (faults.length > 0) throw invalidAnswer(subjectOf(type, object), faults);
  if (resourceVersion !== undefined) {
    throw new KubeError('resourceVersion should not be set on objects to be created', { code: 500, reason: 'Unknown' });
  }
  return object;
}

/** The new object, with what the server keeps of the old one. Throws if it may not replace it. */
export function prepareUpdate(kind: Kind, old: JsonObject, object: JsonObject, part: Part): JsonObject {
  const sent = metaOf(object);
  const stored = metaOf(old);
  checkVersion(kind, sent, stored);
  const next = part === 'status' ? withStatus(old, object) : withMain(kind, old, object, sent);
  const faults = kind.updateFaults(next, old, part, updateFaults(metaOf(next), stored));
  if (faults.length > 0) throw invalidAnswer(subjectOf(kind.type, next), faults);
  return next;
}

function checkVersion(kind: Kind, sent: Meta, stored: Meta): void {
  const { type } = kind;
  const key = { name: stored.name ?? '' };
  const { resourceVersion } = sent;
  if (resourceVersion === undefined || resourceVersion === '0') {
    if (kind.unconditionalUpdate) return;
    const subject = `${type.group === '' ? type.plural : `${type.plural}.${type.group}`} ${JSON.stringify(key.name)}`;
    throw invalidAnswer(subject, [invalid('metadata.resourceVersion', 0, 'must be specified for an update')]);
  }
  if (!/^\d+$/.test(resourceVersion)) {
    const quoted = JSON.stringify(resourceVersion);
    throw new KubeError(`strconv.ParseUint: parsing ${quoted}: invalid syntax`, { code: 500, reason: 'Unknown' });
  }
  if (resourceVersion !== stored.resourceVersion) throw modified(type, key);
}

function withStatus(old: JsonObject, object: JsonObject): JsonObject {
  const { status: _replaced, ...kept } = cloneJson(old);
  return object['status'] === undefined ? kept : { ...kept, status: object['status'] };
}

function withMain(kind: Kind, old: JsonObject, object: JsonObject, sent: Meta): JsonObject {
  const stored = metaOf(old);
  const next: JsonObject = { ...object };
  if (kind.hasStatus) {
    delete next['status'];
    if (old['status'] !== undefined) next['status'] = cloneJson(old['status']);
  }
  const { generation: _sent, resourceVersion: _checked, ...kept } = sent;
  const meta: Meta = { ...kept, uid: sent.uid ?? stored.uid ?? '' };
  for (const name of ['resourceVersion', 'creationTimestamp', 'deletionTimestamp'] as const) {
    delete meta[name];
    if (stored[name] !== undefined) meta[name] = stored[name];
  }
  delete meta.deletionGracePeriodSeconds;
  if (stored.deletionGracePeriodSeconds !== undefined) {
    meta.deletionGracePeriodSeconds = stored.deletionGracePeriodSeconds;
  }
  next['metadata'] = meta;
  if (stored.generation !== undefined) {
    const changed = !isSameJson({ ...next, metadata: null }, { ...old, metadata: null });
    meta.generation = stored.generation + (changed ? 1 : 0);
  }
  return next;
}

export function checkUid(type: ResourceType, key: ObjectKey, uid: string | undefined, stored: JsonObject): void {
  const actual = metaOf(stored).uid;
  if (uid === undefined || uid === actual) return;
  throw conflict(type, key, `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${actual}`);
}

/** A patch cannot rename or move an object. */
export function checkIdentity(key: ObjectKey, meta: Meta): void {
  if (meta.name !== key.name) {
    throw badRequest(`the name of the object (${meta.name ?? ''}) does not match the name on the URL (${key.name})`);
  }
  if (meta.namespace !== key.namespace) {
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
  }
}

export interface Preconditions {
  readonly uid?: string | undefined;
  readonly resourceVersion?: string | undefined;
}

/** A delete may name the uid or the version of the object that it means. */
export function checkPreconditions(type: ResourceType, key: ObjectKey, asked: Preconditions, meta: Meta): void {
  if (asked.uid !== undefined && asked.uid !== meta.uid) {
    throw conflict(
      type,
      key,
      `the UID in the precondition (${asked.uid}) does not match the UID in record (${meta.uid}). ` +
        'The object might have been deleted and then recreated',
    );
  }
  if (asked.resourceVersion !== undefined && asked.resourceVersion !== meta.resourceVersion) {
    throw conflict(
      type,
      key,
      `the ResourceVersion in the precondition (${asked.resourceVersion}) does not match the ResourceVersion in record ` +
        `(${meta.resourceVersion}). The object might have been modified`,
    );
  }
}
