// The member `pagerDuty` of an IncidentSource's spec, and the hosts that its region selects. Sends nothing.

import type { ProviderConfigs } from '../../api/v1alpha1/vocabulary.gen.ts';

/** An empty list means no filter, like an absent one. The endpoint replaces both hosts below. */
export type PagerDutyConfig = ProviderConfigs['pagerDuty'];

/** Where the account is; the same member of a CriticalSystem's spec has no more. */
export type PagerDutyAccess = Pick<PagerDutyConfig, 'region' | 'endpoint'>;

/** One host per service region. An account belongs to one region, and the other region refuses its credential. */
const API_HOSTS = { US: 'https://api.pagerduty.com', EU: 'https://api.eu.pagerduty.com' } as const;
/** One host for both regions (docs/app-integration-development/12-App-OAuth-Token.md of PagerDuty/developer-docs). */
const IDENTITY_HOST = 'https://identity.pagerduty.com';

export function apiBaseOf(config: PagerDutyAccess): string {
  return config.endpoint ?? API_HOSTS[config.region];
}

/** The base URL of `oauth/token`, where tokens are issued. */
export function identityBaseOf(config: PagerDutyAccess): string {
  return config.endpoint ?? IDENTITY_HOST;
}

/** The scope that names the account a token is for. */
export function accountScopeOf(config: PagerDutyAccess, subdomain: string): string {
  return `as_account-${config.region.toLowerCase()}.${subdomain.toLowerCase()}`;
}

/** The scopes that reading with these filters requires, by the vendor's names. */
export function scopesOf(config: PagerDutyConfig): readonly string[] {
  return [
    'incidents.read',
    ...(config.services?.length ? ['services.read'] : []),
    ...(config.teams?.length ? ['teams.read'] : []),
  ];
}

/** What writing takes: the incident and its log are read first. */
export const WRITE_SCOPES = ['incidents.read', 'incidents.write'] as const;

/** What listing accounts takes. Without the second the accounts come without their teams. */
export const ROSTER_SCOPES = ['users.read', 'teams.read'] as const;
