import { describe, expect, it } from 'vitest';

import { Electorate, PROMPT } from '../../test/support/electorate.ts';
import { FakeClock } from '../../test/support/fake-clock.ts';
import { noMetrics } from './metrics.ts';
import { createLeaderElector } from './leader-election.ts';
import { LEASE } from './lease-record.ts';
import { silentLogger } from './log.ts';
import { TinyCluster } from '../../test/support/tiny-cluster.ts';

/** How long until someone leads, looked at every 10 ms. */
async function msUntilLed(world: Electorate, by?: string): Promise<number> {
  const startMs = world.clock.monotonicMs();
  while (world.clock.monotonicMs() - startMs < 60_000) {
    if (world.leaders.length > 0 && (by === undefined || world.leaders.includes(by))) break;
    await world.clock.advance(10);
  }
  return world.clock.monotonicMs() - startMs;
}

async function led(by = 'a', ...others: string[]): Promise<Electorate> {
  const world = new Electorate();
  world.add(by);
  await world.clock.advance(0);
  for (const other of others) world.add(other);
  await world.clock.advance(5000);
  return world;
}

describe('taking and keeping', () => {
  it('the first takes the lease and renews it every two seconds at most', async () => {
    const world = await led('a', 'b');
    expect(world.leaders).toEqual(['a']);
    expect(world.lease?.spec).toMatchObject({ holderIdentity: 'a', leaseDurationSeconds: 15, leaseTransitions: 0 });
    expect(world.lease?.spec?.acquireTime).toBe('2026-03-02T10:00:00.000000Z');
    const renewals: string[] = [];
    for (let ms = 0; ms < 60_000; ms += 100) {
      await world.clock.advance(100);
      const renewTime = world.lease?.spec?.renewTime ?? '';
      if (renewTime !== renewals.at(-1)) renewals.push(renewTime);
    }
    const gaps = renewals.slice(1).map((time, index) => Date.parse(time) - Date.parse(renewals[index] ?? ''));
    expect(Math.max(...gaps)).toBeLessThanOrEqual(2000);
    expect(Math.min(...gaps)).toBeGreaterThan(1000);
    expect(world.leaders).toEqual(['a']);
    expect(world.replicas[0]?.terms).toHaveLength(1);
  });

  it('of many that start at once one leads', async () => {
    const world = new Electorate();
    for (const identity of ['a', 'b', 'c', 'd', 'e']) world.add(identity);
    await world.clock.advance(60_000);
    expect(world.leaders).toHaveLength(1);
    expect(world.replicas.flatMap(({ terms }) => terms)).toHaveLength(1);
  });

  it('everyone knows who leads, and says it once', async () => {
    const world = await led('a', 'b');
    expect(world.replicas.map(({ elector }) => [elector.holder, elector.isLeading])).toEqual([
      ['a', true],
      ['a', false],
    ]);
    for (const { log } of world.replicas) expect(log.lines.filter(({ msg }) => msg === 'new leader')).toHaveLength(1);
    expect(world.replicas[0]?.metrics.calls).toEqual([
      ['leading', 'leader', false],
      ['leading', 'leader', true],
    ]);
  });

  it('a standby asks at least every two seconds', async () => {
    const world = await led('a', 'b');
    const before = world.cluster.requests['get'] ?? 0;
    await world.clock.advance(60_000);
    expect(world.cluster.requests['get']).toBeGreaterThanOrEqual(before + 30);
  });
});

