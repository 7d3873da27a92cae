// The member `defender` of an IncidentSource's spec, and the hosts that its cloud selects. Sends nothing.

import type { ProviderConfigs } from '../../api/v1alpha1/vocabulary.gen.ts';

/** The endpoint replaces both hosts below. */
export type DefenderConfig = ProviderConfigs['defender'];

interface Hosts {
  readonly graph: string;
  readonly login: string;
}

/** https://learn.microsoft.com/graph/deployments */
const HOSTS: Readonly<Record<DefenderConfig['cloud'], Hosts>> = {
  Global: { graph: 'https://graph.microsoft.com', login: 'https://login.microsoftonline.com' },
  USGov: { graph: 'https://graph.microsoft.us', login: 'https://login.microsoftonline.us' },
  USGovHigh: { graph: 'https://dod-graph.microsoft.us', login: 'https://login.microsoftonline.us' },
  China: { graph: 'https://microsoftgraph.chinacloudapi.cn', login: 'https://login.partner.microsoftonline.cn' },
};

export function graphBaseOf({ endpoint, cloud }: DefenderConfig): string {
  return endpoint ?? HOSTS[cloud].graph;
}

/** Below the base URL. */
export const INCIDENTS = 'v1.0/security/incidents';

/** The base URL of the token service. */
export function loginBaseOf({ endpoint, cloud }: DefenderConfig): string {
  return endpoint ?? HOSTS[cloud].login;
}

/** The tenant at its own token service, whatever host is asked in its place: the library takes https addresses only. */
export function authorityOf({ cloud, tenantID }: DefenderConfig): string {
  return `${HOSTS[cloud].login}/${tenantID}`;
}

/** The scope that asks for every application permission that an administrator granted for Graph. */
export function scopeOf({ cloud }: DefenderConfig): string {
  return `${HOSTS[cloud].graph}/.default`;
}
