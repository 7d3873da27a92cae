// Finds the part of the old object that corresponds to a part of the new one: by name in an object, by the map keys in a list-map, never in
// other lists. On an update, an unchanged part is not validated again (KEP-4008).

import { isJsonObject, isSameJson } from '../../base/json.ts';
import { canonicalJson } from './json.ts';
import { memberSchema, type Schema } from './schema.ts';

/** A part of the new object, and the old part that it corresponds to. */
export interface Correlation {
  readonly value: unknown;
  readonly old: unknown;
  readonly schema: Schema;
}

export function memberCorrelation(at: Correlation | undefined, name: string): Correlation | undefined {
  if (at === undefined || !isJsonObject(at.value) || !isJsonObject(at.old)) return undefined;
  if (!Object.hasOwn(at.value, name) || !Object.hasOwn(at.old, name)) return undefined;
  const schema = memberSchema(at.schema, name);
  return schema === undefined ? undefined : { value: at.value[name], old: at.old[name], schema };
}

export function itemCorrelation(at: Correlation | undefined, index: number): Correlation | undefined {
  if (at === undefined || !Array.isArray(at.value) || !Array.isArray(at.old) || at.schema.items === undefined) {
    return undefined;
  }
  const value: unknown = at.value[index];
  const old = correspondingItem(at.schema, at.old, value);
  return old === undefined ? undefined : { value, old, schema: at.schema.items };
}

/** The item of an old list-map with the same keys; undefined for other lists. */
export function correspondingItem(schema: Schema, oldItems: readonly unknown[], item: unknown): unknown {
  if (schema['x-kubernetes-list-type'] !== 'map' || !isJsonObject(item)) return undefined;
  const key = listMapKey(schema, item);
  return oldItems.find((candidate) => isJsonObject(candidate) && listMapKey(schema, candidate) === key);
}

/** The keys of a list-map's item as one comparable text. */
function listMapKey(schema: Schema, item: unknown): string {
  const keys = schema['x-kubernetes-list-map-keys'] ?? [];
  return canonicalJson(keys.map((key) => (isJsonObject(item) && Object.hasOwn(item, key) ? [item[key]] : [])));
}

/** Whether nothing changed there. The order of a list-map does not matter. */
export function isUnchanged(at: Correlation | undefined): boolean {
  if (at === undefined) return false;
  const { value, old, schema } = at;
  if (schema['x-kubernetes-list-type'] !== 'map' || !Array.isArray(value) || !Array.isArray(old)) {
    return isJsonObject(value) && isJsonObject(old) ? membersUnchanged(at, value, old) : isSameJson(value, old);
  }
  return value.length === old.length && value.every((_item, index) => isUnchanged(itemCorrelation(at, index)));
}

function membersUnchanged(at: Correlation, value: object, old: object): boolean {
  const names = Object.keys(value);
  if (names.length !== Object.keys(old).length) return false;
  return names.every((name) => isUnchanged(memberCorrelation(at, name)));
}