describe('taking over', () => {
  it.each(Array.from({ length: 10 }, (_, index) => ({ killedAtMs: 5000 + index * 217 })))(
    'a killed leader is replaced within the lease and two seconds (killed at $killedAtMs ms)',
    async ({ killedAtMs }) => {
      const world = await led('a', 'b', 'c');
      await world.clock.advance(killedAtMs - 5000);
      world.replicas[0]?.kill();
      expect(world.leaders).toEqual([]);
      const tookMs = await msUntilLed(world);
      expect(tookMs).toBeLessThanOrEqual(17_000);
      expect(tookMs).toBeGreaterThan(12_000);
      expect(world.lease?.spec?.leaseTransitions).toBe(1);
    },
  );

  it('a graceful stop hands over within three seconds', async () => {
    const world = await led('a', 'b');
    await world.replicas[0]?.stop();
    expect(world.leaders).toEqual([]);
    expect(world.lease?.spec).toMatchObject({ holderIdentity: '', leaseDurationSeconds: 1 });
    expect(await msUntilLed(world)).toBeLessThanOrEqual(3000);
    expect(world.leaders).toEqual(['b']);
    expect(world.lease?.spec).toMatchObject({ holderIdentity: 'b', leaseDurationSeconds: 15, leaseTransitions: 1 });
  });

  it('the lease is given back only after the work has ended', async () => {
    const world = new Electorate();
    const leader = world.add('a', { endsAfterMs: 4000 });
    await world.clock.advance(1000);
    const stopped = leader.stop();
    await world.clock.advance(3900);
    expect(world.leaders).toEqual([]);
    expect(world.lease?.spec?.holderIdentity).toBe('a');
    await world.clock.advance(200);
    await stopped;
    expect(world.lease?.spec?.holderIdentity).toBe('');
  });

  it('a replica that is stopped while it takes the lease gives it back', async () => {
    const world = new Electorate();
    const slow = world.add('a');
    slow.network = { ...PROMPT, backMs: 500 };
    await world.clock.advance(300);
    expect(world.lease?.spec?.holderIdentity).toBe('a');
    expect(world.leaders).toEqual([]);
    const stopped = slow.stop();
    await world.clock.advance(3000);
    await stopped;
    expect(world.lease?.spec?.holderIdentity).toBe('');
  });

  it('stopping does not wait for a server that does not answer', async () => {
    const world = await led('a');
    const [leader] = world.replicas;
    if (leader !== undefined) leader.network = { ...PROMPT, fate: 'hangs' };
    const stopped = leader?.stop();
    await world.clock.advance(2500);
    await stopped;
    expect(leader?.log.lines.at(-1)?.msg).toMatch(/lease not released/);
  });

  it('a deleted lease is made again by the leader', async () => {
    const world = await led('a', 'b');
    await world.cluster.delete(LEASE, { namespace: 'docket', name: 'leader' });
    await world.clock.advance(30_000);
    expect(world.leaders).toHaveLength(1);
    expect(world.lease?.spec?.holderIdentity).toBe(world.leaders[0]);
  });

  it('what others put on the lease stays there', async () => {
    const world = await led('a');
    const { lease } = world;
    if (lease === undefined) throw new Error('no lease');
    const metadata = { ...lease.metadata, labels: { team: 'sec' } };
    await world.cluster.update(LEASE, {
      ...lease,
      metadata,
      spec: { ...lease.spec, strategy: 'OldestEmulationVersion' },
    });
    await world.clock.advance(30_000);
    expect(world.leaders).toEqual(['a']);
    expect(world.replicas[0]?.terms).toHaveLength(1);
    expect(world.lease).toMatchObject({
      metadata: { labels: { team: 'sec' } },
      spec: { strategy: 'OldestEmulationVersion' },
    });
  });
});

