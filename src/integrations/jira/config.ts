// The member `jira` of an IncidentSource's spec, and the addresses that follow from it. Sends nothing.

import type { ProviderConfigs } from '../../api/v1alpha1/vocabulary.gen.ts';
import { SourceError } from '../ports/failure.ts';

export type JiraConfig = ProviderConfigs['jira'];

/** Where the site is; the same member of a CriticalSystem's spec has no more. */
export type JiraAccess = Pick<JiraConfig, 'site' | 'cloudID' | 'endpoint'>;

/** Scoped tokens work here only, below the site's cloud ID (https://support.atlassian.com/atlassian-account/docs/manage-api-tokens-for-your-atlassian-account/). */
const GATEWAY = 'https://api.atlassian.com';
/** The domains of sites that Atlassian runs. Anything else is an address like any other, which the administrator must allow. */
const ATLASSIAN_SITE = /^[a-z0-9][a-z0-9-]*\.(atlassian\.net|jira\.com|atlassian-us-gov-mod\.net)$/i;

/** The base URL of the REST API. With a cloud ID the path `/ex/jira/<cloud ID>` belongs to it. */
export function apiBaseOf({ endpoint, cloudID, site }: JiraAccess): string {
  if (cloudID !== undefined) return `${(endpoint ?? GATEWAY).replace(/\/+$/, '')}/ex/jira/${cloudID}`;
  const base = endpoint ?? (site === undefined ? undefined : `https://${site}`);
  if (base !== undefined) return base;
  throw new SourceError('invalid-config', 'open Jira: the spec names neither site nor cloudID: set one of them');
}

/** What the administrator must allow: the endpoint, or a site that is not below one of Atlassian's domains. */
export function allowedBaseOf({ endpoint, cloudID, site }: JiraAccess): string | undefined {
  if (endpoint !== undefined || cloudID !== undefined || site === undefined) return endpoint;
  return ATLASSIAN_SITE.test(site) ? undefined : `https://${site}`;
}

/** Where a person opens an issue. Undefined when the spec does not name the site. */
export function issueUrlOf({ site }: JiraConfig, key: string): string | undefined {
  return site === undefined ? undefined : `https://${site}/browse/${key}`;
}
