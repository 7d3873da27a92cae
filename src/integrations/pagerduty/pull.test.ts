// What is read from PagerDuty, over loopback HTTP against a server that enforces the vendor's rules.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { stagePagerDuty, type PagerDutyStage } from '../../../test/support/vendors/pagerduty/stage.ts';
import { lookupAll, pullAll } from '../../../test/support/vendors/source-context.ts';

let stage: PagerDutyStage;
beforeEach(async () => void (stage = await stagePagerDuty()));
afterEach(() => stage[Symbol.asyncDispose]());

const at = (text: string): Date => new Date(text);
const DAY_MS = 86_400_000;
const NOW_MS = Date.parse('2026-03-02T10:00:00Z');

describe('what is read', () => {
  it('states, times and severities', async () => {
    const { account } = stage.server;
    const a = account.trigger({ title: 'Malware', priority: 'P1', service: 'Mail', at: at('2026-03-01T08:00:00Z') });
    const b = account.trigger({ urgency: 'low', at: at('2026-03-01T09:00:00Z') });
    account.acknowledge(b.id, at('2026-03-01T09:05:00Z'));
    const c = account.trigger({ at: at('2026-03-01T10:00:00Z') });
    account.acknowledge(c.id, at('2026-03-01T10:10:00Z'));
    account.resolve(c.id, at('2026-03-01T11:00:00Z'));
    const { created, open, complete } = await pullAll(stage.open());
    expect(complete).toBe(true);
    expect([...open.keys()].sort()).toEqual([a.id, b.id].sort());
    expect([...created.values()]).toEqual([
      {
        externalID: a.id,
        title: 'Malware',
        severity: 'Critical',
        sourceSeverity: { value: 'P1 / high' },
        state: 'Detected',
        detectedAt: '2026-03-01T08:00:00Z',
        service: 'Mail',
        url: `https://acme.pagerduty.com/incidents/${a.id}`,
        assignees: ['PUSER01'],
      },
      expect.objectContaining({ state: 'Triaging', severity: 'Low', acknowledgedAt: '2026-03-01T09:05:00Z' }),
      expect.objectContaining({
        state: 'Resolved',
        severity: 'High',
        acknowledgedAt: '2026-03-01T10:10:00Z',
        resolvedAt: '2026-03-01T11:00:00Z',
      }),
    ]);
  });

  it('names and descriptions with dataPolicy Full', async () => {
    stage.server.account.trigger({ title: 'A', description: 'first line\nsecond line' });
    const { created } = await pullAll(stage.open({}, { dataPolicy: 'Full' }));
    expect([...created.values()][0]).toMatchObject({
      assignees: ['Earline Greenholt'],
      description: 'first line\nsecond line',
    });
  });

  it('the parent of a merged incident', async () => {
    const { account } = stage.server;
    const [a, b] = [account.trigger(), account.trigger()];
    account.merge(a.id, b.id);
    const { created } = await pullAll(stage.open());
    expect(created.get(a.id)).toMatchObject({ state: 'Resolved', mergedInto: b.id });
  });
});

