// What the contract suite does not show of the rules of CRDs: ratcheting, which needs an object that was stored under another schema, and
// what a rule sees.

import { describe, expect, it } from 'vitest';
import { compileRules, ruleFaults } from './cel-rules.ts';
import type { JsonObject } from '../../base/json.ts';
import { kindOf } from './kind.ts';
import type { CelRule, Schema } from './schema.ts';

const rule = (text: string, more: Partial<CelRule> = {}): CelRule => ({ rule: text, message: `not ${text}`, ...more });

function faults(spec: Schema, now: unknown, before?: unknown): string[] {
  const tree = compileRules({ type: 'object', properties: { spec } }, 'Thing');
  if (tree === undefined) return expect.fail('the schema has no rules');
  const object = (value: unknown): JsonObject => ({
    apiVersion: 'v1',
    kind: 'Thing',
    metadata: { name: 'a' },
    spec: value,
  });
  const found = before === undefined ? ruleFaults(tree, object(now)) : ruleFaults(tree, object(now), object(before));
  return found.map(({ field, message }) => `${field}: ${message}`);
}

const STRICT: Schema = { type: 'string', 'x-kubernetes-validations': [rule("self != 'bad'")] };
const LIST_MAP = { 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['name'] } as const;

describe('ratcheting', () => {
  const spec: Schema = {
    type: 'object',
    properties: {
      a: STRICT,
      other: { type: 'string' },
      map: { type: 'object', additionalProperties: STRICT },
      atomic: { type: 'array', items: STRICT },
      keyed: {
        type: 'array',
        ...LIST_MAP,
        items: { type: 'object', properties: { name: { type: 'string' }, v: STRICT } },
      },
    },
  };

  it.each([
    { because: 'nothing was there before', now: { a: 'bad' }, before: undefined, want: ['spec.a'] },
    { because: 'it did not change', now: { a: 'bad', other: 'y' }, before: { a: 'bad', other: 'x' }, want: [] },
    { because: 'it changed', now: { a: 'bad' }, before: { a: 'good' }, want: ['spec.a'] },
    { because: 'it is new', now: { a: 'bad' }, before: {}, want: ['spec.a'] },
    {
      because: 'that member did not change',
      now: { map: { k: 'bad', l: 'x' } },
      before: { map: { k: 'bad' } },
      want: [],
    },
    { because: 'that member is new', now: { map: { k: 'bad' } }, before: { map: {} }, want: ['spec.map[k]'] },
    {
      because: 'an item of an atomic list has no counterpart, and the list changed',
      now: { atomic: ['bad', 'x'] },
      before: { atomic: ['bad'] },
      want: ['spec.atomic[0]'],
    },
    {
      because: 'the whole atomic list did not change',
      now: { atomic: ['bad'], other: 'y' },
      before: { atomic: ['bad'] },
      want: [],
    },
    {
      because: 'items of a list-map are found by their key',
      now: {
        keyed: [
          { name: 'new', v: 'x' },
          { name: 'old', v: 'bad' },
        ],
      },
      before: { keyed: [{ name: 'old', v: 'bad' }] },
      want: [],
    },
    {
      because: 'another item of a list-map had it',
      now: { keyed: [{ name: 'new', v: 'bad' }] },
      before: { keyed: [{ name: 'old', v: 'bad' }] },
      want: ['spec.keyed[0].v'],
    },
  ])('refuses $want, because $because', ({ now, before, want }) => {
    expect(faults(spec, now, before).map((text) => text.split(':')[0])).toEqual(want);
  });

  it('evaluates a transition rule even if nothing changed', () => {
    const moving: Schema = { type: 'object', 'x-kubernetes-validations': [rule('self != oldSelf')] };
    expect(faults(moving, { x: 1 }, { x: 1 })).toHaveLength(1);
  });

  it('also lets unchanged parts pass that violate the schema', () => {
    const tight = kindOf({
      spec: {
        group: 'test.docket.dev',
        scope: 'Namespaced',
        names: { kind: 'Thing', plural: 'things' },
        versions: [
          {
            name: 'v1',
            served: true,
            schema: {
              openAPIV3Schema: {
                type: 'object',
                properties: {
                  spec: {
                    type: 'object',
                    required: ['a'],
                    properties: {
                      a: { type: 'string', enum: ['x'] },
                      b: { type: 'integer' },
                      set: { type: 'array', 'x-kubernetes-list-type': 'set', items: { type: 'string' } },
                    },
                  },
                },
              },
            },
          },
        ],
      },
    });
    const object = (body: object): JsonObject => ({ metadata: { name: 'a' }, spec: body });
    const fields = (now: object, before: object): string[] =>
      tight.updateFaults(object(now), object(before), 'main', []).map(({ field }) => field);
    expect(fields({ a: 'old', b: 1 }, { a: 'old' })).toEqual([]);
    expect(fields({ a: 'older', b: 1 }, { a: 'old' })).toEqual(['spec.a']);
    expect(fields({ b: 1 }, { b: 1 })).toEqual([]);
    expect(fields({ b: 2 }, { b: 1 })).toEqual(['spec.a']);
    expect(fields({ a: 'x', set: ['s', 's', 't'] }, { a: 'x', set: ['s', 's'] })).toEqual([]);
    expect(fields({ a: 'x', set: ['s', 's'] }, { a: 'x', set: ['s'] })).toEqual(['spec.set[1]']);
  });
});

