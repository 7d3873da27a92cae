// The clouds of Microsoft, and the hosts that each has for Graph and for tokens. Sends nothing. https://learn.microsoft.com/graph/deployments

export type Cloud = 'Global' | 'USGov' | 'USGovHigh' | 'China';

/** Where a tenant is. The endpoint replaces both hosts of the cloud. */
export interface Tenancy {
  readonly tenantID: string;
  readonly cloud: Cloud;
  readonly endpoint?: string;
}

interface Hosts {
  readonly graph: string;
  readonly login: string;
}

const HOSTS: Readonly<Record<Cloud, Hosts>> = {
  Global: { graph: 'https://graph.microsoft.com', login: 'https://login.microsoftonline.com' },
  USGov: { graph: 'https://graph.microsoft.us', login: 'https://login.microsoftonline.us' },
  USGovHigh: { graph: 'https://dod-graph.microsoft.us', login: 'https://login.microsoftonline.us' },
  China: { graph: 'https://microsoftgraph.chinacloudapi.cn', login: 'https://login.partner.microsoftonline.cn' },
};

export function graphBaseOf({ endpoint, cloud }: Tenancy): string {
  return endpoint ?? HOSTS[cloud].graph;
}

/** The base URL of the token service. */
export function loginBaseOf({ endpoint, cloud }: Tenancy): string {
  return endpoint ?? HOSTS[cloud].login;
}

/** The tenant at its own token service, whatever host is asked in its place: the library takes https addresses only. */
export function authorityOf({ cloud, tenantID }: Tenancy): string {
  return `${HOSTS[cloud].login}/${tenantID}`;
}

/** The scope that asks for every application permission that an administrator granted for Graph. */
export function scopeOf({ cloud }: Tenancy): string {
  return `${HOSTS[cloud].graph}/.default`;
}