describe('losing', () => {
  it('a leader whose requests hang stops at the renew deadline, and stands again', async () => {
    const world = await led('a', 'b');
    const [leader] = world.replicas;
    if (leader === undefined) throw new Error('no leader');
    leader.network = { ...PROMPT, fate: 'hangs' };
    await world.clock.advance(7900);
    expect(world.leaders).toEqual(['a']);
    await world.clock.advance(2100);
    expect(world.leaders).toEqual([]);
    expect(leader.elector.isLeading).toBe(false);
    await msUntilLed(world);
    expect(world.leaders).toEqual(['b']);
    leader.network = PROMPT;
    world.replicas[1]?.kill();
    await msUntilLed(world);
    expect(world.leaders).toEqual(['a']);
    expect(leader.terms).toHaveLength(2);
    expect(
      leader.log.lines.filter(({ msg }) => msg === 'stopped leading').map(({ fields }) => fields['reason']),
    ).toEqual(['lost']);
  });

  it('the renew deadline counts from when the renewal was sent, not from its answer', async () => {
    const world = new Electorate();
    const leader = world.add('a');
    await world.clock.advance(0);
    leader.passages.push({ ...PROMPT, backMs: 4000 });
    leader.network = { ...PROMPT, fate: 'hangs' };
    // Renewed at 1.8 s, answered at 5.8 s.
    await world.clock.advance(11_700);
    expect(world.leaders).toEqual(['a']);
    await world.clock.advance(200);
    expect(world.leaders).toEqual([]);
  });

  it('a few failed renewals are no loss', async () => {
    const world = await led('a', 'b');
    world.replicas[0]?.passages.push(
      { ...PROMPT, fate: 'refused' },
      { ...PROMPT, fate: 'answer lost' },
      { ...PROMPT, thereMs: 1500, fate: 'refused' },
    );
    await world.clock.advance(60_000);
    expect(world.replicas.map(({ terms }) => terms.length)).toEqual([1, 0]);
    expect(world.leaders).toEqual(['a']);
    expect(world.replicas[0]?.log.lines.filter(({ level }) => level === 'warn')).toHaveLength(1);
  });

  it('a leader that sees another holder stops at once', async () => {
    const world = await led('a');
    const { lease } = world;
    if (lease === undefined) throw new Error('no lease');
    await world.cluster.update(LEASE, { ...lease, spec: { ...lease.spec, holderIdentity: 'intruder' } });
    await world.clock.advance(2000);
    expect(world.leaders).toEqual([]);
  });

  it('a former leader does not stand again before its work has ended', async () => {
    const world = new Electorate();
    const leader = world.add('a', { endsAfterMs: 30_000 });
    await world.clock.advance(1000);
    leader.network = { ...PROMPT, fate: 'refused' };
    await world.clock.advance(10_000);
    leader.network = PROMPT;
    await world.clock.advance(25_000);
    expect(leader.terms).toHaveLength(1);
    await world.clock.advance(10_000);
    expect(leader.terms).toHaveLength(2);
  });

  it.each([{ error: undefined }, { error: new Error('bug') }])(
    'work that ends by itself ($error) gives the lease to another',
    async ({ error }) => {
      const world = await led('a', 'b');
      world.replicas[0]?.finish(error);
      await world.clock.advance(2500);
      expect(world.leaders).toEqual(['b']);
      const errors = world.replicas[0]?.log.lines.filter(({ level }) => level === 'error') ?? [];
      expect(errors.map(({ fields }) => fields['err'])).toEqual(error === undefined ? [] : [error]);
    },
  );

  it('steps of the wall clock mean nothing', async () => {
    const world = await led('a', 'b');
    for (const stepMs of [3_600_000, -7_200_000, 86_400_000]) {
      world.clock.stepWall(stepMs);
      await world.clock.advance(20_000);
    }
    expect(world.replicas.map(({ terms }) => terms.length)).toEqual([1, 0]);
    expect(world.leaders).toEqual(['a']);
  });

  it('a process that was suspended knows by the clock that its time is over', async () => {
    const world = new Electorate();
    let nowMs = 0;
    const clock = {
      ...world.clock,
      now: () => world.clock.now(),
      monotonicMs: () => nowMs,
      setTimer: () => () => undefined,
    };
    const elector = createLeaderElector({
      client: world.cluster,
      clock,
      random: () => 0,
      namespace: 'docket',
      name: 'leader',
      identity: 'a',
      log: silentLogger,
      metrics: noMetrics,
    });
    void elector.run(new AbortController().signal, () => new Promise(() => undefined));
    await world.clock.advance(0);
    nowMs = 9999;
    expect(elector.isLeading).toBe(true);
    nowMs = 10_000;
    expect(elector.isLeading).toBe(false);
  });
});

it.each([
  {
    because: 'the lease would expire under a working leader',
    times: { leaseDurationMs: 10_000, renewDeadlineMs: 10_000 },
  },
  { because: 'there would be no second try', times: { renewDeadlineMs: 2400 } },
  { because: 'it would spin', times: { retryPeriodMs: 0 } },
  { because: 'nonsense is refused', times: { leaseDurationMs: NaN } },
  { because: 'nobody could be told apart', times: { identity: '' } },
])('refuses $times: $because', ({ times }) => {
  const clock = new FakeClock();
  const create = (): unknown =>
    createLeaderElector({
      client: new TinyCluster({ clock }),
      clock,
      random: () => 0,
      namespace: 'docket',
      name: 'leader',
      identity: 'a',
      log: silentLogger,
      metrics: noMetrics,
      ...times,
    });
  expect(create).toThrow(RangeError);
  expect(create).toThrow(/^leader election: the /);
});
