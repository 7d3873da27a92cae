// What is particular to Zenduty: its refusals, pages without order, filters by name, severities, and limits without headers.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { GOOD_KEY } from '../../../test/support/vendors/zenduty/server.ts';
import { stageZenduty, type ZendutyStage } from '../../../test/support/vendors/zenduty/stage.ts';
import type { Fault } from '../../../test/support/vendors/loopback/faults.ts';
import { lookupAll, never, pullAll } from '../../../test/support/vendors/source-context.ts';
import { SourceError, type SourceFailure } from '../ports/failure.ts';
import type { ZendutyConfig } from './index.ts';

let stage: ZendutyStage;
beforeEach(async () => void (stage = await stageZenduty({ rules: { pageSize: 10 } })));
afterEach(() => stage[Symbol.asyncDispose]());

const LISTING = '/api/incidents/filter/';
const hoursAgo = (hours: number): Date => new Date(stage.clock.now().getTime() - hours * 3_600_000);

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
    '403 for a wrong key',
    { kind: 'status', status: 403, body: { detail: 'Invalid or Inactive Token' } },
    'unauthorized',
    /put a valid one/,
  ],
  ['401', { kind: 'status', status: 401 }, 'unauthorized', /401 from Zenduty/],
  ['403', { kind: 'status', status: 403 }, 'forbidden', /the user of the API key/],
  ['206', { kind: 'status', status: 206, body: { results: [], next: null } }, 'incomplete', /206/],
  ['209', { kind: 'status', status: 209 }, 'unavailable', /209 from Zenduty: it will be tried again/],
  ['404', { kind: 'status', status: 404 }, 'not-found', /check endpoint/],
  ['429', { kind: 'status', status: 429 }, 'rate-limited', /too many requests/],
  ['500', { kind: 'status', status: 500 }, 'unavailable', /500/],
  ['truncated JSON', { kind: 'truncated' }, 'malformed', /not JSON/],
  ['an HTML page', { kind: 'html' }, 'malformed', /not JSON/],
  ['200 with no body', { kind: 'empty' }, 'malformed', /without a body/],
  ['a redirect', { kind: 'redirect', location: 'https://evil.example/' }, 'malformed', /redirect 302 refused/],
  ['a connection that breaks', { kind: 'reset' }, 'unreachable', /no answer/],
  ['no word of the next page', { kind: 'mutate', mutate: () => ({ results: [] }) }, 'malformed', /page of incidents/],
  [
    'a next page elsewhere',
    { kind: 'mutate', mutate: () => ({ results: [], next: 'https://evil.example/api/incidents/filter/?page=2' }) },
    'malformed',
    /not followed/,
  ],
  ['another type of status', { kind: 'changed-type', field: 'status' }, 'malformed', /none of \d+ incidents/],
];