describe('what a rule sees', () => {
  const holds = (text: string, schema: Schema, value: unknown): boolean =>
    faults({ ...schema, 'x-kubernetes-validations': [rule(text)] }, value).length === 0;
  const spec: Schema = {
    type: 'object',
    properties: {
      n: { type: 'integer' },
      d: { type: 'number' },
      t: { type: 'string', format: 'date-time' },
      'a-b.c': { type: 'string' },
      in: { type: 'string' },
      list: { type: 'array', items: { type: 'object', properties: { n: { type: 'integer' } } } },
      map: { type: 'object', additionalProperties: { type: 'integer' } },
    },
  };

  it.each([
    { text: 'self.n + 1 == 3', value: { n: 2 }, because: 'whole numbers are int' },
    { text: 'self.n == 2 && type(self.n) == int', value: { n: 2 }, because: 'they have the type int' },
    { text: 'self.d * 2.0 == 4.0', value: { d: 2 }, because: 'a number is a double, also a whole one' },
    {
      text: "self.t < timestamp('2026-01-02T00:00:00Z')",
      value: { t: '2026-01-01T23:59:59.999Z' },
      because: 'times are times',
    },
    {
      text: "self.t == timestamp('2026-01-01T00:00:00Z')",
      value: { t: '2026-01-01t01:00:00+01:00' },
      because: 'an instant has many spellings',
    },
    { text: "self.a__dash__b__dot__c == 'x'", value: { 'a-b.c': 'x' }, because: 'names are escaped' },
    { text: "self.__in__ == 'x'", value: { in: 'x' }, because: 'words of CEL are escaped' },
    {
      text: "'a-b' in self.map && self.map['a-b'] == 1",
      value: { map: { 'a-b': 1 } },
      because: 'keys of a map are not',
    },
    {
      text: 'self.list.all(item, item.n > 0)',
      value: { list: [{ n: 1 }, { n: 2 }] },
      because: 'a macro goes through a list',
    },
    { text: 'self.list[1].n == 2', value: { list: [{ n: 1 }, { n: 2 }] }, because: 'an index reads the whole list' },
    { text: 'self.map.all(key, self.map[key] < 5)', value: { map: { a: 1 } }, because: 'a macro goes through a map' },
    { text: '!has(self.n) && !has(self.map)', value: {}, because: 'what is absent is absent' },
    {
      text: "self.map.size() == 1 && '__proto__' in self.map",
      value: JSON.parse('{"map":{"__proto__":1}}') as unknown,
      because: 'no name is special',
    },
  ])('$text holds, because $because', ({ text, value }) => {
    expect(holds(text, spec, value)).toBe(true);
    expect(holds(`!(${text})`, spec, value)).toBe(false);
  });

  it('tells what went wrong in an evaluation as a server does', () => {
    const broken: Schema = { ...spec, 'x-kubernetes-validations': [rule('self.n > 1', { message: 'n is above one' })] };
    expect(faults(broken, {})).toEqual([
      'spec: Invalid value: "object": no such key: n evaluating rule: n is above one',
    ]);
  });
});
