// Holds that the fixtures cover the API: each CEL rule is kept by three of them and broken by three.

import { describe, expect, it } from 'vitest';
import { storageVersion, type StructuralSchema } from '../../src/api/crd.ts';
import { CRDS } from '../../src/api/v1alpha1/crds.gen.ts';
import { loadCrdFixtures } from '../support/clusters/crd-fixtures.ts';

const fixtures = loadCrdFixtures();
const rules = CRDS.flatMap((crd) =>
  messagesIn(storageVersion(crd).schema.openAPIV3Schema).map((message) => ({ kind: crd.spec.names.kind, message })),
);

describe('the fixtures', () => {
  it.each(rules)('keep and break each CEL rule of $kind three times: $message', ({ kind, message }) => {
    const about = fixtures.filter(({ kind: of, rule }) => of === kind && rule !== undefined && message.includes(rule));
    expect(about.filter(({ valid }) => valid).length).toBeGreaterThanOrEqual(3);
    expect(about.filter(({ valid }) => !valid).length).toBeGreaterThanOrEqual(3);
    for (const { error } of about) expect(message).toContain(error?.contains ?? '');
  });

  it('are about one rule each', () => {
    const lost = fixtures.filter(
      ({ kind, rule }) =>
        rule !== undefined && rules.filter((known) => known.kind === kind && known.message.includes(rule)).length !== 1,
    );
    expect(lost.map(({ name, rule }) => `${name}: ${rule}`)).toEqual([]);
  });

  it('have names of their own', () => {
    const names = fixtures.map(({ kind, name }) => `${kind}: ${name}`);
    expect(new Set(names).size).toBe(names.length);
  });

  it('spell out what !repeat stands for', () => {
    const long = fixtures.find(({ name }) => name === 'a title of 513 characters');
    expect(long !== undefined && 'object' in long ? JSON.stringify(long.object).match(/T{513}/) : null).not.toBeNull();
  });
});

function messagesIn(schema: StructuralSchema): string[] {
  const children = [...Object.values(schema.properties ?? {}), schema.items, schema.additionalProperties];
  return [
    ...(schema['x-kubernetes-validations'] ?? []).map(({ message }) => message),
    ...children.flatMap((child) => (child === undefined ? [] : messagesIn(child))),
  ];
}
