// Says what is wrong with an object by the schema of its kind, in the words of kube-apiserver, before anything is sent or
// stored. Structure only (types, bounds, enums, uniqueness): CEL rules, defaults and metadata belong to the cluster.

import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { storageVersion, type StructuralSchema } from './crd.ts';
import { addFormats } from './formats.ts';
import type { FieldError } from './field-errors.ts';
import { fieldErrorOf } from './field-errors.ts';
import { addListTypes } from './list-types.ts';
import { CRDS } from './v1alpha1/crds.gen.ts';

/** Gives every violation of the schema; empty when there is none. Never changes the object. */
export type SchemaValidator = (object: unknown) => FieldError[];

const compiled = new Map<string, SchemaValidator>();

/** The violations in an object of one of Docket's kinds (`Incident`); throws for a kind that is not Docket's. */
export function validateKind(kind: string, object: unknown): FieldError[] {
  let validator = compiled.get(kind);
  if (validator === undefined) {
    const crd = CRDS.find((candidate) => candidate.spec.names.kind === kind);
    if (crd === undefined) throw new Error(`validate ${kind}: no kind of the group docket.dev has that name`);
    validator = createValidator(storageVersion(crd).schema.openAPIV3Schema);
    compiled.set(kind, validator);
  }
  return validator(object);
}

/** A validator for any structural schema. Compiles at the first call, which takes some milliseconds. */
export function createValidator(schema: StructuralSchema): SchemaValidator {
  let validate: ValidateFunction | undefined;
  return (object) => {
    validate ??= createAjv().compile(schema);
    const value = withoutNulls(object, schema);
    if (validate(value)) return [];
    return (validate.errors ?? []).map((error: ErrorObject) => fieldErrorOf(error, value));
  };
}

function createAjv(): Ajv {
  const ajv = new Ajv({ allErrors: true, strict: true, verbose: true });
  addFormats(ajv);
  addListTypes(ajv);
  return ajv.addVocabulary(['x-kubernetes-map-type', 'x-kubernetes-validations']);
}

/** The API server takes a null for a property that is not nullable as if the property were absent; in a list it stays. */
function withoutNulls(value: unknown, schema: StructuralSchema): unknown {
  if (Array.isArray(value)) {
    const { items } = schema;
    return items === undefined ? value : value.map((item) => withoutNulls(item, items));
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, child]): Array<[string, unknown]> => {
      const childSchema = schema.properties?.[name] ?? schema.additionalProperties;
      if (childSchema === undefined) return [[name, child]];
      return child === null && childSchema.nullable !== true ? [] : [[name, withoutNulls(child, childSchema)]];
    }),
  );
}
