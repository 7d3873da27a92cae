// Faults of the vendor, a proxy or the network: each fails at once with the right kind of error and a message to act on.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { GOOD_TOKEN, stagePagerDuty, type PagerDutyStage } from '../../../test/support/vendors/pagerduty/stage.ts';
import { type Fault } from '../../../test/support/vendors/pagerduty/server.ts';
import { lookupAll, never, pullAll } from '../../../test/support/vendors/source-context.ts';
import { SourceError, type SourceFailure } from '../ports/failure.ts';

let stage: PagerDutyStage;
beforeEach(async () => {
  stage = await stagePagerDuty();
  for (let n = 0; n < 150; n++)
    stage.server.account.trigger({ at: new Date(Date.parse('2026-03-01T00:00:00Z') + n * 60_000) });
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

const FAULTS: ReadonlyArray<readonly [name: string, fault: Fault, kind: SourceFailure, message: RegExp]> = [
  [
    '401',
    { kind: 'status', status: 401 },
    'unauthorized',
    /401 from PagerDuty: the API key is refused: put a valid one/,
  ],
  ['402', { kind: 'status', status: 402 }, 'forbidden', /plan/],
  ['403', { kind: 'status', status: 403 }, 'forbidden', /lacks incidents\.read: use an API key/],
  ['404', { kind: 'status', status: 404 }, 'not-found', /check region and endpoint/],
  ['410', { kind: 'status', status: 410 }, 'not-found', /410 from PagerDuty/],
  ['408', { kind: 'status', status: 408 }, 'unavailable', /408/],
  ['429 without headers', { kind: 'status', status: 429 }, 'rate-limited', /too many requests/],
  ['500', { kind: 'status', status: 500 }, 'unavailable', /500 from PagerDuty/],
  ['503', { kind: 'status', status: 503 }, 'unavailable', /503 from PagerDuty/],
  ['400', { kind: 'status', status: 400 }, 'malformed', /400 from PagerDuty/],
  ['truncated JSON', { kind: 'truncated' }, 'malformed', /not JSON: the answer was cut off/],
  ['an HTML page', { kind: 'html' }, 'malformed', /HTML page in place of JSON/],
  ['200 with no body', { kind: 'empty' }, 'malformed', /without a list of incidents/],
  ['a redirect', { kind: 'redirect', location: 'https://evil.example/' }, 'malformed', /redirect 302 refused/],
  ['a connection that breaks', { kind: 'reset' }, 'unreachable', /no answer/],
  ['a body that breaks off', { kind: 'cut' }, 'unreachable', /no answer/],
  ['a list that is no list', { kind: 'mutate', mutate: () => ({ incidents: {}, more: false }) }, 'malformed', /list/],
  ['no flag for more', { kind: 'mutate', mutate: () => ({ incidents: [] }) }, 'malformed', /flag more/],
  ['JSON null', { kind: 'mutate', mutate: () => null }, 'malformed', /list/],
  ['more and nothing', { kind: 'mutate', mutate: () => ({ incidents: [], more: true }) }, 'incomplete', /empty page/],
  ['another type of id', { kind: 'changed-type', field: 'id' }, 'malformed', /none of \d+ incidents can be read/],
  ['another type of status', { kind: 'changed-type', field: 'status' }, 'malformed', /WrongType, \/status/],
  ['another type of time', { kind: 'changed-type', field: 'created_at' }, 'malformed', /WrongType, \/created_at/],
  ['another type of title', { kind: 'changed-type', field: 'title' }, 'malformed', /WrongType, \/title/],
  ['another type of urgency', { kind: 'changed-type', field: 'urgency' }, 'malformed', /WrongType, \/urgency/],
];

describe('a listing that fails', () => {
  it.each(FAULTS)('on the first page: %s', async (_name, fault, kind, message) => {
    stage.server.failNext({ path: '/incidents' }, fault);
    const error = await failure(pullAll(stage.open()));
    expect(error.kind).toBe(kind);
    expect(error.message).toMatch(message);
    expect(JSON.stringify([error.message, String(error.stack), error.cause])).not.toContain(GOOD_TOKEN);
    const { created, complete } = await pullAll(stage.open());
    expect([created.size, complete]).toEqual([150, true]);
  });

  it.each(FAULTS)('on a later page: %s', async (name, fault, kind) => {
    stage.server.failNext({ path: '/incidents', minOffset: 1 }, fault, 99);
    const error = await failure(pullAll(stage.open()));
    expect([name, error.kind]).toEqual([name, kind]);
  });

  it.each(FAULTS)('of what is open: %s', async (name, fault, kind) => {
    stage.server.failNext({ path: '/incidents', query: { date_range: 'all' } }, fault);
    const error = await failure(pullAll(stage.open()));
    expect([name, error.kind]).toEqual([name, kind]);
  });

  it('a page that stays empty although the page before announced more', async () => {
    stage.server.failNext({ path: '/incidents', minOffset: 1 }, { kind: 'empty-list' }, 99);
    const error = await failure(pullAll(stage.open()));
    expect(error.kind).toBe('incomplete');
    expect(error.message).toMatch(/a page is missing/);
    expect(stage.server.requests.filter(({ path }) => path === '/incidents').length).toBeLessThan(12);
  });

  it('a page that is empty once is read again', async () => {
    stage.server.failNext({ path: '/incidents', minOffset: 1 }, { kind: 'empty-list' });
    const { created, complete } = await pullAll(stage.open());
    expect([created.size, complete]).toEqual([150, true]);
  });

  it('a vendor that returns the first page again and again', async () => {
    const first = { path: '/incidents', minOffset: 1 };
    let page: unknown;
    stage.server.failNext({ path: '/incidents' }, { kind: 'mutate', mutate: (body) => (page = body) });
    stage.server.failNext(first, { kind: 'mutate', mutate: () => page }, 999);
    expect((await failure(pullAll(stage.open()))).kind).toBe('incomplete');
  });

  it('rejects one unreadable item of a hundred and keeps the others', async () => {
    const poison = (body: unknown): unknown => {
      const { incidents, ...page } = body as { incidents: object[] };
      return {
        ...page,
        incidents: incidents.map((each, n) => (n === 41 ? { ...each, created_at: 'yesterday' } : each)),
      };
    };
    stage.server.failNext({ path: '/incidents' }, { kind: 'mutate', mutate: poison }, 99);
    const { created, rejected, complete } = await pullAll(stage.open());
    expect(complete).toBe(true);
    expect(created.size).toBe(148);
    expect(rejected[0]).toEqual({
      reason: 'InvalidTime',
      externalID: expect.stringMatching(/^Q/) as string,
      detail: '/created_at: not an instant with an offset',
    });
  });
});

describe('time', () => {
  it('times out on a vendor that does not answer', async () => {
    stage.server.failNext({ path: '/incidents' }, { kind: 'hang' });
    const limits = { headersMs: 1000, totalMs: 5000 };
    const { source, codes } = stage.openCounted({}, { limits });
    const pulling = failure(pullAll(source));
    while (stage.server.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await stage.clock.advance(1001);
    const error = await pulling;
    expect(error.kind).toBe('unreachable');
    expect(error.message).toMatch(/no answer within 1000 ms/);
    expect(codes).toEqual(['timeout']);
  });

  it('ends a hanging request when it is aborted', async () => {
    stage.server.failNext({ path: '/incidents' }, { kind: 'hang' });
    const controller = new AbortController();
    const reason = new Error('stop');
    const pulling = pullAll(stage.open(), { signal: controller.signal });
    while (stage.server.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    controller.abort(reason);
    await expect(pulling).rejects.toBe(reason);
  });
});

describe('a look-up that fails', () => {
  const id = 'Q0000000000001';

  it.each([
    [401, 'unauthorized'],
    [403, 'forbidden'],
    [429, 'rate-limited'],
    [500, 'unavailable'],
    [400, 'malformed'],
  ] as const)('%i → %s', async (status, kind) => {
    stage.server.failNext({ path: `/incidents/${id}` }, { kind: 'status', status });
    expect((await failure(lookupAll(stage.open(), [id]))).kind).toBe(kind);
  });

  it.each([404, 410])('%i: gone', async (status) => {
    stage.server.failNext({ path: `/incidents/${id}` }, { kind: 'status', status });
    expect((await lookupAll(stage.open(), [id])).get(id)).toEqual({ kind: 'gone', externalID: id });
  });

  it('403 with the code for lost access (resolved, or moved to another team): gone', async () => {
    stage.server.failNext({ path: `/incidents/${id}` }, { kind: 'status', status: 403, code: 2018 });
    expect((await lookupAll(stage.open(), [id])).get(id)).toEqual({ kind: 'gone', externalID: id });
  });

  it('another incident than the requested one: rejected', async () => {
    const other = (body: unknown): unknown => ({
      incident: { ...(body as { incident: object }).incident, id: 'QOTHER' },
    });
    stage.server.failNext({ path: `/incidents/${id}` }, { kind: 'mutate', mutate: other });
    expect((await lookupAll(stage.open(), [id])).get(id)).toMatchObject({
      kind: 'rejected',
      item: { reason: 'InvalidID' },
    });
  });

  it('an incident that cannot be read: rejected, with its id', async () => {
    const broken = (body: unknown): unknown => ({
      incident: { ...(body as { incident: object }).incident, status: 'odd' },
    });
    stage.server.failNext({ path: `/incidents/${id}` }, { kind: 'mutate', mutate: broken });
    const found = await lookupAll(stage.open(), [id]);
    expect(found.get(id)).toMatchObject({ kind: 'rejected', item: { reason: 'UnknownState', externalID: id } });
  });

  it('an answer without an incident', async () => {
    stage.server.failNext({ path: `/incidents/${id}` }, { kind: 'mutate', mutate: () => ({}) });
    expect((await failure(lookupAll(stage.open(), [id]))).kind).toBe('malformed');
  });

  it('the first failure stops the other look-ups', async () => {
    const ids = [...stage.server.account.incidents.keys()];
    stage.server.failNext({ path: `/incidents/${ids[2]}` }, { kind: 'status', status: 500 });
    expect((await failure(lookupAll(stage.open(), ids))).kind).toBe('unavailable');
    expect(stage.server.requests.length).toBeLessThan(20);
  });
});

describe('a probe that fails', () => {
  it.each([
    [401, 'unauthorized'],
    [403, 'forbidden'],
    [404, 'not-found'],
    [429, 'rate-limited'],
    [500, 'unavailable'],
  ] as const)('%i → %s', async (status, kind) => {
    stage.server.failNext({ path: '/incidents' }, { kind: 'status', status });
    expect((await failure(stage.open().probe(never))).kind).toBe(kind);
  });
});
