// Removes what a schema does not specify, as an API server does before it looks at an object, and says what it removed.
// Works on the value in place; leaves apiVersion, kind and metadata of the root alone.

import { isObject, type JsonObject } from './json.ts';
import { memberSchema, type Schema } from './schema.ts';

const ROOT_MEMBERS: ReadonlySet<string> = new Set(['apiVersion', 'kind', 'metadata']);

/** Prunes a whole object and returns the paths of what went (`spec.severityMap[0].form`), in order. */
export function pruneObject(object: JsonObject, schema: Schema): string[] {
  const names = Object.keys(object).filter((name) => !ROOT_MEMBERS.has(name));
  return names.flatMap((name) => pruneMember(object, name, schema)).sort();
}

/** Prunes inside of a value; the paths are relative to it, each with its leading dot or bracket. */
function prune(value: unknown, schema: Schema): string[] {
  if (Array.isArray(value)) {
    const { items } = schema;
    if (items === undefined) return [];
    return value.flatMap((item, index) => prune(item, items).map((path) => `[${index}]${path}`));
  }
  if (!isObject(value)) return [];
  return Object.keys(value).flatMap((name) => pruneMember(value, name, schema).map((path) => `.${path}`));
}

function pruneMember(object: JsonObject, name: string, schema: Schema): string[] {
  const known = memberSchema(schema, name);
  if (known !== undefined) return prune(object[name], known).map((path) => name + path);
  if (schema['x-kubernetes-preserve-unknown-fields'] === true || schema.additionalProperties === true) return [];
  delete object[name];
  return [name];
}
