// What is particular to Jira: credentials and hosts, its clocks, fields of severity, moved issues, and limits.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { CLOUD_ID } from '../../../test/support/vendors/jira/server.ts';
import { stageJira, type JiraStage } from '../../../test/support/vendors/jira/stage.ts';
import { lookupAll, never, pullAll } from '../../../test/support/vendors/source-context.ts';
import { FakeClock } from '../../../test/support/time/fake-clock.ts';
import { SourceError } from '../ports/failure.ts';
import type { Lookup } from '../ports/record.ts';
import { createJira } from './index.ts';
import { retryAfterMs } from './limits.ts';

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

describe('the probe', () => {
  it('is refused for a wrong token, which a search is not', async () => {
    const secret = { email: 'docket@example.com', token: 'wrong' };
    expect((await failure(stage.open({}, { secret }).probe(never))).kind).toBe('unauthorized');
  });

  it('says which JQL Jira refuses', async () => {
    const source = stage.open({ jql: 'nonsense = 1' });
    stage.server.account.create({});
    expect(await failure(source.probe(never))).toMatchObject({
      kind: 'invalid-config',
      message: expect.stringMatching(/check jql in the spec/) as string,
    });
  });

  it('takes a scoped token below the gateway, without the scope for users', async () => {
    stage.server.access.tokens.set('scoped', new Set(['read:jira-work']));
    stage.server.account.create({ id: 'SEC-1' });
    for (const secret of [{ token: 'scoped' }, { email: 'a@example.com', token: 'scoped' }]) {
      const source = stage.open({ cloudID: CLOUD_ID }, { secret });
      expect(await source.probe(never)).toEqual({ missingScopes: [], unmatched: [] });
      expect((await pullAll(source)).created.size).toBe(1);
    }
    const paths = stage.server.loopback.requests.map(({ path }) => path);
    expect(paths.every((path) => path.startsWith(`/ex/jira/${CLOUD_ID}/rest/api/3/`))).toBe(true);
  });

  it('says forbidden for a token without read:jira-work', async () => {
    stage.server.access.tokens.set('scoped', new Set(['read:jira-user']));
    const source = stage.open({ cloudID: CLOUD_ID }, { secret: { token: 'scoped' } });
    expect((await failure(source.probe(never))).kind).toBe('forbidden');
  });
});

describe('hosts', () => {
  const jira = createJira();
  it.each([
    { config: { site: 'acme.atlassian.net' }, want: undefined, because: 'it is a host of Atlassian' },
    { config: { site: 'ACME.JIRA.COM' }, want: undefined, because: 'hosts have no case' },
    { config: { site: 'jira.acme.example' }, want: 'https://jira.acme.example', because: 'it is any host' },
    { config: { site: 'evil-atlassian.net' }, want: 'https://evil-atlassian.net', because: 'it only ends alike' },
    { config: { site: 'a.b.atlassian.net' }, want: 'https://a.b.atlassian.net', because: 'sites have one label' },
    { config: { site: 'evil.example', cloudID: 'x' }, want: undefined, because: 'nothing is sent to the site' },
    { config: { cloudID: 'x', endpoint: 'http://proxy' }, want: 'http://proxy', because: 'it is an endpoint' },
  ])('asks for permission to use $config: $because', ({ config, want }) => {
    expect(jira.endpoint({ jql: 'a = 1', ...config })).toBe(want);
  });
});

describe('severity', () => {
  it.each([
    { field: { value: 'High' }, priority: 'Lowest', want: 'High', because: 'the field goes first' },
    { field: [{ name: 'Medium' }], priority: 'High', want: 'Medium', because: 'a list counts by its first item' },
    { field: 1, priority: 'High', want: 'Critical', because: 'the map knows a number' },
    { field: null, priority: 'Highest', want: 'Critical', because: 'without a value the priority counts' },
    { field: undefined, priority: null, want: 'High', because: 'nothing is known of it' },
    { field: { value: 'Weird' }, priority: 'Low', want: 'High', because: 'what nothing maps is never guessed low' },
  ])('of $field and $priority is $want: $because', async ({ field, priority, want }) => {
    stage.server.account.create({ id: 'S-1', priority, custom: { customfield_10050: field } });
    const source = stage.open({ severityField: 'severity' }, { severityMap: [{ from: '1', to: 'Critical' }] });
    const { created } = await pullAll(source);
    expect(created.get('S-1')?.severity).toBe(want);
    expect([...source.unmappedSeverities]).toEqual(
      want === 'High' && field !== null && field !== undefined && priority === 'Low' ? ['Weird'] : [],
    );
  });

  it('of a field that does not exist is the priority, and the field is reported', async () => {
    stage.server.account.create({ id: 'S-1', priority: 'Low' });
    const source = stage.open({ severityField: 'No such field' });
    expect(await source.probe(never)).toEqual({ missingScopes: [], unmatched: ['No such field'] });
    expect((await pullAll(source)).created.get('S-1')?.severity).toBe('Low');
  });
});

