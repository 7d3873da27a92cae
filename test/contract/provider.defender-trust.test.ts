// P1 for Defender.

import { GOOD_APP, startDefender, TENANT } from '../support/vendors/defender/server.ts';
import type { Fault } from '../support/vendors/loopback/faults.ts';
import { describeTrust } from './provider-trust.ts';

const definite = { kind: 'definite' } as const;
const transient = { kind: 'transient' } as const;
const TOKEN = { path: `/${TENANT}/oauth2/v2.0/token` };
const GRAPH = ({ path }: { path: string }): boolean => path.startsWith('/v1.0/');
const status = (code: number, more: object = {}): Fault => ({ kind: 'status', status: code, ...more });
const refused = (description: string): object => ({
  body: { error: 'invalid_client', error_description: description },
});

describeTrust({
  name: 'Defender',
  provider: 'defender',
  spec: (endpoint) => ({ tenantID: TENANT, endpoint }),
  secret: GOOD_APP,
  async start(now) {
    const server = await startDefender({ now });
    const { account, loopback } = server;
    const hoursAgo = (hours: number): Date => new Date(now().getTime() - hours * 3_600_000);
    for (const id of ['done1', 'done2']) {
      account.create({ id, severity: 'low', at: hoursAgo(50) });
      account.change(id, { status: 'resolved' });
    }
    account.create({ id: 'open', severity: 'high', at: hoursAgo(5) });
    // Within the look-back of the next readings.
    account.change('open', {});
    return {
      url: server.url,
      failNext: (match, fault, times) => loopback.failNext(match, fault, times),
      clearFaults: () => {
        loopback.clearFaults();
        server.entra.revokeTokens();
      },
      [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
    };
  },
  listing: { path: '/v1.0/security/incidents' },
  rows: [
    { name: 'a token that is refused', because: 'nobody knows what is there now', fault: status(401), reason: 'AuthenticationFailed', ...definite },
    { name: 'a secret that has ended', because: 'no token can be had', match: (request) => GRAPH(request) || request.path === TOKEN.path, fault: status(401, refused('AADSTS7000222: ended')), reason: 'AuthenticationFailed', ...definite },
    { name: 'a missing permission', because: 'nobody knows what is there now', fault: status(403), reason: 'PermissionDenied', ...definite },
    { name: '206', because: 'a product behind Graph did not answer', fault: status(206, { body: { value: [] } }), reason: 'IncompleteAnswer', ...definite },
    { name: 'a page that repeats', because: 'the listing never ends', fault: { kind: 'mutate', mutate: repeated }, reason: 'IncompleteAnswer', ...definite },
    { name: '404', because: 'there is no such listing at this address', fault: status(404), reason: 'ListingNotFound', ...definite },
    { name: 'truncated JSON', because: 'half an answer is not the answer', fault: { kind: 'truncated' }, reason: 'MalformedAnswer', ...definite },
    { name: 'an HTML page', because: 'a sign-in page says nothing', fault: { kind: 'html' }, reason: 'MalformedAnswer', ...definite },
    { name: '200 without a body', because: 'nothing is not an empty list', fault: { kind: 'empty' }, reason: 'MalformedAnswer', ...definite },
    { name: 'an empty list after one with incidents', because: 'a credential that sees nothing looks like a quiet tenant', fault: { kind: 'empty-list' }, reason: 'SuspiciouslyEmpty', ...definite },
    { name: 'another type of field in every incident', because: "Graph's answer has changed", fault: { kind: 'changed-type', field: 'status' }, reason: 'MalformedAnswer', ...definite },
    { name: 'another type of field in one incident', because: 'it may be an open one', match: GRAPH, fault: { kind: 'mutate', mutate: spoilOpen }, reason: 'ItemsQuarantined', kind: 'quarantine' },
    { name: 'a redirect', because: 'a credential does not follow', fault: { kind: 'redirect', location: 'http://198.51.100.1/' }, reason: 'MalformedAnswer', ...definite },
    { name: '429 with nothing else', because: 'it passes by itself', fault: status(429), reason: 'RateLimited', ...transient },
    { name: '429 with a time to wait', because: 'it passes by itself', fault: status(429, { headers: { 'retry-after': '5' } }), reason: 'RateLimited', ...transient },
    { name: '500', because: 'it passes by itself', fault: status(500), reason: 'Unavailable', ...transient },
    { name: 'a connection that breaks', because: 'it passes by itself', fault: { kind: 'reset' }, reason: 'Unreachable', ...transient },
  ],
}); // prettier-ignore

function repeated(body: unknown): unknown {
  return { ...(body as object), value: [], '@odata.nextLink': '/v1.0/security/incidents?$skip=50' };
}

function spoilOpen(body: unknown): unknown {
  const spoilt = (each: object): object => ('id' in each && each.id === 'open' ? { ...each, status: 7 } : each);
  const { value, ...rest } = body as { value?: readonly object[] };
  return value === undefined ? spoilt(rest) : { ...rest, value: value.map(spoilt) };
}
