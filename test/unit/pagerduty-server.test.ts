// The loopback PagerDuty keeps the vendor's rules: a test bed that lets everything pass would prove nothing.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { startPagerDuty, type PagerDutyServer } from '../support/vendors/pagerduty/server.ts';

const NOW = '2026-03-02T10:00:00Z';
const HEADERS = { accept: 'application/vnd.pagerduty+json;version=2', authorization: 'Token token=good-token' };

let server: PagerDutyServer;
beforeEach(async () => void (server = await startPagerDuty({ now: () => new Date(NOW) })));
afterEach(() => server[Symbol.asyncDispose]());

interface Got {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

async function get(path: string, headers: Record<string, string> = HEADERS): Promise<Got> {
  const response = await fetch(server.url + path, { headers });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: (text === '' ? {} : JSON.parse(text)) as Got['body'],
  };
}

async function admin(verb: string, args: object): Promise<Record<string, unknown>> {
  const response = await fetch(`${server.url}/__admin/${verb}`, { method: 'POST', body: JSON.stringify(args) });
  expect(response.status).toBe(200);
  return (await response.json()) as Record<string, unknown>;
}

function idsOf(got: Got, resource = 'incidents'): unknown[] {
  return (got.body[resource] as ReadonlyArray<{ id: unknown }>).map(({ id }) => id);
}

function codeOf({ body }: Got): unknown {
  return (body['error'] as { code?: unknown } | undefined)?.code;
}

it.each<[string, Record<string, string>, number]>([
  ['a good key', HEADERS, 200],
  ['no key', { accept: HEADERS.accept }, 401],
  ['a bad key', { ...HEADERS, authorization: 'Token token=bad' }, 401],
  ['a key as a bearer token', { ...HEADERS, authorization: 'Bearer good-token' }, 401],
  ['no Accept header', { authorization: HEADERS.authorization, accept: 'application/json' }, 406],
])('%s → %i', async (_name, headers, status) => {
  expect((await get('/incidents', headers)).status).toBe(status);
});

it.each<[string, number, number | undefined]>([
  ['/incidents?limit=100', 200, undefined],
  ['/incidents?limit=101', 400, 2001],
  ['/incidents?offset=9900&limit=100', 200, undefined],
  ['/incidents?offset=9901&limit=100', 400, 2002],
  ['/incidents?since=2025-09-02T10:00:00Z&until=2026-03-02T10:00:00Z', 200, undefined],
  ['/incidents?since=2025-09-02T09:59:59Z&until=2026-03-02T10:00:00Z', 400, 2005],
  ['/incidents?since=2026-03-02T10:00:00Z&until=2026-03-01T10:00:00Z', 400, 2004],
  ['/incidents?since=whenever', 400, 2004],
  ['/incidents?statuses[]=closed', 400, 2001],
  ['/incidents?urgencies[]=High', 400, 2001],
  ['/incidents?sort_by=mood:asc', 400, 2001],
  ['/incidents/QNOSUCH', 404, 2100],
  ['/nothing', 404, 2100],
  ['/services', 200, undefined],
  ['/priorities', 200, undefined],
  ['/users', 200, undefined],
])('%s → %i', async (path, status, code) => {
  const got = await get(path);
  expect([got.status, codeOf(got)]).toEqual([status, code]);
});

it('lists a month unless told otherwise, and reads times without an offset in the time zone of the account', async () => {
  for (const [id, at] of [
    ['OLD', '2025-12-01T00:00:00Z'],
    ['NEW', '2026-03-01T00:00:00Z'],
  ] as const)
    server.account.trigger({ id, at: new Date(at) });
  expect(idsOf(await get('/incidents'))).toEqual(['NEW']);
  expect(idsOf(await get('/incidents?date_range=all&sort_by=created_at:asc'))).toEqual(['OLD', 'NEW']);
  expect(idsOf(await get('/incidents?since=2026-03-01T00:00:00Z'))).toEqual(['NEW']);
  // Eight hours west of UTC.
  expect(idsOf(await get('/incidents?since=2026-03-01T00:00:00'))).toEqual([]);
});

