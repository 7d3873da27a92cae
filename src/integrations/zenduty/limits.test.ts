// Zenduty's limits: a few requests a minute, without headers. What does not fit into a minute is read over several.

import { afterEach, beforeEach, expect, it } from 'vitest';

import { stageZenduty, type ZendutyStage } from '../../../test/support/vendors/zenduty/stage.ts';
import { pullAll, type Pulled } from '../../../test/support/vendors/source-context.ts';
import { SourceError } from '../ports/failure.ts';

const PER_MINUTE = 30;

let stage: ZendutyStage;
beforeEach(async () => void (stage = await stageZenduty({ rules: { pageSize: 10, perMinute: PER_MINUTE } })));
afterEach(() => stage[Symbol.asyncDispose]());

const hoursAgo = (hours: number): Date => new Date(stage.clock.now().getTime() - hours * 3_600_000);
const sent = (): number => stage.server.loopback.takeRequests().length;

function createMany(count: number): void {
  for (let n = 0; n < count; n++) {
    const { id } = stage.server.account.create({ at: hoursAgo(1 + n) });
    if (n % 2 === 0) stage.server.account.resolve(id);
  }
}

/** Undefined where a limit broke it off. */
async function pullOnce(since?: Date): Promise<Pulled | undefined> {
  try {
    return await pullAll(stage.open(), since === undefined ? {} : { mode: 'delta', since });
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    expect(error).toMatchObject({ kind: 'rate-limited', retryAfterMs: 60_000 });
    return undefined;
  }
}

/** As the controller does: again, once the limit is over. */
async function pullWithin(
  minutes: number,
  meanwhile: (minute: number) => void = () => undefined,
  since?: Date,
): Promise<Pulled> {
  for (let minute = 1; minute <= minutes; minute++) {
    const pulled = await pullOnce(since);
    if (pulled !== undefined) return pulled;
    meanwhile(minute);
    await stage.clock.advance(60_000);
  }
  throw new Error(`not read within ${minutes} minutes`);
}

it('stop every source of the key for a minute after a 429', async () => {
  stage.server.rules = { ...stage.server.rules, perMinute: 1 };
  expect(await pullOnce()).toBeUndefined();
  const before = stage.server.loopback.requests.length;
  await expect(pullAll(stage.open())).rejects.toThrow(/not sent/);
  expect(stage.server.loopback.requests.length).toBe(before);
  await stage.clock.advance(60_000);
  stage.server.rules = { ...stage.server.rules, perMinute: 99 };
  expect((await pullAll(stage.open())).complete).toBe(true);
});

it.each([
  { count: 400, minutes: 6, because: 'they are read within the overlap of two readings' },
  { count: 1_000, minutes: 16, because: 'what was created meanwhile is listed, too' },
])(
  'lose none of $count incidents, more than fit into a minute, nor what comes and goes: $because',
  { timeout: 60_000 },
  async ({ count, minutes }) => {
    createMany(count);
    const { account } = stage.server;
    const { created, open, complete } = await pullWithin(minutes, (minute) => {
      for (const id of [`stays${minute}`, `goes${minute}`]) account.create({ id });
      account.resolve(`goes${minute}`);
    });
    expect(complete).toBe(true);
    // Each listing twice, as it has several pages; some more for what is new; and one refusal for each minute.
    expect(sent()).toBeLessThan(2 * (count / 10 + count / 20) + 4 * minutes);
    const newest = Math.max(...[...created.values(), ...open.values()].map(({ detectedAt }) => Date.parse(detectedAt)));
    await stage.clock.advance(60_000);
    const source = stage.open();
    const overlapMs = source.reads === 'listing' ? source.overlapMs : 0;
    const delta = await pullWithin(minutes, undefined, new Date(newest - overlapMs));
    const known = new Map([...created, ...open, ...delta.created, ...delta.open]);
    for (const [id, { status }] of account.incidents) {
      expect([id, known.get(id)?.state]).toEqual([id, status === 3 ? 'Resolved' : 'Detected']);
    }
  },
);

it('let nothing be kept that is too old', async () => {
  createMany(400);
  await pullOnce();
  sent();
  await stage.clock.advance(11 * 60_000);
  await pullOnce();
  const [first] = stage.server.loopback.takeRequests();
  expect(first?.query).toContain('page=1&');
});

it('go on from the beginning where the page at which it broke off is gone', async () => {
  const { account } = stage.server;
  for (let n = 0; n < 200; n++) account.create({ id: `n${n}`, at: hoursAgo(24 * 200 + n) });
  // The range is read in one request, and of the open ones 20 pages, and then nine of them again.
  expect(await pullOnce()).toBeUndefined();
  for (let n = 0; n < 180; n++) account.resolve(`n${n}`);
  const { open, complete } = await pullWithin(3);
  // Those that were seen open and are resolved by now are missing at the next sync, and looked up.
  expect([complete, open.size]).toEqual([true, 200]);
});
