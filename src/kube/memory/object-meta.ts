// Reads the `metadata` that a client sent and validates it as an API server does. Changes nothing that is stored, and knows no kind. The types
// were checked before, in meta-types.ts.

import type { FieldError } from '../../api/field-errors.ts';
import { forbidden, invalid, required, tooLong } from './field-error.ts';
import { isJsonObject, isSameJson, type JsonObject } from '../../base/json.ts';
import { cloneJson } from './json.ts';
import { META_MEMBERS } from './meta-types.ts';
import { labelNameFaults, labelValueFaults, qualifiedNameFaults, subdomainFaults } from './names.ts';
import type { UnknownField } from './pruning.ts';

/** `metadata` after it was read: with the right types and without unknown members. */
export interface Meta {
  name?: string;
  generateName?: string;
  namespace?: string;
  uid?: string;
  resourceVersion?: string;
  generation?: number;
  creationTimestamp?: string;
  deletionTimestamp?: string;
  deletionGracePeriodSeconds?: number;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  finalizers?: string[];
  ownerReferences?: JsonObject[];
}

/** Members that clients send and the API knows, but that are not used here. */
const IGNORED: ReadonlySet<string> = new Set(['managedFields', 'selfLink']);

/** Members of `metadata` that the API does not know. A server drops them, or refuses them under strict validation. */
export function unknownMetaFields(metadata: unknown): UnknownField[] {
  if (!isJsonObject(metadata)) return [];
  return Object.keys(metadata)
    .filter((name) => !Object.hasOwn(META_MEMBERS, name) && !IGNORED.has(name))
    .map((name) => ({ path: `metadata.${name}`, known: Object.keys(META_MEMBERS) }));
}

/** Reads `metadata` whose types are right. Unknown, empty and null members are dropped. */
export function readMeta(metadata: unknown): Meta {
  const meta: JsonObject = {};
  if (!isJsonObject(metadata)) return meta;
  for (const name of Object.keys(META_MEMBERS)) {
    const value = metadata[name];
    if (value === undefined || value === null || isEmpty(value)) continue;
    meta[name] = withoutNulls(value, name === 'ownerReferences' ? {} : '');
  }
  return meta;
}

/** A copy. A null in a list or a map is read as the zero value, as Go does. */
function withoutNulls(value: unknown, nothing: unknown): unknown {
  const copied = cloneJson(value);
  if (Array.isArray(copied)) return copied.map((item: unknown) => item ?? nothing);
  if (!isJsonObject(copied)) return copied;
  for (const name of Object.keys(copied)) if (copied[name] === null) copied[name] = nothing;
  return copied;
}

const isEmpty = (value: unknown): boolean =>
  value === '' || (typeof value === 'object' && value !== null && Object.keys(value).length === 0);

/** What is wrong with the metadata of an object that is to be created. */
export function createFaults(meta: Meta, namespaced: boolean, nameFaults = subdomainFaults): FieldError[] {
  return [
    ...prefixedFaults('metadata.generateName', meta.generateName, (prefix) => nameFaults(maskTrailingDash(prefix))),
    ...(meta.name === undefined ? [required('metadata.name', 'name or generateName is required')] : []),
    ...prefixedFaults('metadata.name', meta.name, nameFaults),
    ...namespaceFaults(meta, namespaced),
    ...commonFaults(meta),
    ...finalizerFaults(meta),
  ];
}

/** What is wrong with a change of metadata. `meta` already has what the server fills in (uid, creation, deletion). */
export function updateFaults(meta: Meta, old: Meta): FieldError[] {
  return [
    ...addedFinalizerFaults(meta, old),
    ...changedFaults(meta, old),
    ...commonFaults(meta),
    ...finalizerFaults(meta),
  ];
}

function changedFaults(meta: Meta, old: Meta): FieldError[] {
  const frozen = [
    'name',
    'namespace',
    'uid',
    'creationTimestamp',
    'deletionTimestamp',
    'deletionGracePeriodSeconds',
  ] as const;
  return frozen
    .filter((name) => !isSameJson(meta[name], old[name]))
    .map((name) => invalid(`metadata.${name}`, meta[name] ?? null, 'field is immutable'));
}

function addedFinalizerFaults(meta: Meta, old: Meta): FieldError[] {
  if (old.deletionTimestamp === undefined) return [];
  const added = (meta.finalizers ?? []).filter((name) => !(old.finalizers ?? []).includes(name)).sort();
  if (added.length === 0) return [];
  const names = `[]string{${added.map((name) => JSON.stringify(name)).join(', ')}}`;
  const detail = `no new finalizers can be added if the object is being deleted, found new finalizers ${names}`;
  return [forbidden('metadata.finalizers', detail)];
}

function namespaceFaults(meta: Meta, namespaced: boolean): FieldError[] {
  if (!namespaced) return [];
  if (meta.namespace === undefined) return [required('metadata.namespace')];
  return prefixedFaults('metadata.namespace', meta.namespace, labelNameFaults);
}

function commonFaults(meta: Meta): FieldError[] {
  return [...labelFaults(meta.labels ?? {}), ...annotationFaults(meta.annotations ?? {}), ...ownerFaults(meta)];
}

function labelFaults(labels: Record<string, string>): FieldError[] {
  return Object.entries(labels).flatMap(([key, value]) => [
    ...prefixedFaults('metadata.labels', key, qualifiedNameFaults),
    ...prefixedFaults('metadata.labels', value, labelValueFaults),
  ]);
}

const ANNOTATIONS_MAX_BYTES = 256 * 1024;

function annotationFaults(annotations: Record<string, string>): FieldError[] {
  const size = Object.entries(annotations).reduce((sum, [key, value]) => sum + Buffer.byteLength(key + value), 0);
  return [
    ...Object.keys(annotations).flatMap((key) =>
      qualifiedNameFaults(key.toLowerCase()).map((fault) => invalid('metadata.annotations', key, fault)),
    ),
    ...(size > ANNOTATIONS_MAX_BYTES ? [tooLong('metadata.annotations', ANNOTATIONS_MAX_BYTES)] : []),
  ];
}

function finalizerFaults(meta: Meta): FieldError[] {
  return (meta.finalizers ?? []).flatMap((name) => prefixedFaults('metadata.finalizers', name, qualifiedNameFaults));
}

function ownerFaults(meta: Meta): FieldError[] {
  const members = ['apiVersion', 'kind', 'name', 'uid'] as const;
  return (meta.ownerReferences ?? []).flatMap((owner) =>
    members
      .filter((name) => typeof owner[name] !== 'string' || owner[name] === '')
      .map((name) => {
        const detail = name === 'apiVersion' ? 'version must not be empty' : 'must not be empty';
        return invalid(`metadata.ownerReferences.${name}`, owner[name] ?? '', detail);
      }),
  );
}

function prefixedFaults(field: string, text: string | undefined, faults: (text: string) => string[]): FieldError[] {
  return text === undefined ? [] : faults(text).map((fault) => invalid(field, text, fault));
}

/** A generated name ends in other characters than its prefix, so the prefix may end in a dash. */
function maskTrailingDash(prefix: string): string {
  return prefix.length > 1 && prefix.endsWith('-') ? `${prefix.slice(0, -2)}a` : prefix;
}
