// Removes what a schema does not specify, as an API server does before it looks at an object, and says what it removed.
// Works on the value in place; leaves apiVersion, kind and metadata of the root alone.

import { isObject, type JsonObject } from './json.ts';
import { memberSchema, type Schema } from './schema.ts';

const ROOT_MEMBERS: ReadonlySet<string> = new Set(['apiVersion', 'kind', 'metadata']);

/** Prunes a whole object and returns the paths of what went (`spec.severityMap[0].form`), in order. */
export function pruneObject(object: JsonObject, schema: Schema): string[] {
  const removed: string[] = [];
  for (const name of Object.keys(object)) {
    if (!ROOT_MEMBERS.has(name)) pruneMember(object, name, schema, '', removed);
  }
  return removed.sort();
}

function prune(value: unknown, schema: Schema, path: string, removed: string[]): void {
  if (Array.isArray(value)) {
    const items = schema.items;
    if (items !== undefined) value.forEach((item, index) => prune(item, items, `${path}[${index}]`, removed));
  } else if (isObject(value)) {
    for (const name of Object.keys(value)) pruneMember(value, name, schema, path, removed);
  }
}

function pruneMember(object: JsonObject, name: string, schema: Schema, path: string, removed: string[]): void {
  const at = path === '' ? name : `${path}.${name}`;
  const known = memberSchema(schema, name);
  if (known !== undefined) {
    prune(object[name], known, at, removed);
  } else if (schema['x-kubernetes-preserve-unknown-fields'] !== true && schema.additionalProperties !== true) {
    removed.push(at);
    delete object[name];
  }
}