describe('a listing that fails', () => {
  beforeEach(() => {
    for (let n = 0; n < 25; n++) stage.server.account.create({ at: hoursAgo(n) });
  });

  it.each(FAULTS)('on any page: %s', async (_name, fault, kind, message) => {
    stage.server.loopback.failNext({ path: LISTING }, fault, 99);
    const error = await failure(pullAll(stage.open()));
    expect(error.kind).toBe(kind);
    expect(error.message).toMatch(message);
    expect(JSON.stringify([error.message, String(error.stack), error.cause])).not.toContain(GOOD_KEY);
  });

  it.each(FAULTS.filter(([name]) => name !== 'another type of status'))(
    'on a later page: %s',
    async (name, fault, kind) => {
      stage.server.loopback.failNext({ path: LISTING, query: { page: '2' } }, fault, 99);
      expect([name, (await failure(pullAll(stage.open()))).kind]).toEqual([name, kind]);
    },
  );

  it('says incomplete for a page that repeats, and stops', async () => {
    const next = `${stage.server.url}${LISTING}?page=2&page_size=10`;
    const repeat = (body: unknown): unknown => ({ ...(body as object), next });
    stage.server.loopback.failNext({ path: LISTING }, { kind: 'mutate', mutate: repeat }, 99);
    expect((await failure(pullAll(stage.open()))).kind).toBe('incomplete');
    expect(stage.server.loopback.requests.length).toBeLessThan(5);
  });

  it('keeps nothing of a listing that breaks off: it has no order', async () => {
    stage.server.loopback.failNext({ path: LISTING, query: { page: '3' } }, { kind: 'reset' }, 99);
    let pages = 0;
    const run = async (): Promise<void> => {
      const source = stage.open();
      for await (const _page of source.pull({ mode: 'full', since: hoursAgo(99), signal: never })) pages++;
    };
    await failure(run());
    expect(pages).toBe(0);
  });

  it('aborts within a second while Zenduty does not answer', async () => {
    stage.server.loopback.failNext({ path: LISTING }, { kind: 'hang' });
    const controller = new AbortController();
    const reason = new Error('stopped');
    const started = performance.now();
    const pulling = pullAll(stage.open(), { signal: controller.signal });
    setTimeout(() => controller.abort(reason), 50);
    await expect(pulling).rejects.toBe(reason);
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});

describe('the key', () => {
  it('that is wrong is unauthorized, though Zenduty says 403', async () => {
    expect((await failure(stage.open({}, { secret: { token: 'wrong' } }).probe(never))).kind).toBe('unauthorized');
  });

  it('is sent as a Token', async () => {
    expect(await stage.open().probe(never)).toEqual({ missingScopes: [], unmatched: [] });
  });
});

describe('filters', () => {
  beforeEach(() => {
    const { account } = stage.server;
    account.create({ id: 'MAIL', service: 'Mail gateway' });
    account.create({ id: 'SHOP', service: 'Shop' });
  });

  const rows: ReadonlyArray<{ config: Partial<ZendutyConfig>; want: readonly string[]; because: string }> = [
    { config: {}, want: ['MAIL', 'SHOP'], because: 'no filter selects every team, also those of others' },
    { config: { teams: [], services: [] }, want: ['MAIL', 'SHOP'], because: 'an empty list is no filter' },
    { config: { teams: ['Operations'] }, want: ['SHOP'], because: 'a team has a name' },
    { config: { teams: ['a1b2c3d4-ba78-4536-9b2d-256b135a731d'] }, want: ['SHOP'], because: 'a team has an id' },
    { config: { services: ['Mail gateway', 'Shop'] }, want: ['MAIL', 'SHOP'], because: 'each of them is wanted' },
    { config: { services: ['d8fff4c5-2def-41e8-9120-c63f649a825c'] }, want: ['SHOP'], because: 'a service has an id' },
    { config: { teams: ['Security'], services: ['Shop'] }, want: [], because: 'both must hold' },
    { config: { teams: ['security'] }, want: [], because: 'a name must be equal' },
  ];

  it.each(rows)('$config select $want: $because', async ({ config, want }) => {
    const { created, open } = await pullAll(stage.open(config));
    expect([...created.keys()].sort()).toEqual(want);
    expect([...open.keys()].sort()).toEqual(want);
    for (const id of ['MAIL', 'SHOP']) {
      const looked = (await lookupAll(stage.open(config), [id])).get(id);
      expect(looked).toMatchObject({ kind: 'found', inScope: want.includes(id) });
    }
  });

  it('report names that match nothing', async () => {
    const source = stage.open({ teams: ['Security', 'Nobody'], services: ['Nothing'] });
    expect((await source.probe(never)).unmatched).toEqual(['Nobody', 'Nothing']);
  });
});

describe('severity', () => {
  it.each([
    { priority: 'P1', urgency: 0, want: 'Critical', because: 'the priority goes first' },
    { priority: 'P3', urgency: 1, want: 'Medium', because: 'it is the third' },
    { priority: 'sev-x', urgency: 1, want: 'Info', because: 'the map knows it' },
    { priority: null, urgency: 0, want: 'Low', because: 'the urgency is low' },
    { priority: null, urgency: 1, want: 'High', because: 'the urgency is high' },
    { priority: 'Odd', urgency: 0, want: 'High', because: 'what nothing maps is never guessed low' },
  ] as const)('of $priority and urgency $urgency is $want: $because', async ({ priority, urgency, want }) => {
    stage.server.rules = { ...stage.server.rules, fullRows: true };
    stage.server.account.create({ id: 'ONE', priority, urgency });
    const source = stage.open({}, { severityMap: [{ from: 'SEV-X', to: 'Info' }] });
    expect((await pullAll(source)).created.get('ONE')?.severity).toBe(want);
    expect([...source.unmappedSeverities]).toEqual(priority === 'Odd' ? ['Odd'] : []);
  });

  it.each([
    { fullRows: false, because: 'listings lack the urgency' },
    { fullRows: true, because: 'listings have the urgency' },
  ])('is the same in a listing and a look-up: $because', async ({ fullRows }) => {
    stage.server.rules = { ...stage.server.rules, fullRows };
    stage.server.account.create({ id: 'ONE', urgency: 0, summary: 'long' });
    const source = stage.open({}, { dataPolicy: 'Full' });
    const { created } = await pullAll(source);
    expect((await lookupAll(source, ['ONE'])).get('ONE')).toMatchObject({ record: created.get('ONE') });
  });
});

describe('a hint at a data loss', () => {
  it.each([
    {
      fullRows: false,
      hint: undefined,
      because: 'listings lack tags, and a record must not depend on how it was read',
    },
    { fullRows: true, hint: 'Suspected', because: 'listings have tags' },
  ])('of a tag is $hint in a listing and a look-up: $because', async ({ fullRows, hint }) => {
    stage.server.rules = { ...stage.server.rules, fullRows };
    stage.server.account.create({ id: 'ONE' }).tags.push('data-loss');
    const source = stage.open();
    const { created, open } = await pullAll(source);
    const found = (await lookupAll(source, ['ONE'])).get('ONE');
    const records = [created.get('ONE'), open.get('ONE'), found?.kind === 'found' ? found.record : undefined];
    expect(records.map((record) => record?.dataLossHint)).toEqual([hint, hint, hint]);
  });
});

describe('what was merged', () => {
  it('refers to the incident that goes on', async () => {
    const { account } = stage.server;
    account.create({ id: 'ONE' });
    account.get('ONE').mergedWith = 'TWO';
    account.resolve('ONE');
    expect((await pullAll(stage.open())).created.get('ONE')).toMatchObject({ state: 'Resolved', mergedInto: 'TWO' });
  });
});
