// The types of the fields in `metadata`: which values an API server can decode, and for the others the key, the type and the fix. Checks
// types only; object-meta.ts validates names, labels and the rest.

import { isMetaTime } from '../../api/formats.ts';
import { isJsonObject } from '../../base/json.ts';

/** A value of the wrong type: an API server cannot decode the object. */
export interface TypeFault {
  /** `metadata.labels[country]`. */
  readonly field: string;
  /** `must be a string, and is a boolean: quote it`. */
  readonly message: string;
}

type FaultsOf = (value: unknown, field: string) => TypeFault[];

const isAbsent = (value: unknown): boolean => value === undefined || value === null;

/** `must be a string, and is a boolean: quote it`. */
export function typeFault(field: string, expected: string, value: unknown): TypeFault {
  return { field, message: `must be ${expected}, and is ${nameOf(value)}${fixFor(expected, value)}` };
}

function nameOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'number') return 'a number';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

function fixFor(expected: string, value: unknown): string {
  if (expected === 'a string') return typeof value === 'boolean' || typeof value === 'number' ? ': quote it' : '';
  const isQuoted = typeof value === 'string' && (expected === 'a boolean' ? /^(true|false)$/ : /^\d+$/).test(value);
  return isQuoted && expected !== 'an object' ? ': remove the quotes' : '';
}

const oneOfType =
  (expected: string, fits: (value: unknown) => boolean): FaultsOf =>
  (value, field) =>
    isAbsent(value) || fits(value) ? [] : [typeFault(field, expected, value)];

export const textFaults = oneOfType('a string', (value) => typeof value === 'string');
export const booleanFaults = oneOfType('a boolean', (value) => typeof value === 'boolean');
const wholeFaults = oneOfType(
  'a whole number',
  (value) => Number.isInteger(value) && Number(value) >= -(2 ** 63) && Number(value) < 2 ** 63,
);

const timeFaults: FaultsOf = (value, field) => {
  if (typeof value !== 'string' || isMetaTime(value)) return textFaults(value, field);
  const message = `is not an instant of RFC 3339, such as 2026-03-31T17:00:00Z: ${JSON.stringify(value)}`;
  return [{ field, message }];
};

/** The faults of a map. A null is read as the zero value, as in Go. */
export const mapFaults =
  (faultsOf: FaultsOf): FaultsOf =>
  (value, field) => {
    if (isAbsent(value)) return [];
    if (!isJsonObject(value)) return [typeFault(field, 'an object', value)];
    return Object.entries(value).flatMap(([key, inside]) => faultsOf(inside, `${field}[${key}]`));
  };

const listFaults =
  (faultsOf: FaultsOf): FaultsOf =>
  (value, field) => {
    if (isAbsent(value)) return [];
    if (!Array.isArray(value)) return [typeFault(field, 'a list', value)];
    return value.flatMap((item, index) => faultsOf(item, `${field}[${index}]`));
  };

const OWNER_MEMBERS: Readonly<Record<string, FaultsOf>> = {
  apiVersion: textFaults,
  kind: textFaults,
  name: textFaults,
  uid: textFaults,
  controller: booleanFaults,
  blockOwnerDeletion: booleanFaults,
};

/** Checks the types only; object-meta.ts checks which fields are required. */
const ownerFaults: FaultsOf = (value, field) => {
  if (isAbsent(value)) return [];
  if (!isJsonObject(value)) return [typeFault(field, 'an object', value)];
  return Object.entries(OWNER_MEMBERS).flatMap(([name, faultsOf]) => faultsOf(value[name], `${field}.${name}`));
};

/** The fields of `metadata` that the embedded cluster uses. */
export const META_MEMBERS = {
  name: textFaults,
  generateName: textFaults,
  namespace: textFaults,
  uid: textFaults,
  resourceVersion: textFaults,
  generation: wholeFaults,
  creationTimestamp: timeFaults,
  deletionTimestamp: timeFaults,
  deletionGracePeriodSeconds: wholeFaults,
  labels: mapFaults(textFaults),
  annotations: mapFaults(textFaults),
  finalizers: listFaults(textFaults),
  ownerReferences: listFaults(ownerFaults),
} as const satisfies Readonly<Record<string, FaultsOf>>;

/** Every value in `metadata` of the wrong type, in the order of the fields above. */
export function metaTypeFaults(metadata: unknown): TypeFault[] {
  if (isAbsent(metadata)) return [];
  if (!isJsonObject(metadata)) return [typeFault('metadata', 'an object', metadata)];
  return Object.entries(META_MEMBERS).flatMap(([name, faultsOf]) => faultsOf(metadata[name], `metadata.${name}`));
}
