// Fills in a schema's defaults, as an API server does when it reads a request or its storage. Changes the value in place. A null that the
// schema does not allow counts as absent: it is dropped, or replaced by the default.

import { isJsonObject, type JsonObject } from '../../base/json.ts';
import { cloneJson, define } from './json.ts';
import { memberSchema, type Schema } from './schema.ts';

export function applyDefaults(value: unknown, schema: Schema): void {
  if (Array.isArray(value)) {
    const items = schema.items;
    if (items === undefined) return;
    value.forEach((item, index) => {
      if (item === null && items.nullable !== true && items.default !== undefined)
        value[index] = cloneJson(items.default);
      applyDefaults(value[index], items);
    });
  } else if (isJsonObject(value)) {
    addDefaults(value, schema);
    for (const name of Object.keys(value)) defaultMember(value, name, schema);
  }
}

function addDefaults(object: JsonObject, schema: Schema): void {
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    if (property.default === undefined) continue;
    if (!Object.hasOwn(object, name)) define(object, name, cloneJson(property.default));
  }
}

function defaultMember(object: JsonObject, name: string, schema: Schema): void {
  const known = memberSchema(schema, name);
  if (known === undefined) return;
  if (object[name] !== null || known.nullable === true) return applyDefaults(object[name], known);
  if (known.default === undefined) {
    delete object[name];
  } else {
    object[name] = cloneJson(known.default);
    applyDefaults(object[name], known);
  }
}
