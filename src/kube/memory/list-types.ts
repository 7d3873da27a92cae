// The uniqueness of list-maps (no two items with the same keys) and sets (no value twice). Reports duplicates as an API server does: once per
// value, however often it repeats.

import type { FieldError } from '../../api/field-errors.ts';
import { duplicate, invalid } from './field-error.ts';
import { isJsonObject } from '../../base/json.ts';
import { canonicalJson } from './json.ts';
import { indexPath, keyPath, memberPath } from './paths.ts';
import { furtherMembers, hasKeyedLists, type Schema } from './schema.ts';

export function listFaults(value: unknown, schema: Schema, path = ''): FieldError[] {
  if (!hasKeyedLists(schema)) return [];
  if (Array.isArray(value)) return [...ownFaults(value, schema, path), ...itemFaults(value, schema, path)];
  if (!isJsonObject(value)) return [];
  const further = furtherMembers(schema);
  return Object.entries(value).flatMap(([name, inside]) => {
    const property = schema.properties?.[name];
    if (property !== undefined) return listFaults(inside, property, memberPath(path, name));
    return further === undefined ? [] : listFaults(inside, further, keyPath(path, name));
  });
}

function itemFaults(items: readonly unknown[], schema: Schema, path: string): FieldError[] {
  const inside = schema.items;
  return inside === undefined ? [] : items.flatMap((item, index) => listFaults(item, inside, indexPath(path, index)));
}

function ownFaults(items: readonly unknown[], schema: Schema, path: string): FieldError[] {
  const type = schema['x-kubernetes-list-type'];
  if (type === 'map') return mapFaults(items, schema['x-kubernetes-list-map-keys'] ?? [], path);
  return type === 'set' ? repeats(items).map((index) => duplicate(indexPath(path, index), items[index])) : [];
}

function mapFaults(items: readonly unknown[], names: readonly string[], path: string): FieldError[] {
  const stray = items.findIndex((item) => item !== null && !isJsonObject(item));
  if (stray >= 0) {
    return [invalid(indexPath(path, stray), items[stray], 'must be an object for an array of list-type map')];
  }
  const keys = items.map((item) =>
    Object.fromEntries(
      names
        .filter((name) => isJsonObject(item) && Object.hasOwn(item, name))
        .map((name) => [name, (item as Record<string, unknown>)[name]]),
    ),
  );
  return repeats(keys).map((index) => duplicate(indexPath(path, index), keys[index]));
}

/** The index at which each value that occurs more than once occurs for the second time. */
function repeats(values: readonly unknown[]): number[] {
  const times = new Map<string, number>();
  return values.flatMap((value, index) => {
    const text = canonicalJson(value);
    const seen = (times.get(text) ?? 0) + 1;
    times.set(text, seen);
    return seen === 2 ? [index] : [];
  });
}
