// What is sent, where, and how often: ETags, limits, secrets that are never asked for, next pages, aborts.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { GOOD_TOKEN, REPO, stageGitHub, type GitHubStage } from '../../../test/support/vendors/github/stage.ts';
import { CANARIES } from '../../../test/support/vendors/github/views.ts';
import { lookupAll, pullAll } from '../../../test/support/vendors/source-context.ts';
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
