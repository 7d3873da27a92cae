import { describe, expect, it } from 'vitest';

import { Electorate, led, msUntilLed, PROMPT } from '../../test/support/runtime/electorate.ts';
import { FakeClock } from '../../test/support/time/fake-clock.ts';
import { TinyCluster } from '../../test/support/clusters/tiny-cluster.ts';
import type { Clock } from '../base/clock.ts';
import { createLeaderElector } from './leader-election.ts';
import { LEASE } from '../api/kinds.ts';
import { silentLogger } from './log.ts';
import { noMetrics } from './metrics.ts';

describe('losing the lease', () => {
  it('a leader whose requests hang stops at the renew deadline, and competes again', async () => {
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

  it('a few failed renewals do not lose the lease', async () => {
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

  it('a former leader does not compete again before its work has ended', async () => {
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

  it('a release that arrives after its time limit does not free the lease that was taken again', async () => {
    const world = await led('a', 'b');
    const [leader] = world.replicas;
    if (leader === undefined) throw new Error('no leader');
    leader.finish();
    leader.passages.push({ ...PROMPT, thereMs: 5000 });
    // The release is given up after 2.5 s, and two seconds later the lease is taken again.
    await world.clock.advance(4600);
    expect(world.leaders).toEqual(['a']);
    expect(leader.terms).toHaveLength(2);
    await world.clock.advance(500);
    expect(world.lease?.spec?.holderIdentity).toBe('a');
    await world.clock.advance(60_000);
    expect(world.overlaps).toEqual([]);
    expect(world.replicas.map(({ terms }) => terms.length)).toEqual([2, 0]);
  });

  it('jumps of the wall clock have no effect', async () => {
    const world = await led('a', 'b');
    for (const stepMs of [3_600_000, -7_200_000, 86_400_000]) {
      world.clock.stepWall(stepMs);
      await world.clock.advance(20_000);
    }
    expect(world.replicas.map(({ terms }) => terms.length)).toEqual([1, 0]);
    expect(world.leaders).toEqual(['a']);
  });

  it('a process that was suspended sees from the clock that its term is over', async () => {
    const world = new Electorate();
    let nowMs = 0;
    const clock: Clock = {
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
  { because: 'replicas could not be told apart', times: { identity: '' } },
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
