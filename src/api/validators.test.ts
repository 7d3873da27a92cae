// The validators say of every fixture what an API server says, as far as the schema goes; CEL rules are the cluster's.

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { loadCrdFixtures } from '../../test/support/crd-fixtures.ts';
import type { StructuralSchema } from './crd.ts';
import { isDateTime } from './formats.ts';
import type { KubeObject } from './meta.ts';
import { createValidator, validateKind } from './validators.ts';

const SAMPLES = path.join(import.meta.dirname, '../../config/samples');
const samples = readdirSync(SAMPLES, { recursive: true, encoding: 'utf8' })
  .filter((file) => /(minimal|full)\.yaml$/.test(file))
  .map((file) => ({ file, object: parse(readFileSync(path.join(SAMPLES, file), 'utf8')) as KubeObject }));

const states = loadCrdFixtures().flatMap((fixture) => {
  const { kind, name, because, rule, error } = fixture;
  // What breaks a CEL rule is sound for the schema; what a change starts from always is.
  const expected = rule === undefined ? error : undefined;
  if ('object' in fixture) return [{ kind, name, because, object: fixture.object, expected }];
  return [
    { kind, name: `${name} (before)`, because, object: fixture.from, expected: undefined },
    { kind, name, because, object: fixture.to, expected },
  ];
});

describe('validateKind', () => {
  it.each(states.filter(({ expected }) => expected === undefined))(
    '$kind takes $name: $because',
    ({ kind, object }) => {
      expect(validateKind(kind, object)).toEqual([]);
    },
  );

  it.each(states.filter(({ expected }) => expected !== undefined))('$kind refuses $name: $because', (state) => {
    expect(validateKind(state.kind, state.object)).toContainEqual(
      expect.objectContaining({
        field: state.expected?.field,
        message: expect.stringContaining(state.expected?.contains ?? '') as string,
      }),
    );
  });

  it('takes every sample, and there are two per kind', () => {
    expect(samples.flatMap(({ object }) => validateKind(object.kind, object))).toEqual([]);
    expect(samples).toHaveLength(6);
  });

  it('says everything that is wrong at once', () => {
    const fields = validateKind('ComplianceCheck', { spec: { severity: 'Bad', gracePeriod: 1, controls: [{}] } });
    expect(fields.map(({ field }) => field).sort()).toEqual([
      'spec.controls[0].framework',
      'spec.controls[0].id',
      'spec.gracePeriod',
      'spec.severity',
      'spec.type',
    ]);
  });

  it('does not change the object', () => {
    const object = { spec: { type: 'IncidentClosed', owner: null, selector: { zones: ['a'] } } };
    const copy = structuredClone(object);
    validateKind('ComplianceCheck', object);
    expect(object).toEqual(copy);
  });

  it('knows only the kinds of its group', () => {
    expect(() => validateKind('Secret', {})).toThrow('no kind of the group docket.dev');
  });
});

describe('createValidator', () => {
  const schema: StructuralSchema = {
    type: 'object',
    properties: {
      list: {
        type: 'array',
        'x-kubernetes-list-type': 'map',
        'x-kubernetes-list-map-keys': ['name', 'kind'],
        items: {
          type: 'object',
          required: ['name'],
          properties: { name: { type: 'string' }, kind: { type: 'string', default: '' } },
        },
      },
      big: { type: 'integer', format: 'int32' },
      labels: { type: 'object', additionalProperties: { type: 'string' } },
    },
  };
  const validate = createValidator(schema);

  it.each([
    {
      because: 'an absent key is its default',
      object: { list: [{ name: 'a' }, { name: 'a', kind: '' }] },
      want: ['list[1]'],
    },
    { because: 'keys differ', object: { list: [{ name: 'a' }, { name: 'a', kind: 'b' }] }, want: [] },
    {
      because: 'every repetition is told',
      object: { list: [{ name: 'a' }, { name: 'a' }, { name: 'a' }] },
      want: ['list[1]', 'list[2]'],
    },
    { because: 'an int32 ends at 2^31 - 1', object: { big: 2 ** 31 }, want: ['big'] },
    { because: 'an int32 begins at -2^31', object: { big: -(2 ** 31) }, want: [] },
    {
      because: 'a label may have a slash and a digit',
      object: { labels: { 'a/b': 1, '0': 1 } },
      want: ['labels.0', 'labels.a/b'],
    },
    { because: 'null is no object', object: null, want: [''] },
  ])('finds $want, because $because', ({ object, want }) => {
    expect(
      validate(object)
        .map(({ field }) => field)
        .sort(),
    ).toEqual(want);
  });
});

describe('isDateTime', () => {
  it.each([
    { text: '2026-03-02T08:00:00Z', want: true, because: 'it is RFC 3339' },
    { text: '2026-03-02t08:00:00z', want: true, because: 'the letter case is free' },
    { text: '2026-03-02T08:00:00.123456789+05:30', want: true, because: 'fractions and offsets are allowed' },
    { text: '2024-02-29T08:00:00Z', want: true, because: '2024 is a leap year' },
    { text: '2026-02-29T08:00:00Z', want: false, because: '2026 is not' },
    { text: '1900-02-29T08:00:00Z', want: false, because: 'a century is none' },
    { text: '2000-02-29T08:00:00Z', want: true, because: 'except every fourth' },
    { text: '2026-04-31T08:00:00Z', want: false, because: 'April has 30 days' },
    { text: '2026-13-01T08:00:00Z', want: false, because: 'there are twelve months' },
    { text: '2026-03-00T08:00:00Z', want: false, because: 'days begin at one' },
    { text: '2026-03-02T24:00:00Z', want: false, because: 'a day ends at 23:59:59' },
    { text: '2026-03-02T08:60:00Z', want: false, because: 'an hour has 60 minutes' },
    { text: '2026-03-02T08:00:60Z', want: false, because: 'there are no leap seconds' },
    { text: '2026-03-02T08:00:00', want: false, because: 'the zone is missing' },
    { text: '2026-03-02', want: false, because: 'a day is no instant' },
    { text: '2026-03-02 08:00:00Z', want: false, because: 'a T stands between' },
    { text: '', want: false, because: 'nothing is no time' },
  ])('$text: $want, because $because', ({ text, want }) => {
    expect(isDateTime(text)).toBe(want);
  });
});
