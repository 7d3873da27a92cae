// P1 for Zenduty.

import { GOOD_KEY, startZenduty } from '../support/vendors/zenduty/server.ts';
import type { ApiRequest } from '../support/vendors/loopback/answers.ts';
import type { Match } from '../support/vendors/loopback/faults.ts';
import { describeTrust } from './provider-trust.ts';

const definite = { kind: 'definite' } as const;
const transient = { kind: 'transient' } as const;
const LISTING: Match = { path: '/api/incidents/filter/' };
const PAGE_TWO: Match = { path: '/api/incidents/filter/', query: { page: '2' } };
const WRONG_KEY = { detail: 'Invalid or Inactive Token' };

describeTrust({
  name: 'Zenduty',
  provider: 'zenduty',
  spec: (endpoint) => ({ endpoint }),
  secret: { token: GOOD_KEY },
  async start(now) {
    const server = await startZenduty({ now, rules: { pageSize: 2 } });
    const { account, loopback } = server;
    const hoursAgo = (hours: number): Date => new Date(now().getTime() - hours * 3_600_000);
    for (const id of ['done1', 'done2']) {
      account.create({ id, priority: 'P4', at: hoursAgo(60) });
      account.resolve(id, hoursAgo(50));
    }
    for (const id of ['open', 'open2', 'open3']) account.create({ id, priority: 'P1', at: hoursAgo(5) });
    return {
      url: server.url,
      failNext: (match, fault, times) => loopback.failNext(match, fault, times),
      clearFaults: () => loopback.clearFaults(),
      [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
    };
  },
  listing: LISTING,
  rows: [
    { name: '403 for a wrong key', because: 'the key was revoked', fault: { kind: 'status', status: 403, body: WRONG_KEY }, reason: 'AuthenticationFailed', ...definite },
    { name: '401', because: 'the key was revoked', fault: { kind: 'status', status: 401 }, reason: 'AuthenticationFailed', ...definite },
    { name: '403', because: 'the user lost the right to read', fault: { kind: 'status', status: 403 }, reason: 'PermissionDenied', ...definite },
    { name: '404', because: 'there is no such listing at this address', fault: { kind: 'status', status: 404 }, reason: 'ListingNotFound', ...definite },
    { name: '404 for page 2', because: 'a listing without its second page is none', match: PAGE_TWO, fault: { kind: 'status', status: 404 }, reason: 'ListingNotFound', ...definite },
    { name: '206', because: 'a part is not the whole', fault: { kind: 'status', status: 206, body: { results: [], next: null } }, reason: 'IncompleteAnswer', ...definite },
    { name: 'a page that repeats', because: 'the listing never ends', match: PAGE_TWO, fault: { kind: 'mutate', mutate: repeated }, reason: 'IncompleteAnswer', ...definite },
    { name: 'a next page elsewhere', because: 'a credential does not follow', fault: { kind: 'status', status: 200, body: { results: [], next: 'http://198.51.100.1/?page=2' } }, reason: 'MalformedAnswer', ...definite },
    { name: 'truncated JSON', because: 'half an answer is not the answer', fault: { kind: 'truncated' }, reason: 'MalformedAnswer', ...definite },
    { name: 'an HTML page', because: 'a sign-in page says nothing', fault: { kind: 'html' }, reason: 'MalformedAnswer', ...definite },
    { name: '200 without a body', because: 'nothing is not an empty list', fault: { kind: 'empty' }, reason: 'MalformedAnswer', ...definite },
    { name: 'an empty list after one with incidents', because: 'a key that sees nothing looks like a quiet account', fault: { kind: 'empty-list' }, reason: 'SuspiciouslyEmpty', ...definite },
    { name: 'another type of field in every incident', because: "Zenduty's answer has changed", fault: { kind: 'changed-type', field: 'status' }, reason: 'MalformedAnswer', ...definite },
    { name: 'another type of field in one incident', because: 'it may be an open one', fault: { kind: 'mutate', mutate: spoilOpen }, match: isReading, reason: 'ItemsQuarantined', kind: 'quarantine' },
    { name: 'a redirect', because: 'a credential does not follow', fault: { kind: 'redirect', location: 'http://198.51.100.1/' }, reason: 'MalformedAnswer', ...definite },
    { name: '209', because: 'the firewall blocks for a while', fault: { kind: 'status', status: 209 }, reason: 'Unavailable', ...transient },
    { name: '429 with nothing else', because: 'it passes by itself', fault: { kind: 'status', status: 429 }, reason: 'RateLimited', ...transient },
    { name: '500', because: 'it passes by itself', fault: { kind: 'status', status: 500 }, reason: 'Unavailable', ...transient },
    { name: '503 for page 2', because: 'a page that does not come now may come later', match: PAGE_TWO, fault: { kind: 'status', status: 503 }, reason: 'Unavailable', ...transient },
    { name: 'a connection that is reset', because: 'it passes by itself', fault: { kind: 'reset' }, reason: 'Unreachable', ...transient },
    { name: 'a connection that breaks within the answer', because: 'it passes by itself', fault: { kind: 'cut' }, reason: 'Unreachable', ...transient },
  ],
}); // prettier-ignore

function isReading({ path }: ApiRequest): boolean {
  return path.startsWith('/api/incidents/');
}

function repeated(body: unknown): unknown {
  return { ...(body as object), next: '/api/incidents/filter/?page=2&page_size=2' };
}

function spoilOpen(body: unknown): unknown {
  const { results, unique_id: id } = body as { results?: ReadonlyArray<{ unique_id?: string }>; unique_id?: string };
  const spoil = (each: { unique_id?: string }): object =>
    each.unique_id === 'open' ? { ...each, status: 'open' } : each;
  if (results === undefined) return id === 'open' ? { ...(body as object), status: 'open' } : body;
  return { ...(body as object), results: results.map((each) => spoil(each)) };
}
