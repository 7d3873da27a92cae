// Validates an object against a CRD's structural schema with ajv, and reports faults as an API server does. Compiles a schema once. Does not
// check CEL rules, list keys or metadata.

import { Ajv, type ErrorObject } from 'ajv';
import { addFormats } from '../../api/formats.ts';
import { isUnchanged, itemCorrelation, memberCorrelation, type Correlation } from './correlation.ts';
import type { FieldError } from '../../api/field-errors.ts';
import { invalid, NO_FIELD, notSupported, required, tooLong, tooMany, wrongType } from './field-error.ts';
import { indexPath, memberPath, pointerParts } from './paths.ts';
import type { Schema } from './schema.ts';

/**
 * What is wrong with `value`. `old` is the value that an update replaces: faults in unchanged parts are let pass. `path` is the place of the
 * value in its object (`status` for a status, empty for an object).
 */
export type StructureCheck = (value: unknown, path: string, old?: Correlation) => FieldError[];

export function compileStructure(schema: Schema): StructureCheck {
  const validate = createAjv().compile(schema);
  return (value, path, old) => {
    if (validate(value)) return [];
    const told = (validate.errors ?? []).filter((error) => !isOverlooked(error));
    const faults = told.filter((error) => old === undefined || !liesInUnchanged(error, old));
    return onePerText(faults).flatMap((error) =>
      translate(error, located(value, pointerParts(error.instancePath))).map((fault) => below(path, fault)),
    );
  };
}

/** Keywords that are handled elsewhere, or that have no meaning here. */
const UNCHECKED_WORDS = [
  'x-kubernetes-preserve-unknown-fields',
  'x-kubernetes-list-type',
  'x-kubernetes-list-map-keys',
  'x-kubernetes-map-type',
  'x-kubernetes-validations',
  'example',
  'externalDocs',
];

function createAjv(): Ajv {
  const ajv = new Ajv({ allErrors: true, verbose: true, strict: true, validateFormats: true });
  ajv.addVocabulary(UNCHECKED_WORDS);
  addFormats(ajv);
  return ajv;
}

/** For a text that is both too long and no match, the server reports the first fault only. */
function onePerText(errors: readonly ErrorObject[]): ErrorObject[] {
  const order = ['maxLength', 'minLength', 'pattern'];
  const found = new Map<string, number>();
  for (const { keyword, instancePath } of errors) {
    const rank = order.indexOf(keyword);
    if (rank >= 0) found.set(instancePath, Math.min(rank, found.get(instancePath) ?? rank));
  }
  return errors.filter(({ keyword, instancePath }) => {
    const rank = order.indexOf(keyword);
    return rank < 0 || rank === found.get(instancePath);
  });
}

/** A message names the field relative to the checked value; the fault's own path is relative to the object. */
function below(path: string, fault: FieldError): FieldError {
  if (path === '') return fault;
  return { ...fault, field: fault.field === NO_FIELD ? path : memberPath(path, fault.field) };
}

function located(value: unknown, parts: readonly string[]): string {
  let at = '';
  let inside = value;
  for (const part of parts) {
    at = Array.isArray(inside) ? indexPath(at, Number(part)) : memberPath(at, part);
    inside = (inside as Record<string, unknown>)[part];
  }
  return at;
}

/** Whether an API server overlooks the fault: a list in place of a text with a format. */
function isOverlooked({ keyword, data, parentSchema }: ErrorObject): boolean {
  return keyword === 'type' && Array.isArray(data) && parentSchema?.['type'] === 'string' && 'format' in parentSchema;
}

/** Whether the value at the fault's path, or an enclosing one, did not change. */
function liesInUnchanged(error: ErrorObject, root: Correlation): boolean {
  if (isUnchanged(root)) return true;
  let at: Correlation | undefined = root;
  for (const part of pointerParts(error.instancePath)) {
    at = Array.isArray(at.value) ? itemCorrelation(at, Number(part)) : memberCorrelation(at, part);
    if (at === undefined) return false;
    if (isUnchanged(at)) return true;
  }
  return false;
}

