// The member `zenduty` of an IncidentSource's spec, and the addresses that follow from it. Sends nothing.

import type { ProviderConfigs } from '../../api/v1alpha1/vocabulary.gen.ts';

/** An empty list means no filter, like an absent one. */
export type ZendutyConfig = ProviderConfigs['zenduty'];

/** Where the account is; the same member of a CriticalSystem's spec has no more. */
export type ZendutyAccess = Pick<ZendutyConfig, 'endpoint'>;

/** One host for every account (https://apidocs.zenduty.com). */
const HOST = 'https://www.zenduty.com';

export function apiBaseOf({ endpoint }: ZendutyAccess): string {
  return endpoint ?? HOST;
}

/** Where a person opens an incident. */
export function incidentUrlOf(incidentNumber: number): string {
  return `${HOST}/dashboard/incidents/${incidentNumber}`;
}
