// Faults of AWS, a proxy or the network: each fails at once with the right kind of error and a message to act on. One region that fails
// does not stop the others.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { type Fault } from '../../../test/support/vendors/loopback/faults.ts';
import { GOOD_KEY } from '../../../test/support/vendors/guardduty/server.ts';
import { stageGuardDuty, type GuardDutyStage } from '../../../test/support/vendors/guardduty/stage.ts';
import { lookupAll, never, pullAll } from '../../../test/support/vendors/source-context.ts';
import type { ChangesPage } from '../ports/changes.ts';
import { SourceError, type SourceFailure } from '../ports/failure.ts';
import type { ChangesSource } from '../provider.ts';

const HOME = 'eu-west-1';
const AWAY = 'us-east-1';

let stage: GuardDutyStage;
beforeEach(async () => {
  stage = await stageGuardDuty();
  stage.server.account.enable(AWAY);
  for (let n = 0; n < 60; n++) {
    const at = new Date(Date.parse('2026-03-01T00:00:00Z') + n * 60_000);
    stage.server.account.create({ at, id: `f${n}`, region: n % 10 === 9 ? AWAY : HOME });
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

const named = (status: number, name: string): Fault => ({
  kind: 'status',
  status,
  body: { __type: name, message: 'jane@example.com said no' },
});

const FAULTS: ReadonlyArray<readonly [name: string, fault: Fault, kind: SourceFailure, message: RegExp]> = [
  ['an unknown key', named(403, 'UnrecognizedClientException'), 'unauthorized', /put a valid one into the Secret/],
  ['an expired token', named(403, 'ExpiredTokenException'), 'unauthorized', /ExpiredTokenException/],
  ['a wrong signature', named(403, 'InvalidSignatureException'), 'unauthorized', /InvalidSignatureException/],
  [
    'a missing permission',
    named(403, 'AccessDeniedException'),
    'forbidden',
    /list findings in eu-west-1.*lacks guardduty:ListFindings: allow it/,
  ],
  ['an account without GuardDuty', named(403, 'SubscriptionRequiredException'), 'forbidden', /Subscription/],
  ['401', { kind: 'status', status: 401 }, 'unauthorized', /401 from AWS/],
  ['403', { kind: 'status', status: 403 }, 'forbidden', /403 from AWS/],
  ['404', { kind: 'status', status: 404 }, 'not-found', /in eu-west-1.*check regions and endpoint/],
  ['throttling, which is a 400', named(400, 'ThrottlingException'), 'rate-limited', /too many requests/],
  ['another throttling', named(400, 'com.amazonaws#RequestLimitExceeded'), 'rate-limited', /too many requests/],
  ['429', { kind: 'status', status: 429 }, 'rate-limited', /429 from AWS/],
  ['500', named(500, 'InternalServerErrorException'), 'unavailable', /500 \(InternalServerErrorException\)/],
  ['503', { kind: 'status', status: 503 }, 'unavailable', /503 from AWS/],
  ['400', named(400, 'BadRequestException'), 'malformed', /400 \(BadRequestException\)/],
  ['206', { kind: 'status', status: 206, body: { findingIds: [] } }, 'incomplete', /only a part/],
  ['truncated JSON', { kind: 'truncated' }, 'malformed', /not JSON/],
  ['an HTML page', { kind: 'html' }, 'malformed', /not JSON/],
  ['200 with no body', { kind: 'empty' }, 'malformed', /not JSON/],
  ['a redirect', { kind: 'redirect', location: 'https://evil.example/' }, 'malformed', /redirect 302 refused/],
  ['a connection that breaks', { kind: 'reset' }, 'unreachable', /no answer/],
  ['a body that breaks off', { kind: 'cut' }, 'unreachable', /no answer/],
  ['a list that is no list', { kind: 'mutate', mutate: () => ({ findingIds: {} }) }, 'malformed', /list of IDs/],
  ['JSON null', { kind: 'mutate', mutate: () => null }, 'malformed', /whole/],
  ['IDs that are none', { kind: 'mutate', mutate: () => ({ findingIds: [7, 8] }) }, 'malformed', /none of 2 findings/],
];

describe('a listing that fails', () => {
  it.each(FAULTS)('%s', async (_name, fault, kind, message) => {
    stage.server.loopback.failNext({ path: `/detector/${detectorOf(HOME)}/findings` }, fault, 2);
    const error = await failure(pullAll(stage.open()));
    expect(error.kind).toBe(kind);
    expect(error.message).toMatch(message);
    for (const secret of [GOOD_KEY.secretAccessKey, 'jane@example.com'])
      expect(String(error.stack)).not.toContain(secret);
  });

  it.each([
    ['another type of severity', { kind: 'changed-type', field: 'severity' }, /WrongType, \/Severity/],
    ['another type of time', { kind: 'changed-type', field: 'updatedAt' }, /WrongType, \/UpdatedAt/],
    ['findings that are not there', { kind: 'mutate', mutate: () => ({ findings: [] }) }, /not among the findings/],
  ] satisfies ReadonlyArray<readonly [string, Fault, RegExp]>)('%s in every finding', async (_name, fault, message) => {
    stage.server.loopback.failNext(({ path }) => path.endsWith('/get'), fault, 2);
    const error = await failure(pullAll(stage.open()));
    expect([error.kind, error.message]).toEqual(['malformed', expect.stringMatching(message)]);
  });

  it('says how long AWS asks to wait, and sends nothing until then', async () => {
    stage.server.throttle = { left: 1, retryAfter: '7' };
    expect(await failure(pullAll(stage.open()))).toMatchObject({ kind: 'rate-limited', retryAfterMs: 7000 });
    stage.server.throttle = undefined;
    const sent = stage.server.loopback.requests.length;
    expect(await failure(pullAll(stage.open()))).toMatchObject({ kind: 'rate-limited', retryAfterMs: 7000 });
    expect(stage.server.loopback.requests.length).toBe(sent);
    await stage.clock.advance(7000);
    expect((await pullAll(stage.open())).complete).toBe(true);
  });

  it('ends when AWS gives the same page token again', async () => {
    const repeat = (): unknown => ({ findingIds: ['f0'], nextToken: 'again' });
    const isListing = ({ path }: { path: string }): boolean => path.endsWith('/findings');
    stage.server.loopback.failNext(isListing, { kind: 'mutate', mutate: repeat }, Infinity);
    expect(await failure(pullAll(stage.open()))).toMatchObject({ kind: 'incomplete' });
    expect(stage.server.loopback.requests.filter(isListing).length).toBe(2);
  });

  it('is signed again with AWS’s time when the clocks differ', async () => {
    stage.skewMs = 3_600_000;
    expect((await pullAll(stage.open())).complete).toBe(true);
    const statuses = stage.server.loopback.requests.map(({ status }) => status);
    expect(statuses.filter((status) => status === 403)).toHaveLength(1);
  });
});

describe('one region that fails', () => {
  const read = async (source: ChangesSource): Promise<{ pages: ChangesPage[]; error: unknown }> => {
    const pages: ChangesPage[] = [];
    const request = { cursor: undefined, since: new Date('2026-01-01T00:00:00Z'), open: true, signal: never };
    try {
      for await (const page of source.changes(request)) pages.push(page);
      return { pages, error: undefined };
    } catch (error) {
      return { pages, error };
    }
  };

  it.each([
    {
      name: 'without a detector',
      because: 'GuardDuty is not enabled there',
      kind: 'not-found',
      message: /eu-west-3.*enable GuardDuty/s,
    },
    { name: 'that AWS throttles', because: 'it passes by itself', kind: 'rate-limited', message: /eu-west-3/ },
  ])('$name makes the reading fail and name it, and the others are read: $because', async ({ name, kind, message }) => {
    if (name === 'that AWS throttles') {
      stage.server.account.enable('eu-west-3');
      const match = { path: `/detector/${detectorOf('eu-west-3')}/findings` };
      stage.server.loopback.failNext(match, named(400, 'ThrottlingException'), Infinity);
    }
    const source = stage.open({ regions: [HOME, 'eu-west-3', AWAY] });
    expect(await source.probe(never)).toEqual({ missingScopes: [], unmatched: [] });
    const { pages, error } = await read(source);
    expect(error).toMatchObject({ kind, message: expect.stringMatching(message) as string });
    expect(String(error)).toContain('the other regions were read');
    const ids = new Set(pages.flatMap(({ records }) => records.map(({ externalID }) => externalID)));
    expect(ids.size).toBe(60);
    expect(pages.filter(({ last }) => last)).toEqual([]);
    expect(pages.at(-1)?.stage).toBe('open');
    const { cursor } = pages.findLast((page) => page.cursor !== undefined) ?? {};
    expect(Object.keys(cursor?.data as object)).toEqual([HOME, AWAY]);
  });

  it('is named by the probe when no region can be read', async () => {
    const error = await failure(stage.open({ regions: ['eu-west-3', 'eu-west-9'] }).probe(never));
    expect(error.message).toMatch(/eu-west-3, eu-west-9 \(no region was read\)/);
  });

  it('fails a look-up after the others were answered', async () => {
    const ids = [`${HOME}/f0`, 'eu-west-3/f1', `${AWAY}/f9`];
    const source = stage.open({ regions: [HOME, 'eu-west-3', AWAY] });
    const found: string[] = [];
    const run = async (): Promise<void> => {
      for await (const each of source.lookup(ids, never)) found.push(each.kind);
    };
    expect(await failure(run())).toMatchObject({ kind: 'not-found' });
    expect(found).toEqual(['found', 'found']);
  });
});

describe('a look-up', () => {
  it('of a region that the spec does not name any more finds it out of scope, or gone', async () => {
    const found = await lookupAll(stage.open(), [`${AWAY}/f9`, 'eu-west-3/f1']);
    expect(found.get(`${AWAY}/f9`)).toMatchObject({ kind: 'found', inScope: false });
    expect(found.get('eu-west-3/f1')).toMatchObject({ kind: 'gone' });
  });

  it('of a finding below the least severity finds it out of scope', async () => {
    stage.server.account.create({ id: 'low', severity: 2 });
    const source = stage.open({ minSeverity: 'Medium' });
    expect((await lookupAll(source, [`${HOME}/low`])).get(`${HOME}/low`)).toMatchObject({ inScope: false });
    expect([...(await pullAll(source)).created.keys()]).not.toContain(`${HOME}/low`);
  });

  it('asks for fifty findings with one request', async () => {
    stage.server.loopback.takeRequests();
    const ids = Array.from({ length: 120 }, (_, n) => `${HOME}/f${n}`);
    expect((await lookupAll(stage.open(), ids)).size).toBe(120);
    expect(stage.server.loopback.takeRequests().map(({ path }) => path.split('/').at(-1))).toEqual([
      'detector',
      'get',
      'get',
      'get',
    ]);
  });

  it('of a finding that GuardDuty keeps no longer says that it is gone, and not that it is resolved', async () => {
    stage.server.account.rules = { archivingUpdates: true, keptMs: 90 * 86_400_000 };
    const old = new Date(stage.clock.now().getTime() - 91 * 86_400_000);
    stage.server.account.create({ id: 'old', at: old });
    expect((await lookupAll(stage.open(), [`${HOME}/old`])).get(`${HOME}/old`)).toEqual({
      kind: 'gone',
      externalID: `${HOME}/old`,
    });
  });
});

function detectorOf(region: string): string {
  return stage.server.account.detectors.get(region) ?? '';
}
