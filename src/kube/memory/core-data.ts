// Secret and ConfigMap as an API server decodes, completes and validates them: texts, base64, keys, sizes and the types of Secrets.
// Stores nothing. Messages never show what a Secret holds.

import type { FieldError } from '../../api/field-errors.ts';
import { invalid, invalidAs, required, tooLong } from './field-error.ts';
import { isJsonObject, type JsonObject } from '../../base/json.ts';
import { define, objectAt } from './json.ts';
import { booleanFaults, mapFaults, textFaults, typeFault, type TypeFault } from './meta-types.ts';
import type { UnknownField } from './pruning.ts';

const SECRET_FIELDS = ['data', 'stringData', 'type', 'immutable'];
const CONFIG_MAP_FIELDS = ['data', 'binaryData', 'immutable'];

export function secretTypeFaults(object: JsonObject): TypeFault[] {
  return [
    ...bytesFaults(object['data'], 'data'),
    ...mapFaults(textFaults)(object['stringData'], 'stringData'),
    ...textFaults(object['type'], 'type'),
    ...booleanFaults(object['immutable'], 'immutable'),
  ];
}

export function configMapTypeFaults(object: JsonObject): TypeFault[] {
  return [
    ...mapFaults(textFaults)(object['data'], 'data'),
    ...bytesFaults(object['binaryData'], 'binaryData'),
    ...booleanFaults(object['immutable'], 'immutable'),
  ];
}

/** Bytes are base64, or a list of numbers. */
const bytesFaults = mapFaults((value, field) => {
  if (Array.isArray(value) && value.every(isByte)) return [];
  if (typeof value === 'string' && !isBase64(value)) return [{ field, message: notBase64(field) }];
  return Array.isArray(value) ? [typeFault(field, 'a string', value)] : textFaults(value, field);
});

const notBase64 = (field: string): string =>
  `is not base64: encode it${field.startsWith('data[') ? ', or write the text under stringData' : ''}`;

const isByte = (value: unknown): boolean => Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 255;

/** As Go decodes it: line breaks are ignored, and the padding is required. */
const isBase64 = (text: string): boolean =>
  /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text.replaceAll(/[\r\n]/g, ''));

/** `stringData` is written only: it becomes `data`, in base64. */
export function readSecret(object: JsonObject): UnknownField[] {
  const unknown = dropUnknown(object, SECRET_FIELDS);
  const encoded = bytesIn(object, 'data');
  for (const [name, value] of Object.entries(objectAt(object, 'stringData') ?? {})) {
    define(encoded, name, Buffer.from(textOf(value)).toString('base64'));
  }
  delete object['stringData'];
  setOrDrop(object, 'data', encoded);
  if (object['immutable'] === null) delete object['immutable'];
  if ((object['type'] ?? '') === '') object['type'] = 'Opaque';
  return unknown;
}

