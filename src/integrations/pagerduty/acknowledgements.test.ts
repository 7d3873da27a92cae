// When resolved incidents were acknowledged: read from the log, in bulk. A log that cannot be read never fails the sync.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { stagePagerDuty, type PagerDutyStage } from '../../../test/support/vendors/pagerduty/stage.ts';
import type { PagerDutyConfig } from './index.ts';
import type { SourceContext } from '../provider.ts';
import { pullAll } from '../../../test/support/vendors/source-context.ts';

const START_MS = Date.parse('2026-02-01T00:00:00Z');
const HOUR_MS = 3_600_000;

let stage: PagerDutyStage;
beforeEach(async () => void (stage = await stagePagerDuty()));
afterEach(() => stage[Symbol.asyncDispose]());

const after = (ms: number): Date => new Date(START_MS + ms);
const textOf = (ms: number): string => `${after(ms).toISOString().slice(0, 19)}Z`;

/** One incident per hour: incident n is acknowledged after n % 50 minutes and resolved after an hour. Every third is never acknowledged. */
function seed(count: number): Map<string, string | undefined> {
  const want = new Map<string, string | undefined>();
  for (let n = 0; n < count; n++) {
    const { id } = stage.server.account.trigger({ at: after(n * HOUR_MS) });
    const acknowledgedMs = n * HOUR_MS + (n % 50) * 60_000;
    if (n % 3 !== 0) stage.server.account.acknowledge(id, after(acknowledgedMs));
    stage.server.account.resolve(id, after((n + 1) * HOUR_MS));
    want.set(id, n % 3 === 0 ? undefined : textOf(acknowledgedMs));
  }
  return want;
}

type Recorded = SourceContext<PagerDutyConfig>['recorded'];

async function acknowledged(recorded?: Recorded): Promise<Map<string, string | undefined>> {
  const { created } = await pullAll(stage.open({}, { recorded }));
  return new Map([...created].map(([id, record]) => [id, record.acknowledgedAt]));
}

function logRequests(): string[] {
  return stage.server
    .takeRequests()
    .map(({ path }) => path)
    .filter((path) => path.includes('log_entries'));
}

it('reads acknowledgement times in bulk', async () => {
  const want = seed(250);
  expect(await acknowledged()).toEqual(want);
  const asked = logRequests();
  expect(asked.every((path) => path === '/log_entries')).toBe(true);
  expect(asked.length).toBeLessThan(20);
});

it('does not request again what it already knows', async () => {
  const want = seed(120);
  await acknowledged();
  logRequests();
  expect(await acknowledged()).toEqual(want);
  expect(logRequests()).toEqual([]);
});

it('does not request what is on record: when it was acknowledged, or that the log of this very resolution says nothing', async () => {
  const { account } = stage.server;
  const { id } = account.trigger({ at: after(0) });
  account.resolve(id, after(HOUR_MS));
  const record = (facts: { readonly acknowledgedAt?: number; readonly isWhole: boolean }): Recorded => {
    const resolvedAt = START_MS + HOUR_MS;
    return () => ({ detectedAt: START_MS, acknowledgedAt: undefined, resolvedAt, hasDataLossHint: false, ...facts });
  };
  await acknowledged(record({ isWhole: true }));
  await acknowledged(record({ acknowledgedAt: START_MS, isWhole: false }));
  expect(logRequests()).toEqual([]);
  account.reopen(id, after(2 * HOUR_MS));
  account.acknowledge(id, after(2.5 * HOUR_MS));
  account.resolve(id, after(3 * HOUR_MS));
  expect((await acknowledged(record({ isWhole: true }))).get(id)).toBe(textOf(2.5 * HOUR_MS));
  expect(logRequests()).toHaveLength(1);
});

it('requests what is on record without all that the vendor says of it', async () => {
  const { id } = stage.server.account.trigger({ at: after(0) });
  stage.server.account.resolve(id, after(HOUR_MS));
  const known = { detectedAt: START_MS, acknowledgedAt: undefined, resolvedAt: START_MS + HOUR_MS };
  const facts = { ...known, hasDataLossHint: false, isWhole: false };
  await acknowledged(() => facts);
  expect(logRequests()).toHaveLength(1);
});

it('sends no request when no time is missing', async () => {
  const { id } = stage.server.account.trigger({ at: after(0) });
  stage.server.account.acknowledge(id, after(60_000));
  stage.server.account.trigger({ at: after(1) });
  expect((await acknowledged()).get(id)).toBe(textOf(60_000));
  expect(logRequests()).toEqual([]);
});

