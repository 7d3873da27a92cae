// The member `gitHub` of an IncidentSource's spec: its host, its streams, and the permissions that they require. Sends nothing.

import type { ProviderConfigs, RosterConfigs } from '../../api/v1alpha1/vocabulary.gen.ts';
import { STREAMS, type Stream } from './normalize-id.ts';

/** An absent list of streams means all of them. An empty list of labels means no filter, like an absent one. */
export type GitHubConfig = ProviderConfigs['gitHub'];

/** The organization; the same member of a CriticalSystem's spec has no more. */
export type GitHubAccess = RosterConfigs['gitHub'];

const API_HOST = 'https://api.github.com';

/** The `endpoint` of GitHub Enterprise has a path (`/api/v3`), which is kept. */
export function apiBaseOf(config: Pick<GitHubConfig, 'endpoint'>): string {
  return config.endpoint ?? API_HOST;
}

export function streamsOf(config: GitHubConfig): readonly Stream[] {
  const wanted = config.streams ?? [];
  return wanted.length === 0 ? STREAMS : STREAMS.filter((stream) => wanted.includes(stream));
}

/** How a stream's permission is called in the settings of a GitHub App or a fine-grained token, and in the API. */
export interface Permission {
  readonly title: string;
  /** The member of `permissions` of an installation token. https://docs.github.com/rest/apps/apps#create-an-installation-access-token-for-an-app */
  readonly name: string;
}

export const PERMISSIONS: Readonly<Record<Stream, Permission>> = {
  Issues: { title: 'Issues', name: 'issues' },
  DependabotAlerts: { title: 'Dependabot alerts', name: 'vulnerability_alerts' },
  CodeScanningAlerts: { title: 'Code scanning alerts', name: 'security_events' },
  SecretScanningAlerts: { title: 'Secret scanning alerts', name: 'secret_scanning_alerts' },
  SecurityAdvisories: { title: 'Repository security advisories', name: 'repository_advisories' },
};

/** What an App or a fine-grained token needs to list members, and a classic token in its place. */
export const MEMBERS: Permission = { title: 'Members', name: 'members' };
export const ORGANIZATION_SCOPES = ['read:org', 'write:org', 'admin:org'];

/** The scopes of a classic token; each of them is enough for every stream of public repositories or more. */
export const CLASSIC_SCOPES = { issues: ['repo', 'public_repo'], alerts: ['repo', 'security_events', 'public_repo'] };
