// JSON merge patch (RFC 7386): a member replaces, null removes, a list is replaced as a whole. Returns a new value that shares nothing with
// its arguments.

import { isJsonObject, type JsonObject } from '../../base/json.ts';
import { cloneJson, define, member } from './json.ts';

export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isJsonObject(patch)) return cloneJson(patch);
  const result: JsonObject = isJsonObject(target) ? cloneJson(target) : {};
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete result[name];
    else if (value !== undefined) define(result, name, mergePatch(member(result, name), value));
  }
  return result;
}
