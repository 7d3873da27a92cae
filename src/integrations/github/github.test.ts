// What the contract does not cover: scope, labels, pull requests, features that are off, ETags, secrets, severities, GitHub Apps, and what
// several parts mean for each other.

import { createSign, generateKeyPairSync } from 'node:crypto';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { GOOD_TOKEN, REPO, stageGitHub, type GitHubStage } from '../../../test/support/vendors/github/stage.ts';
import { CANARIES } from '../../../test/support/vendors/github/views.ts';
import { lookupAll, never, pullAll } from '../../../test/support/vendors/source-context.ts';
import { SourceError } from '../ports/failure.ts';
import { STREAMS } from './normalize-id.ts';

let stage: GitHubStage;
beforeEach(async () => {
  stage = await stageGitHub();
});
afterEach(() => stage[Symbol.asyncDispose]());

const ids = async (config: Parameters<GitHubStage['open']>[0]): Promise<string[]> => {
  const { created, open } = await pullAll(stage.open(config));
  return [...new Set([...created.keys(), ...open.keys()])].toSorted();
};

async function failure(run: Promise<unknown>): Promise<SourceError> {
  const error: unknown = await run.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(SourceError);
  return error as SourceError;
}

describe('what a source selects', () => {
  it('every stream of a repository, each under its own name, and no pull request', async () => {
    const { account } = stage.server;
    const made = STREAMS.map((stream) => account.create(stream, REPO));
    account.create('Issues', REPO, { isPullRequest: true });
    expect(await ids({ streams: [...STREAMS] })).toEqual(made.toSorted());
    expect(made[0]).toBe('acme/shop/Issues/1');
    expect(made[4]).toMatch(/^acme\/shop\/SecurityAdvisories\/GHSA(-[a-z0-9]{4}){3}$/);
  });

  it('without streams every stream, and an organization as its repositories', async () => {
    const { account } = stage.server;
    account.addRepo('acme/api');
    account.addRepo('other/thing');
    const made = STREAMS.flatMap((stream) => [account.create(stream, REPO), account.create(stream, 'acme/api')]);
    account.create('Issues', 'other/thing');
    // An empty list is no filter, like an absent one.
    expect(await ids({ organization: 'ACME', streams: [] })).toEqual(made.toSorted());
  });

  it('issues that have all labels, whatever their case', async () => {
    const { account } = stage.server;
    const both = account.create('Issues', REPO, { labels: ['Security', 'prod'] });
    account.create('Issues', REPO, { labels: ['security'] });
    const source = { labels: ['security', 'prod'] };
    expect(await ids(source)).toEqual([both]);
    account.edit(both, { labels: ['prod'] });
    const found = (await lookupAll(stage.open(source), [both])).get(both);
    expect(found).toMatchObject({ kind: 'found', inScope: false });
  });

  it('names by the way GitHub writes them', async () => {
    const id = stage.server.account.create('Issues', REPO);
    expect(await ids({ repositories: ['ACME/Shop', 'acme/shop'] })).toEqual([id]);
  });

  it.each([
    {
      config: { repositories: [REPO, 'acme/gone'] },
      unmatched: ['acme/gone'],
      because: 'it does not exist, or is hidden',
    },
    { config: { repositories: ['acme/old'] }, unmatched: ['acme/old'], because: 'it was renamed' },
    { config: { organization: 'nobody' }, unmatched: ['nobody'], because: 'there is no such organization' },
  ])('$unmatched is unmatched: $because', async ({ config, unmatched }) => {
    stage.server.account.renamed.set('acme/old', REPO);
    expect(await stage.open(config).probe(never)).toEqual({ missingScopes: [], unmatched });
  });

  it('an organization of which the credential sees no repository is unmatched: it looks like one without issues', async () => {
    stage.server.access.holders.set('ghp_blind', { scopes: ['repo'], repos: [] });
    const secret = { token: 'ghp_blind' };
    expect(await stage.open({ organization: 'acme' }, { secret }).probe(never)).toMatchObject({ unmatched: ['acme'] });
  });
});

