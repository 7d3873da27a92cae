// Reads the body of a 2xx answer. A body of another shape (the page of a proxy, an empty object) is refused: it could be mistaken for an
// empty list. It must not quote the body, which may be an object's content.

import { apiVersionOf, type KubeObject, type ResourceType } from '../api/meta.ts';
import { KubeConnectionError } from './errors.ts';
import { isJsonObject, parseJson } from '../base/json.ts';
import { subjectOf, type Call } from './sender.ts';
import type { Answer } from './wire.ts';

export interface RawList {
  readonly metadata: { readonly resourceVersion: string; readonly continue?: string };
  /** Null when there are none. Items of a built-in kind have neither apiVersion nor kind. */
  readonly items: readonly object[] | null;
}

export interface RawVersion {
  readonly major: string;
  readonly minor: string;
}

export function isObject(value: unknown): value is KubeObject {
  return isJsonObject(value) && typeof value['kind'] === 'string' && isJsonObject(value['metadata']);
}

export function isList(value: unknown): value is RawList {
  if (!isObject(value) || !value.kind.endsWith('List') || typeof value.metadata.resourceVersion !== 'string')
    return false;
  return 'items' in value && (value.items === null || Array.isArray(value.items));
}

export function isVersion(value: unknown): value is RawVersion {
  return isJsonObject(value) && typeof value['major'] === 'string' && typeof value['minor'] === 'string';
}

/**
 * Throws if the answer is no object. A body that begins as the API server writes a custom resource is accepted as it is; every other
 * body is parsed.
 */
export function check(call: Call, answer: Answer, type: ResourceType): void {
  if (answer.body.startsWith(`{"apiVersion":"${apiVersionOf(type)}","kind":"${type.kind}","metadata":{"`)) return;
  parse(call, answer, isObject);
}

/** Throws a KubeConnectionError, which names the call, if the body has another shape. */
export function parse<T>(call: Call, answer: Answer, is: (value: unknown) => value is T): T {
  const value = parseJson(answer.body);
  if (is(value)) return value;
  const what = describe(answer, value);
  throw new KubeConnectionError(`${subjectOf(call)}: ${what}: is a proxy answering for the API server?`, undefined);
}

function describe({ status, headers, body }: Answer, value: unknown): string {
  const what = value === undefined ? 'that is not JSON' : 'of another shape than asked for';
  return `answered ${status} with a body ${what} (${String(headers['content-type'] ?? 'no content type')}, ${body.length} characters)`;
}