type Translation = (error: ErrorObject, path: string) => FieldError;

const inBody =
  (text: (limit: string) => string): Translation =>
  (error, path) =>
    invalid(path, error.data, `${path} in body ${text(String(error.schema))}`);

const TRANSLATIONS: Readonly<Record<string, Translation>> = {
  type: typeFault,
  format: formatFault,
  required: (error, path) => required(memberPath(path, String(error.params['missingProperty']))),
  enum: (error, path) => notSupported(path, error.data, error.schema as unknown[]),
  maxLength: (error, path) => tooLong(path, error.schema as number),
  maxItems: (error, path) => tooMany(path, sizeOf(error.data), error.schema as number),
  maxProperties: (error, path) => tooMany(path, sizeOf(error.data), error.schema as number),
  minLength: inBody((min) => `should be at least ${min} chars long`),
  pattern: inBody((pattern) => `should match '${pattern}'`),
  minimum: inBody((min) => `should be greater than or equal to ${min}`),
  maximum: inBody((max) => `should be less than or equal to ${max}`),
  multipleOf: inBody((factor) => `should be a multiple of ${factor}`),
  minItems: (error, path) =>
    invalid(path, sizeOf(error.data), `${path} in body should have at least ${String(error.schema)} items`),
  minProperties: (error, path) =>
    invalid(path, sizeOf(error.data), `${path} in body should have at least ${String(error.schema)} properties`),
};

function translate(error: ErrorObject, path: string): FieldError[] {
  const isFraction = error.keyword === 'type' && typeName(error.data) === 'number' && error.schema === 'integer';
  // Go reads a number beyond int64 as a float64.
  if (error.keyword === 'format' && error.schema === 'int64') {
    const told = `${path} in body must be of type int64: "float64"`;
    return [wrongType(path, 'float64', told), outOfRange(error, path)];
  }
  return isFraction ? [translateOne(error, path), outOfRange(error, path)] : [translateOne(error, path)];
}

function translateOne(error: ErrorObject, path: string): FieldError {
  const translation = TRANSLATIONS[error.keyword];
  return translation?.(error, path) ?? invalid(path, error.data, error.message ?? error.keyword);
}

/** The message names the format of the schema if it has one, and the format of a number that was given; otherwise the types. */
function typeFault(error: ErrorObject, path: string): FieldError {
  const format: unknown = error.parentSchema?.['format'];
  const byFormat = typeof format === 'string' && typeof error.data !== 'string' && !Array.isArray(error.data);
  const expected = byFormat ? format : String(error.params['type']);
  const actual = byFormat ? (NUMBER_FORMATS[typeName(error.data)] ?? '') : typeName(error.data);
  return wrongType(path, actual, `${path} in body must be of type ${expected}: ${JSON.stringify(actual)}`);
}

const NUMBER_FORMATS: Readonly<Record<string, string>> = { integer: 'int64', number: 'float64' };

function formatFault(error: ErrorObject, path: string): FieldError {
  if (typeof error.data === 'string') {
    return wrongType(
      path,
      error.data,
      `${path} in body must be of type ${String(error.schema)}: ${JSON.stringify(error.data)}`,
    );
  }
  return outOfRange(error, path);
}

/** The server's text for a number that its type cannot hold. It names no field. */
function outOfRange(error: ErrorObject, path: string): FieldError {
  const type = String(error.parentSchema?.['type']);
  const format: unknown = error.parentSchema?.['format'];
  const named = typeof format === 'string' ? `with format ${format}` : '(default format)';
  return invalid('', '', `Checked value must be of type ${type} ${named} in ${path}`);
}

function typeName(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value;
}

const sizeOf = (value: unknown): number => Object.keys(value as object).length;
