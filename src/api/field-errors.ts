// The violations of a schema in the words of kube-apiserver, so that `docket validate`, the embedded cluster and a real
// one say the same. Turns one error of ajv into one field error; decides nothing.

import type { ErrorObject } from 'ajv';

export type FieldErrorReason =
  | 'FieldValueRequired'
  | 'FieldValueInvalid'
  | 'FieldValueTypeInvalid'
  | 'FieldValueNotSupported'
  | 'FieldValueForbidden'
  | 'FieldValueDuplicate'
  | 'FieldValueTooLong'
  | 'FieldValueTooMany';

/** One cause of a refusal, as in `details.causes` of a Status. `field` is a path such as `spec.severityMap[1].from`. */
export interface FieldError {
  readonly field: string;
  readonly reason: FieldErrorReason;
  readonly message: string;
}

type Reworded = Omit<FieldError, 'field'>;

/** `root` is the whole object: it tells a list's index from a map's key in the path. Needs ajv's `verbose` errors. */
export function fieldErrorOf(error: ErrorObject, root: unknown): FieldError {
  const field = fieldPath(error, root);
  const reword = WORDS[error.keyword];
  return { field, ...(reword?.(error, field) ?? invalid(error, field, error.message ?? 'is invalid')) };
}

const WORDS: Readonly<Record<string, (error: ErrorObject, field: string) => Reworded>> = {
  required: () => ({ reason: 'FieldValueRequired', message: 'Required value' }),
  type: (error, field) => wrongType(error, field),
  format: (error, field) => wrongFormat(error, field),
  enum: (error) => ({
    reason: 'FieldValueNotSupported',
    message: `Unsupported value: ${JSON.stringify(error.data)}: supported values: ${quoted(param(error, 'allowedValues'))}`,
  }),
  pattern: (error, field) => invalid(error, field, `should match '${String(param(error, 'pattern'))}'`),
  minLength: (error, field) => invalid(error, field, `should be at least ${limit(error)} chars long`),
  maxLength: (error) => ({
    reason: 'FieldValueTooLong',
    message: `Too long: may not be more than ${limit(error)} bytes`,
  }),
  minimum: (error, field) => invalid(error, field, `should be greater than or equal to ${limit(error)}`),
  maximum: (error, field) => invalid(error, field, `should be less than or equal to ${limit(error)}`),
  maxItems: (error) => tooMany(error),
  maxProperties: (error) => tooMany(error),
  'x-kubernetes-list-type': (error) => ({
    reason: 'FieldValueDuplicate',
    message: `Duplicate value: ${String(param(error, 'duplicate'))}`,
  }),
};

function wrongType(error: ErrorObject, field: string): Reworded {
  const actual = jsonTypeOf(error.data);
  const format: unknown = error.parentSchema?.['format'];
  // A number that is not whole is told by its format; any other value by its type.
  const expected = actual === 'float64' && typeof format === 'string' ? format : String(param(error, 'type'));
  return {
    reason: 'FieldValueTypeInvalid',
    message: `Invalid value: "${actual}": ${field} in body must be of type ${expected}: "${actual}"`,
  };
}

function wrongFormat(error: ErrorObject, field: string): Reworded {
  const value = JSON.stringify(error.data);
  return {
    reason: 'FieldValueTypeInvalid',
    message: `Invalid value: ${value}: ${field} in body must be of type ${String(param(error, 'format'))}: ${value}`,
  };
}

function invalid(error: ErrorObject, field: string, what: string): Reworded {
  return {
    reason: 'FieldValueInvalid',
    message: `Invalid value: ${JSON.stringify(error.data)}: ${field} in body ${what}`,
  };
}

function tooMany(error: ErrorObject): Reworded {
  const { data } = error;
  const count = typeof data === 'object' && data !== null ? Object.keys(data).length : 0;
  return { reason: 'FieldValueTooMany', message: `Too many: ${count}: must have at most ${limit(error)} items` };
}

function jsonTypeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value !== 'number') return typeof value;
  return Number.isInteger(value) ? 'integer' : 'float64';
}

function quoted(values: unknown): string {
  return Array.isArray(values) ? values.map((value) => JSON.stringify(value)).join(', ') : '';
}

function param(error: ErrorObject, name: string): unknown {
  return error.params[name];
}

function limit(error: ErrorObject): string {
  return String(param(error, 'limit'));
}

function fieldPath(error: ErrorObject, root: unknown): string {
  const names = error.instancePath.split('/').slice(1).map(unescapePointer);
  if (error.keyword === 'required') names.push(String(param(error, 'missingProperty')));
  if (error.keyword === 'x-kubernetes-list-type') names.push(String(param(error, 'index')));
  let path = '';
  let value = root;
  for (const name of names) {
    path += Array.isArray(value) ? `[${name}]` : `${path === '' ? '' : '.'}${name}`;
    value =
      typeof value === 'object' && value !== null
        ? new Map<string, unknown>(Object.entries(value)).get(name)
        : undefined;
  }
  return path;
}

function unescapePointer(segment: string): string {
  return segment.replaceAll('~1', '/').replaceAll('~0', '~');
}
