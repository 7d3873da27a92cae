// The providers by their member of `IncidentSource.spec`: the one list of what Docket can read. Opens none.

import { createFixture, type FixtureConfig } from './fixture/index.ts';
import { createPagerDuty, type PagerDutyConfig } from './pagerduty/index.ts';
import { type IncidentSourceSpec } from '../api/v1alpha1/incidentsource.gen.ts';
import { type Provider } from './provider.ts';

/** What each member of the union in `IncidentSource.spec` holds (crds/incidentsources.yaml). */
export interface ProviderConfigs {
  readonly pagerDuty: PagerDutyConfig;
  readonly fixture: FixtureConfig;
}

export type ProviderName = keyof ProviderConfigs;

export type Providers = { readonly [Name in ProviderName]: Provider<ProviderConfigs[Name]> };

/** A provider that is in the API but has no factory does not compile. */
const factories = { pagerDuty: createPagerDuty, fixture: createFixture } satisfies {
  readonly [Name in ProviderName]: () => Providers[Name];
};

/** Names as `status.provider` and the metrics' labels show them. */
export const PROVIDER_TITLES = { pagerDuty: 'PagerDuty', fixture: 'Fixture' } as const satisfies Record<
  ProviderName,
  string
>;

/** One set per program: providers keep budgets and tokens between syncs. */
export function createProviders(): Providers {
  return { pagerDuty: factories.pagerDuty(), fixture: factories.fixture() };
}

/** The part of an IncidentSource's spec that names its provider: exactly one member is set, by a rule of the CRD. */
export type ProviderUnion = Pick<IncidentSourceSpec, ProviderName>;

/** A provider with the configuration that belongs to it. */
export type ConfiguredProvider = {
  readonly [Name in ProviderName]: {
    readonly name: Name;
    readonly provider: Providers[Name];
    readonly config: ProviderConfigs[Name];
  };
}[ProviderName];

/** Undefined for a spec without any member that this version knows. */
export function providerOf(spec: ProviderUnion, providers: Providers): ConfiguredProvider | undefined {
  if (spec.pagerDuty !== undefined) return { name: 'pagerDuty', provider: providers.pagerDuty, config: spec.pagerDuty };
  if (spec.fixture !== undefined) return { name: 'fixture', provider: providers.fixture, config: spec.fixture };
  return undefined;
}
