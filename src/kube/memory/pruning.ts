// Removes fields that a schema does not specify, as an API server does before it validates an object, and reports them. Changes the value in
// place. Leaves apiVersion, kind and metadata of the root alone.

import { isJsonObject, type JsonObject } from '../../base/json.ts';
import { memberSchema, type Schema } from './schema.ts';

const ROOT_MEMBERS: ReadonlySet<string> = new Set(['apiVersion', 'kind', 'metadata']);

/** A field that a schema does not know. */
export interface UnknownField {
  /** `spec.severityMap[0].form`. */
  readonly path: string;
  /** The fields that the schema knows there, to suggest the right one. */
  readonly known: readonly string[];
}

/** Prunes a whole object. Returns the removed fields in order of their paths. */
export function pruneObject(object: JsonObject, schema: Schema): UnknownField[] {
  const names = Object.keys(object).filter((name) => !ROOT_MEMBERS.has(name));
  return names
    .flatMap((name) => pruneMember(object, name, schema))
    .sort((one, other) => (one.path < other.path ? -1 : 1));
}

const NOTHING_KNOWN: Schema = {};

/** Prunes inside a value. The paths are relative to it, each with its leading dot or bracket. */
function prune(value: unknown, schema: Schema): UnknownField[] {
  if (Array.isArray(value)) {
    // A list for which there is no schema keeps its items, without their fields.
    const { items = NOTHING_KNOWN } = schema;
    return value.flatMap((item, index) => below(`[${index}]`, prune(item, items)));
  }
  if (!isJsonObject(value)) return [];
  return Object.keys(value).flatMap((name) => below('.', pruneMember(value, name, schema)));
}

function pruneMember(object: JsonObject, name: string, schema: Schema): UnknownField[] {
  const known = memberSchema(schema, name);
  if (known !== undefined) return below(name, prune(object[name], known));
  if (schema['x-kubernetes-preserve-unknown-fields'] === true || schema.additionalProperties === true) return [];
  delete object[name];
  return [{ path: name, known: Object.keys(schema.properties ?? {}) }];
}

const below = (prefix: string, fields: readonly UnknownField[]): UnknownField[] =>
  fields.map(({ path, known }) => ({ path: prefix + path, known }));
