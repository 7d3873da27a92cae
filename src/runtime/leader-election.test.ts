import { describe, expect, it } from 'vitest';

import { Electorate, led, msUntilLed, PROMPT } from '../../test/support/runtime/electorate.ts';
import { LEASE } from '../api/kinds.ts';

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

  it('one leads of many that start at the same time', async () => {
    const world = new Electorate();
    for (const identity of ['a', 'b', 'c', 'd', 'e']) world.add(identity);
    await world.clock.advance(60_000);
    expect(world.leaders).toHaveLength(1);
    expect(world.replicas.flatMap(({ terms }) => terms)).toHaveLength(1);
  });

  it('every replica knows who leads, and reports it once', async () => {
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

  it('a lease that somebody else has annotated is given back too', async () => {
    const world = await led('a');
    const { lease } = world;
    if (lease === undefined) throw new Error('no lease');
    await world.cluster.update(LEASE, { ...lease, metadata: { ...lease.metadata, annotations: { seen: 'yes' } } });
    const stopped = world.replicas[0]?.stop();
    await world.clock.advance(1000);
    await stopped;
    expect(world.lease).toMatchObject({ metadata: { annotations: { seen: 'yes' } }, spec: { holderIdentity: '' } });
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

  it('the leader creates a deleted lease again', async () => {
    const world = await led('a', 'b');
    await world.cluster.delete(LEASE, { namespace: 'docket', name: 'leader' });
    await world.clock.advance(30_000);
    expect(world.leaders).toHaveLength(1);
    expect(world.lease?.spec?.holderIdentity).toBe(world.leaders[0]);
  });

  it('annotations of others on the lease are kept', async () => {
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
