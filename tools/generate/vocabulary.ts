// The enums of the CRDs as types, and as lists where code iterates over them: severities, states, results, and the providers with their
// configurations. Writes nothing.

import type { CustomResourceDefinition, StructuralSchema } from '../../src/api/crd.ts';
import { storageVersion } from '../../src/api/crd.ts';

/** Where the CRDs list the values of a type. `list` is the name of the list of values, where the code needs one. */
const ENUMS = [
  { type: 'Severity', kind: 'Incident', path: ['spec', 'severity'], list: 'SEVERITIES' },
  { type: 'IncidentState', kind: 'Incident', path: ['spec', 'state'], list: 'INCIDENT_STATES' },
  { type: 'CheckResult', kind: 'ComplianceCheck', path: ['status', 'result'], list: 'CHECK_RESULTS' },
  { type: 'ExceptionState', kind: 'CheckException', path: ['status', 'state'], list: 'EXCEPTION_STATES' },
] as const;

const PROVIDERS = { kind: 'IncidentSource', path: ['status', 'provider'] } as const;

/**
 * Kinds that read a listing from a vendor: their vendors are the members of the spec that the status names too, but for the one that is a
 * file.
 */
const LISTINGS = [
  { list: 'ROSTER', type: 'Roster', kind: 'CriticalSystem', path: ['status', 'provider'], file: 'accountsFrom' },
  { list: 'DIRECTORY', type: 'Directory', kind: 'StaffRoster', path: ['status', 'source'], file: 'secretRef' },
] as const;

/** Vendors that do not say when somebody took an incident on. Each provider says the same of itself, and a test compares. */
const WITHOUT_ACKNOWLEDGEMENT = ['guardDuty', 'defender', 'gitHub', 'mailbox', 'webhook'];

/** The text of `src/api/v1alpha1/vocabulary.gen.ts`, not yet formatted. */
export function vocabularyOf(crds: readonly CustomResourceDefinition[]): string {
  return [
    '// Generated from crds/*.yaml by tools/generate.ts; change the CRDs, not this file.',
    '',
    "import type { CriticalSystemSpec } from './criticalsystem.gen.ts';",
    "import type { IncidentSourceSpec } from './incidentsource.gen.ts';",
    "import type { StaffRosterSpec } from './staffroster.gen.ts';",
    '',
    ...ENUMS.flatMap(({ type, list, kind, path }) => enumOf({ type, list }, valuesAt(crds, kind, path))),
    ...providersOf(crds),
    ...LISTINGS.flatMap((listing) => listingOf(listing, crds)),
  ].join('\n');
}

function enumOf({ type, list }: { readonly type: string; readonly list: string }, values: readonly string[]): string[] {
  return [
    `export const ${list} = ${JSON.stringify(values)} as const;`,
    `export type ${type} = (typeof ${list})[number];`,
    '',
  ];
}

/** A provider is a member of `IncidentSource.spec`, and that name in `status.provider`. Its title is the name with a capital letter. */
function providersOf(crds: readonly CustomResourceDefinition[]): string[] {
  const names = valuesAt(crds, PROVIDERS.kind, PROVIDERS.path);
  const members = Object.keys(schemaAt(crds, PROVIDERS.kind, ['spec'])?.properties ?? {});
  const lost = names.find((name) => !members.includes(name));
  if (lost !== undefined) throw new Error(`crds: status.provider has ${lost}, and IncidentSource.spec has not`);
  const titles = names.map((name) => [name, `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`]);
  return [
    '/** The providers, by their member of `IncidentSource.spec`. */',
    `export const PROVIDER_NAMES = ${JSON.stringify(names)} as const;`,
    'export type ProviderName = (typeof PROVIDER_NAMES)[number];',
    '',
    '/** How a provider is called in messages, and as the `origin` of its incidents. */',
    `export const PROVIDER_TITLES = ${JSON.stringify(Object.fromEntries(titles))} as const satisfies Record<ProviderName, string>;`,
    '',
    '/** Vendors that do not say when somebody took an incident on. */',
    `export const WITHOUT_ACKNOWLEDGEMENT: readonly ProviderName[] = ${JSON.stringify(WITHOUT_ACKNOWLEDGEMENT)};`,
    '',
    '/** What each provider is configured with. */',
    'export type ProviderConfigs = { readonly [Name in ProviderName]: NonNullable<IncidentSourceSpec[Name]> };',
  ];
}

function listingOf(
  { list, type, kind, path, file }: (typeof LISTINGS)[number],
  crds: readonly CustomResourceDefinition[],
): string[] {
  const names = valuesAt(crds, kind, path).filter((name) => name !== file);
  return [
    '',
    `/** The vendors that a ${kind} reads from, by their member of its spec. */`,
    `export const ${list}_NAMES = ${JSON.stringify(names)} as const;`,
    `export type ${type}Name = (typeof ${list}_NAMES)[number];`,
    '',
    '/** What each is configured with. */',
    `export type ${type}Configs = { readonly [Name in ${type}Name]: NonNullable<${kind}Spec[Name]> };`,
  ];
}

function valuesAt(crds: readonly CustomResourceDefinition[], kind: string, path: readonly string[]): readonly string[] {
  const values = schemaAt(crds, kind, path)?.enum;
  if (values === undefined) throw new Error(`crds: ${kind} has no enum at ${path.join('.')}`);
  return values;
}

function schemaAt(
  crds: readonly CustomResourceDefinition[],
  kind: string,
  path: readonly string[],
): StructuralSchema | undefined {
  const crd = crds.find(({ spec }) => spec.names.kind === kind);
  const root = crd && storageVersion(crd).schema.openAPIV3Schema;
  return path.reduce<StructuralSchema | undefined>((schema, name) => schema?.properties?.[name], root);
}