describe('a feature that is switched off', () => {
  it('has no findings, and is named', async () => {
    const { account } = stage.server;
    const repo = account.repo(REPO);
    for (const stream of STREAMS) repo?.off.add(stream);
    const source = stage.open({ streams: [...STREAMS] });
    const { complete, created } = await pullAll(source);
    expect([complete, created.size]).toEqual([true, 0]);
    expect([...source.degraded]).toEqual(STREAMS.map((stream) => `${stream} of acme/shop`));
    expect(await lookupAll(source, ['acme/shop/DependabotAlerts/1'])).toMatchObject(
      new Map([['acme/shop/DependabotAlerts/1', { kind: 'gone' }]]),
    );
  });

  it.each([
    [403, 'Resource not accessible by integration', 'forbidden'],
    [404, 'Not Found', 'not-found'],
  ])('is not what a bare %i means', async (status, message, kind) => {
    stage.server.failNext(
      { path: '/repos/acme/shop/dependabot/alerts' },
      { kind: 'status', status, body: { message } },
      9,
    );
    const error = await failure(pullAll(stage.open({ streams: ['DependabotAlerts'] })));
    expect(error.kind).toBe(kind);
    expect(error.message).toContain('DependabotAlerts of acme/shop');
    expect(error.message).not.toContain(message);
  });
});

describe('several parts', () => {
  it('are all read although some fail, and the message names those', async () => {
    const { account } = stage.server;
    account.addRepo('acme/api');
    const issue = account.create('Issues', 'acme/api');
    const alert = account.create('CodeScanningAlerts', REPO);
    const fault = { kind: 'status', status: 403, body: { message: 'no' } } as const;
    stage.server.failNext({ path: '/repos/acme/shop/issues' }, fault, 9);
    stage.server.failNext({ path: '/repos/acme/api/dependabot/alerts' }, { kind: 'status', status: 500 }, 9);
    const source = stage.open({
      repositories: [REPO, 'acme/api'],
      streams: ['Issues', 'DependabotAlerts', 'CodeScanningAlerts'],
    });
    const seen = new Set<string>();
    let lasts = 0;
    const error = await failure(
      (async () => {
        for await (const page of source.changes({ cursor: undefined, since: new Date(0), open: true, signal: never })) {
          for (const { externalID } of page.records) seen.add(externalID);
          if (page.last) lasts++;
        }
      })(),
    );
    expect([...seen].toSorted()).toEqual([alert, issue].toSorted());
    expect(lasts).toBe(0);
    expect(error.kind).toBe('forbidden');
    expect(error.message).toContain('list Issues of acme/shop: 403 from GitHub');
    expect(error.message).toContain('failed, too: DependabotAlerts of acme/api');
  });

  it('stop at a limit, which holds for all of them', async () => {
    stage.server.failNext(() => true, { kind: 'status', status: 403, headers: { 'retry-after': '30' } }, 99);
    const error = await failure(pullAll(stage.open({ streams: [...STREAMS] })));
    expect([error.kind, error.retryAfterMs]).toEqual(['rate-limited', 30_000]);
    expect(stage.server.requests.length).toBe(1);
  });

  it('have positions of their own: one that is new, or failed, is read from its beginning', async () => {
    const { account } = stage.server;
    account.addRepo('acme/api');
    const old = account.create('Issues', 'acme/api', { at: new Date('2026-02-01T00:00:00Z') });
    account.create('Issues', REPO);
    const request = { since: new Date('2026-01-01T00:00:00Z'), open: false, signal: never };
    let cursor;
    for await (const page of stage.open().changes({ ...request, cursor: undefined })) cursor = page.cursor;
    const seen: string[] = [];
    for await (const page of stage.open({ repositories: [REPO, 'acme/api'] }).changes({ ...request, cursor })) {
      seen.push(...page.records.map(({ externalID }) => externalID));
    }
    expect(seen).toContain(old);
  });
});

