// Which provider a spec names; that the API and the registry know the same providers; and that nothing names a provider outside its
// folder and its line in the registry.

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

import type { StructuralSchema } from '../api/crd.ts';
import { CRDS } from '../api/v1alpha1/crds.gen.ts';
import {
  DIRECTORY_NAMES,
  PROVIDER_NAMES,
  WITHOUT_ACKNOWLEDGEMENT,
  type ProviderName,
} from '../api/v1alpha1/vocabulary.gen.ts';
import {
  chooseDirectory,
  chooseProvider,
  chooseRoster,
  createDirectories,
  createProviders,
  type Providers,
} from './registry.ts';

const providers = createProviders();

it.each([
  [
    { pagerDuty: { region: 'EU' as const, endpoint: 'http://127.0.0.1:1' } },
    'pagerDuty' as const,
    'http://127.0.0.1:1',
  ],
  [{ pagerDuty: { region: 'US' as const } }, 'pagerDuty' as const, undefined],
  [{ guardDuty: { regions: ['eu-west-1'] } }, 'guardDuty' as const, undefined],
  [{ defender: { tenantID: 'contoso.com', cloud: 'Global' as const } }, 'defender' as const, undefined],
  [{ fixture: { configMapRef: { name: 'demo' } } }, 'fixture' as const, undefined],
])('%j → %s', async (spec, name, endpoint) => {
  const chosen = await chooseProvider(spec, providers);
  expect(chosen?.name).toBe(name);
  expect(chosen?.endpoint).toBe(endpoint);
  expect(chosen?.secretKeys).toBe((await providers[name]()).secretKeys);
});

it('returns none for a spec without a provider that this version knows', async () => {
  expect(await chooseProvider({}, providers)).toBeUndefined();
});

it('creates each provider once per program, because it keeps budgets and tokens between syncs', async () => {
  expect(await providers.pagerDuty()).toBe(await providers.pagerDuty());
});

it('the CEL rule that exactly one provider is set names every provider of the CRD', () => {
  const [version] = CRDS.find(({ spec }) => spec.names.kind === 'IncidentSource')?.spec.versions ?? [];
  const spec: StructuralSchema | undefined = version?.schema.openAPIV3Schema.properties?.['spec'];
  const rules = (spec?.['x-kubernetes-validations'] ?? []).map(({ rule }) => rule);
  const all = PROVIDER_NAMES.map((name) => `has(self.${name})`).join(', ');
  expect(rules).toContain(`[${all}].exists_one(set, set)`);
});

it('asks for Secrets where the CRD does', async () => {
  expect((await providers.pagerDuty()).secretKeys).toEqual([['token'], ['clientId', 'clientSecret', 'subdomain']]);
  expect((await providers.guardDuty()).secretKeys).toEqual([['accessKeyId', 'secretAccessKey']]);
  expect((await providers.defender()).secretKeys).toEqual([
    ['clientId', 'clientSecret'],
    ['clientId', 'certificate'],
  ]);
  expect((await providers.fixture()).secretKeys).toEqual([]);
});

it.each([
  [{ pagerDuty: { region: 'EU' as const } }, 'pagerDuty', undefined],
  [{ zenduty: { endpoint: 'http://127.0.0.1:1' } }, 'zenduty', 'http://127.0.0.1:1'],
  [{ jira: { site: 'acme.atlassian.net' } }, 'jira', undefined],
  [{ jira: { site: 'jira.acme.example' } }, 'jira', 'https://jira.acme.example'],
  [{ gitHub: { organization: 'acme' } }, 'gitHub', undefined],
])('%j → the accounts of %s', async (spec, name, endpoint) => {
  const chosen = await chooseRoster(spec, providers);
  expect(chosen).toMatchObject({ name, endpoint });
});

it('lists no accounts for a spec that takes them from a file', async () => {
  expect(await chooseRoster({}, providers)).toBeUndefined();
});

