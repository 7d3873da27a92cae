// Which provider a spec names.

import { expect, it } from 'vitest';

import type { StructuralSchema } from '../api/crd.ts';
import { CRDS } from '../api/v1alpha1/crds.gen.ts';
import { chooseProvider, createProviders } from './registry.ts';

const providers = createProviders();

it.each([
  [
    { pagerDuty: { region: 'EU' as const, endpoint: 'http://127.0.0.1:1' } },
    'pagerDuty' as const,
    'http://127.0.0.1:1',
  ],
  [{ pagerDuty: { region: 'US' as const } }, 'pagerDuty' as const, undefined],
  [{ fixture: { configMapRef: { name: 'demo' } } }, 'fixture' as const, undefined],
])('%j → %s', (spec, name, endpoint) => {
  const chosen = chooseProvider(spec, providers);
  expect(chosen?.name).toBe(name);
  expect(chosen?.endpoint).toBe(endpoint);
  expect(chosen?.secretKeys).toBe(providers[name].secretKeys);
});

it('none for a spec without a provider that this version knows', () => {
  expect(chooseProvider({}, providers)).toBeUndefined();
});

it('knows every provider of the CRD', () => {
  const [version] = CRDS.find(({ spec }) => spec.names.kind === 'IncidentSource')?.spec.versions ?? [];
  const titles = schemaAt(version?.schema.openAPIV3Schema, ['status', 'provider'])?.enum ?? [];
  const members = titles.map((title) => `${title.slice(0, 1).toLowerCase()}${title.slice(1)}`);
  expect(members.length).toBeGreaterThan(0);
  expect(Object.keys(providers).toSorted()).toEqual(members.toSorted());
});

const schemaAt = (schema: StructuralSchema | undefined, names: readonly string[]): StructuralSchema | undefined =>
  names.reduce((found, name) => found?.properties?.[name], schema);

it('asks for Secrets where the CRD does', () => {
  expect(providers.pagerDuty.secretKeys).toEqual([['token'], ['clientId', 'clientSecret', 'subdomain']]);
  expect(providers.fixture.secretKeys).toEqual([]);
});
