// P1 for GitHub, with two streams: one of them that fails leaves the source incomplete.

import { withoutItems, type Fault, type Match } from '../support/vendors/loopback/faults.ts';
import { startGitHub } from '../support/vendors/github/server.ts';
import { describeTrust } from './provider-trust.ts';

const TOKEN = 'ghp_good-token';
const definite = { kind: 'definite' } as const;
const transient = { kind: 'transient' } as const;
const answer = (status: number, message: string, headers: Record<string, string> = {}): Fault => ({
  kind: 'status',
  status,
  headers,
  body: { message },
});
const ISSUES: Match = ({ path }) => path.endsWith('/issues');
const ALERTS: Match = ({ path }) => path.endsWith('/dependabot/alerts');
const REPO: Match = { path: '/repos/acme/shop' };

describeTrust({
  name: 'GitHub',
  provider: 'gitHub',
  spec: (endpoint) => ({ repositories: ['acme/shop'], streams: ['Issues', 'DependabotAlerts'], endpoint }),
  secret: { token: TOKEN },
  // Without 304s, so that every answer can be spoilt.
  async start(now) {
    const server = await startGitHub({ now, tokens: [TOKEN], rules: { hasETags: false } });
    const { account } = server;
    const hoursAgo = (hours: number): Date => new Date(now().getTime() - hours * 3_600_000);
    account.addRepo('acme/shop');
    account.resolve(account.create('Issues', 'acme/shop', { labels: ['low'], at: hoursAgo(50) }));
    account.resolve(account.create('DependabotAlerts', 'acme/shop', { severity: 'low', at: hoursAgo(50) }));
    const open = account.create('Issues', 'acme/shop', { labels: ['critical'], at: hoursAgo(5) });
    // A reading begins ten minutes before the newest change: it brings this one again.
    account.edit(open, {});
    return server;
  },
  listing: ISSUES,
  rows: [
    { name: '401', because: 'the token was revoked, so nobody knows what is there now', match: () => true, fault: answer(401, 'Bad credentials'), reason: 'AuthenticationFailed', ...definite },
    { name: '403', because: 'the credential lost the right to read', fault: answer(403, 'Resource not accessible by integration'), reason: 'PermissionDenied', ...definite },
    { name: '403 of one stream of two', because: 'the other one is not the whole', match: ALERTS, fault: answer(403, 'Resource not accessible by integration'), reason: 'PermissionDenied', ...definite },
    { name: '404 of one stream of two', because: 'GitHub hides what a credential may not see', match: ALERTS, fault: answer(404, 'Not Found'), reason: 'ListingNotFound', ...definite },
    { name: '403 that asks for single sign-on', because: 'the token is not authorized any more', fault: answer(403, 'Resource protected by organization SAML enforcement.', { 'x-github-sso': 'required; url=https://x' }), reason: 'PermissionDenied', ...definite },
    { name: 'a listing that leaves out organizations', because: 'a part is not the whole', fault: { kind: 'status', status: 200, headers: { 'x-github-sso': 'partial-results; organizations=1' }, body: [] }, reason: 'IncompleteAnswer', ...definite },
    { name: '404 for the listing', because: 'there is no such listing at this address', fault: answer(404, 'Not Found'), reason: 'ListingNotFound', ...definite },
    { name: 'a redirect of the listing', because: 'the repository was renamed, and a credential does not follow', fault: { kind: 'redirect', location: 'http://198.51.100.1/' }, reason: 'ListingNotFound', ...definite },
    { name: 'a next page that repeats', because: 'the listing never ends', fault: { kind: 'status', status: 200, headers: { link: '<SELF>; rel="next"' }, body: [] }, reason: 'IncompleteAnswer', ...definite },
    { name: 'truncated JSON', because: 'half an answer is not the answer', fault: { kind: 'truncated' }, reason: 'MalformedAnswer', ...definite },
    { name: 'an HTML page', because: 'a sign-in page says nothing', fault: { kind: 'html' }, reason: 'MalformedAnswer', ...definite },
    { name: '200 without a body', because: 'nothing is not an empty list', fault: { kind: 'empty' }, reason: 'MalformedAnswer', ...definite },
    { name: 'an object in place of the list', because: 'the answer has changed', fault: { kind: 'mutate', mutate: () => ({ items: [] }) }, reason: 'MalformedAnswer', ...definite },
    { name: 'empty lists after ones with findings', because: 'a credential that sees nothing looks like a quiet repository', match: ({ path }) => path !== '/repos/acme/shop', fault: { kind: 'mutate', mutate: withoutItems }, reason: 'SuspiciouslyEmpty', ...definite },
    { name: 'another type of field in every item', because: "GitHub's answer has changed", fault: { kind: 'changed-type', field: 'state' }, reason: 'MalformedAnswer', ...definite },
    { name: 'another type of field in one item', because: 'it may be an open one', match: ({ path }) => path.includes('/issues'), fault: { kind: 'mutate', mutate: spoilOpen }, reason: 'ItemsQuarantined', kind: 'quarantine' },
    { name: '429 with a time to wait', because: 'it passes by itself', fault: answer(429, '', { 'retry-after': '5' }), reason: 'RateLimited', ...transient },
    { name: 'an hourly budget that is used up', because: 'it passes by itself', fault: answer(403, 'API rate limit exceeded', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1700000000' }), reason: 'RateLimited', ...transient },
    { name: 'a secondary limit with a time', because: 'it passes by itself', fault: answer(403, 'You have exceeded a secondary rate limit.', { 'retry-after': '20' }), reason: 'RateLimited', ...transient },
    { name: '500', because: 'it passes by itself', fault: answer(500, ''), reason: 'Unavailable', ...transient },
    { name: '503 of one stream of two', because: 'it passes by itself', match: ALERTS, fault: answer(503, ''), reason: 'Unavailable', ...transient },
    { name: '502 of the repository', because: 'it passes by itself', match: REPO, fault: answer(502, ''), reason: 'Unavailable', ...transient },
    { name: 'a connection that breaks', because: 'it passes by itself', fault: { kind: 'reset' }, reason: 'Unreachable', ...transient },
    { name: 'a connection that breaks within the answer', because: 'it passes by itself', fault: { kind: 'cut' }, reason: 'Unreachable', ...transient },
  ],
}); // prettier-ignore

function spoilOpen(body: unknown): unknown {
  const spoil = (each: unknown): unknown => {
    const { state } = each as { readonly state?: unknown };
    return state === 'open' ? { ...(each as object), state: 7 } : each;
  };
  return Array.isArray(body) ? body.map(spoil) : spoil(body);
}
