// The law of the reflector: whatever faults happened, once everything is quiet the store equals the server; and it lists again only for a
// reason.

import fc from 'fast-check';
import { expect, it } from 'vitest';

import { seeded } from '../../test/support/seeded.ts';

import { settle } from '../../test/support/time/fake-clock.ts';
import { aReflected, rowsInStore, rowsOnServer, type Reflected } from '../../test/support/runtime/reflected.ts';
import { KubeError } from '../kube/errors.ts';

interface Step {
  readonly label: string;
  /** A relist is allowed after it. */
  readonly excusesRelist?: boolean;
  readonly run: (world: Reflected) => Promise<void> | void;
}

const step = (label: string, run: Step['run'], excusesRelist = false): Step => ({ label, run, excusesRelist });

const name = fc.constantFrom('v', 'w', 'x', 'y', 'z');
const namespace = fc.constantFrom('a', 'b', 'c');
const text = fc.constantFrom('1', '2', '3', 'poison');

const changes: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc
      .tuple(name, text, namespace)
      .map(([n, t, ns]) => step(`put ${ns}/${n} ${t}`, (world) => world.put(n, t, ns))),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(name, namespace).map(([n, ns]) => step(`remove ${ns}/${n}`, (world) => removed(world, n, ns))),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(name, namespace).map(([n, ns]) =>
      step(`make ${ns}/${n} anew`, async (world) => {
        await removed(world, n, ns);
        await world.put(n, 'anew', ns);
      }),
    ),
  },
);

const answers = [
  new KubeError('busy', { code: 429, reason: 'TooManyRequests', retryAfterMs: 2000 }),
  new KubeError('broken', { code: 500, reason: 'InternalError' }),
  new KubeError('starting', { code: 503, reason: 'ServiceUnavailable' }),
  new KubeError('no', { code: 403, reason: 'Forbidden' }),
];

const harmless: fc.Arbitrary<Step> = fc.oneof(
  fc.constant(step('reset', ({ faults }) => faults.reset())),
  fc.constant(step('half-open', ({ faults }) => faults.freeze())),
  fc.constant(step('end', ({ faults }) => faults.end())),
  fc.constant(step('500 in stream', ({ faults }) => faults.failStreams(500))),
  fc
    .constantFrom('duplicate' as const, 'lose' as const)
    .map((fault) => step(fault, ({ faults }) => faults.onNextEvent(fault))),
  fc
    .constantFrom(...answers)
    .map((answer) => step(`answer ${answer.code}`, ({ faults }) => void faults.answers.push(answer))),
  fc.constant(step('down', ({ faults }) => void (faults.isDown = true))),
  fc.constant(step('up', ({ faults }) => void (faults.isDown = false))),
  fc.nat(5000).map((ms) => step(`${ms} ms`, ({ clock }) => clock.advance(ms))),
  fc.nat(200_000).map((ms) => step(`${ms} ms`, ({ clock }) => clock.advance(ms))),
);

const harmful: fc.Arbitrary<Step> = fc.oneof(
  fc.constant(step('410 in stream', ({ faults }) => faults.failStreams(410), true)),
  fc.constant(step('compaction', ({ cluster }) => cluster.compact(), true)),
  fc.constant(step('swap', ({ faults }) => faults.onNextEvent('swap'), true)),
  fc
    .tuple(name, namespace)
    .map(([n, ns]) => step(`swap what is put and removed, ${ns}/${n}`, (bed) => swapped(bed, n, ns), true)),
  fc
    .constantFrom('supported' as const, 'refused' as const, 'ignored' as const)
    .map((watchList) => step(`streaming ${watchList}`, ({ cluster }) => void (cluster.watchList = watchList))),
);

async function removed(world: Reflected, n: string, ns: string): Promise<void> {
  const isThere = world.cluster.all({ group: '', version: '', kind: '', plural: 'notes', namespaced: true }, ns);
  if (isThere.some(({ metadata }) => metadata.name === n)) await world.remove(n, ns);
}

/** The removal arrives before the addition. */
async function swapped(bed: Reflected, n: string, ns: string): Promise<void> {
  await settle();
  bed.faults.onNextEvent('swap');
  await bed.put(n, 'swapped', ns);
  await bed.remove(n, ns);
}

const world = fc.record({
  watchList: fc.constantFrom('supported' as const, 'refused' as const, 'ignored' as const),
  namespaces: fc.constantFrom(undefined, ['a'], ['a', 'b']),
});
const steps = fc.array(
  fc.oneof({ weight: 4, arbitrary: changes }, { weight: 3, arbitrary: harmless }, { weight: 1, arbitrary: harmful }),
  {
    maxLength: 40,
  },
);

/** Longer than any watchdog, back-off and fallback that may be under way, one after the other. */
const QUIET_MS = 400_000;

/** 0 <= x < 1, as many as are asked for. */
const dice = fc.noShrink(fc.integer()).map(seeded);

it('once everything is quiet the store equals the server, whatever faults happened', { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(world, steps, dice, async (options, history, random) => {
      const { namespaces, watchList } = options;
      const bed = aReflected({ watchList, random, ...(namespaces !== undefined && { namespaces }) });
      const mirror = new Map<string, string | number>();
      bed.store.onChange((before, after) => {
        if (before !== undefined) expect(mirror.get(`${before.namespace}/${before.name}`)).toBe(before.uid);
        if (before !== undefined && after !== undefined) expect(after.uid).toBe(before.uid);
        if (before !== undefined) mirror.delete(`${before.namespace}/${before.name}`);
        if (after !== undefined) mirror.set(`${after.namespace}/${after.name}`, after.uid);
      });
      const stop = bed.start();
      for (const each of history) await each.run(bed);
      bed.faults.isDown = false;
      bed.faults.answers.length = 0;
      await bed.clock.advance(QUIET_MS);
      const expected = rowsOnServer(bed.cluster, namespaces);
      expect(bed.handlerErrors).toEqual([]);
      expect(bed.store.synced).toBe(true);
      expect(rowsInStore(bed.store)).toEqual(expected);
      expect([...mirror.keys()].toSorted()).toEqual(expected.map((row) => `${row.namespace}/${row.name}`));
      if (!history.some((each) => each.excusesRelist)) {
        expect(bed.reflectors.map((reflector) => reflector.stats.relists)).toEqual(bed.reflectors.map(() => 0));
      }
      await stop();
      expect([bed.faults.streams, bed.clock.pending]).toEqual([0, 0]);
    }),
    { numRuns: 3000 },
  );
});
