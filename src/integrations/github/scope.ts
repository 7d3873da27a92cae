// Resolves the spec's organization or repositories to their present names. A name that nothing visible has is reported; it never turns
// into "everything". https://docs.github.com/rest/repos/repos#get-a-repository

import { streamsOf, type GitHubConfig } from './config.ts';
import { parseFullName, type RepoName } from './normalize-id.ts';
import { walk } from './pages.ts';
import { memberOf } from './schema.ts';
import type { Session } from './session.ts';

export interface Scope {
  /** As GitHub writes it; undefined for a source of repositories. */
  readonly organization: string | undefined;
  /** Those whose findings are listed one by one. */
  readonly repositories: readonly RepoName[];
  readonly unmatched: readonly string[];
}

/** What a request for a missing, renamed or hidden repository is answered with. */
const INVISIBLE = [301, 302, 307, 308, 404, 451];

export async function resolveScope(session: Session, config: GitHubConfig, signal: AbortSignal): Promise<Scope> {
  const { organization } = config;
  if (organization !== undefined) return ofOrganization(session, config, { organization, signal });
  const repositories = new Map<string, RepoName>();
  const unmatched: string[] = [];
  for (const name of config.repositories ?? []) {
    const found = await findRepository(session, name, signal);
    if (found === undefined) unmatched.push(name);
    else repositories.set(`${found.owner}/${found.repo}`, found);
  }
  return { organization: undefined, repositories: [...repositories.values()], unmatched };
}

async function findRepository(session: Session, name: string, signal: AbortSignal): Promise<RepoName | undefined> {
  const asked = parseFullName(name);
  if (asked === undefined) return undefined;
  const { status, body } = await session.ask({
    route: 'GET /repos/{owner}/{repo}',
    params: { owner: asked.owner, repo: asked.repo },
    what: `get the repository ${name}`,
    signal,
    expected: INVISIBLE,
  });
  return status === 200 ? (parseFullName(memberOf(body, 'full_name')) ?? asked) : undefined;
}

interface Asked {
  readonly organization: string;
  readonly signal: AbortSignal;
}

async function ofOrganization(session: Session, config: GitHubConfig, { organization, signal }: Asked): Promise<Scope> {
  const what = `get the organization ${organization}`;
  const params = { org: organization };
  const { status, body } = await session.ask({ route: 'GET /orgs/{org}', params, what, signal, expected: INVISIBLE });
  const nothing: Scope = { organization: undefined, repositories: [], unmatched: [organization] };
  if (status !== 200) return nothing;
  const login = memberOf(body, 'login');
  const name = typeof login === 'string' && /^[A-Za-z0-9_-]{1,39}$/.test(login) ? login : organization;
  if (!streamsOf(config).includes('Issues')) return { organization: name, repositories: [], unmatched: [] };
  const repositories = await repositoriesOf(session, name, signal);
  // A credential that sees none of an organization's repositories looks like an organization without issues.
  return { organization: name, repositories, unmatched: repositories.length === 0 ? [organization] : [] };
}

/** Those that have issues. GitHub has no listing of an organization's issues that every kind of credential can read. */
async function repositoriesOf(session: Session, org: string, signal: AbortSignal): Promise<readonly RepoName[]> {
  const params = { org, type: 'all', sort: 'created', direction: 'asc' };
  const call = { route: 'GET /orgs/{org}/repos', params, what: `list the repositories of ${org}`, signal };
  const found = new Map<string, RepoName>();
  for await (const { items } of walk(session, call, { by: 'created' })) {
    for (const item of items) {
      const name = parseFullName(memberOf(item, 'full_name'));
      if (name !== undefined && memberOf(item, 'has_issues') !== false) found.set(`${name.owner}/${name.repo}`, name);
    }
  }
  return [...found.values()];
}
