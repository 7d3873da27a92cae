// The endpoints of the loopback GitHub: which permission each requires, what it shows, and how it hides what a credential may not see.

import { PERMISSIONS } from '../../../../src/integrations/github/config.ts';
import type { Stream } from '../../../../src/integrations/github/normalize-id.ts';
import { type ApiAnswer, type ApiRequest } from '../loopback/answers.ts';
import { type Holder, refused } from './access.ts';
import type { Account, Repo, Stored } from './account.ts';
import { listFindings, listPlain, type ListingRules } from './listings.ts';
import { commentView, eventView, findingView, repoView } from './views.ts';
import { peopleAnswer } from './people.ts';
import { comment, patch, type Write } from './writes.ts';

export interface World {
  readonly account: Account;
  readonly rules: ListingRules;
  readonly writes: Write[];
}

const STREAM_OF: Readonly<Record<string, Stream>> = {
  issues: 'Issues',
  'dependabot/alerts': 'DependabotAlerts',
  'code-scanning/alerts': 'CodeScanningAlerts',
  'secret-scanning/alerts': 'SecretScanningAlerts',
  'security-advisories': 'SecurityAdvisories',
};
const PLACES = 'issues|dependabot/alerts|code-scanning/alerts|secret-scanning/alerts|security-advisories';
const IN_REPO = new RegExp(
  `^/repos/(?<owner>[^/]+)/(?<repo>[^/]+)(?:/(?<place>${PLACES})(?:/(?<number>[^/]+)(?:/(?<more>comments|events))?)?)?$`,
);
const IN_ORG = new RegExp(`^/orgs/(?<org>[^/]+)(?:/(?<place>repos|${PLACES}))?$`);

export function answerOf(world: World, holder: Holder, request: ApiRequest): ApiAnswer {
  const ofPeople = peopleAnswer({ organizations: world.account.organizations, rules: world.rules }, holder, request);
  if (ofPeople !== undefined) return ofPeople;
  const inRepo = IN_REPO.exec(decodeURI(request.path))?.groups;
  if (inRepo !== undefined) return repoAnswer(world, { holder, request, at: inRepo });
  const inOrg = IN_ORG.exec(request.path)?.groups;
  if (inOrg !== undefined && request.method === 'GET') return orgAnswer(world, { holder, request, at: inOrg });
  throw refused(404, 'Not Found');
}

interface Asked {
  readonly holder: Holder;
  readonly request: ApiRequest;
  readonly at: Readonly<Record<string, string | undefined>>;
}

function orgAnswer(world: World, { holder, request, at }: Asked): ApiAnswer {
  const { account, rules } = world;
  const prefix = `${at['org']?.toLowerCase() ?? ''}/`;
  const own = [...account.repos.values()].filter(({ fullName }) => fullName.toLowerCase().startsWith(prefix));
  if (own.length === 0) throw refused(404, 'Not Found');
  const login = own[0]?.fullName.split('/')[0];
  if (at['place'] === undefined) return { status: 200, body: { login, id: 1 } };
  const visible = own.filter((repo) => canSee(holder, repo));
  if (at['place'] === 'repos') return listPlain(rules, visible.map(repoView), request);
  const stream = STREAM_OF[at['place']] ?? 'Issues';
  // GitHub lists the issues that are assigned to the caller here, which is not what Docket is for.
  if (stream === 'Issues') throw refused(404, 'Not Found');
  // The description of code scanning has no 403 here.
  require(holder, { stream, level: 'read', hides: stream === 'CodeScanningAlerts' });
  const names = new Set(visible.filter(({ off }) => !off.has(stream)).map(({ fullName }) => fullName));
  const rows = [...account.findings.values()].filter((row) => row.stream === stream && names.has(row.fullName));
  return listed(world, { rows, stream, isOrg: true }, request);
}

function repoAnswer(world: World, asked: Asked): ApiAnswer {
  const { account } = world;
  const { holder, request, at } = asked;
  const fullName = `${at['owner'] ?? ''}/${at['repo'] ?? ''}`;
  const renamed = account.renamed.get(fullName.toLowerCase());
  if (renamed !== undefined) return moved(`http://${request.headers['host'] ?? ''}/repositories/1?was=${renamed}`);
  const repo = account.repo(fullName);
  if (repo === undefined || !canSee(holder, repo)) throw refused(404, 'Not Found');
  return at['place'] === undefined ? { status: 200, body: repoView(repo) } : placeAnswer(world, asked, repo);
}

