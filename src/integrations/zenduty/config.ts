// The member `zenduty` of an IncidentSource's spec, and the addresses that follow from it. Sends nothing.

import type { ProviderConfigs } from '../../api/v1alpha1/vocabulary.gen.ts';

/** An empty list means no filter, like an absent one. */
export type ZendutyConfig = ProviderConfigs['zenduty'];

/** One host for every account (https://apidocs.zenduty.com). */
const HOST = 'https://www.zenduty.com';

export function apiBaseOf({ endpoint }: ZendutyConfig): string {
  return endpoint ?? HOST;
}

/** Where a person opens an incident. */
export function incidentUrlOf(incidentNumber: number): string {
  return `${HOST}/dashboard/incidents/${incidentNumber}`;
}
