// API keys and scoped OAuth against the loopback server, which checks both: what is sent, what is cached, and which error a refusal gives.

import { inspect } from 'node:util';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { stagePagerDuty, type PagerDutyStage } from '../../../test/support/vendors/pagerduty/stage.ts';
import { never, pullAll } from '../../../test/support/vendors/source-context.ts';
import { SourceError } from '../ports/failure.ts';
import type { Source } from '../provider.ts';
import { type PagerDutyConfig } from './index.ts';

const SECRET = { clientId: 'client-4711', clientSecret: 'sekret-canary-4711', subdomain: 'acme' };
const APP = {
  ...SECRET,
  account: 'us.acme',
  scopes: ['incidents.read', 'services.read', 'teams.read'],
  tokenSeconds: 2_592_000,
};

let stage: PagerDutyStage;
beforeEach(async () => {
  stage = await stagePagerDuty();
  stage.server.access.apps.push(APP);
  stage.server.account.trigger({ service: 'Mail' });
});
afterEach(() => stage[Symbol.asyncDispose]());

function openOAuth(config: Partial<PagerDutyConfig> = {}, secret: Record<string, string> = SECRET): Source {
  return stage.open(config, { secret });
}

function tokenRequests(): number {
  return stage.server.requests.filter(({ path }) => path === '/oauth/token').length;
}

async function failure(run: () => Promise<unknown>): Promise<SourceError> {
  let error: unknown;
  try {
    await run();
  } catch (caught) {
    error = caught;
  }
  expect(error).toBeInstanceOf(SourceError);
  expect(inspect(error, { depth: 9 })).not.toContain('canary');
  return error as SourceError;
}

describe('API keys', () => {
  it.each(['good-token', 'good-token\n', '  good-token  '])('%j is good', async (token) => {
    expect((await pullAll(stage.open({}, { secret: { token } }))).created.size).toBe(1);
  });

  it.each([
    ['another key', { token: 'canary-token' }, /401 .* put a valid one under the key token of the Secret/],
    ['an empty key', { token: ' \n' }, /key token of the Secret is empty/],
    ['a key with a line break inside', { token: 'canary\r\nX-Evil: 1' }, /key token of the Secret .* holds characters/],
    ['no key at all', {}, /key clientId of the Secret is missing: set token, or clientId, clientSecret and subdomain/],
    ['half of OAuth', { clientId: 'a', clientSecret: 'canary' }, /key subdomain of the Secret is missing/],
    [
      'a subdomain that is a path',
      { clientId: 'a', clientSecret: 'canary', subdomain: 'a/b' },
      /key subdomain .* not the first part/,
    ],
  ])('%s is not', async (_name, secret, message) => {
    const error = await failure(async () => pullAll(stage.open({}, { secret })));
    expect(error.kind).toBe('unauthorized');
    expect(error.message).toMatch(message);
  });

  it('takes precedence over OAuth keys in the same Secret', async () => {
    await pullAll(openOAuth({}, { ...SECRET, token: 'good-token' }));
    expect(tokenRequests()).toBe(0);
  });
});

