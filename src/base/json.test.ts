import fc from 'fast-check';
import { expect, it } from 'vitest';

import { isSameJson } from './json.ts';

it.each([
  { a: { x: 1, y: 2 }, b: { y: 2, x: 1 }, want: true, because: 'the order of keys does not count' },
  { a: { x: 1 }, b: { x: 1, y: undefined }, want: true, because: 'undefined is not sent' },
  { a: { x: 1, y: undefined }, b: { x: 1 }, want: true, because: 'undefined is not sent, on either side' },
  { a: { x: null }, b: {}, want: false, because: 'null is sent' },
  { a: [1, 2], b: [2, 1], want: false, because: 'the order of a list counts' },
  { a: [1], b: [1, 2], want: false, because: 'a list may be longer' },
  { a: [], b: {}, want: false, because: 'a list is no object' },
  { a: {}, b: [], want: false, because: 'an object is no list' },
  { a: undefined, b: {}, want: false, because: 'no status is not an empty status' },
  { a: { x: { y: [{ z: 1 }] } }, b: { x: { y: [{ z: 2 }] } }, want: false, because: 'a difference may be deep' },
  { a: new Date(0), b: new Date(1), want: false, because: 'dates are sent as text' },
  { a: '1', b: 1, want: false, because: 'types count' },
  { a: JSON.parse('{"__proto__":{}}'), b: {}, want: false, because: 'a member may be called like that' },
  { a: {}, b: JSON.parse('{"__proto__":{}}'), want: false, because: 'on either side' },
  { a: { constructor: 1 }, b: {}, want: false, because: 'what the prototype has is no member' },
])('$a and $b: $because', ({ a, b, want }) => {
  expect(isSameJson(a, b)).toBe(want);
});

it('agrees with what is sent', () => {
  const sorted = (value: unknown): unknown =>
    typeof value !== 'object' || value === null || Array.isArray(value)
      ? Array.isArray(value)
        ? value.map(sorted)
        : value
      : Object.fromEntries(
          Object.entries(value)
            .toSorted(([a], [b]) => (a < b ? -1 : 1))
            .map(([key, inner]) => [key, sorted(inner)]),
        );
  const value = fc.jsonValue({ maxDepth: 3 }).map((each) => JSON.parse(JSON.stringify(each)) as unknown);
  fc.assert(
    fc.property(value, value, (a, b) => {
      expect(isSameJson(a, b)).toBe(JSON.stringify(sorted(a)) === JSON.stringify(sorted(b)));
      expect(isSameJson(a, structuredClone(a))).toBe(true);
    }),
  );
});
