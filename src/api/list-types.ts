// The uniqueness that `x-kubernetes-list-type` asks for, as keywords of ajv: a set has no two equal items, a map no two
// items with the same keys. An absent key counts as its default where the schema has one.

import type { Ajv, ErrorObject } from 'ajv';
import type { StructuralSchema } from './crd.ts';

/** The parameters of a violation: which item repeats an earlier one, and what is repeated, as JSON. */
export interface DuplicateParams {
  readonly index: number;
  readonly duplicate: string;
}

type Problems = Array<Partial<ErrorObject>>;

interface ListCheck {
  (listType: string, list: unknown[], schema?: unknown): boolean;
  errors?: Problems;
}

export function addListTypes(ajv: Ajv): void {
  ajv.addKeyword({ keyword: 'x-kubernetes-list-map-keys', schemaType: 'array' });
  ajv.addKeyword({
    keyword: 'x-kubernetes-list-type',
    type: 'array',
    schemaType: 'string',
    errors: 'full',
    validate: checkList,
  });
}

const checkList: ListCheck = (listType, list, schema) => {
  if (listType === 'atomic' || !isSchema(schema)) return true;
  const keys = listType === 'map' ? (schema['x-kubernetes-list-map-keys'] ?? []) : undefined;
  const identities = list.map((item) => (keys === undefined ? JSON.stringify(item) : keysOf(item, keys, schema)));
  const problems = duplicatesIn(identities);
  checkList.errors = problems;
  return problems.length === 0;
};

function duplicatesIn(identities: readonly string[]): Problems {
  const seen = new Set<string>();
  return identities.flatMap((duplicate, index) => {
    if (!seen.has(duplicate)) {
      seen.add(duplicate);
      return [];
    }
    const params: DuplicateParams = { index, duplicate };
    return [{ keyword: 'x-kubernetes-list-type', message: 'must not repeat an earlier item', params: { ...params } }];
  });
}

function keysOf(item: unknown, keys: readonly string[], schema: StructuralSchema): string {
  const values = typeof item === 'object' && item !== null ? new Map<string, unknown>(Object.entries(item)) : new Map();
  const pairs = [...keys].sort().flatMap((key): Array<[string, unknown]> => {
    const value: unknown = values.get(key) ?? schema.items?.properties?.[key]?.default;
    return value === undefined ? [] : [[key, value]];
  });
  return JSON.stringify(Object.fromEntries(pairs));
}

function isSchema(value: unknown): value is StructuralSchema {
  return typeof value === 'object' && value !== null;
}