describe('scoped OAuth', () => {
  it('requests the scopes that the filters require, once, and uses the token until it expires', async () => {
    const first = await openOAuth({ services: ['Mail'] }).probe(never);
    expect(first.missingScopes).toEqual([]);
    expect((await pullAll(openOAuth({ services: ['Mail'] }))).created.size).toBe(1);
    expect(tokenRequests()).toBe(1);
    await stage.clock.advance(APP.tokenSeconds * 1000);
    expect((await pullAll(openOAuth({ services: ['Mail'] }))).complete).toBe(true);
    expect(tokenRequests()).toBe(2);
    expect(stage.server.requests.every(({ status }) => status === 200)).toBe(true);
  });

  it.each(['acme', 'ACME', 'acme.pagerduty.com', 'acme.eu.pagerduty.com'])(
    'takes the subdomain as %s',
    async (subdomain) => {
      expect((await pullAll(openOAuth({}, { ...SECRET, subdomain }))).created.size).toBe(1);
    },
  );

  it('names the account and its region in the scope', async () => {
    stage.server.access.apps.push({ ...APP, clientId: 'eu', account: 'eu.acme' });
    expect((await pullAll(openOAuth({ region: 'EU' }, { ...SECRET, clientId: 'eu' }))).created.size).toBe(1);
    const error = await failure(() => pullAll(openOAuth({ region: 'US' }, { ...SECRET, clientId: 'eu' })));
    expect(error.kind).toBe('forbidden');
  });

  it('gets another token when its token is revoked, once', async () => {
    await pullAll(openOAuth());
    stage.server.access.revokeTokens();
    expect((await pullAll(openOAuth())).complete).toBe(true);
    expect(tokenRequests()).toBe(2);
    stage.server.takeRequests();
    stage.server.failNext({ path: '/incidents' }, { kind: 'status', status: 401 }, 99);
    const error = await failure(() => pullAll(openOAuth()));
    expect(error.kind).toBe('unauthorized');
    expect(error.message).toMatch(/the OAuth token is refused: check clientId, clientSecret and subdomain/);
    expect(tokenRequests()).toBe(1);
    expect(stage.server.requests.length).toBe(3);
  });

  it('sends one token request for syncs that run at the same time', async () => {
    await Promise.all(Array.from({ length: 8 }, () => pullAll(openOAuth())));
    expect(tokenRequests()).toBe(1);
  });

  it('does not fail when the sync that sent the request is stopped', async () => {
    stage.server.failNext({ path: '/oauth/token' }, { kind: 'hang' });
    const controller = new AbortController();
    const stopped = pullAll(openOAuth(), { signal: controller.signal }).catch((error: unknown) => error);
    while (tokenRequests() === 0) await new Promise((resolve) => setTimeout(resolve, 2));
    const other = pullAll(openOAuth());
    controller.abort(new Error('stop'));
    expect(await stopped).toEqual(new Error('stop'));
    expect((await other).complete).toBe(true);
  });

  it('stops at once while it waits for the request of another sync', async () => {
    stage.server.failNext({ path: '/oauth/token' }, { kind: 'hang' });
    const [first, second] = [new AbortController(), new AbortController()];
    const asking = pullAll(openOAuth(), { signal: first.signal }).catch((error: unknown) => error);
    while (tokenRequests() === 0) await new Promise((resolve) => setTimeout(resolve, 2));
    const waiting = pullAll(openOAuth(), { signal: second.signal });
    second.abort(new Error('enough'));
    await expect(waiting).rejects.toEqual(new Error('enough'));
    first.abort();
    await asking;
  });

  it('gets a new token for a changed Secret', async () => {
    stage.server.access.apps.push({ ...APP, clientSecret: 'rotated' });
    await pullAll(openOAuth());
    await pullAll(openOAuth({}, { ...SECRET, clientSecret: 'rotated' }));
    expect(tokenRequests()).toBe(2);
  });

  it('names the scope that was not granted', async () => {
    stage.server.access.apps[0] = { ...APP, scopes: ['incidents.read'] };
    expect(await openOAuth({ services: ['QSERVICE1'] }).probe(never)).toMatchObject({
      missingScopes: ['services.read'],
    });
    const byName = await failure(() => pullAll(openOAuth({ services: ['Mail'] })));
    expect([byName.kind, byName.message]).toEqual([
      'forbidden',
      expect.stringContaining('lacks services.read') as string,
    ]);
    stage.server.access.apps[0] = { ...APP, scopes: [] };
    stage.server.access.revokeTokens();
    const error = await failure(() => openOAuth().probe(never));
    expect(error.kind).toBe('forbidden');
    expect(error.message).toContain('incidents.read');
  });

  it('uses a scope as soon as it is granted, not when the token expires', async () => {
    stage.server.access.apps[0] = { ...APP, scopes: ['incidents.read'] };
    await openOAuth({ services: ['QSERVICE1'] }).probe(never);
    await failure(() => pullAll(openOAuth({ services: ['Mail'] })));
    stage.server.access.apps[0] = APP;
    expect((await openOAuth({ services: ['Mail'] }).probe(never)).missingScopes).toEqual([]);
    stage.server.access.apps[0] = { ...APP, scopes: [] };
    stage.server.access.revokeTokens();
    await failure(() => pullAll(openOAuth()));
    stage.server.access.apps[0] = APP;
    expect((await pullAll(openOAuth())).created.size).toBe(1);
  });

  it.each([
    ['a wrong secret', { clientSecret: 'canary' }, 'unauthorized', /clientId, clientSecret and subdomain/],
    [
      'an app that does not know the account',
      { subdomain: 'other' },
      'forbidden',
      /the app may not ask for incidents.read/,
    ],
  ])('%s', async (_name, change, kind, message) => {
    const error = await failure(() => pullAll(openOAuth({}, { ...SECRET, ...change })));
    expect(error.kind).toBe(kind);
    expect(error.message).toMatch(message);
  });

  it.each([
    [400, 'unauthorized'],
    [401, 'unauthorized'],
    [403, 'unauthorized'],
    [404, 'not-found'],
    [429, 'rate-limited'],
    [500, 'unavailable'],
  ] as const)('a token endpoint that answers %i → %s', async (status, kind) => {
    stage.server.failNext({ path: '/oauth/token' }, { kind: 'status', status });
    const error = await failure(() => pullAll(openOAuth()));
    expect(error.kind).toBe(kind);
    expect(error.message).toMatch(/^request an OAuth token: \d+ from PagerDuty/);
  });

  it.each([
    ['none', () => ({})],
    ['a number', () => ({ access_token: 7 })],
    ['one that no header can carry', () => ({ access_token: 'a\r\nb' })],
    ['null', () => null],
  ])('a token endpoint that gives as token %s', async (_name, mutate) => {
    stage.server.failNext({ path: '/oauth/token' }, { kind: 'mutate', mutate });
    expect((await failure(() => pullAll(openOAuth()))).kind).toBe('malformed');
  });
});
