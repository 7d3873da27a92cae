// Credentials: GitHub Apps and their installations, clocks that differ, and what a credential lacks.

import { createSign, generateKeyPairSync } from 'node:crypto';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { REPO, stageGitHub, type GitHubStage } from '../../../test/support/vendors/github/stage.ts';
import { never, pullAll } from '../../../test/support/vendors/source-context.ts';
import { SourceError } from '../ports/failure.ts';
import { STREAMS } from './normalize-id.ts';

let stage: GitHubStage;
beforeEach(async () => {
  stage = await stageGitHub();
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

const { publicKey, privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
});

describe('a GitHub App', () => {
  const secret = { appID: '4711', installationID: '99', privateKey };
  const install = (permissions?: Readonly<Record<string, 'read' | 'write'>>): void => {
    const holder = permissions === undefined ? {} : { permissions };
    stage.server.access.apps.set('4711', { appID: '4711', publicKey, installations: new Map([['99', holder]]) });
  };
  const exchanges = (): number => stage.server.requests.filter(({ method }) => method === 'POST').length;

  it('reads as its installation, with a token that is asked for once an hour', async () => {
    install();
    const id = stage.server.account.create('Issues', REPO);
    for (const minutes of [0, 30, 24, 30]) {
      await stage.clock.advance(minutes * 60_000);
      expect((await pullAll(stage.open({}, { secret }))).open.has(id)).toBe(true);
    }
    expect(exchanges()).toBe(2);
  });

  it.each([600_000, -600_000, 86_000_000])('signs by the clock of GitHub, which is %i ms ahead', async (skewMs) => {
    install();
    stage.skewMs = skewMs;
    await pullAll(stage.open({}, { secret }));
    expect(exchanges()).toBe(2);
  });

  it('asks for a new token when the old one is refused', async () => {
    install();
    await pullAll(stage.open({}, { secret }));
    for (const token of stage.server.access.holders.keys())
      if (token.startsWith('ghs_')) stage.server.access.holders.delete(token);
    await pullAll(stage.open({}, { secret }));
    expect(exchanges()).toBe(2);
  });

  it('says which permissions it lacks, by the names of the settings page', async () => {
    install({ issues: 'read', security_events: 'write' });
    const source = stage.open({ streams: [...STREAMS] }, { secret });
    expect((await source.probe(never)).missingScopes).toEqual([
      'Dependabot alerts (read)',
      'Secret scanning alerts (read)',
      'Repository security advisories (read)',
    ]);
    const error = await failure(pullAll(source));
    expect(error.message).toContain('the credential lacks vulnerability_alerts=read: grant it');
  });

  it.each([
    { with: { ...secret, privateKey: generateOther() }, because: 'the key is not the App’s' },
    { with: { ...secret, appID: '1' }, because: 'there is no such App' },
    { with: { ...secret, installationID: '1' }, because: 'there is no such installation' },
    { with: { ...secret, privateKey: 'not a key' }, because: 'it is no key' },
    { with: { appID: '4711', installationID: '99' }, because: 'the key is missing' },
    { with: { ...secret, installationID: '../1' }, because: 'it is no number' },
  ])('is refused when $because, without showing the key', async ({ with: wrong }) => {
    install();
    const error = await failure((async () => pullAll(stage.open({}, { secret: wrong })))());
    expect(error.kind).toBe('unauthorized');
    expect(error.message).not.toContain(privateKey.slice(40, 80));
  });

  it('is not taken for another App on the same host, whatever the number of the installation', async () => {
    install();
    const [first, second] = await Promise.allSettled([
      pullAll(stage.open({}, { secret })),
      pullAll(stage.open({}, { secret: { ...secret, privateKey: generateOther() } })),
    ]);
    expect([first.status, second.status]).toEqual(['fulfilled', 'rejected']);
  });
});

function generateOther(): string {
  const other = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  createSign('RSA-SHA256').update('x').sign(other.privateKey);
  return other.privateKey;
}

describe('a classic token', () => {
  it.each([
    [['repo'], []],
    [['security_events'], ['repo']],
    [['read:org'], ['repo', 'security_events']],
  ])('with %j lacks %j', async (scopes, missing) => {
    stage.server.access.holders.set('ghp_other', { scopes });
    const source = stage.open({ streams: [...STREAMS] }, { secret: { token: 'ghp_other' } });
    expect((await source.probe(never)).missingScopes).toEqual(missing);
  });
});