describe('what is sent', () => {
  it('asks for no secret that was found, and stores none', async () => {
    const id = stage.server.account.create('SecretScanningAlerts', REPO, { validity: 'active' });
    const source = stage.open({ streams: ['SecretScanningAlerts'] }, { dataPolicy: 'Full' });
    const pulled = await pullAll(source);
    const looked = await lookupAll(source, [id]);
    const asked = stage.server.requests.filter(({ path }) => path.includes('secret-scanning'));
    expect(asked.length).toBeGreaterThan(2);
    for (const { query } of asked) expect(query).toContain('hide_secret=true');
    expect(JSON.stringify([pulled.pages, [...looked]])).not.toContain(CANARIES.secret);
    expect(pulled.open.get(id)).toMatchObject({ severity: 'Critical' });
  });

  it('costs nothing of the budget while nothing changes', async () => {
    for (const stream of STREAMS) stage.server.account.create(stream, REPO);
    const config = { streams: [...STREAMS] };
    const first = await pullAll(stage.open(config));
    const used = stage.server.access.usage.get(GOOD_TOKEN)?.used;
    const second = await pullAll(stage.open(config));
    expect(stage.server.access.usage.get(GOOD_TOKEN)?.used).toBe(used);
    expect(second.created).toEqual(first.created);
    expect(stage.codes().filter((code) => code === '304').length).toBeGreaterThan(5);
    stage.server.account.create('Issues', REPO);
    expect((await pullAll(stage.open(config))).created.size).toBe(first.created.size + 1);
  });

  it('no request after a secondary limit until its time is over, and waits longer each time', async () => {
    stage.server.access.limits = { perHour: 1e9, perMinute: 2, saysRetryAfter: false, status: 403 };
    const usage = () => stage.server.access.usage.get(GOOD_TOKEN);
    const waits: unknown[] = [];
    for (let round = 0; round < 3; round++) {
      waits.push((await failure(pullAll(stage.open({ streams: [...STREAMS] })))).retryAfterMs ?? 'not said');
      waits.push((await failure(pullAll(stage.open()))).retryAfterMs);
      await stage.clock.advance(60_000 * 2 ** round - 1);
      waits.push((await failure(pullAll(stage.open()))).retryAfterMs);
      await stage.clock.advance(1);
    }
    expect(usage()?.insisted).toBe(3);
    expect(waits).toEqual(['not said', 60_000, 1, 'not said', 120_000, 1, 'not said', 240_000, 1]);
  });

  it('no request beyond the hourly budget, until its reset by the clock of GitHub', async () => {
    stage.skewMs = 600_000;
    stage.server.access.limits = { perHour: 2, perMinute: 1e9, saysRetryAfter: true, status: 429 };
    await failure(pullAll(stage.open({ streams: [...STREAMS] })));
    const sent = stage.server.requests.length;
    const error = await failure(pullAll(stage.open()));
    expect(error.kind).toBe('rate-limited');
    expect(error.retryAfterMs).toBeGreaterThan(3_590_000);
    expect(stage.server.requests.length).toBe(sent);
    await stage.clock.advance(3_600_000);
    await pullAll(stage.open({ streams: ['Issues'] })).catch(() => undefined);
    expect(stage.server.requests.length).toBeGreaterThan(sent);
  });
});

