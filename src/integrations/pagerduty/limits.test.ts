// The vendor's rate limit: what its headers mean, and that all sources of one key obey it together.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { stagePagerDuty, type PagerDutyStage } from '../../../test/support/vendors/pagerduty/stage.ts';
import { never, pullAll } from '../../../test/support/vendors/source-context.ts';
import { SourceError } from '../ports/failure.ts';
import { retryAfterMs } from './limits.ts';

const NOW = new Date('2026-03-02T10:00:00Z');

describe('retryAfterMs', () => {
  it.each<[headers: Record<string, string>, want: number | undefined, because: string]>([
    [{ 'ratelimit-reset': '20' }, 20_000, 'seconds from now'],
    [{ 'ratelimit-reset': '0' }, 1000, 'never less than a second: no hot loop'],
    [{ 'ratelimit-reset': '1.5' }, 1500, 'a fraction'],
    [{ 'ratelimit-reset': '999999' }, 3_600_000, 'never more than an hour: no lock-out by a wrong header'],
    [{ 'retry-after': '7' }, 7000, 'as proxies say it'],
    [{ 'ratelimit-reset': '20', 'retry-after': '7' }, 20_000, 'the vendor before the proxy'],
    [{ 'retry-after': 'Mon, 02 Mar 2026 10:00:30 GMT' }, 30_000, 'a date'],
    [
      { 'retry-after': 'Mon, 02 Mar 2026 10:00:30 GMT', date: 'Mon, 02 Mar 2026 10:00:20 GMT' },
      10_000,
      'a date, by the clock of who sent it',
    ],
    [{ 'retry-after': 'Mon, 02 Mar 2026 09:00:00 GMT' }, 1000, 'a date that is over'],
    [{}, undefined, 'no header'],
    [{ 'ratelimit-reset': '' }, undefined, 'an empty one'],
    [{ 'ratelimit-reset': '-5' }, undefined, 'a negative one'],
    [{ 'ratelimit-reset': 'soon' }, undefined, 'no number'],
    [{ 'ratelimit-reset': 'NaN', 'retry-after': 'never' }, undefined, 'neither makes sense'],
  ])('%j → %s: %s', (headers, want) => {
    expect(retryAfterMs(headers, NOW)).toBe(want);
  });
});

describe('the budget', () => {
  let stage: PagerDutyStage;
  beforeEach(async () => void (stage = await stagePagerDuty({ keys: ['good-token', 'other-token'] })));
  afterEach(() => stage[Symbol.asyncDispose]());

  async function limited(run: Promise<unknown>): Promise<SourceError> {
    const error: unknown = await run.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(SourceError);
    expect((error as SourceError).kind).toBe('rate-limited');
    return error as SourceError;
  }

  it('applies to all sources of one key together, and not to those of another key', async () => {
    stage.server.access.rate = { perMinute: 3, bare429: false };
    await pullAll(stage.open());
    await stage.open().probe(never);
    const error = await limited(pullAll(stage.open({ urgencies: ['High'] })));
    // The third request said that nothing remains, so a fourth was not sent.
    expect(stage.server.requests.length).toBe(3);
    expect(error.message).toContain('not sent');
    expect(error.retryAfterMs).toBe(60_000);
    await stage.open({}, { secret: { token: 'other-token' } }).probe(never);
    expect(stage.server.requests.length).toBe(4);
    await stage.clock.advance(60_000);
    expect((await pullAll(stage.open())).complete).toBe(true);
  });

  it('a 429 says how long to wait, and also stops the other sources', async () => {
    stage.server.failNext(
      { path: '/incidents' },
      { kind: 'status', status: 429, headers: { 'ratelimit-reset': '20' } },
    );
    expect((await limited(pullAll(stage.open()))).retryAfterMs).toBe(20_000);
    await stage.clock.advance(5000);
    expect((await limited(stage.open().probe(never))).retryAfterMs).toBe(15_000);
    expect(stage.server.requests.length).toBe(1);
    await stage.clock.advance(15_000);
    await stage.open().probe(never);
  });

  it('a 429 without headers and body does not block the other sources', async () => {
    stage.server.access.rate = { perMinute: 0, bare429: true };
    expect((await limited(pullAll(stage.open()))).retryAfterMs).toBeUndefined();
    stage.server.access.rate = { perMinute: 960, bare429: true };
    expect((await pullAll(stage.open())).complete).toBe(true);
  });

  it('a 503 may ask to wait too, and its rate limit headers are ignored', async () => {
    const headers = { 'retry-after': '9', 'ratelimit-reset': '50' };
    stage.server.failNext({ path: '/incidents' }, { kind: 'status', status: 503, headers });
    const error: unknown = await pullAll(stage.open()).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ kind: 'unavailable', retryAfterMs: 9000 });
    expect((await pullAll(stage.open())).complete).toBe(true);
  });

  it('is not affected by a step of the wall clock', async () => {
    stage.server.failNext(
      { path: '/incidents' },
      { kind: 'status', status: 429, headers: { 'ratelimit-reset': '20' } },
    );
    await limited(pullAll(stage.open()));
    stage.clock.stepWall(-3_600_000);
    await stage.clock.advance(20_000);
    await stage.open().probe(never);
  });
});