function placeAnswer(world: World, asked: Asked, repo: Repo): ApiAnswer {
  const { holder, request, at } = asked;
  const stream = STREAM_OF[at['place'] ?? ''] ?? 'Issues';
  require(holder, { stream, level: request.method === 'GET' ? 'read' : 'write', hides: false });
  requireSwitchedOn(repo, stream);
  const { number } = at;
  if (number !== undefined) return findingAnswer(world, { ...asked, id: `${repo.fullName}/${stream}/${number}` });
  if (request.method !== 'GET') throw refused(404, 'Not Found');
  const rows = [...world.account.findings.values()].filter(
    (row) => row.stream === stream && row.fullName === repo.fullName,
  );
  return listed(world, { rows, stream, isOrg: false }, request);
}

function moved(location: string): ApiAnswer {
  return { status: 301, headers: { location }, body: { message: 'Moved Permanently', url: location } };
}

interface Rows {
  readonly rows: readonly Stored[];
  readonly stream: Stream;
  readonly isOrg: boolean;
}

function listed({ rules, account }: World, { rows, stream, isOrg }: Rows, request: ApiRequest): ApiAnswer {
  const options = { host: request.headers['host'] ?? '', isOrg, hidesSecret: hides(request) };
  const view = (row: Stored): unknown => findingView(row, options);
  return listFindings(rules, { stream, isOrg, rows, view, nowMs: account.nowMs }, request);
}

function hides({ query }: ApiRequest): boolean {
  return query.get('hide_secret') === 'true';
}

function findingAnswer(world: World, { request, at, id }: Asked & { readonly id: string }): ApiAnswer {
  const { account, rules, writes } = world;
  const finding = account.findings.get(id);
  if (finding === undefined) throw refused(404, 'Not Found');
  const body = request.body === '' ? {} : (JSON.parse(request.body) as Record<string, unknown>);
  const { more } = at;
  const what = `${request.method} ${more ?? ''}`;
  switch (what) {
    case 'GET ':
      return { status: 200, body: viewOf(finding, request) };
    case 'GET comments': {
      const sinceMs = Date.parse(request.query.get('since') ?? '1970-01-01T00:00:00Z');
      return listPlain(rules, finding.comments.filter(({ atMs }) => atMs >= sinceMs).map(commentView), request);
    }
    case 'GET events':
      return listPlain(rules, finding.events.map(eventView), request);
    case 'POST comments':
      writes.push(comment(account, id, body));
      return { status: 201, body: finding.comments.slice(-1).map(commentView)[0] };
    case 'PATCH ':
      writes.push(patch(account, id, body));
      return { status: 200, body: viewOf(finding, request) };
    default:
      throw refused(404, 'Not Found');
  }
}

function viewOf(finding: Stored, request: ApiRequest): unknown {
  return findingView(finding, { host: request.headers['host'] ?? '', isOrg: false, hidesSecret: hides(request) });
}

function canSee({ repos }: Holder, { fullName }: Repo): boolean {
  return repos === undefined || repos.includes(fullName);
}

interface Required {
  readonly stream: Stream;
  readonly level: 'read' | 'write';
  /** Whether a missing permission looks like a missing resource. */
  readonly hides: boolean;
}

function require({ permissions, scopes }: Holder, { stream, level, hides: isHidden }: Required): void {
  const { name } = PERMISSIONS[stream];
  const own = permissions === undefined ? 'write' : permissions[name];
  const hasScope =
    scopes === undefined || scopes.includes('repo') || (stream !== 'Issues' && scopes.includes('security_events'));
  if (hasScope && (own === 'write' || own === level)) return;
  if (isHidden) throw refused(404, 'Not Found');
  const headers = { 'x-accepted-github-permissions': `${name}=${level}` };
  throw refused(403, 'Resource not accessible by personal access token', headers);
}

/** GitHub's sentences for a feature that is off, and the statuses that they come with. */
const OFF: Readonly<Record<Stream, readonly [status: number, message: string]>> = {
  Issues: [410, 'Issues are disabled for this repo'],
  DependabotAlerts: [403, 'Dependabot alerts are disabled for this repository.'],
  CodeScanningAlerts: [
    403,
    'Code scanning is not enabled for this repository. Please enable code scanning in the repository settings.',
  ],
  SecretScanningAlerts: [404, 'Secret scanning is disabled on this repository.'],
  SecurityAdvisories: [404, 'Repository security advisories are disabled.'],
};

function requireSwitchedOn(repo: Repo, stream: Stream): void {
  if (!repo.off.has(stream) && (stream !== 'Issues' || repo.hasIssues)) return;
  const [status, message] = OFF[stream];
  throw refused(status, message);
}