it('pages with more, and total null', async () => {
  for (let n = 0; n < 5; n++) server.account.trigger();
  const got = await get('/incidents?limit=2&offset=2');
  expect(got.body).toMatchObject({ limit: 2, offset: 2, more: true, total: null });
  expect((await get('/incidents?limit=2&offset=4')).body['more']).toBe(false);
});

it('forgets who acknowledged and who was assigned once resolved; the log does not', async () => {
  const { id } = server.account.trigger();
  server.account.acknowledge(id);
  const incident = async () => (await get(`/incidents/${id}`)).body['incident'] as Record<string, unknown[]>;
  expect((await incident())['acknowledgements']?.length).toBe(1);
  server.account.resolve(id);
  expect((await incident())['acknowledgements']).toEqual([]);
  expect((await incident())['assignments']).toEqual([]);
  const log = (await get(`/incidents/${id}/log_entries?is_overview=true`)).body['log_entries'] as { type: string }[];
  expect(log.map(({ type }) => type).sort()).toEqual([
    'acknowledge_log_entry',
    'resolve_log_entry',
    'trigger_log_entry',
  ]);
});

it('counts requests per key and minute, and says so', async () => {
  server.access.rate = { perMinute: 2, bare429: false };
  expect((await get('/incidents')).headers.get('ratelimit-remaining')).toBe('1');
  await get('/incidents');
  const refused = await get('/incidents');
  expect([refused.status, codeOf(refused), refused.headers.get('ratelimit-reset')]).toEqual([429, 2020, '60']);
  server.access.rate = { perMinute: 0, bare429: true };
  const bare = await get('/incidents');
  expect([bare.status, bare.body, bare.headers.get('ratelimit-reset')]).toEqual([429, {}, null]);
});

it('has plans without teams and priorities', async () => {
  server.plan = { teams: false, priorities: false, logEntries: true };
  for (const path of ['/teams', '/priorities']) {
    const got = await get(path);
    expect([got.status, codeOf(got)]).toEqual([402, 2014]);
  }
});

describe('from another process', () => {
  it('an incident lives', async () => {
    const { id } = await admin('trigger', { title: 'By admin', at: '2026-03-01T00:00:00Z' });
    await admin('acknowledge', { id });
    await admin('edit', { id, urgency: 'low', title: 'Renamed' });
    const incident = async () => (await get(`/incidents/${String(id)}`)).body['incident'];
    expect(await incident()).toMatchObject({ title: 'Renamed', urgency: 'low', status: 'acknowledged' });
    await admin('resolve', { id });
    await admin('reopen', { id });
    expect(await incident()).toMatchObject({ status: 'triggered', resolved_at: null });
    await admin('delete', { id });
    expect((await get(`/incidents/${String(id)}`)).status).toBe(404);
  });

  it('the next requests that fit fail', async () => {
    await admin('fail', { match: { path: '/incidents' }, fault: { kind: 'status', status: 500 }, times: 2 });
    expect((await get('/services')).status).toBe(200);
    expect((await get('/incidents')).status).toBe(500);
    expect((await get('/incidents')).status).toBe(500);
    expect((await get('/incidents')).status).toBe(200);
    await admin('fail', { match: {}, fault: { kind: 'status', status: 500 }, times: 9 });
    await admin('heal', {});
    expect((await get('/incidents')).status).toBe(200);
  });

  it('its state and its requests can be seen', async () => {
    await get('/incidents?limit=1');
    const state = (await (await fetch(`${server.url}/__admin/state`)).json()) as { requests: unknown[] };
    expect(state.requests).toEqual([{ method: 'GET', path: '/incidents', query: 'limit=1', status: 200, body: '' }]);
  });

  it('what is wrong is said', async () => {
    const post = (verb: string) => fetch(`${server.url}/__admin/${verb}`, { method: 'POST', body: '{"id":"QNO"}' });
    expect((await post('resolve')).status).toBe(400);
    expect((await post('dance')).status).toBe(404);
  });
});
