// What the contract does not cover: scope, labels, pull requests, features that are off, severities, and what several parts mean for
// each other.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { REPO, stageGitHub, type GitHubStage } from '../../../test/support/vendors/github/stage.ts';
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

it('a transferred issue is gone, and not followed', async () => {
  stage.server.failNext(
    { path: '/repos/acme/shop/issues/7' },
    { kind: 'redirect', location: `${stage.server.url}/repositories/2/issues/1` },
  );
  expect(await lookupAll(stage.open(), ['acme/shop/Issues/7'])).toEqual(
    new Map([['acme/shop/Issues/7', { kind: 'gone', externalID: 'acme/shop/Issues/7' }]]),
  );
});
