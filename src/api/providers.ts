// Which provider an IncidentSource names for incidents and a CriticalSystem for accounts, and which directory a StaffRoster names. Knows their
// names from the CRDs and nothing else of them.

import {
  DIRECTORY_NAMES,
  PROVIDER_NAMES,
  PROVIDER_TITLES,
  ROSTER_NAMES,
  type DirectoryConfigs,
  type DirectoryName,
  type ProviderConfigs,
  type ProviderName,
  type RosterConfigs,
  type RosterName,
  WITHOUT_ACKNOWLEDGEMENT,
} from './v1alpha1/vocabulary.gen.ts';

/** The part of an IncidentSource's spec that names its provider: exactly one member is set, by a rule of the CRD. */
export type ProviderUnion = { readonly [Name in ProviderName]?: ProviderConfigs[Name] };

/** Undefined for a spec without any member that this version knows: a newer CRD may have more. */
export function providerNameOf(spec: ProviderUnion): ProviderName | undefined {
  return PROVIDER_NAMES.find((name) => spec[name] !== undefined);
}

/** The part of a CriticalSystem's spec that names its provider; empty where the accounts come from a file. */
export type RosterUnion = { readonly [Name in RosterName]?: RosterConfigs[Name] };

/** Undefined for a spec without any member that this version knows. */
export function rosterNameOf(spec: RosterUnion): RosterName | undefined {
  return ROSTER_NAMES.find((name) => spec[name] !== undefined);
}

/** The part of a StaffRoster's spec that names its directory; empty where the people come from a file. */
export type DirectoryUnion = { readonly [Name in DirectoryName]?: DirectoryConfigs[Name] };

/** Undefined for a spec without any member that this version knows. */
export function directoryNameOf(spec: DirectoryUnion): DirectoryName | undefined {
  return DIRECTORY_NAMES.find((name) => spec[name] !== undefined);
}

const ORIGINS_WITHOUT_ACKNOWLEDGEMENT: ReadonlySet<string> = new Set(
  WITHOUT_ACKNOWLEDGEMENT.map((name) => PROVIDER_TITLES[name]),
);

/**
 * Whether the vendor of a mirrored incident does not say when somebody took it on. Its source's provider tells; where the source is gone,
 * the incident's `origin` does.
 */
export function lacksAcknowledgement(source: ProviderUnion | undefined, origin: string | undefined): boolean {
  const provider = source && providerNameOf(source);
  if (provider !== undefined) return WITHOUT_ACKNOWLEDGEMENT.includes(provider);
  return origin !== undefined && ORIGINS_WITHOUT_ACKNOWLEDGEMENT.has(origin);
}
