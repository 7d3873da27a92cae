// A crash before or after any call, to the cluster or to the vendor, repeats an effect or completes it and never doubles it where a
// person would notice: one resolution, one note (docs/adr/0015-effects.md). The vendor is a real server that knows no idempotency keys.

import { afterAll, describe, expect, it } from 'vitest';
import type { Fate, Mishap } from '../support/operator/crash/life.ts';
import { anErrand, ERRAND } from '../support/effects/errand.ts';
import { ErrandWorld, type PortsOver } from '../support/effects/world.ts';
import { writerPorts } from '../support/effects/writer-ports.ts';
import { FakeClock } from '../support/time/fake-clock.ts';
import type { TrackerFault } from '../support/vendors/tracker/api.ts';
import { TrackerServer } from '../support/vendors/tracker/server.ts';
import { openTrackerWriter } from '../support/vendors/tracker/writer.ts';

/** A machine that is busy with other things may take long. */
const TIMEOUT_MS = 120_000;
const MISHAPS: readonly Mishap[] = ['before', 'after', 'late', 'unanswered'];
let total = 0;

afterAll(() => void process.stdout.write(`crash points of effects: ${total} in all\n`));

/** What the vendor makes of the first requests, oldest first: look, resolve, look, note. */
const DAYS: ReadonlyArray<{ day: string; faults: ReadonlyArray<TrackerFault | undefined>; because: string }> = [
  { day: 'a good day', faults: [], because: 'nothing but the crash goes wrong' },
  { day: 'the answer to the resolution is lost', faults: [undefined, 'lost'], because: 'it is looked for first' },
  {
    day: 'the answer to the note is lost',
    faults: [undefined, undefined, undefined, 'lost'],
    because: 'the marker in the note is found',
  },
  { day: 'the resolution is done late', faults: [undefined, 'late'], because: 'nobody repeats it before it arrives' },
  { day: '500 after it was done', faults: [undefined, 'half'], because: 'a 5xx says nothing about what was done' },
  {
    day: 'nothing is done at first',
    faults: ['limited', 'broken', undefined, 'conflict', 'dropped'],
    because: 'it is repeated',
  },
];

describe.each(DAYS)('$day: $because', ({ faults }) => {
  it('without a crash', async () => {
    const { wrong } = await strike({ faults, fate: undefined });
    expect(wrong).toEqual([]);
  });

  it.each(MISHAPS)('a crash at any call, %s', { timeout: TIMEOUT_MS }, async (mishap) => {
    const { points, wrong } = await strikeEach((fate) => strike({ faults, fate }), mishap);
    expect(wrong).toEqual([]);
    expect(points).toBeGreaterThanOrEqual(mishap === 'late' ? 5 : 8);
  });
});

/** A provider's Writer looks and writes in one call: the shell cannot look for it. */
describe.each(DAYS)('through the write capability of a provider, $day: $because', ({ faults }) => {
  it.each(MISHAPS)('a crash at any call, %s', { timeout: TIMEOUT_MS }, async (mishap) => {
    const { points, wrong } = await strikeEach((fate) => strike({ faults, fate, portsOver: portsOfWriter }), mishap);
    expect(wrong).toEqual([]);
    expect(points).toBeGreaterThanOrEqual(mishap === 'late' ? 5 : 8);
  });
});

describe('two processes that both believe that they lead', () => {
  it.each(DAYS)('$day: $because', async ({ faults }) => {
    await withWorld(faults, async (world) => {
      world.boot();
      world.boot();
      await world.settle();
      expect(await world.faults()).toEqual([]);
    });
  });

  it.each(MISHAPS)('one of them dies at any call, %s', { timeout: TIMEOUT_MS }, async (mishap) => {
    const { points, wrong } = await strikeEach(strikeOneOfTwo, mishap);
    expect(wrong).toEqual([]);
    expect(points).toBeGreaterThanOrEqual(4);
  });
});

