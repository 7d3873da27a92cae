// One finding about one field of an object, in the words of Kubernetes' field errors, and the 422 that carries them.
// The wording follows apimachinery's util/validation/field, as people and tools read it.

import { KubeError, type StatusCause } from '../errors.ts';

export type FieldErrorType =
  | 'FieldValueRequired'
  | 'FieldValueInvalid'
  | 'FieldValueTypeInvalid'
  | 'FieldValueNotSupported'
  | 'FieldValueDuplicate'
  | 'FieldValueForbidden'
  | 'FieldValueTooLong'
  | 'FieldValueTooMany';

export interface FieldError {
  readonly type: FieldErrorType;
  /** `spec.severityMap[0].from`; `<nil>` for the object itself. */
  readonly field: string;
  /** What the message says after the colon: type, value and detail. */
  readonly body: string;
}

const TITLES: Readonly<Record<FieldErrorType, string>> = {
  FieldValueRequired: 'Required value',
  FieldValueInvalid: 'Invalid value',
  FieldValueTypeInvalid: 'Invalid value',
  FieldValueNotSupported: 'Unsupported value',
  FieldValueDuplicate: 'Duplicate value',
  FieldValueForbidden: 'Forbidden',
  FieldValueTooLong: 'Too long',
  FieldValueTooMany: 'Too many',
};

/** The field of an error about the object as a whole. */
export const NO_FIELD = '<nil>';

const withoutValue = (type: FieldErrorType, field: string, detail: string): FieldError => ({
  type,
  field: field === '' ? NO_FIELD : field,
  body: detail === '' ? TITLES[type] : `${TITLES[type]}: ${detail}`,
});

const withValue = (type: FieldErrorType, field: string, value: unknown, detail: string): FieldError =>
  withoutValue(type, field, detail === '' ? JSON.stringify(value) : `${JSON.stringify(value)}: ${detail}`);

export const required = (field: string, detail = ''): FieldError => withoutValue('FieldValueRequired', field, detail);
export const forbidden = (field: string, detail: string): FieldError =>
  withoutValue('FieldValueForbidden', field, detail);
export const invalid = (field: string, value: unknown, detail: string): FieldError =>
  withValue('FieldValueInvalid', field, value, detail);
/** Invalid, without the value: as for objects and lists, which would only be noise. */
export const invalidAs = (field: string, detail: string): FieldError =>
  withoutValue('FieldValueInvalid', field, detail);
export const wrongType = (field: string, value: unknown, detail: string): FieldError =>
  withValue('FieldValueTypeInvalid', field, value, detail);
export const duplicate = (field: string, value: unknown): FieldError =>
  withValue('FieldValueDuplicate', field, value, '');
export const duplicateAs = (field: string): FieldError => withoutValue('FieldValueDuplicate', field, '');
export const notSupported = (field: string, value: unknown, supported: readonly unknown[]): FieldError =>
  withValue(
    'FieldValueNotSupported',
    field,
    value,
    `supported values: ${supported.map((each) => JSON.stringify(typeof each === 'string' ? each : JSON.stringify(each))).join(', ')}`,
  );
export const tooLong = (field: string, max: number): FieldError =>
  withoutValue('FieldValueTooLong', field, `may not be more than ${max} byte${max === 1 ? '' : 's'}`);
export const tooMany = (field: string, actual: number, max: number): FieldError =>
  withValue('FieldValueTooMany', field, actual, `must have at most ${max} item${max === 1 ? '' : 's'}`);

/** These findings make the CEL rules pointless to run: they would stumble over the same value. */
const BLOCKING: ReadonlySet<FieldErrorType> = new Set([
  'FieldValueNotSupported',
  'FieldValueRequired',
  'FieldValueTooLong',
  'FieldValueTooMany',
  'FieldValueTypeInvalid',
]);

export const blocksRules = (error: FieldError): boolean => BLOCKING.has(error.type);

export const RULES_NOT_CHECKED: FieldError = invalid(
  '',
  null,
  'some validation rules were not checked because the object was invalid; correct the existing errors to complete validation',
);

/** The 422 answer for an object. `subject` is `Incident.docket.dev "name"`. */
export function invalidAnswer(subject: string, errors: readonly FieldError[]): KubeError {
  const lines = [...new Set(errors.map((error) => `${error.field}: ${error.body}`))];
  const list = lines.length === 1 ? lines[0] : `[${lines.join(', ')}]`;
  const causes = errors.map<StatusCause>(({ type, body, field }) => ({ reason: type, message: body, field }));
  return new KubeError(`${subject} is invalid: ${list}`, { code: 422, reason: 'Invalid', causes });
}
