// The member `guardDuty` of an IncidentSource's spec, and the hosts of its regions. Sends nothing.

import type { ProviderConfigs } from '../../api/v1alpha1/vocabulary.gen.ts';

/** The endpoint replaces the hosts of GuardDuty and of STS. The region of a request is then in its signature only. */
export type GuardDutyConfig = ProviderConfigs['guardDuty'];

/** The base URL of GuardDuty in a region (https://docs.aws.amazon.com/general/latest/gr/guardduty.html). */
export function guardDutyBaseOf(config: GuardDutyConfig, region: string): string {
  return config.endpoint ?? `https://guardduty.${region}.${domainOf(region)}`;
}

/** The base URL of the region's Security Token Service (https://docs.aws.amazon.com/general/latest/gr/sts.html). */
export function stsBaseOf(config: GuardDutyConfig, region: string): string {
  return config.endpoint ?? `https://sts.${region}.${domainOf(region)}`;
}

function domainOf(region: string): string {
  return region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
}