describe('people', () => {
  it('who reopen what was resolved are not overruled, though its answer was lost', async () => {
    await withWorld([undefined, 'lost'], async (world) => {
      world.boot();
      await world.pass(1_000);
      world.tracker.account.change('e', { to: 'open', by: 'ada' });
      await world.settle();
      expect(await world.faults()).toEqual([]);
      expect(world.tracker.account.incidents.get('e')?.state).toBe('open');
    });
  });

  it('who resolved it themselves find no second resolution', async () => {
    await withWorld([], async (world) => {
      world.tracker.account.change('e', { to: 'resolved', by: 'ada' });
      world.boot();
      await world.settle();
      const [errand] = await world.errands();
      expect(errand?.status?.result).toBe('Done');
      expect(errand && world.seenOf(errand)).toMatchObject({ resolutions: 0, notes: 1 });
    });
  });

  it('who delete the object and restore it without its status do not make it happen again', async () => {
    await withWorld([], async (world) => {
      world.boot();
      await world.settle();
      await world.client.delete(ERRAND, { namespace: 'default', name: 'e' });
      await world.quiet();
      world.tracker.account.change('e', { to: 'open', by: 'ada' });
      await world.client.create(ERRAND, anErrand('e'));
      await world.settle();
      expect(await world.faults()).toEqual([]);
    });
  });

  it('who empty the status do not make it happen again', async () => {
    await withWorld([], async (world) => {
      world.boot();
      await world.settle();
      const [errand] = await world.errands();
      const { name, namespace = '', resourceVersion = '' } = errand?.metadata ?? { name: '' };
      await world.client.updateStatus(ERRAND, { metadata: { name, namespace, resourceVersion }, status: {} });
      await world.settle();
      expect(await world.faults()).toEqual([]);
    });
  });
});

async function withWorld(
  faults: ReadonlyArray<TrackerFault | undefined>,
  act: (world: ErrandWorld, tracker: TrackerServer) => Promise<void>,
  portsOver?: PortsOver,
): Promise<void> {
  const clock = new FakeClock();
  await using tracker = await TrackerServer.start(clock);
  await using world = new ErrandWorld(() => tracker, { clock, ...(portsOver && { portsOver }) });
  tracker.faults.push(...faults);
  await world.add('e');
  await act(world, tracker);
}

const portsOfWriter: PortsOver = (transport) => writerPorts((limits) => openTrackerWriter(transport, limits));

interface Case {
  readonly faults: ReadonlyArray<TrackerFault | undefined>;
  readonly fate: Fate | undefined;
  readonly portsOver?: PortsOver;
}

/** Strikes at each call in turn, until there is no such call any more. */
async function strikeEach(
  strikeAt: (fate: Fate) => Promise<Struck>,
  mishap: Mishap,
): Promise<{ readonly points: number; readonly wrong: readonly string[] }> {
  const wrong: string[] = [];
  for (let points = 0; ; points++) {
    const call = points + 1;
    const struck = await strikeAt({ call, mishap });
    if (struck.at === undefined) return { points, wrong };
    total++;
    wrong.push(...struck.wrong.map((fault) => `call ${call} (${struck.at}): ${fault}`));
  }
}

interface Struck {
  /** The call that fate struck at. */
  readonly at: string | undefined;
  readonly wrong: readonly string[];
}

async function strikeOneOfTwo(fate: Fate): Promise<Struck> {
  let struck: Struck | undefined;
  await withWorld([], async (world) => {
    const first = world.boot(fate);
    world.boot();
    await world.settle();
    struck = { at: first.life.struckAt, wrong: await world.faults() };
  });
  return struck ?? { at: undefined, wrong: [] };
}

/** One life with this fate, and a successor where it ended. */
async function strike({ faults, fate, portsOver }: Case): Promise<Struck> {
  let struck: Struck | undefined;
  await withWorld(
    faults,
    async (world) => {
      const first = world.boot(fate);
      await world.settle();
      if (first.life.isOver) {
        const successor = world.boot();
        // What was on its way arrives while the successor waits, or only at its first write; a vendor that is late besides is slow enough.
        const isAtWrite = (fate?.call ?? 0) % 2 === 0 && !faults.includes('late');
        if (isAtWrite) successor.life.onWrite = () => first.life.arriveLate();
        await world.settle();
      }
      struck = { at: first.life.struckAt, wrong: await world.faults() };
    },
    portsOver,
  );
  return struck ?? { at: undefined, wrong: [] };
}
