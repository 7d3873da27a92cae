// The member `okta` of a StaffRoster's spec, and the addresses that follow from it. Sends nothing.

import type { DirectoryConfigs } from '../../api/v1alpha1/vocabulary.gen.ts';

export type OktaConfig = DirectoryConfigs['okta'];

/** The domains of organizations that Okta runs. Anything else is an address like any other, which the administrator must allow. */
const OKTA_DOMAIN = /^[a-z0-9][a-z0-9-]*\.(okta\.com|oktapreview\.com|okta-emea\.com|okta-gov\.com|okta\.mil)$/i;

export function apiBaseOf({ endpoint, domain }: OktaConfig): string {
  return endpoint ?? `https://${domain}`;
}

/** What the administrator must allow: the endpoint, or a host that is not below one of Okta's domains. */
export function allowedBaseOf({ endpoint, domain }: OktaConfig): string | undefined {
  if (endpoint !== undefined) return endpoint;
  return OKTA_DOMAIN.test(domain) ? undefined : `https://${domain}`;
}
