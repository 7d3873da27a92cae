import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { IncidentSpec } from '../api/v1alpha1/incident.gen.ts';
import { anIncident } from '../../test/support/builders/compliance.ts';
import { digestOf, recordDigest } from './digest.ts';

describe('digestOf', () => {
  it('law: equal values have equal digests, whatever the order of their keys and what is undefined', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 8 }), (value) => {
        const turned = Object.fromEntries(Object.entries(value).toReversed());
        expect(digestOf({ ...turned, neverSet: undefined })).toBe(digestOf(value));
        expect(digestOf(structuredClone(value))).toBe(digestOf(value));
      }),
      { numRuns: 1_000 },
    );
  });

  it('law: is a non-negative integer below 2^52, which a double holds exactly', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const digest = digestOf(value);
        expect(Number.isSafeInteger(digest) && digest >= 0 && digest < 2 ** 52).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });

  it.each([
    ['a text and the number it spells', '1', 1],
    ['a text and the word for nothing', 'null', null],
    ['a text and a truth value', 'true', true],
    ['an empty list and an empty object', [], {}],
    ['an empty list and nothing', { a: [] }, {}],
    ['nothing and null', { a: null }, {}],
    ['where one text ends and the next begins', ['ab', 'c'], ['a', 'bc']],
    ['a list and a list within it', [['a'], 'b'], ['a', ['b']]],
    ['the order of a list', ['a', 'b'], ['b', 'a']],
    ['which key has which value', { a: 'x', b: 'y' }, { a: 'y', b: 'x' }],
    ['a key and a value', { a: 'b' }, { b: 'a' }],
    ['characters beyond the first byte', 'caf\u00e9', 'caf\u01e9'],
    ['characters beyond the first plane', '\u{1f600}', '\u{1f601}'],
  ])('tells apart %s', (_name, one, other) => {
    expect(digestOf(one)).not.toBe(digestOf(other));
  });

  it('has no two of 200,000 neighbouring titles share one', () => {
    const digests = new Set<number>();
    for (let number = 0; number < 200_000; number++) digests.add(digestOf({ title: `Disk ${number} is full` }));
    expect(digests.size).toBe(200_000);
  });
});

describe('recordDigest', () => {
  const { spec: stated, metadata } = anIncident({ assignees: ['ann', 'bob'], url: 'https://example.com/1' });
  const spec: Partial<IncidentSpec> = stated;
  const labels = metadata.labels ?? {};
  const digestWith = (facts: Partial<IncidentSpec>): number => recordDigest({ ...spec, ...facts }, labels);

  it('does not see labels that are not Docket’s own', () => {
    expect(recordDigest(spec, { ...labels, 'argocd.argoproj.io/instance': 'prod' })).toBe(recordDigest(spec, labels));
    expect(recordDigest(spec, undefined)).toBe(recordDigest(spec, { team: 'a' }));
  });

  it('does not see when an incident came on record, which is no fact of its source', () => {
    expect(recordDigest({ ...spec, recordedAt: '2026-03-02T10:00:00Z' }, labels)).toBe(recordDigest(spec, labels));
  });

  it('sees each fact and each of Docket’s labels', () => {
    const changed = [
      ...Object.keys(spec).map((field) => recordDigest({ ...spec, [field]: 'other' }, labels)),
      digestWith({ service: 'new' }),
      digestWith({ assignees: ['bob', 'ann'] }),
      ...Object.keys(labels).map((name) => recordDigest(spec, { ...labels, [name]: 'other' })),
      recordDigest(spec, { ...labels, 'docket.dev/zone': 'emea' }),
      recordDigest(spec, undefined),
    ];
    expect(changed).not.toContain(recordDigest(spec, labels));
    expect(new Set(changed).size).toBe(changed.length);
  });
});
