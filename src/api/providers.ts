// Which provider an IncidentSource names for incidents, and a CriticalSystem for accounts. Knows their names from the CRDs and nothing else
// of them.

import type { CriticalSystemSpec } from './v1alpha1/criticalsystem.gen.ts';
import { PROVIDER_NAMES, type ProviderConfigs, type ProviderName } from './v1alpha1/vocabulary.gen.ts';

/** The part of an IncidentSource's spec that names its provider: exactly one member is set, by a rule of the CRD. */
export type ProviderUnion = { readonly [Name in ProviderName]?: ProviderConfigs[Name] };

/** Undefined for a spec without any member that this version knows: a newer CRD may have more. */
export function providerNameOf(spec: ProviderUnion): ProviderName | undefined {
  return PROVIDER_NAMES.find((name) => spec[name] !== undefined);
}

/** The providers that list accounts, by their member of `CriticalSystem.spec`. */
export const ROSTER_NAMES = ['pagerDuty', 'zenduty', 'jira', 'gitHub'] as const satisfies readonly ProviderName[];
export type RosterName = (typeof ROSTER_NAMES)[number];

/** What each is configured with for its accounts. */
export type RosterConfigs = { readonly [Name in RosterName]: NonNullable<CriticalSystemSpec[Name]> };

/** The part of a CriticalSystem's spec that names its provider; empty where the accounts come from a file. */
export type RosterUnion = { readonly [Name in RosterName]?: RosterConfigs[Name] };

/** Undefined for a spec without any member that this version knows. */
export function rosterNameOf(spec: RosterUnion): RosterName | undefined {
  return ROSTER_NAMES.find((name) => spec[name] !== undefined);
}
