// Plain JSON values as the embedded cluster holds them: copying them, reading members, a canonical text. Knows no Kubernetes.

import { isJsonObject, type JsonObject } from '../../base/json.ts';

/**
 * A deep copy, as a round trip over the network would make it: undefined members are dropped, and nothing is shared. Written by hand,
 * because structuredClone takes several times as long for small objects.
 */
export function cloneJson<T>(value: T): T {
  return copy(value) as T;
}

function copy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copy);
  if (!isJsonObject(value)) return value;
  const result: JsonObject = {};
  for (const name of Object.keys(value)) {
    const inside = value[name];
    if (inside !== undefined) define(result, name, copy(inside));
  }
  return result;
}

/** Sets a member, even one called `__proto__`, with which a plain assignment would set the prototype. */
export function define(target: JsonObject, name: string, value: unknown): void {
  if (name === '__proto__') {
    Object.defineProperty(target, name, { value, enumerable: true, writable: true, configurable: true });
  } else {
    target[name] = value;
  }
}

/** An own member of the object, never one of its prototype. */
export function member(value: JsonObject, name: string): unknown {
  return Object.hasOwn(value, name) ? value[name] : undefined;
}

/** The object under a name, if there is one. */
export function objectAt(value: unknown, name: string): JsonObject | undefined {
  const found = isJsonObject(value) ? member(value, name) : undefined;
  return isJsonObject(found) ? found : undefined;
}

/** JSON with the members of every object sorted by name: equal values give equal texts. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_name, part: unknown) => {
    if (!isJsonObject(part)) return part;
    return Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
