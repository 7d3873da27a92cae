// Random objects of a kind: a sound one in which some fields, picked from the kind's schema, get values that fit, nearly fit
// or do not fit at all. For tests that ask two judges the same question.

import fc from 'fast-check';
import type { StructuralSchema } from '../../../src/api/crd.ts';
import type { KubeObject } from '../../../src/api/meta.ts';

/** One field and a value for it; `undefined` removes it. */
interface Mutation {
  readonly path: ReadonlyArray<string | number>;
  readonly value: unknown;
}

/** A copy of `base` with one to four fields changed. `part` is where the changes go: `spec` or `status`. */
export function mutated(base: KubeObject, schema: StructuralSchema, part = 'spec'): fc.Arbitrary<KubeObject> {
  const inside = schema.properties?.[part];
  if (inside === undefined) throw new Error(`the schema has no ${part}`);
  const field = fc.oneof({ weight: 12, arbitrary: anyField(inside, [part]) }, { weight: 1, arbitrary: META });
  return fc
    .array(field, { minLength: 1, maxLength: 4 })
    .map((mutations) => mutations.reduce(withMutation, structuredClone(base)));
}

const META: fc.Arbitrary<Mutation> = fc.oneof(
  fc
    .constantFrom('Bad_Name', 'a..b', 'x'.repeat(254), 'pd-0123456789ab', 'ok.name')
    .map((value) => ({ path: ['metadata', 'name'], value })),
  fc
    .constantFrom({ 'a b': 'c' }, { ok: 'not ok' }, { 'a/b/c': '' }, { 'docket.dev/x': 'y' })
    .map((value) => ({ path: ['metadata', 'labels'], value })),
  fc.constantFrom(['x y'], ['docket.dev/ok'], ['a/b/c']).map((value) => ({ path: ['metadata', 'finalizers'], value })),
);

/** Goes down the schema at random; stops early now and then, to change a whole object or list. */
function anyField(schema: StructuralSchema, path: ReadonlyArray<string | number>): fc.Arbitrary<Mutation> {
  const steps = stepsInto(schema);
  const here = anyValue(schema).map((value) => ({ path, value }));
  if (steps.length === 0) return here;
  const below = fc.constantFrom(...steps).chain(([step, inside]) => anyField(inside, [...path, step]));
  return fc.oneof({ weight: path.length === 1 ? 0 : 1, arbitrary: here }, { weight: 6, arbitrary: below });
}

function stepsInto(schema: StructuralSchema): Array<[string | number, StructuralSchema]> {
  const { properties = {}, additionalProperties, items } = schema;
  const steps: Array<[string | number, StructuralSchema]> = Object.entries(properties);
  if (additionalProperties !== undefined) steps.push(['key', additionalProperties], ['a.b', additionalProperties]);
  if (items !== undefined) steps.push([0, items], [1, items], [2, items]);
  if (schema.type === 'object' && additionalProperties === undefined) steps.push(['bogus', { type: 'string' }]);
  return steps;
}

const LOOSE: readonly unknown[] = [
  undefined,
  null,
  '',
  'x',
  ' ',
  'a-b',
  '5m',
  '2026-01-01T00:00:00Z',
  'ä😀',
  0,
  -1,
  1,
  1.5,
  5e9,
  true,
  false,
  [],
  {},
  ['x'],
  ['x', 'x'],
  [null],
  { name: 'x' },
  { a: null },
  [{ name: 'x' }, { name: 'x' }],
];

function anyValue(schema: StructuralSchema): fc.Arbitrary<unknown> {
  const fitting = fittingValues(schema);
  return fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...LOOSE) },
    { weight: fitting.length > 0 ? 5 : 0, arbitrary: fc.constantFrom(...fitting, null) },
  );
}

/** Values at the edges of what the schema allows, on both sides. */
function fittingValues(schema: StructuralSchema): unknown[] {
  const { enum: allowed = [], minimum, maximum, minLength, maxLength, maxItems, pattern, items } = schema;
  const at = (limit: number | undefined, make: (size: number) => unknown): unknown[] =>
    limit === undefined || limit > 2000 ? [] : [make(limit), make(limit + 1)];
  const sample =
    pattern === undefined ? [] : ['30s', '1d', '0s', '90', 'abc', 'A_b.c', 'https://example.com/x', 'Ready', '-x'];
  return [
    ...allowed,
    ...allowed.map((text) => text.toLowerCase()),
    ...at(maxLength, (size) => 'a'.repeat(size)),
    ...at(minLength, (size) => 'a'.repeat(Math.max(0, size - 1))),
    ...at(maximum, (value) => value),
    ...at(minimum, (value) => value - 1),
    ...at(maxItems, (size) =>
      Array.from({ length: size }, (_, index) => (items?.type === 'string' ? `i${index}` : { name: `i${index}` })),
    ),
    ...sample,
    ...(schema.format === 'date-time' ? ['2026-02-30T00:00:00Z', '2026-01-01t00:00:00.123+01:00', '2026-01-01'] : []),
  ];
}

function withMutation(object: KubeObject, { path, value }: Mutation): KubeObject {
  const last = path.at(-1);
  let at: unknown = object;
  for (const [index, step] of path.slice(0, -1).entries()) at = container(at, step, path[index + 1]);
  if (last !== undefined) put(at, last, value);
  return object;
}

/** What is under a step, made when it is missing; undefined when something else is in the way. */
function container(at: unknown, step: string | number, next: string | number | undefined): unknown {
  const found = read(at, step);
  if (typeof found === 'object' && found !== null) return found;
  const made = typeof next === 'number' ? [] : {};
  put(at, step, made);
  return made;
}

function read(at: unknown, step: string | number): unknown {
  if (Array.isArray(at)) return at[Number(step)];
  return typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[step] : undefined;
}

function put(at: unknown, step: string | number, value: unknown): void {
  if (Array.isArray(at)) {
    // No holes: JSON has none.
    const index = Math.min(Number(step), at.length);
    if (Number.isInteger(index) && value !== undefined) at[index] = value;
  } else if (typeof at === 'object' && at !== null) {
    if (value === undefined) delete (at as Record<string, unknown>)[step];
    else (at as Record<string, unknown>)[step] = value;
  }
}