it('takes the first of several acknowledgements, also when it lapsed or the incident was reopened since', async () => {
  const { account } = stage.server;
  const { id } = account.trigger({ at: after(0) });
  account.acknowledge(id, after(60_000));
  account.unacknowledge(id, after(120_000));
  account.acknowledge(id, after(180_000));
  account.resolve(id, after(240_000));
  expect((await acknowledged()).get(id)).toBe(textOf(60_000));
  account.reopen(id, after(300_000));
  account.resolve(id, after(360_000));
  expect((await acknowledged()).get(id)).toBe(textOf(60_000));
});

it('reads the log of each incident by itself when incidents took long, and in a busy account', async () => {
  const { account } = stage.server;
  const long = Array.from({ length: 5 }, (_, n) => {
    const { id } = account.trigger({ at: after(n) });
    account.acknowledge(id, after(60_000));
    account.resolve(id, after(9 * 24 * HOUR_MS));
    return id;
  });
  const short = Array.from({ length: 3 }, (_, n) => {
    const { id } = account.trigger({ service: 'Mine', at: after(n) });
    account.acknowledge(id, after(30_000));
    account.resolve(id, after(HOUR_MS));
    return id;
  });
  for (let n = 0; n < 400; n++) account.trigger({ service: 'Noise', at: after(n * 8000) });
  const got = await acknowledged();
  for (const id of long) expect(got.get(id)).toBe(textOf(60_000));
  for (const id of short) expect(got.get(id)).toBe(textOf(30_000));
  const asked = logRequests();
  expect(asked.filter((path) => path !== '/log_entries').length).toBe(8);
  expect(asked.length).toBeLessThan(16);
});

it('reads again while the log may lag behind a recent resolution', async () => {
  const { account } = stage.server;
  const { id } = account.trigger();
  account.acknowledge(id);
  account.resolve(id);
  const lagging = account.logEntries;
  account.logEntries = lagging.filter(({ type }) => type !== 'acknowledge_log_entry');
  expect((await acknowledged()).get(id)).toBeUndefined();
  account.logEntries = lagging;
  expect((await acknowledged()).get(id)).toBe('2026-03-02T10:00:00Z');
});

describe('a log that cannot be read', () => {
  it.each([402, 403, 404])('%i degrades the source and says so, until it can be read', async (status) => {
    const want = seed(10);
    stage.server.failNext(({ path }) => path.includes('log_entries'), { kind: 'status', status }, 99);
    const got = await acknowledged();
    expect([...got.keys()]).toEqual([...want.keys()]);
    expect([...stage.open().degraded]).toEqual(['log_entries']);
    stage.server.clearFaults();
    expect(await acknowledged()).toEqual(want);
    expect([...stage.open().degraded]).toEqual([]);
  });

  it.each([
    [429, 'rate-limited'],
    [500, 'unavailable'],
  ])('%i fails the pull: half a truth would change records back and forth', async (status, kind) => {
    seed(10);
    stage.server.failNext({ path: '/log_entries' }, { kind: 'status', status });
    await expect(acknowledged()).rejects.toMatchObject({ kind });
  });

  it('skips entries that cannot be read', async () => {
    const want = seed(10);
    const spoil = (body: unknown): unknown => {
      const { log_entries: entries, ...page } = body as { log_entries: object[] };
      return {
        ...page,
        log_entries: [null, 7, { type: 5 }, { type: 'acknowledge_log_entry', created_at: 'x' }, ...entries],
      };
    };
    stage.server.failNext({ path: '/log_entries' }, { kind: 'mutate', mutate: spoil }, 99);
    expect(await acknowledged()).toEqual(want);
  });

  it('reads the log of each incident by itself when acknowledgements do not name their incident', async () => {
    const want = seed(10);
    const spoil = (body: unknown): unknown => {
      const { log_entries: entries, ...page } = body as { log_entries: object[] };
      return { ...page, log_entries: entries.map((entry) => ({ ...entry, incident: null })) };
    };
    stage.server.failNext(({ path }) => path.includes('log_entries'), { kind: 'mutate', mutate: spoil }, 99);
    expect(await acknowledged()).toEqual(want);
  });

  it('accepts that an incident was deleted in the meantime', async () => {
    const { account } = stage.server;
    const { id } = account.trigger({ at: after(0) });
    account.resolve(id, after(HOUR_MS));
    stage.server.beforeAnswer = ({ path }) => void (path.includes('log_entries') && account.incidents.delete(id));
    expect([...(await acknowledged())]).toEqual([[id, undefined]]);
  });
});