describe('how it is requested', () => {
  it('in ranges of at most six months, with Z, oldest first', async () => {
    stage.server.account.trigger({ at: new Date(NOW_MS - 700 * DAY_MS) });
    stage.server.account.trigger({ at: new Date(NOW_MS - 300 * DAY_MS) });
    const { created, complete } = await pullAll(stage.open(), { since: new Date(NOW_MS - 730 * DAY_MS) });
    expect(complete).toBe(true);
    expect(created.size).toBe(2);
    const queries = stage.server.requests.map(({ query }) => new URLSearchParams(query));
    const ranged = queries.filter((query) => query.has('since'));
    expect(ranged.length).toBe(5);
    for (const query of ranged) {
      expect(query.get('sort_by')).toBe('created_at:asc');
      expect(query.get('since')).toMatch(/Z$/);
      expect(query.get('until')).toMatch(/Z$/);
      const days = (Date.parse(query.get('until') ?? '') - Date.parse(query.get('since') ?? '')) / DAY_MS;
      expect(days).toBeLessThanOrEqual(180);
    }
    expect(stage.server.requests.every(({ status }) => status === 200)).toBe(true);
  });

  it.each(['both', 'since', 'neither'] as const)(
    'losing nothing at the seams, when %s end of a range counts',
    async (rangeEnds) => {
      stage.server.rules = { ...stage.server.rules, rangeEnds };
      const sinceMs = NOW_MS - 400 * DAY_MS;
      // Five incidents around each instant where a range may end.
      for (let ms = sinceMs; ms <= NOW_MS; ms += 20 * DAY_MS) {
        for (const offset of [-2, -1, 0, 1, 2]) stage.server.account.trigger({ at: new Date(ms + offset * 1000) });
      }
      const want = [...stage.server.account.incidents.values()].filter(
        ({ createdAtMs }) => createdAtMs >= sinceMs && createdAtMs <= NOW_MS,
      );
      const { created } = await pullAll(stage.open(), { since: new Date(sinceMs) });
      expect([...created.keys()].filter((id) => want.some((each) => each.id === id)).length).toBe(want.length);
    },
  );

  it('a poll of an unchanged, quiet account takes two requests', async () => {
    const resolved = stage.server.account.trigger({ at: new Date(NOW_MS - DAY_MS) });
    stage.server.account.resolve(resolved.id, new Date(NOW_MS - DAY_MS / 2));
    const request = { mode: 'delta', since: new Date(NOW_MS - 2 * DAY_MS) } as const;
    await pullAll(stage.open(), request);
    stage.server.takeRequests();
    await pullAll(stage.open(), request);
    expect(stage.server.requests.map(({ path }) => path)).toEqual(['/incidents', '/incidents']);
  });

  it('sends no request for a text that is not a PagerDuty id', async () => {
    await lookupAll(stage.open(), ['../users', 'a/b', 'x?y', '..', 'a%2Fb', '']);
    expect(stage.server.requests).toEqual([]);
  });
});

describe('beyond the cap', () => {
  it('reads all of 10,400 incidents, both those created in the range and those open', async () => {
    for (let n = 0; n < 10_400; n++) stage.server.account.trigger({ at: new Date(NOW_MS - DAY_MS + n * 4000) });
    const { created, open, complete } = await pullAll(stage.open());
    expect(complete).toBe(true);
    expect(created.size).toBe(10_400);
    expect(open.size).toBe(10_400);
    expect(stage.server.requests.every(({ status }) => status === 200)).toBe(true);
  }, 60_000);

  it('recognises a cap that is lower than documented, by its error code', async () => {
    stage.server.rules = { ...stage.server.rules, maxDepth: 300 };
    for (let n = 0; n < 900; n++) stage.server.account.trigger({ at: new Date(NOW_MS - n * 1000) });
    const { created, open, complete } = await pullAll(stage.open());
    expect(complete).toBe(true);
    expect([created.size, open.size]).toEqual([900, 900]);
  });

  it('fails as incomplete when more incidents than the cap were created at one instant', async () => {
    stage.server.rules = { ...stage.server.rules, maxDepth: 300 };
    for (let n = 0; n < 400; n++) stage.server.account.trigger({ at: new Date(NOW_MS - DAY_MS) });
    await expect(pullAll(stage.open())).rejects.toMatchObject({ kind: 'incomplete' });
  });

  it('fails on an unsorted listing, because the split relies on the order', async () => {
    stage.server.rules = { ...stage.server.rules, maxDepth: 300 };
    for (let n = 0; n < 400; n++) stage.server.account.trigger({ at: new Date(NOW_MS - ((n * 7919) % 400) * 60_000) });
    const shuffle = (body: unknown): unknown => {
      const page = body as { incidents?: unknown[] };
      return page.incidents === undefined ? page : { ...page, incidents: page.incidents.toReversed() };
    };
    stage.server.failNext({ path: '/incidents' }, { kind: 'mutate', mutate: shuffle }, 99);
    await expect(pullAll(stage.open())).rejects.toMatchObject({ kind: 'malformed' });
  });
});
