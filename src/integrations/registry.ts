// The providers by their member of `IncidentSource.spec`: the one list of what Docket can read. Opens none.

import { createFixture } from './fixture/index.ts';
import { createPagerDuty } from './pagerduty/index.ts';
import type { IncidentSourceSpec } from '../api/v1alpha1/incidentsource.gen.ts';
import type { ProviderConfigs, ProviderName } from '../api/v1alpha1/vocabulary.gen.ts';
import type { Provider, Source, SourceContext } from './provider.ts';

export type Providers = { readonly [Name in ProviderName]: Provider<ProviderConfigs[Name]> };

/** A provider that is in the API but has no factory does not compile. */
const factories = { pagerDuty: createPagerDuty, fixture: createFixture } satisfies {
  readonly [Name in ProviderName]: () => Providers[Name];
};

/** One set per program: providers keep budgets and tokens between syncs. */
export function createProviders(): Providers {
  return { pagerDuty: factories.pagerDuty(), fixture: factories.fixture() };
}

/** The part of an IncidentSource's spec that names its provider: exactly one member is set, by a rule of the CRD. */
export type ProviderUnion = Pick<IncidentSourceSpec, ProviderName>;

/** What a source is opened with, besides its provider's own configuration. */
export type OpenContext = Omit<SourceContext<unknown>, 'config'>;

/** A provider bound to the configuration that belongs to it. */
export interface ChosenProvider {
  readonly name: ProviderName;
  readonly secretKeys: Provider<unknown>['secretKeys'];
  /** The spec's own endpoint, which has to be allowed before anything is sent. */
  readonly endpoint: string | undefined;
  open(context: OpenContext): Source;
}

/** Undefined for a spec without any member that this version knows. */
export function chooseProvider(spec: ProviderUnion, providers: Providers): ChosenProvider | undefined {
  if (spec.pagerDuty !== undefined) return bind('pagerDuty', providers.pagerDuty, spec.pagerDuty);
  if (spec.fixture !== undefined) return bind('fixture', providers.fixture, spec.fixture);
  return undefined;
}

function bind<Config>(name: ProviderName, provider: Provider<Config>, config: Config): ChosenProvider {
  return {
    name,
    secretKeys: provider.secretKeys,
    endpoint: provider.endpoint(config),
    open: (context) => provider.open({ ...context, config }),
  };
}
