// One finding about one field of an object, and the 422 answer that lists them. The wording is that of apimachinery's
// util/validation/field, because people and tools rely on it.

import type { FieldError, FieldErrorReason } from '../../api/field-errors.ts';
import { KubeError } from '../errors.ts';

const TITLES: Readonly<Record<FieldErrorReason, string>> = {
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

const withoutValue = (reason: FieldErrorReason, field: string, detail: string): FieldError => ({
  reason,
  field: field === '' ? NO_FIELD : field,
  message: detail === '' ? TITLES[reason] : `${TITLES[reason]}: ${detail}`,
});

const withValue = (reason: FieldErrorReason, field: string, value: unknown, detail: string): FieldError =>
  withoutValue(reason, field, detail === '' ? JSON.stringify(value) : `${JSON.stringify(value)}: ${detail}`);

export const required = (field: string, detail = ''): FieldError => withoutValue('FieldValueRequired', field, detail);
export const forbidden = (field: string, detail: string): FieldError =>
  withoutValue('FieldValueForbidden', field, detail);
export const invalid = (field: string, value: unknown, detail: string): FieldError =>
  withValue('FieldValueInvalid', field, value, detail);
/** Invalid, without the value: for objects and lists, whose content would only be noise. */
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

/** After these findings the CEL rules are not run: they would fail on the same value. */
const BLOCKING: ReadonlySet<FieldErrorReason> = new Set([
  'FieldValueNotSupported',
  'FieldValueRequired',
  'FieldValueTooLong',
  'FieldValueTooMany',
  'FieldValueTypeInvalid',
]);

export const blocksRules = (error: FieldError): boolean => BLOCKING.has(error.reason);

export const RULES_NOT_CHECKED: FieldError = invalid(
  '',
  null,
  'some validation rules were not checked because the object was invalid; correct the existing errors to complete validation',
);

/** The 422 answer for an object. `subject` is `Incident.docket.dev "name"`. */
export function invalidAnswer(subject: string, errors: readonly FieldError[]): KubeError {
  const lines = [...new Set(errors.map((error) => `${error.field}: ${error.message}`))];
  const list = lines.length === 1 ? lines[0] : `[${lines.join(', ')}]`;
  return new KubeError(`${subject} is invalid: ${list}`, { code: 422, reason: 'Invalid', causes: errors });
}