it.each([
  [{ entra: { tenantID: 'contoso.com', cloud: 'Global' as const } }, 'entra', undefined],
  [
    { entra: { tenantID: 'x', cloud: 'China' as const, endpoint: 'http://127.0.0.1:1' } },
    'entra',
    'http://127.0.0.1:1',
  ],
  [{ okta: { domain: 'acme.okta.com' } }, 'okta', undefined],
  [{ okta: { domain: 'sso.acme.example' } }, 'okta', 'https://sso.acme.example'],
  [{ googleWorkspace: { subject: 'admin@acme.example' } }, 'googleWorkspace', undefined],
])('%j → the people of %s', async (spec, name, endpoint) => {
  const chosen = await chooseDirectory(spec, createDirectories());
  expect(chosen).toMatchObject({ name, endpoint });
  expect(chosen?.secretKeys).not.toEqual([]);
});

it('opens no directory for a spec that takes its people from a file', async () => {
  expect(await chooseDirectory({}, createDirectories())).toBeUndefined();
});

it.each(PROVIDER_NAMES)(
  '%s says whether it lacks acknowledgements, as the vocabulary has it for judgement',
  async (name) => {
    const provider = await providers[name]();
    expect(provider.lacksAcknowledgement === true).toBe(WITHOUT_ACKNOWLEDGEMENT.includes(name));
  },
);

it('a provider of the API that has no line in the registry does not compile', () => {
  type Compiles<Registered> = Registered extends Providers ? true : false;
  type WithoutAny = { readonly [Name in ProviderName]: Compiles<Omit<Providers, Name>> }[ProviderName];
  // The compiler refuses these lines if a registry that lacks a provider type-checks, or if the whole one does not.
  const withoutAny: WithoutAny = false;
  const whole: Compiles<Providers> = true;
  expect([withoutAny, whole]).toEqual([false, true]);
});

it.each(DIRECTORY_NAMES)('the directory %s is created once per program', async (name) => {
  const directories = createDirectories();
  expect(await directories[name]()).toBe(await directories[name]());
});

// The help texts of the commands name providers as examples.
describe('no file but the help of commands names a provider outside its folder and its line in the registry', () => {
  const SRC = path.resolve(import.meta.dirname, '..');
  const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter(
    (file) =>
      file.endsWith('.ts') &&
      !/\.(gen|test)\.ts$/.test(file) &&
      file !== 'integrations/registry.ts' &&
      // How a sender signs is the same whether its pushes are hints for its provider or facts for a source without one.
      file !== 'integrations/kit/signature-presets.ts' &&
      !file.startsWith('cli/'),
  );

  // No vendor: an operator reads it only where the administrator says so, and its controller knows that (--allow-fixtures).
  const MAY_NAME: Partial<Record<ProviderName, RegExp>> = {
    // Replies are its alone.
    mailbox: /^controllers\/reply\/[a-z-]+\.ts$/,
    fixture: /^(config|controllers\/limits|controllers\/incidentsource\/[a-z-]+)\.ts$/,
  };

  // The word is also what the way is called by which any sender pushes.
  const SAID_AS: Partial<Record<ProviderName, RegExp>> = {
    webhook: /spec\??\.webhook|integrations\/webhook|'webhook'/,
  };

  it.each(PROVIDER_NAMES)('%s', (name) => {
    const folder = `integrations/${name.toLowerCase()}/`;
    const own = files.filter((file) => file.startsWith(folder));
    // A link to where a fact comes from names no provider.
    const textOf = (file: string): string =>
      readFileSync(path.join(SRC, file), 'utf8').replaceAll(/https:\/\/\S+/g, '');
    const isForeign = (file: string): boolean => !own.includes(file) && MAY_NAME[name]?.test(file) !== true;
    const named = SAID_AS[name] ?? new RegExp(name, 'i');
    const naming = files.filter((file) => isForeign(file) && named.test(textOf(file)));
    expect(own).not.toEqual([]);
    expect(naming).toEqual([]);
  });
});
