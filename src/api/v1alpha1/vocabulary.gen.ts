// Generated from crds/*.yaml by tools/generate.ts; change the CRDs, not this file.

import type { CriticalSystemSpec } from './criticalsystem.gen.ts';
import type { IncidentSourceSpec } from './incidentsource.gen.ts';
import type { StaffRosterSpec } from './staffroster.gen.ts';

export const SEVERITIES = ['Critical', 'High', 'Medium', 'Low', 'Info'] as const;
export type Severity = (typeof SEVERITIES)[number];

export const INCIDENT_STATES = ['Detected', 'Triaging', 'Investigating', 'Containing', 'Resolved', 'Closed'] as const;
export type IncidentState = (typeof INCIDENT_STATES)[number];

export const CHECK_RESULTS = ['Passing', 'Due', 'Failing', 'Unknown', 'NotActive'] as const;
export type CheckResult = (typeof CHECK_RESULTS)[number];

export const EXCEPTION_STATES = ['Pending', 'Active', 'Expired', 'Unmatched'] as const;
export type ExceptionState = (typeof EXCEPTION_STATES)[number];

/** The providers, by their member of `IncidentSource.spec`. */
export const PROVIDER_NAMES = [
  'pagerDuty',
  'jira',
  'zenduty',
  'guardDuty',
  'defender',
  'gitHub',
  'mailbox',
  'webhook',
  'fixture',
] as const;
export type ProviderName = (typeof PROVIDER_NAMES)[number];

/** How a provider is called in messages, and as the `origin` of its incidents. */
export const PROVIDER_TITLES = {
  pagerDuty: 'PagerDuty',
  jira: 'Jira',
  zenduty: 'Zenduty',
  guardDuty: 'GuardDuty',
  defender: 'Defender',
  gitHub: 'GitHub',
  mailbox: 'Mailbox',
  webhook: 'Webhook',
  fixture: 'Fixture',
} as const satisfies Record<ProviderName, string>;

/** Vendors that do not say when somebody took an incident on. */
export const WITHOUT_ACKNOWLEDGEMENT: readonly ProviderName[] = [
  'guardDuty',
  'defender',
  'gitHub',
  'mailbox',
  'webhook',
];

/** What each provider is configured with. */
export type ProviderConfigs = { readonly [Name in ProviderName]: NonNullable<IncidentSourceSpec[Name]> };

/** The vendors that a CriticalSystem reads from, by their member of its spec. */
export const ROSTER_NAMES = ['pagerDuty', 'zenduty', 'jira', 'gitHub'] as const;
export type RosterName = (typeof ROSTER_NAMES)[number];

/** What each is configured with. */
export type RosterConfigs = { readonly [Name in RosterName]: NonNullable<CriticalSystemSpec[Name]> };

/** The vendors that a StaffRoster reads from, by their member of its spec. */
export const DIRECTORY_NAMES = ['entra', 'okta', 'googleWorkspace'] as const;
export type DirectoryName = (typeof DIRECTORY_NAMES)[number];

/** What each is configured with. */
export type DirectoryConfigs = { readonly [Name in DirectoryName]: NonNullable<StaffRosterSpec[Name]> };
