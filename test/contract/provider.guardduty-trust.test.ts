// P1 for GuardDuty.

import type { Fault } from '../support/vendors/loopback/faults.ts';
import { GOOD_KEY, startGuardDuty } from '../support/vendors/guardduty/server.ts';
import { describeTrust } from './provider-trust.ts';

const named = (status: number, name: string): Fault => ({
  kind: 'status',
  status,
  body: { __type: name, message: '' },
});
const definite = { kind: 'definite' } as const;
const transient = { kind: 'transient' } as const;
const GET = ({ path }: { path: string }): boolean => path.endsWith('/findings/get');
const DETECTORS = { path: '/detector' };

describeTrust({
  name: 'GuardDuty',
  provider: 'guardDuty',
  spec: (endpoint) => ({ regions: ['eu-west-1'], endpoint }),
  secret: GOOD_KEY,
  async start(now) {
    const server = await startGuardDuty({ now });
    const { account, loopback } = server;
    const hoursAgo = (hours: number): Date => new Date(now().getTime() - hours * 3_600_000);
    for (const id of ['done1', 'done2']) {
      account.create({ id, severity: 2, at: hoursAgo(50) });
      account.setArchived('eu-west-1', id, true);
    }
    account.create({ id: 'open', severity: 9, at: hoursAgo(5) });
    return {
      url: server.url,
      failNext: (match, fault, times) => loopback.failNext(match, fault, times),
      clearFaults: () => loopback.clearFaults(),
      [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
    };
  },
  listing: ({ path }) => path.endsWith('/findings'),
  rows: [
    { name: 'a key that is taken away', because: 'nobody knows what is there now', fault: named(403, 'UnrecognizedClientException'), reason: 'AuthenticationFailed', ...definite },
    { name: 'a missing permission', because: 'nobody knows what is there now', fault: named(403, 'AccessDeniedException'), reason: 'PermissionDenied', ...definite },
    { name: 'a missing permission for findings', because: 'IDs alone say nothing', match: GET, fault: named(403, 'AccessDeniedException'), reason: 'PermissionDenied', ...definite },
    { name: 'no detector in the region', because: 'GuardDuty was switched off', match: DETECTORS, fault: { kind: 'empty-list' }, reason: 'ListingNotFound', ...definite },
    { name: '206', because: 'a part is not the whole', fault: { kind: 'status', status: 206, body: { findingIds: [], nextToken: '' } }, reason: 'IncompleteAnswer', ...definite },
    { name: 'a page token that repeats', because: 'the listing never ends', fault: { kind: 'mutate', mutate: () => ({ findingIds: ['open'], nextToken: 'x' }) }, reason: 'IncompleteAnswer', ...definite },
    { name: '404', because: 'there is no such listing at this address', fault: { kind: 'status', status: 404 }, reason: 'ListingNotFound', ...definite },
    { name: 'truncated JSON', because: 'half an answer is not the answer', fault: { kind: 'truncated' }, reason: 'MalformedAnswer', ...definite },
    { name: 'an HTML page', because: 'a sign-in page says nothing', fault: { kind: 'html' }, reason: 'MalformedAnswer', ...definite },
    { name: '200 without a body', because: 'nothing is not an empty list', fault: { kind: 'empty' }, reason: 'MalformedAnswer', ...definite },
    { name: 'an empty list after one with findings', because: 'a credential that sees nothing looks like a quiet account', fault: { kind: 'empty-list' }, reason: 'SuspiciouslyEmpty', ...definite },
    { name: 'listed findings that are not there', because: 'what was listed must be read', match: GET, fault: { kind: 'empty-list' }, reason: 'MalformedAnswer', ...definite },
    { name: 'another type of field in every finding', because: "AWS's answer has changed", match: GET, fault: { kind: 'changed-type', field: 'severity' }, reason: 'MalformedAnswer', ...definite },
    { name: 'another type of field in one finding', because: 'it may be an open one', match: GET, fault: { kind: 'mutate', mutate: spoilOpen }, reason: 'ItemsQuarantined', kind: 'quarantine' },
    { name: 'a redirect', because: 'a credential does not follow', fault: { kind: 'redirect', location: 'http://198.51.100.1/' }, reason: 'MalformedAnswer', ...definite },
    { name: 'throttling', because: 'it passes by itself', fault: named(400, 'ThrottlingException'), reason: 'RateLimited', ...transient },
    { name: '429 with a time to wait', because: 'it passes by itself', fault: { kind: 'status', status: 429, headers: { 'retry-after': '5' } }, reason: 'RateLimited', ...transient },
    { name: '500', because: 'it passes by itself', fault: named(500, 'InternalServerErrorException'), reason: 'Unavailable', ...transient },
    { name: '503 of a detector', because: 'it passes by itself', match: DETECTORS, fault: { kind: 'status', status: 503 }, reason: 'Unavailable', ...transient },
    { name: 'a connection that breaks', because: 'it passes by itself', fault: { kind: 'reset' }, reason: 'Unreachable', ...transient },
  ],
}); // prettier-ignore

function spoilOpen(body: unknown): unknown {
  const { findings = [] } = body as { findings?: ReadonlyArray<{ readonly id?: string }> };
  return { findings: findings.map((each) => (each.id === 'open' ? { ...each, severity: 'high' } : each)) };
}
