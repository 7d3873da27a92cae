// Decodes what a client sent, as an API server does: makes a copy, checks the kind, reads the metadata, drops unknown fields and fills in
// defaults. Validates nothing beyond that.

import { apiVersionOf, type KubeObject, type ObjectKey, type ResourceType } from '../../api/meta.ts';
import { badRequest } from './answers.ts';
import { invalid, invalidAnswer } from './field-error.ts';
import { isJsonObject, type JsonObject } from '../../base/json.ts';
import { cloneJson, objectAt } from './json.ts';
import type { Kind } from './kind.ts';
import { metaTypeFaults } from './meta-types.ts';
import { readMeta, type Meta } from './object-meta.ts';

export const metaOf = (object: JsonObject): Meta => objectAt(object, 'metadata') ?? {};

export function keyIn(type: ResourceType, object: JsonObject): ObjectKey {
  const { name = '', namespace } = metaOf(object);
  return type.namespaced ? { name, ...(namespace === undefined ? {} : { namespace }) } : { name };
}

/** Throws a 400 if it is not an object of the kind at all. */
export function decode(kind: Kind, sent: unknown): JsonObject {
  const { kind: name, version } = kind.type;
  if (!isJsonObject(sent)) throw badRequest(`the object provided is unrecognized (must be of type ${name})`);
  const object = cloneJson(sent);
  const expected = apiVersionOf(kind.type);
  object['apiVersion'] ??= expected;
  object['kind'] ??= name;
  if (object['apiVersion'] !== expected) {
    const given = String(object['apiVersion']);
    throw badRequest(`the API version in the data (${given}) does not match the expected API version (${expected})`);
  }
  const [fault] = [...metaTypeFaults(object['metadata']), ...(kind.typeFaults?.(object) ?? [])];
  if (fault !== undefined) {
    throw badRequest(`${name} in version "${version}" cannot be handled as a ${name}: ${fault.field} ${fault.message}`);
  }
  const meta = readMeta(object['metadata']);
  if (!kind.type.namespaced) delete meta.namespace;
  object['metadata'] = meta;
  if (object['kind'] !== name) {
    throw invalidAnswer(subjectOf(kind.type, object), [invalid('kind', object['kind'], `must be ${name}`)]);
  }
  kind.read(object);
  return object;
}

/** `Incident.docket.dev "a"`: how an answer names an invalid object. */
export function subjectOf(type: ResourceType, object: JsonObject): string {
  const kind = typeof object['kind'] === 'string' ? object['kind'] : type.kind;
  return `${type.group === '' ? kind : `${kind}.${type.group}`} ${JSON.stringify(metaOf(object).name ?? '')}`;
}

/** The copy that a caller gets: changing it does not change what is stored. */
export const handOut = <T extends KubeObject>(object: JsonObject): T => cloneJson(object) as unknown as T;
