// P1 for Jira.

import { GOOD_EMAIL, GOOD_TOKEN, startJira } from '../support/vendors/jira/server.ts';
import type { ApiRequest } from '../support/vendors/loopback/answers.ts';
import type { Match } from '../support/vendors/loopback/faults.ts';
import { describeTrust } from './provider-trust.ts';

const definite = { kind: 'definite' } as const;
const transient = { kind: 'transient' } as const;
const LISTING: Match = { path: '/rest/api/3/search/jql' };
const PAGE_TWO: Match = ({ body }: ApiRequest) => body.includes('nextPageToken');
const MISSING_SCOPE = { code: 401, message: 'Unauthorized; scope does not match' };
const LOST_PAGE = { issues: [], isLast: false, nextPageToken: 'again' };
const ANONYMOUS = { kind: 'status', status: 200, headers: { 'x-seraph-loginreason': 'AUTHENTICATED_FAILED' }, body: { issues: [], isLast: true } } as const; // prettier-ignore

describeTrust({
  name: 'Jira',
  provider: 'jira',
  spec: (endpoint) => ({ endpoint, jql: 'project = SEC' }),
  secret: { email: GOOD_EMAIL, token: GOOD_TOKEN },
  async start(now) {
    // Pages of two: what is open and what changed take several.
    const server = await startJira({ now, rules: { pageSize: 2 } });
    const { account, loopback } = server;
    const hoursAgo = (hours: number): Date => new Date(now().getTime() - hours * 3_600_000);
    for (const id of ['SEC-1', 'SEC-2']) {
      account.create({ id, priority: 'Low', at: hoursAgo(60) });
      account.resolve(id, hoursAgo(50));
    }
    // Three that changed last: each reading looks back to them, and takes two pages.
    for (const id of ['SEC-3', 'SEC-4', 'SEC-5']) account.create({ id, priority: 'Highest', at: hoursAgo(5) });
    return {
      url: server.url,
      failNext: (match, fault, times) => loopback.failNext(match, fault, times),
      clearFaults: () => loopback.clearFaults(),
      [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
    };
  },
  listing: LISTING,
  rows: [
    { name: '401', because: 'the token was revoked', fault: { kind: 'status', status: 401 }, reason: 'AuthenticationFailed', ...definite },
    { name: 'an answer for anonymous visitors', because: 'Jira answers a refused token with an empty list', fault: ANONYMOUS, reason: 'AuthenticationFailed', ...definite },
    { name: '403', because: 'the account lost the right to browse', fault: { kind: 'status', status: 403 }, reason: 'PermissionDenied', ...definite },
    { name: 'a scope that is missing', because: 'the token was made anew with less', fault: { kind: 'status', status: 401, body: MISSING_SCOPE }, reason: 'PermissionDenied', ...definite },
    { name: 'a JQL that is refused', because: 'a project of it is gone', fault: { kind: 'status', status: 400 }, reason: 'InvalidConfiguration', ...definite },
    { name: '404', because: 'there is no such listing at this address', fault: { kind: 'status', status: 404 }, reason: 'ListingNotFound', ...definite },
    { name: '410', because: 'the vendor took the listing away', fault: { kind: 'status', status: 410 }, reason: 'ListingNotFound', ...definite },
    { name: '404 for page 2', because: 'a listing without its second page is none', match: PAGE_TWO, fault: { kind: 'status', status: 404 }, reason: 'ListingNotFound', ...definite },
    { name: '206', because: 'a part is not the whole', fault: { kind: 'status', status: 206, body: { issues: [], isLast: true } }, reason: 'IncompleteAnswer', ...definite },
    { name: 'a page token that repeats', because: 'the listing never ends', fault: { kind: 'status', status: 200, body: LOST_PAGE }, reason: 'IncompleteAnswer', ...definite },
    { name: 'a page token that is refused', because: 'the rest of the listing is lost', match: PAGE_TWO, fault: { kind: 'status', status: 400 }, reason: 'IncompleteAnswer', ...definite },
    { name: 'truncated JSON', because: 'half an answer is not the answer', fault: { kind: 'truncated' }, reason: 'MalformedAnswer', ...definite },
    { name: 'an HTML page', because: 'a sign-in page says nothing', fault: { kind: 'html' }, reason: 'MalformedAnswer', ...definite },
    { name: '200 without a body', because: 'nothing is not an empty list', fault: { kind: 'empty' }, reason: 'MalformedAnswer', ...definite },
    { name: 'an empty list after one with issues', because: 'an account that may browse nothing looks like a quiet project', fault: { kind: 'empty-list' }, reason: 'SuspiciouslyEmpty', ...definite },
    { name: 'an empty list, and issues that say nothing by their keys', because: 'the account may browse nothing any more', match: isReading, fault: { kind: 'mutate', mutate: () => ({ issues: [], isLast: true }) }, reason: 'SuspiciouslyEmpty', ...definite },
    { name: 'another type of field in every issue', because: "Jira's answer has changed", fault: { kind: 'changed-type', field: 'fields.status' }, reason: 'MalformedAnswer', ...definite },
    { name: 'another type of field in one issue', because: 'it may be an open one', fault: { kind: 'mutate', mutate: spoilOpen }, match: isReading, reason: 'ItemsQuarantined', kind: 'quarantine' },
    { name: 'a redirect', because: 'a credential does not follow', fault: { kind: 'redirect', location: 'http://198.51.100.1/' }, reason: 'MalformedAnswer', ...definite },
    { name: '429 with a time to wait', because: 'it passes by itself', fault: { kind: 'status', status: 429, headers: { 'retry-after': '5' } }, reason: 'RateLimited', ...transient },
    { name: '429 with nothing else', because: 'it passes by itself', fault: { kind: 'status', status: 429 }, reason: 'RateLimited', ...transient },
    { name: '500', because: 'it passes by itself', fault: { kind: 'status', status: 500 }, reason: 'Unavailable', ...transient },
    { name: '503 for page 2', because: 'a page that does not come now may come later', match: PAGE_TWO, fault: { kind: 'status', status: 503 }, reason: 'Unavailable', ...transient },
    { name: 'a connection that is reset', because: 'it passes by itself', fault: { kind: 'reset' }, reason: 'Unreachable', ...transient },
    { name: 'a connection that breaks within the answer', because: 'it passes by itself', fault: { kind: 'cut' }, reason: 'Unreachable', ...transient },
  ],
}); // prettier-ignore

/** Searches and single issues, not the question who the credential is. */
function isReading({ path }: ApiRequest): boolean {
  return path.endsWith('/search/jql') || path.includes('/issue/');
}

function spoilOpen(body: unknown): unknown {
  const { issues, ...rest } = body as { issues?: ReadonlyArray<{ readonly key?: string }>; readonly key?: string };
  const spoilt = { key: 'SEC-3', fields: { status: 'open' } };
  if (issues === undefined) return rest.key === 'SEC-3' ? spoilt : body;
  return { ...rest, issues: issues.map((each) => (each.key === 'SEC-3' ? { ...each, ...spoilt } : each)) };
}
