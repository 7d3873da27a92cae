// Removes what a schema does not specify, as an API server does before it looks at an object, and says what it removed.
// Works on the value in place; leaves apiVersion, kind and metadata of the root alone.

import { isJsonObject, type JsonObject } from '../../base/json.ts';
import { memberSchema, type Schema } from './schema.ts';

const ROOT_MEMBERS: ReadonlySet<string> = new Set(['apiVersion', 'kind', 'metadata']);

/** A field that a schema does not know. */
export interface UnknownField {
  /** `spec.severityMap[0].form`. */
  readonly path: string;
  /** What it could have been: the fields that are known beside it. */
  readonly known: readonly string[];
}

/** Prunes a whole object and returns what went, in order of the paths. */
export function pruneObject(object: JsonObject, schema: Schema): UnknownField[] {
  const names = Object.keys(object).filter((name) => !ROOT_MEMBERS.has(name));
  return names
    .flatMap((name) => pruneMember(object, name, schema))
    .sort((one, other) => (one.path < other.path ? -1 : 1));
}

const NOTHING_KNOWN: Schema = {};

/** Prunes inside of a value; the paths are relative to it, each with its leading dot or bracket. */
function prune(value: unknown, schema: Schema): UnknownField[] {
  if (Array.isArray(value)) {
    // A list where the schema has none keeps its items, but nothing that is in them.
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
