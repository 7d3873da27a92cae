// Random changes of JSON: another value at a path, or a member that is missing.

import fc from 'fast-check';

/** A path into the JSON, and the value to put there. */
export interface Mutation {
  readonly path: readonly number[];
  readonly value: unknown;
  readonly drop: boolean;
}

const HOSTILE = [
  null, true, 0, -1, 1e308, '', ' ', 'x'.repeat(3000), '\u0000', '\u202e', '../../x', '2026-03-01T00:00:00', 'triggered',
  [], {}, [null], [[]], { id: null }, { length: 3 }, JSON.parse('{"__proto__":{"id":"x"},"constructor":1}') as unknown,
]; // prettier-ignore

export const mutation: fc.Arbitrary<Mutation> = fc.record({
  path: fc.array(fc.nat(40), { minLength: 1, maxLength: 6 }),
  value: fc.oneof(fc.constantFrom(...HOSTILE), fc.jsonValue({ maxDepth: 3 })),
  drop: fc.boolean(),
});

/** A changed copy of `root`. */
export function mutate(root: unknown, { path, value, drop }: Mutation): unknown {
  const [step, ...rest] = path;
  if (typeof root !== 'object' || root === null || step === undefined) return value;
  const keys = Object.keys(root);
  const key = keys[step % Math.max(1, keys.length)];
  if (key === undefined) return value;
  const copy = (Array.isArray(root) ? [...(root as unknown[])] : { ...root }) as Record<string, unknown>;
  if (rest.length === 0 && drop && !Array.isArray(root)) delete copy[key];
  else copy[key] = mutate(copy[key], { path: rest, value, drop });
  return copy;
}
