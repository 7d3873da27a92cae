// Faults of Graph, the token service, a proxy or the network: each fails at once with the right kind of error and a message to act on. And
// listings with which Graph makes it hard to find every incident.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { type Fault, type Match } from '../../../test/support/vendors/loopback/faults.ts';
import { GOOD_APP, TENANT } from '../../../test/support/vendors/defender/server.ts';
import { stageDefender, type DefenderStage } from '../../../test/support/vendors/defender/stage.ts';
import { lookupAll, never, pullAll } from '../../../test/support/vendors/source-context.ts';
import { SourceError, type SourceFailure } from '../ports/failure.ts';

let stage: DefenderStage;
beforeEach(async () => {
  stage = await stageDefender();
  for (let n = 0; n < 60; n++) {
    stage.server.account.create({ at: new Date(Date.parse('2026-03-01T00:00:00Z') + n * 60_000), id: `i${n}` });
  }
});
afterEach(() => stage[Symbol.asyncDispose]());

async function failure(run: Promise<unknown>): Promise<SourceError> {
  const error: unknown = await run.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(SourceError);
  return error as SourceError;
}

const LISTING: Match = { path: '/v1.0/security/incidents' };
const TOKEN: Match = { path: `/${TENANT}/oauth2/v2.0/token` };
const status = (code: number, more: object = {}): Fault => ({ kind: 'status', status: code, ...more });

const FAULTS: ReadonlyArray<readonly [name: string, fault: Fault, kind: SourceFailure, message: RegExp]> = [
  ['401', status(401), 'unauthorized', /401 from Microsoft Graph: the token is refused: check the Secret, tenantID/],
  ['402', status(402), 'forbidden', /licences/],
  ['403', status(403), 'forbidden', /lacks SecurityIncident\.Read\.All: grant it/],
  ['404', status(404), 'not-found', /check cloud and endpoint/],
  ['429 without a time', status(429), 'rate-limited', /too many requests/],
  ['500', status(500), 'unavailable', /500 from Microsoft Graph/],
  ['503', status(503), 'unavailable', /503 from Microsoft Graph/],
  ['400', status(400, { body: { error: { message: 'jane@example.com' } } }), 'malformed', /400 from Microsoft Graph/],
  ['206', status(206, { headers: { warning: '199 - "MDO"' }, body: { value: [] } }), 'incomplete', /did not answer/],
  ['truncated JSON', { kind: 'truncated' }, 'malformed', /not JSON/],
  ['an HTML page', { kind: 'html' }, 'malformed', /HTML page/],
  ['200 with no body', { kind: 'empty' }, 'malformed', /without a list/],
  ['a redirect', { kind: 'redirect', location: 'https://evil.example/' }, 'malformed', /redirect 302 refused/],
  ['a connection that breaks', { kind: 'reset' }, 'unreachable', /no answer/],
  ['a list that is none', { kind: 'mutate', mutate: () => ({ value: {} }) }, 'malformed', /without a list/],
  [
    'another type of status',
    { kind: 'changed-type', field: 'status' },
    'malformed',
    /none of 50 incidents can be read/,
  ],
  [
    'a next page elsewhere',
    {
      kind: 'mutate',
      mutate: (body) => ({
        value: (body as { value: [] }).value.slice(0, 0),
        '@odata.nextLink': 'https://evil.example/v1.0/security/incidents',
      }),
    },
    'malformed',
    /the next page is not at/,
  ],
  [
    'the same page again',
    {
      kind: 'mutate',
      mutate: () => ({ value: [], '@odata.nextLink': `${stage.server.url}/v1.0/security/incidents?$skip=50` }),
    },
    'incomplete',
    /the same page was offered twice/,
  ],
];

describe('a listing that fails', () => {
  it.each(FAULTS)('%s', async (_name, fault, kind, message) => {
    stage.server.loopback.failNext(LISTING, fault, 3);
    const error = await failure(pullAll(stage.open()));
    expect([error.kind, error.message]).toEqual([kind, expect.stringMatching(message)]);
    for (const secret of [GOOD_APP.clientSecret, 'jane@example.com']) expect(String(error.stack)).not.toContain(secret);
  });

  it('says how long Graph asks to wait, and sends nothing until then', async () => {
    stage.server.perMinute = 1;
    const first = await failure(pullAll(stage.open()));
    expect(first).toMatchObject({ kind: 'rate-limited', retryAfterMs: 60_000 });
    const sent = stage.server.loopback.requests.length;
    expect(await failure(pullAll(stage.open()))).toMatchObject({ kind: 'rate-limited' });
    expect(stage.server.loopback.requests.length).toBe(sent);
    stage.server.perMinute = 1000;
    await stage.clock.advance(60_000);
    expect((await pullAll(stage.open())).complete).toBe(true);
  });
});

