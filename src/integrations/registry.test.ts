// Which provider a spec names.

import { expect, it } from 'vitest';

import { CRDS } from '../api/v1alpha1/crds.gen.ts';
import { createProviders, providerOf, PROVIDER_TITLES } from './registry.ts';

const providers = createProviders();

it.each([
  [{ pagerDuty: { region: 'EU' as const, endpoint: 'http://127.0.0.1:1' } }, 'pagerDuty', 'http://127.0.0.1:1'],
  [{ pagerDuty: { region: 'US' as const } }, 'pagerDuty', undefined],
  [{ fixture: { configMapRef: { name: 'demo' } } }, 'fixture', undefined],
])('%j → %s', (spec, name, endpoint) => {
  const configured = providerOf(spec, providers);
  expect(configured?.name).toBe(name);
  expect(configured?.config).toBe(Object.values(spec)[0]);
  expect(configured?.name === 'pagerDuty' ? configured.provider.endpoint(configured.config) : undefined).toBe(endpoint);
});

it('none for a spec without a provider that this version knows', () => {
  expect(providerOf({}, providers)).toBeUndefined();
});

it('knows every provider of the CRD, by the title that its status shows', () => {
  const source = CRDS.find(({ spec }) => spec.names.kind === 'IncidentSource')?.spec.versions[0]?.schema
    .openAPIV3Schema;
  const properties = source?.properties?.['spec']?.properties ?? {};
  const titles = source?.properties?.['status']?.properties?.['provider']?.enum;
  expect(Object.keys(PROVIDER_TITLES).filter((name) => !(name in properties))).toEqual([]);
  expect(Object.values(PROVIDER_TITLES).sort()).toEqual([...(titles ?? [])].sort());
});

it('asks for Secrets where the CRD does', () => {
  expect(providers.pagerDuty.secretKeys).toEqual([['token'], ['clientId', 'clientSecret', 'subdomain']]);
  expect(providers.fixture.secretKeys).toEqual([]);
});
