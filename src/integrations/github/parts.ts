// The parts of a source: each stream of each repository, or of the organization, and how each is listed. Sends nothing.

import { createHash } from 'node:crypto';

import { rfc3339 } from '../../base/instants.ts';
import { PERMISSIONS, streamsOf, type GitHubConfig } from './config.ts';
import type { RepoName, Stream } from './normalize-id.ts';
import type { Listing, Order } from './pages.ts';
import type { Scope } from './scope.ts';

export interface Part {
  readonly stream: Stream;
  /** Absent: the listing is the organization's. */
  readonly repo?: RepoName;
  readonly owner: string;
  /** For messages: `DependabotAlerts of acme/shop`. */
  readonly name: string;
}

export function partsOf(config: GitHubConfig, scope: Scope): readonly Part[] {
  return streamsOf(config).flatMap((stream) => {
    const organization = stream === 'Issues' ? undefined : scope.organization;
    if (organization !== undefined) return [partOf(stream, organization)];
    return scope.repositories.map((repo) => partOf(stream, repo.owner, repo));
  });
}

function partOf(stream: Stream, owner: string, repo?: RepoName): Part {
  const where = repo === undefined ? owner : `${repo.owner}/${repo.repo}`;
  return { stream, owner, name: `${stream} of ${where}`, ...(repo === undefined ? {} : { repo }) };
}

/** Short, and the same for the same part. */
export function partKey({ name, stream }: Part): string {
  return `${stream.slice(0, 2)}${createHash('sha256').update(name.toLowerCase()).digest('base64url').slice(0, 6)}`;
}

const PATHS: Readonly<Record<Stream, string>> = {
  Issues: 'issues',
  DependabotAlerts: 'dependabot/alerts',
  CodeScanningAlerts: 'code-scanning/alerts',
  SecretScanningAlerts: 'secret-scanning/alerts',
  SecurityAdvisories: 'security-advisories',
};

export type Params = NonNullable<Listing['params']>;

/** The call for a listing of the part. */
export function listingOf({ stream, repo, owner, name }: Part, params: Params, signal: AbortSignal): Listing {
  const place = repo === undefined ? 'orgs/{org}' : 'repos/{owner}/{repo}';
  return {
    route: `GET /${place}/${PATHS[stream]}`,
    params: {
      ...(repo === undefined ? { org: owner } : { owner: repo.owner, repo: repo.repo }),
      ...params,
      ...own(stream),
    },
    what: `list ${name}`,
    permission: PERMISSIONS[stream],
    stream,
    signal,
  };
}

/** Secrets that were found are never read. An empty `after` asks for cursors in place of page numbers. */
function own(stream: Stream): Params {
  return stream === 'SecretScanningAlerts' ? { hide_secret: 'true', after: '' } : {};
}

/** How everything of a part is listed, whatever its state: by the last change where cursors keep the order, else by creation. */
export function everything(part: Part): { readonly params: Params; readonly order: Order } {
  const by = part.stream === 'CodeScanningAlerts' ? 'created' : 'updated';
  return { params: { sort: by, direction: 'asc' }, order: { by } };
}

export const NEWEST_FIRST: Params = { sort: 'updated', direction: 'desc' };

/** What is open now. Advisories have two states that are open, and a listing has one. */
export function openListings(part: Part, labels: Params): readonly Params[] {
  const sorted = { sort: 'created', direction: 'asc' };
  if (part.stream === 'SecurityAdvisories') return ['draft', 'triage'].map((state) => ({ ...sorted, state }));
  return [{ ...sorted, state: 'open', ...(part.stream === 'Issues' ? labels : {}) }];
}

/** Issues have a filter by the last change, inclusive. */
export function issuesSince(fromMs: number, labels: Params, by: Order['by']): Params {
  return { state: 'all', sort: by, direction: 'asc', since: rfc3339(fromMs), ...labels };
}

/** All labels must be there. */
export function labelParams({ labels = [] }: GitHubConfig): Params {
  return labels.length === 0 ? {} : { labels: labels.join(',') };
}