describe('a listing that is hard to read', () => {
  const seed = (count: number): void => {
    for (let n = 0; n < count; n++)
      stage.server.account.create({ at: new Date(Date.parse('2026-02-01T00:00:00Z') + n * 1000) });
  };

  it('of more incidents than $skip reaches is read to its end', async () => {
    seed(700);
    const { created, open, complete } = await pullAll(stage.open());
    expect([created.size, open.size, complete]).toEqual([760, 760, true]);
  });

  it('that Graph counts and does not order is walked by its links', async () => {
    seed(200);
    stage.server.loopback.failNext(
      LISTING,
      { kind: 'mutate', mutate: (body) => ({ '@odata.count': 260, ...(body as object) }) },
      Infinity,
    );
    stage.server.listing = { ...stage.server.listing, ordersAndCounts: false };
    expect((await pullAll(stage.open())).created.size).toBe(260);
  });

  it('that Graph neither counts nor orders is walked by its links', async () => {
    seed(400);
    stage.server.listing = { ...stage.server.listing, ordersAndCounts: false };
    expect((await pullAll(stage.open())).created.size).toBe(460);
  });

  it('is not taken for whole when an item claims a creation in the future', async () => {
    seed(200);
    const lie = (body: unknown): unknown => {
      const { value = [], ...rest } = body as { value?: object[] };
      return {
        ...rest,
        value: value.map((each, n) => (n === 49 ? { ...each, createdDateTime: '2030-01-01T00:00:00Z' } : each)),
      };
    };
    stage.server.loopback.failNext(LISTING, { kind: 'mutate', mutate: lie });
    expect((await pullAll(stage.open())).created.size).toBe(260);
  });
});

describe('incidents', () => {
  it('that were merged say into which', async () => {
    stage.server.account.merge('i1', 'i2');
    const found = await lookupAll(stage.open(), ['i1']);
    expect(found.get('i1')).toMatchObject({ record: { state: 'Resolved', mergedInto: 'i2' } });
    const { open } = await pullAll(stage.open());
    expect([...open.keys()]).not.toContain('i1');
  });

  it('below the least severity are out of scope, and those of no known severity are not', async () => {
    const { account } = stage.server;
    account.create({ id: 'low', severity: 'low' });
    account.create({ id: 'odd', severity: 'unknown' });
    const source = stage.open({ minSeverity: 'Medium' });
    const { created } = await pullAll(source);
    expect([created.has('low'), created.has('odd'), created.has('i1')]).toEqual([false, true, true]);
    expect((await lookupAll(source, ['low'])).get('low')).toMatchObject({ kind: 'found', inScope: false });
  });

  it('that wait for an action are open', async () => {
    stage.server.account.change('i1', { status: 'awaitingAction' });
    expect((await pullAll(stage.open())).open.get('i1')).toMatchObject({ state: 'Triaging' });
  });
});

describe('the token service', () => {
  it.each([
    ['an unknown app', status(400, { body: { error: 'unauthorized_client', error_description: 'AADSTS700016: jane@example.com' } }), 'unauthorized', /400 \(AADSTS700016\) from Microsoft Entra/],
    ['a wrong secret', status(401, { body: { error: 'invalid_client', error_description: 'AADSTS7000215: no' } }), 'unauthorized', /check clientId and its secret/],
    ['429', status(429, { headers: { 'retry-after': '9' } }), 'rate-limited', /too many requests/],
    ['503', status(503), 'unavailable', /503 from Microsoft Entra/],
    ['404', status(404), 'not-found', /no token service/],
    ['an HTML page', { kind: 'html' }, 'malformed', /HTML page/],
    ['no token', { kind: 'mutate', mutate: () => ({ token_type: 'Bearer', expires_in: 5 }) }, 'malformed', /holds no token/],
    ['JSON null', { kind: 'mutate', mutate: () => null }, 'malformed', /holds no token/],
    ['a broken connection', { kind: 'reset' }, 'unreachable', /no answer/],
  ] satisfies ReadonlyArray<readonly [string, Fault, SourceFailure, RegExp]>)('that answers with %s', async (_name, fault, kind, message) => {
    stage.server.loopback.failNext(TOKEN, fault);
    const error = await failure(stage.open().probe(never));
    expect([error.kind, error.message]).toEqual([kind, expect.stringMatching(message)]);
    for (const secret of [GOOD_APP.clientSecret, 'jane@example.com']) expect(String(error.stack)).not.toContain(secret);
    await stage.open().probe(never);
  });
}); // prettier-ignore
