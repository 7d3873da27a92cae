// Random histories of crashes, lost and late answers, refusals, rivals and people: whatever happens, the vendor shows each effect at
// most once, and once all is well exactly once, and the status says so. A failing run prints the seed that repeats it.

import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import type { Fate } from '../support/operator/crash/life.ts';
import { ERRAND } from '../support/effects/errand.ts';
import { ErrandWorld, type Running } from '../support/effects/world.ts';
import { TrackerAccount } from '../support/vendors/tracker/account.ts';
import { TRACKER_FAULTS } from '../support/vendors/tracker/api.ts';
import { directTransport } from '../support/vendors/tracker/server.ts';

const RUNS = 400;
const TIMEOUT_MS = 120_000;
const NAMES = ['e', 'f'] as const;

type Event =
  /** A process starts, with a fate; another one may be running. Its clock may be off. */
  | { readonly kind: 'boot'; readonly fate: Fate; readonly wallMs: number }
  | { readonly kind: 'kill' }
  | { readonly kind: 'pass'; readonly ms: number }
  | { readonly kind: 'person'; readonly name: string; readonly to: 'open' | 'resolved' };

const fate = fc.record({
  call: fc.integer({ min: 1, max: 14 }),
  mishap: fc.constantFrom('before', 'after', 'late', 'unanswered'),
});
const boot = fc.record({
  kind: fc.constant('boot' as const),
  fate,
  wallMs: fc.constantFrom(0, 0, -4_000, 4_000),
});
const passing = fc.record({
  kind: fc.constant('pass' as const),
  ms: fc.oneof(fc.integer({ min: 0, max: 3_000 }), fc.integer({ min: 0, max: 300_000 })),
});
const person = fc.record({
  kind: fc.constant('person' as const),
  name: fc.constantFrom(...NAMES),
  to: fc.constantFrom('open', 'resolved'),
});
const event = fc.oneof(
  { arbitrary: boot, weight: 4 },
  { arbitrary: passing, weight: 5 },
  { arbitrary: person, weight: 1 },
  { arbitrary: fc.constant({ kind: 'kill' as const }), weight: 1 },
);
const history = fc.record({
  events: fc.array(event, { minLength: 2, maxLength: 14, size: 'max' }),
  faults: fc.array(fc.option(fc.constantFrom(...TRACKER_FAULTS), { freq: 2, nil: undefined }), {
    maxLength: 24,
    size: 'max',
  }),
});
type History = typeof history extends fc.Arbitrary<infer T> ? T : never;

/** Of this run; a failing run prints its own, with the way to the smallest counterexample. */
const SEED = Math.trunc(Math.random() * 2 ** 31);
const seen = { seed: SEED, runs: 0, struck: 0, refused: 0, faults: 0 };

afterAll(() => void process.stdout.write(`histories of effects: ${JSON.stringify(seen)}\n`));

it('every effect shows once, and its status says so', { timeout: TIMEOUT_MS }, async () => {
  await fc.assert(fc.asyncProperty(history, play), { numRuns: RUNS, seed: SEED });
  expect(seen.struck).toBeGreaterThan(RUNS / 2);
  expect(seen.refused).toBeGreaterThan(RUNS / 50);
});

async function play({ events, faults }: History): Promise<void> {
  let met = 0;
  const account = new TrackerAccount();
  await using world = new ErrandWorld((clock) => {
    return { account, transport: directTransport(account, clock, () => faults[met++]), isBusy: false };
  });
  for (const name of NAMES) await world.add(name, { lane: name, credential: 'old' });
  for (const each of events) {
    await happen(world, each);
    await expectNoneTwice(world);
  }
  seen.faults += faults.slice(0, met).filter((fault) => fault !== undefined).length;
  met = faults.length;
  await recover(world);
  await expectNoneTwice(world);
  seen.runs++;
  seen.struck += world.running.filter(({ life }) => life.struckAt !== undefined).length;
}

async function happen(world: ErrandWorld, each: Event): Promise<void> {
  const alive = (): Running[] => world.running.filter(({ life }) => !life.isOver);
  switch (each.kind) {
    case 'boot':
      // Two may believe that they lead; more are no other case.
      if (alive().length < 2) world.boot(each.fate, each.wallMs);
      return world.quiet();
    case 'kill':
      for (const running of alive().slice(0, 1)) await world.kill(running);
      return;
    case 'pass':
      return world.pass(each.ms);
    case 'person':
      return world.tracker.account.change(each.name, { to: each.to, by: 'ada' });
  }
}

/** All is well at last: one healthy process, and a credential that is good where the old one was refused. */
async function recover(world: ErrandWorld): Promise<void> {
  await Promise.all(world.running.map((running) => world.kill(running)));
  world.boot();
  await world.settle();
  const refused = (await world.errands()).filter(({ status }) => status?.result === 'Refused');
  seen.refused += refused.length;
  for (const { metadata } of refused) {
    const key = { namespace: metadata.namespace ?? '', name: metadata.name };
    await world.client.patch(ERRAND, key, { spec: { credential: 'new' } }, { type: 'merge' });
  }
  await world.quiet();
  await world.settle();
  for (const errand of await world.errands()) {
    const { resolutions, notes, incident } = world.seenOf(errand);
    const isResolvedByAda = incident.history.some(({ by, to }) => by === 'ada' && to === 'resolved');
    if (notes !== 1 || (resolutions !== 1 && !isResolvedByAda) || errand.status?.result !== 'Done')
      throw new Error(`${errand.metadata.name} has another end:\n${await world.describe()}`);
    expect(errand.status.effects.map(({ state }) => state)).toEqual(['Done', 'Done']);
  }
}

async function expectNoneTwice(world: ErrandWorld): Promise<void> {
  for (const errand of await world.errands()) {
    const { resolutions, notes } = world.seenOf(errand);
    if (resolutions > 1 || notes > 1) throw new Error(`${errand.metadata.name} twice:\n${await world.describe()}`);
  }
}
