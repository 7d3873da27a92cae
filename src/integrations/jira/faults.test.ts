// Faults of Jira, a proxy or the network: each fails at once with the right kind of error and a message to act on.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { GOOD_TOKEN } from '../../../test/support/vendors/jira/server.ts';
import { stageJira, type JiraStage } from '../../../test/support/vendors/jira/stage.ts';
import type { Fault } from '../../../test/support/vendors/loopback/faults.ts';
import { pullAll } from '../../../test/support/vendors/source-context.ts';
import { SourceError, type SourceFailure } from '../ports/failure.ts';

let stage: JiraStage;
beforeEach(async () => void (stage = await stageJira({ rules: { pageSize: 10 } })));
afterEach(() => stage[Symbol.asyncDispose]());

const HOUR_MS = 3_600_000;
const hoursAgo = (hours: number): Date => new Date(stage.clock.now().getTime() - hours * HOUR_MS);
const SEARCH = '/rest/api/3/search/jql';

async function failure(run: Promise<unknown>): Promise<SourceError> {
  const error: unknown = await run.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(SourceError);
  return error as SourceError;
}

const FAULTS: ReadonlyArray<readonly [name: string, fault: Fault, kind: SourceFailure, message: RegExp]> = [
  ['401', { kind: 'status', status: 401 }, 'unauthorized', /put a valid API token/],
  ['403', { kind: 'status', status: 403 }, 'forbidden', /read:jira-work/],
  [
    'a scope that is missing',
    { kind: 'status', status: 401, body: { code: 401, message: 'Unauthorized; scope does not match' } },
    'forbidden',
    /lacks read:jira-work/,
  ],
  [
    'an answer for anonymous visitors',
    { kind: 'status', status: 200, headers: { 'x-seraph-loginreason': 'AUTHENTICATED_FAILED' }, body: { issues: [] } },
    'unauthorized',
    /is refused/,
  ],
  ['206', { kind: 'status', status: 206, body: { issues: [] } }, 'incomplete', /206 from Jira/],
  ['404', { kind: 'status', status: 404 }, 'not-found', /check site, cloudID and endpoint/],
  ['410', { kind: 'status', status: 410 }, 'not-found', /410/],
  ['408', { kind: 'status', status: 408 }, 'unavailable', /408/],
  ['429', { kind: 'status', status: 429 }, 'rate-limited', /too many requests/],
  ['503', { kind: 'status', status: 503, headers: { 'retry-after': '7' } }, 'unavailable', /503/],
  ['truncated JSON', { kind: 'truncated' }, 'malformed', /not JSON/],
  ['an HTML page', { kind: 'html' }, 'malformed', /HTML/],
  ['200 with no body', { kind: 'empty' }, 'malformed', /without a page of issues/],
  ['a redirect', { kind: 'redirect', location: 'https://evil.example/' }, 'malformed', /redirect 302 refused/],
  ['a connection that breaks', { kind: 'reset' }, 'unreachable', /no answer/],
  ['a list that is no list', { kind: 'mutate', mutate: () => ({ issues: {} }) }, 'malformed', /page of issues/],
  [
    'not the last, and no token',
    { kind: 'mutate', mutate: () => ({ issues: [], isLast: false }) },
    'malformed',
    /page/,
  ],
  ['another type of status', { kind: 'changed-type', field: 'fields.status' }, 'malformed', /none of \d+ issues/],
];

describe('a search that fails', () => {
  beforeEach(() => {
    for (let n = 0; n < 25; n++) stage.server.account.create({ at: hoursAgo(n) });
  });

  it.each(FAULTS)('on the first page: %s', async (_name, fault, kind, message) => {
    stage.server.loopback.failNext({ path: SEARCH }, fault);
    const error = await failure(pullAll(stage.open()));
    expect(error.kind).toBe(kind);
    expect(error.message).toMatch(message);
    expect(JSON.stringify([error.message, String(error.stack), error.cause])).not.toContain(GOOD_TOKEN);
  });

  it.each(FAULTS)('on a later page: %s', async (name, fault, kind) => {
    stage.server.loopback.failNext(({ body }) => body.includes('nextPageToken'), fault, 99);
    const error = await failure(pullAll(stage.open()));
    expect([name, error.kind]).toEqual([name, kind]);
  });

  it('says incomplete for a page token that repeats, and stops', async () => {
    const repeat = (body: unknown): unknown => ({ ...(body as object), isLast: false, nextPageToken: 'again' });
    stage.server.loopback.failNext({ path: SEARCH }, { kind: 'mutate', mutate: repeat });
    stage.server.loopback.failNext({ path: SEARCH }, { kind: 'status', status: 200, body: repeat({ issues: [] }) }, 99);
    const error = await failure(pullAll(stage.open()));
    expect(error.kind).toBe('incomplete');
    expect(stage.server.loopback.requests.length).toBeLessThan(5);
  });

  it('says incomplete for a page token that Jira refuses', async () => {
    const spoil = (body: unknown): unknown => ({ ...(body as object), nextPageToken: 'foreign' });
    stage.server.loopback.failNext({ path: SEARCH }, { kind: 'mutate', mutate: spoil });
    expect((await failure(pullAll(stage.open()))).kind).toBe('incomplete');
  });

  it('honours the Retry-After of a 5xx', async () => {
    stage.server.loopback.failNext({ path: SEARCH }, { kind: 'status', status: 503, headers: { 'retry-after': '7' } });
    expect(await failure(pullAll(stage.open()))).toMatchObject({ kind: 'unavailable', retryAfterMs: 7_000 });
  });

  it('aborts within a second while Jira does not answer', async () => {
    stage.server.loopback.failNext({ path: SEARCH }, { kind: 'hang' });
    const controller = new AbortController();
    const reason = new Error('stopped');
    const started = performance.now();
    const pulling = pullAll(stage.open(), { signal: controller.signal });
    setTimeout(() => controller.abort(reason), 50);
    await expect(pulling).rejects.toBe(reason);
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});
