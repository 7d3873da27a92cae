// Paths and query strings of a Kubernetes API, nothing else. A name that would turn a request for one object into one for something else
// (empty, `.`, `..`) is refused before anything is sent.

import { apiVersionOf, type ObjectKey, type ResourceType } from '../api/meta.ts';

/** `configmaps "a"` or `incidents.docket.dev "a"`, with the namespace where there is one. */
export function describeTarget(
  type: ResourceType,
  key: { readonly namespace?: string; readonly name?: string },
): string {
  const resource = type.group === '' ? type.plural : `${type.plural}.${type.group}`;
  const name = key.name === undefined ? '' : ` "${key.name}"`;
  return key.namespace === undefined ? `${resource}${name}` : `${resource}${name} in namespace "${key.namespace}"`;
}

/** The collection of a kind: in one namespace, or (without one) in all of them. */
export function collectionPath(type: ResourceType, namespace: string | undefined): string {
  const root = type.group === '' ? `/api/${type.version}` : `/apis/${apiVersionOf(type)}`;
  if (!type.namespaced || namespace === undefined) return `${root}/${type.plural}`;
  return `${root}/namespaces/${segment(namespace, 'namespace', type)}/${type.plural}`;
}

/** The collection in which an object is created. A namespaced kind needs a namespace. */
export function creationPath(type: ResourceType, namespace: string | undefined): string {
  if (type.namespaced && namespace === undefined) throw new Error(`${describeTarget(type, {})}: no namespace is given`);
  return collectionPath(type, namespace);
}

export function objectPath(type: ResourceType, key: ObjectKey, subresource?: 'status'): string {
  const path = `${creationPath(type, key.namespace)}/${segment(key.name, 'name', type)}`;
  return subresource === undefined ? path : `${path}/${subresource}`;
}

/** Leaves out undefined parameters and keeps their order, so that equal requests have equal URLs. */
export function withQuery(
  path: string,
  parameters: Readonly<Record<string, string | number | true | undefined>>,
): string {
  const query = Object.entries(parameters)
    .filter(([, value]) => value !== undefined && value !== '')
    .map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`)
    .join('&');
  return query === '' ? path : `${path}?${query}`;
}

function segment(value: string, what: 'name' | 'namespace', type: ResourceType): string {
  if (value === '' || value === '.' || value === '..') {
    throw new Error(`${describeTarget(type, {})}: "${value}" is no ${what}`);
  }
  return encodeURIComponent(value);
}