export function readConfigMap(object: JsonObject): UnknownField[] {
  const unknown = dropUnknown(object, CONFIG_MAP_FIELDS);
  const texts: JsonObject = {};
  for (const [name, value] of Object.entries(objectAt(object, 'data') ?? {})) define(texts, name, textOf(value));
  setOrDrop(object, 'data', texts);
  setOrDrop(object, 'binaryData', bytesIn(object, 'binaryData'));
  if (object['immutable'] === null) delete object['immutable'];
  return unknown;
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

function bytesIn(object: JsonObject, name: string): JsonObject {
  const encoded: JsonObject = {};
  for (const [key, value] of Object.entries(objectAt(object, name) ?? {})) {
    const bytes = Array.isArray(value) ? Buffer.from(value as number[]) : Buffer.from(textOf(value), 'base64');
    define(encoded, key, bytes.toString('base64'));
  }
  return encoded;
}

function setOrDrop(object: JsonObject, name: string, value: JsonObject): void {
  if (Object.keys(value).length > 0) object[name] = value;
  else delete object[name];
}

function dropUnknown(object: JsonObject, fields: readonly string[]): UnknownField[] {
  const known = new Set([...fields, 'apiVersion', 'kind', 'metadata']);
  const unknown = Object.keys(object).filter((name) => !known.has(name));
  for (const name of unknown) delete object[name];
  return unknown.map((path) => ({ path, known: fields }));
}

const MAX_BYTES = 1024 * 1024;
const MAX_KEY_LENGTH = 253;
const DATA_KEY = /^[-._a-zA-Z0-9]+$/;
const KEY_RULE =
  "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or " +
  "'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";

export function secretFaults(object: JsonObject): FieldError[] {
  const data = objectAt(object, 'data') ?? {};
  return [
    ...keyFaults(data, 'data'),
    ...(sizeOf(data) > MAX_BYTES ? [tooLong('data', MAX_BYTES)] : []),
    ...secretKindFaults(object, data),
  ];
}

export function configMapFaults(object: JsonObject): FieldError[] {
  const [data, bytes] = [objectAt(object, 'data') ?? {}, objectAt(object, 'binaryData') ?? {}];
  const doubled = Object.keys(data).filter((key) => Object.hasOwn(bytes, key));
  const size = Object.values(data).reduce<number>((sum, text) => sum + Buffer.byteLength(textOf(text)), sizeOf(bytes));
  return [
    ...keyFaults(data, 'data'),
    ...doubled.map((key) => invalid(`data[${key}]`, key, 'duplicate of key present in binaryData')),
    ...keyFaults(bytes, 'binaryData'),
    ...(size > MAX_BYTES ? [tooLong('[]', MAX_BYTES)] : []),
  ];
}

const sizeOf = (bytes: JsonObject): number =>
  Object.values(bytes).reduce<number>((sum, text) => sum + Buffer.byteLength(textOf(text), 'base64'), 0);

function keyFaults(data: JsonObject, field: string): FieldError[] {
  return Object.keys(data).flatMap((key) => keyRules(key).map((rule) => invalid(`${field}[${key}]`, key, rule)));
}

function keyRules(key: string): string[] {
  return [
    ...(key.length > MAX_KEY_LENGTH ? [`must be no more than ${MAX_KEY_LENGTH} characters`] : []),
    ...(DATA_KEY.test(key) ? [] : [KEY_RULE]),
    ...(key === '.' || key === '..' ? [`must not be '${key}'`] : []),
    ...(key.startsWith('..') && key !== '..' ? ["must not start with '..'"] : []),
  ];
}

/** The keys that each type of Secret requires. */
const SECRET_TYPES: Readonly<Record<string, { readonly all?: readonly string[]; readonly any?: readonly string[] }>> = {
  'kubernetes.io/dockercfg': { all: ['.dockercfg'] },
  'kubernetes.io/dockerconfigjson': { all: ['.dockerconfigjson'] },
  'kubernetes.io/basic-auth': { any: ['username', 'password'] },
  'kubernetes.io/ssh-auth': { all: ['ssh-privatekey'] },
  'kubernetes.io/tls': { all: ['tls.crt', 'tls.key'] },
};
const JSON_KEYS: ReadonlySet<string> = new Set(['.dockercfg', '.dockerconfigjson']);
const ACCOUNT_NAME = 'kubernetes.io/service-account.name';

function secretKindFaults(object: JsonObject, data: JsonObject): FieldError[] {
  const type = String(object['type']);
  if (type === 'kubernetes.io/service-account-token') return accountFaults(object);
  const { all = [], any = [] } = SECRET_TYPES[type] ?? {};
  const missing = all.filter((key) => !Object.hasOwn(data, key));
  const isNone = any.length > 0 && !any.some((key) => Object.hasOwn(data, key));
  return [
    ...[...missing, ...(isNone ? any : [])].map((key) => required(`data[${key}]`)),
    ...all.filter((key) => JSON_KEYS.has(key) && Object.hasOwn(data, key) && !isJson(data[key])).map(notJson),
  ];
}

const notJson = (key: string): FieldError =>
  invalidAs(`data[${key}]`, '"<secret contents redacted>": the content is not JSON');

function isJson(encoded: unknown): boolean {
  try {
    return isJsonObject(JSON.parse(Buffer.from(textOf(encoded), 'base64').toString()));
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

function accountFaults(object: JsonObject): FieldError[] {
  const name = objectAt(objectAt(object, 'metadata'), 'annotations')?.[ACCOUNT_NAME] ?? '';
  return name === '' ? [required(`metadata.annotations[${ACCOUNT_NAME}]`)] : [];
}