describe('look-ups', () => {
  const found = async (id: string): Promise<Lookup | undefined> => (await lookupAll(stage.open(), [id])).get(id);

  it('resolve the incident of an old key that the JQL selects under its new one', async () => {
    const { account } = stage.server;
    account.create({ id: 'OPS-1', at: hoursAgo(5) });
    account.moveToKey('OPS-1', 'SEC-9');
    await stage.clock.advance(HOUR_MS);
    account.edit('SEC-9', { summary: 'Renamed since' });
    expect(await found('OPS-1')).toEqual({
      kind: 'found',
      inScope: true,
      record: expect.objectContaining({
        externalID: 'OPS-1',
        state: 'Resolved',
        resolvedAt: '2026-03-02T10:00:00Z',
        mergedInto: 'SEC-9',
      }) as unknown,
    });
  });

  it('keep the incident of an old key open that left the JQL', async () => {
    const { account } = stage.server;
    account.create({ id: 'SEC-1' });
    account.moveToKey('SEC-1', 'OPS-9');
    expect(await found('SEC-1')).toMatchObject({
      kind: 'found',
      inScope: false,
      record: { externalID: 'SEC-1', state: 'Detected' },
    });
  });

  it('read what the index does not show yet', async () => {
    stage.server.rules = { ...stage.server.rules, lagMs: 600_000 };
    const { account } = stage.server;
    for (const id of ['SEC-1', 'SEC-2', 'SEC-3']) account.create({ id });
    expect(await found('SEC-3')).toMatchObject({ kind: 'found', inScope: true });
  });
});

describe('times', () => {
  it('of a resolution are those of the category, not of a resolution that was left over', async () => {
    const { account } = stage.server;
    account.clearsResolution = false;
    account.create({ id: 'SEC-1', at: hoursAgo(9) });
    account.resolve('SEC-1', hoursAgo(8));
    account.reopen('SEC-1', hoursAgo(7));
    expect((await pullAll(stage.open())).created.get('SEC-1')).toMatchObject({ state: 'Detected' });
    account.acknowledge('SEC-1', hoursAgo(6));
    account.resolve('SEC-1', hoursAgo(5));
    expect((await pullAll(stage.open())).created.get('SEC-1')).toMatchObject({
      state: 'Resolved',
      acknowledgedAt: '2026-03-02T04:00:00Z',
      resolvedAt: '2026-03-02T05:00:00Z',
    });
  });

  it('degrade when the changelog cannot be read, and the rest is read', async () => {
    const { account, loopback } = stage.server;
    account.create({ id: 'SEC-1', at: hoursAgo(9) });
    account.acknowledge('SEC-1', hoursAgo(8));
    account.resolve('SEC-1', hoursAgo(7));
    loopback.failNext({ path: '/rest/api/3/changelog/bulkfetch' }, { kind: 'status', status: 403 }, 99);
    const source = stage.open();
    const { created } = await pullAll(source);
    expect(created.get('SEC-1')).not.toHaveProperty('acknowledgedAt');
    expect([...source.degraded]).toEqual(['changelog']);
  });

  it('asks for changelogs once', async () => {
    const { account, loopback } = stage.server;
    account.create({ id: 'SEC-1', at: hoursAgo(9) });
    account.acknowledge('SEC-1', hoursAgo(8));
    await pullAll(stage.open());
    loopback.takeRequests();
    await pullAll(stage.open());
    expect(loopback.takeRequests().filter(({ path }) => path !== SEARCH)).toEqual([]);
  });
});

describe('limits', () => {
  const now = new FakeClock('2026-03-02T10:00:20Z').now();
  it.each([
    { headers: { 'retry-after': '12' }, want: 12_000, because: 'it is a number of seconds' },
    { headers: { 'x-ratelimit-reset': '2026-03-02T10:01Z' }, want: 40_000, because: 'it is cut to the minute' },
    { headers: { 'x-ratelimit-reset': '2026-03-02T10:00:30Z' }, want: 10_000, because: 'it may have seconds' },
    {
      headers: { 'x-ratelimit-reset': '2026-03-02T11:01Z', date: 'Mon, 02 Mar 2026 11:00:00 GMT' },
      want: 60_000,
      because: "it is an instant of the sender's clock",
    },
    { headers: {}, want: undefined, because: 'nothing is said' },
  ])('wait $want ms for $headers: $because', ({ headers, want }) => {
    expect(retryAfterMs(headers as Readonly<Record<string, string>>, now)).toBe(want);
  });

  it.each(['retry-after', 'reset'] as const)('are shared by the sources of a credential (%s)', async (dialect) => {
    stage.server.access.burst = { perMinute: 1, dialect };
    expect(await failure(pullAll(stage.open()))).toMatchObject({ kind: 'rate-limited', retryAfterMs: 60_000 });
    const sent = stage.server.loopback.requests.length;
    const error = await failure(pullAll(stage.open()));
    expect(error).toMatchObject({ kind: 'rate-limited', message: expect.stringMatching(/not sent/) as string });
    expect(stage.server.loopback.requests.length).toBe(sent);
    await stage.clock.advance(60_000);
    stage.server.access.burst = { perMinute: 100, dialect };
    expect((await pullAll(stage.open())).complete).toBe(true);
  });

  it('do not hold up everything for one issue', async () => {
    const headers = { 'ratelimit-reason': 'jira-per-issue-on-write', 'retry-after': '600' };
    stage.server.loopback.failNext({ path: SEARCH }, { kind: 'status', status: 429, headers });
    await failure(pullAll(stage.open()));
    expect((await pullAll(stage.open())).complete).toBe(true);
  });
});

describe('dataPolicy Full', () => {
  it('keeps the description as text, and the name of the assignee', async () => {
    stage.server.account.create({ id: 'SEC-1', description: 'Two lines\nof text' });
    const { created } = await pullAll(stage.open({}, { dataPolicy: 'Full' }));
    expect(created.get('SEC-1')).toMatchObject({
      description: 'Two lines\nof text',
      assignees: ['Earline Greenholt'],
      service: 'Security',
      url: 'https://acme.atlassian.net/browse/SEC-1',
    });
  });
});
