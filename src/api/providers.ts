// Which provider an IncidentSource names. Knows their names from the CRD and nothing else of them.

import { PROVIDER_NAMES, type ProviderConfigs, type ProviderName } from './v1alpha1/vocabulary.gen.ts';

/** The part of an IncidentSource's spec that names its provider: exactly one member is set, by a rule of the CRD. */
export type ProviderUnion = { readonly [Name in ProviderName]?: ProviderConfigs[Name] };

/** Undefined for a spec without any member that this version knows: a newer CRD may have more. */
export function providerNameOf(spec: ProviderUnion): ProviderName | undefined {
  return PROVIDER_NAMES.find((name) => spec[name] !== undefined);
}
