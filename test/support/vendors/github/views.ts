// Findings as GitHub shows them, with the personal and secret texts that its answers hold.

import { rfc3339 } from '../../../../src/base/instants.ts';
import type { Repo, Stored } from './account.ts';

/** Texts that Docket must not keep under dataPolicy Minimal, one for each place of an answer that holds such. */
export const CANARIES = {
  login: 'octo-canary-login',
  email: 'earline.greenholt@example.com',
  avatar: 'https://avatars.example.com/u/4711',
  body: 'patient 4711 called 555-1212',
  secret: 'ghp_found-secret-canary-0815',
  path: 'src/patients/greenholt.sql',
  dismissed: 'dismissed-comment canary of Earline',
  message: 'query built from patient input canary',
  reporter: 'reporter-canary',
} as const;

const user = {
  id: 4_242,
  login: CANARIES.login,
  email: CANARIES.email,
  avatar_url: CANARIES.avatar,
  name: 'Earline Greenholt',
  type: 'User',
};

const time = (ms: number | undefined): string | null => (ms === undefined ? null : rfc3339(ms));

export function repoView({ fullName, hasIssues }: Repo): unknown {
  const [owner = '', name = ''] = fullName.split('/');
  const place = { html_url: `https://github.com/${fullName}`, description: CANARIES.body };
  return { id: 1, name, full_name: fullName, has_issues: hasIssues, owner: { ...user, login: owner }, ...place };
}

export function commentView({ id, body, atMs }: Stored['comments'][number]): unknown {
  return { id, body, user, created_at: time(atMs), updated_at: time(atMs) };
}

export function eventView({ id, event, atMs }: Stored['events'][number]): unknown {
  return { id, event, actor: user, created_at: time(atMs) };
}

export interface ViewOptions {
  readonly host: string;
  readonly isOrg: boolean;
  readonly hidesSecret: boolean;
}

export function findingView(row: Stored, options: ViewOptions): unknown {
  const [owner = '', name = ''] = row.fullName.split('/');
  const api = `http://${options.host}/repos/${row.fullName}`;
  const repository = { id: 1, name, full_name: row.fullName, owner: { ...user, login: owner } };
  const common = {
    created_at: time(row.createdMs),
    updated_at: time(row.updatedMs),
    ...(options.isOrg && row.stream !== 'SecurityAdvisories' ? { repository } : {}),
  };
  return { ...common, ...(OWN[row.stream](row, { ...options, api }) as object) };
}

type Own = (row: Stored, options: ViewOptions & { readonly api: string }) => unknown;

const OWN: Readonly<Record<Stored['stream'], Own>> = {
  Issues: (row, { api }) => ({
    number: Number(row.number),
    url: `${api}/issues/${row.number}`,
    repository_url: api,
    html_url: `https://github.com/${row.fullName}/${row.isPullRequest ? 'pull' : 'issues'}/${row.number}`,
    title: row.title,
    body: CANARIES.body,
    state: row.state,
    state_reason: row.stateReason ?? null,
    closed_at: time(row.doneMs),
    labels: row.labels.map((name) => ({ id: 1, name, description: CANARIES.body })),
    user,
    assignees: [user],
    closed_by: row.doneMs === undefined ? null : user,
    ...(row.isPullRequest ? { pull_request: { url: `${api}/pulls/${row.number}` } } : {}),
  }),
  DependabotAlerts: (row, { api }) => ({
    number: Number(row.number),
    url: `${api}/dependabot/alerts/${row.number}`,
    html_url: `https://github.com/${row.fullName}/security/dependabot/${row.number}`,
    state: row.state,
    dependency: { package: { ecosystem: 'npm', name: 'left-pad' }, manifest_path: CANARIES.path, scope: 'runtime' },
    security_advisory: {
      ghsa_id: 'GHSA-2222-3333-4444',
      summary: row.title,
      description: CANARIES.message,
      severity: row.severity,
    },
    security_vulnerability: { severity: row.severity },
    fixed_at: row.state === 'fixed' ? time(row.doneMs) : null,
    dismissed_at: row.state === 'dismissed' ? time(row.doneMs) : null,
    auto_dismissed_at: row.state === 'auto_dismissed' ? time(row.doneMs) : null,
    dismissed_by: row.state === 'dismissed' ? user : null,
    dismissed_reason: row.reason ?? null,
    dismissed_comment: row.comment ?? null,
  }),
  CodeScanningAlerts: (row, { api }) => ({
    number: Number(row.number),
    url: `${api}/code-scanning/alerts/${row.number}`,
    html_url: `https://github.com/${row.fullName}/security/code-scanning/${row.number}`,
    state: row.state,
    rule: {
      id: 'js/sql-injection',
      name: 'SqlInjection',
      description: row.title,
      severity: 'error',
      security_severity_level: row.severity,
    },
    tool: { name: 'CodeQL', version: '2.1' },
    most_recent_instance: { message: { text: CANARIES.message }, location: { path: CANARIES.path } },
    fixed_at: row.state === 'fixed' ? time(row.doneMs) : null,
    dismissed_at: row.state === 'dismissed' ? time(row.doneMs) : null,
    dismissed_by: row.state === 'dismissed' ? user : null,
    dismissed_reason: row.reason ?? null,
    dismissed_comment: row.comment ?? null,
  }),
  SecretScanningAlerts: (row, { api, hidesSecret }) => ({
    number: Number(row.number),
    url: `${api}/secret-scanning/alerts/${row.number}`,
    html_url: `https://github.com/${row.fullName}/security/secret-scanning/${row.number}`,
    state: row.state,
    secret_type: 'github_personal_access_token',
    secret_type_display_name: row.title,
    ...(hidesSecret ? {} : { secret: CANARIES.secret }),
    validity: row.validity,
    publicly_leaked: false,
    resolution: row.reason ?? null,
    resolution_comment: row.comment ?? null,
    resolved_at: time(row.doneMs),
    resolved_by: row.doneMs === undefined ? null : user,
    push_protection_bypassed_by: user,
    first_location_detected: { path: CANARIES.path },
  }),
  SecurityAdvisories: (row, { api }) => ({
    ghsa_id: row.number,
    url: `${api}/security-advisories/${row.number}`,
    html_url: `https://github.com/${row.fullName}/security/advisories/${row.number}`,
    summary: row.title,
    description: CANARIES.body,
    severity: row.severity,
    state: row.state,
    published_at: row.state === 'published' ? time(row.doneMs) : null,
    closed_at: row.state === 'closed' ? time(row.doneMs) : null,
    withdrawn_at: row.state === 'withdrawn' ? time(row.doneMs) : null,
    author: { ...user, login: CANARIES.reporter },
    credits: [{ login: CANARIES.reporter, type: 'reporter' }],
  }),
};