describe('severities', () => {
  it.each([
    { labels: ['bug', 'severity: low'], map: [], want: 'Low', because: 'a label that is a severity' },
    { labels: ['Sev/Critical', 'low'], map: [], want: 'Critical', because: 'of several the worst counts' },
    { labels: ['bug'], map: [], want: 'High', because: 'nothing says otherwise' },
    {
      labels: ['low', 'P1'],
      map: [{ from: 'p1', to: 'Medium' as const }],
      want: 'Medium',
      because: 'the map goes first',
    },
  ])('$labels is $want: $because', async ({ labels, map, want }) => {
    const id = stage.server.account.create('Issues', REPO, { labels });
    const source = stage.open({}, { severityMap: map });
    expect((await pullAll(source)).open.get(id)?.severity).toBe(want);
    expect([...source.unmappedSeverities]).toEqual([]);
  });

  it('a level that is not known is High, and reported', async () => {
    const id = stage.server.account.create('DependabotAlerts', REPO, { severity: 'apocalyptic' });
    const source = stage.open({ streams: ['DependabotAlerts'] });
    expect((await pullAll(source)).open.get(id)?.severity).toBe('High');
    expect([...source.unmappedSeverities]).toEqual(['apocalyptic']);
  });
});

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
    const error = await failure((async () => pullAll(stage.open({}, { secret: wrong as Record<string, string> })))());
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

describe('where requests go', () => {
  it('below the path of GitHub Enterprise', async () => {
    const id = stage.server.account.create('Issues', REPO);
    expect(await ids({ endpoint: `${stage.server.url}/api/v3` })).toEqual([id]);
    expect(stage.server.requests.every(({ path }) => path.startsWith('/api/v3/'))).toBe(true);
  });

  it.each([
    'http://203.0.113.9/repos/acme/shop/issues?after=x',
    'https://127.0.0.1/x?after=x',
    '//203.0.113.9/x?after=x',
    'http://[bad?after=x',
  ])('not to a next page at %s', async (next) => {
    stage.server.account.create('DependabotAlerts', REPO);
    const fault = {
      kind: 'status',
      status: 200,
      headers: { link: `<${next}>; rel="next"` },
      body: [{ number: 1, state: 'open', created_at: '2026-03-01T00:00:00Z' }],
    } as const;
    stage.server.failNext({ path: '/repos/acme/shop/dependabot/alerts' }, fault, 9);
    expect((await failure(pullAll(stage.open({ streams: ['DependabotAlerts'] })))).kind).toBe('malformed');
    expect(stage.server.requests.filter(({ path }) => path.endsWith('alerts')).length).toBeLessThanOrEqual(2);
  });

  it('not twice to the same page', async () => {
    const next = `${stage.server.url}/repos/acme/shop/dependabot/alerts?after=same`;
    const row = { number: 1, state: 'open', created_at: '2026-03-01T00:00:00Z' };
    const fault = { kind: 'status', status: 200, headers: { link: `<${next}>; rel="next"` }, body: [row] } as const;
    stage.server.failNext({ path: '/repos/acme/shop/dependabot/alerts' }, fault, 99);
    expect((await failure(pullAll(stage.open({ streams: ['DependabotAlerts'] })))).kind).toBe('incomplete');
    expect(stage.server.requests.length).toBeLessThan(8);
  });

  it('nowhere within a second after an abort', async () => {
    stage.server.failNext({ path: '/repos/acme/shop/issues' }, { kind: 'hang' });
    const controller = new AbortController();
    const reason = new Error('stopped by the test');
    const run = pullAll(stage.open(), { signal: controller.signal }).catch((error: unknown) => error);
    while (!stage.server.requests.some(({ path }) => path.endsWith('/issues')))
      await new Promise((resolve) => setTimeout(resolve, 5));
    const before = performance.now();
    controller.abort(reason);
    expect(await run).toBe(reason);
    expect(performance.now() - before).toBeLessThan(1000);
  });
});

it('a transferred issue is gone, and not followed', async () => {
  stage.server.failNext(
    { path: '/repos/acme/shop/issues/7' },
    { kind: 'redirect', location: `${stage.server.url}/repositories/2/issues/1` },
  );
  expect(await lookupAll(stage.open(), ['acme/shop/Issues/7'])).toEqual(
    new Map([['acme/shop/Issues/7', { kind: 'gone', externalID: 'acme/shop/Issues/7' }]]),
  );
});
