// Principle P6: after a crash before or after any call, nothing is lost and nothing is doubled. The whole operator dies at each call of a sync
// in turn; a new one takes over with only what the cluster holds, and the end is the same as without a crash.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CRDS } from '../../src/api/v1alpha1/crds.gen.ts';
import type { KubeClient } from '../../src/kube/client.ts';
import { createMemoryCluster } from '../../src/kube/memory.ts';
import { recorded } from '../support/health/record.ts';
import type { Fate, Life, Mishap } from '../support/operator/crash/life.ts';
import { faultsOf, type Picture, pictureOf } from '../support/operator/crash/picture.ts';
import { accountVendor, type WorldAccount } from '../support/operator/crash/vendors.ts';
import { World as AnyWorld } from '../support/operator/crash/world.ts';
import { FakeClock } from '../support/time/fake-clock.ts';
import type { Account } from '../support/vendors/pagerduty/server.ts';
import { ledgerVendor, PAGER_DUTY, type Vendor } from '../support/vendors/vendor.ts';

type World = AnyWorld<WorldAccount>;

/** A scenario: the state before the first possible crash, and then steps, each with everything that follows from it. */
interface Course {
  readonly vendor: Vendor;
  readonly before: (world: World) => Promise<void>;
  readonly events: ReadonlyArray<(world: World) => Promise<void>>;
}

const INCIDENTS = 25;
/** Some 25 s of work in all; a busy machine takes longer. */
const TIMEOUT_MS = 240_000;
let client: KubeClient;
let worlds = 0;
let total = 0;

beforeAll(() => {
  client = recorded(createMemoryCluster({ crds: CRDS, clock: new FakeClock(), historyLimit: 2_000 }).client);
});

afterAll(() => void process.stdout.write(`crash points: ${total} in all\n`));

/** A source and its Secret are there, nothing else; then the operator is started. */
const FIRST_SYNC: Course = {
  vendor: PAGER_DUTY,
  before: async ({ server }) => fill(server.account),
  events: [async () => undefined],
};

/** 5 new, 5 resolved and 2 deleted: an incident counts as deleted after two listings without it, so another sync follows. */
const SECOND_SYNC: Course = {
  vendor: PAGER_DUTY,
  async before(world) {
    fill(world.server.account);
    world.boot();
    await world.settle();
  },
  events: [
    async (world) => {
      const { account } = world.server;
      const open = [...account.incidents.values()].filter(({ status }) => status !== 'resolved').map(({ id }) => id);
      for (const id of open.slice(0, 5)) account.resolve(id);
      for (const id of open.slice(5, 7)) account.delete(id);
      for (let number = 0; number < 5; number++) account.trigger({ priority: 'P2' });
      await world.request('second');
    },
    (world) => world.request('third'),
    (world) => world.request('fourth'),
  ],
};

/** The same, read by changes: the successor goes on from the checkpoint that the dead one left, or reads everything. */
const BY_CHANGES = ledgerVendor({ openSet: 'always', lookBackMs: 900_000 }, { pageSize: 10 });

describe.each([
  { what: 'a first sync of 25 incidents', course: FIRST_SYNC, every: 1, atLeast: 70 },
  { what: 'a sync of 5 new, 5 resolved and 2 gone incidents', course: SECOND_SYNC, every: 2, atLeast: 12 },
  { what: 'a first reading of changes', course: { ...FIRST_SYNC, vendor: BY_CHANGES }, every: 2, atLeast: 35 },
  {
    what: 'a reading of 5 new, 5 resolved and 2 gone',
    course: { ...SECOND_SYNC, vendor: BY_CHANGES },
    every: 2,
    atLeast: 12,
  },
])('a crash at any call of $what', ({ what, course, every, atLeast }) => {
  const undisturbed = picturesOf(course);

  it.each([
    { mishap: 'before', stride: 1, because: 'what was not sent is done by the successor' },
    { mishap: 'after', stride: 1, because: 'what was done is not done again' },
    { mishap: 'late', stride: 3, because: 'what arrives late meets a name that is taken or a version that has passed' },
    { mishap: 'unanswered', stride: 3, because: 'what was done is recognised when it is tried again' },
  ] as const)('$mishap: $because', { timeout: TIMEOUT_MS }, async ({ mishap, stride }) => {
    const { points, wrong } = await strikeEach(course, { mishap, every: every * stride }, await undisturbed());
    report(`${what}, ${mishap}`, points);
    expect(wrong).toEqual([]);
    expect(points).toBeGreaterThanOrEqual(Math.floor(atLeast / stride));
  });
});

/** The end state of a run without a crash; computed once. */
function picturesOf(course: Course): () => Promise<Picture> {
  let picture: Promise<Picture> | undefined;
  return () =>
    (picture ??= inWorld(course.vendor, async (world) => {
      await play(world, course, undefined);
      return pictureOf(world);
    }));
}

interface Strikes {
  readonly points: number;
  readonly wrong: readonly string[];
}

/** Crashes at each call in turn, until there are no more calls. */
async function strikeEach(
  course: Course,
  { mishap, every }: { readonly mishap: Mishap; readonly every: number },
  expected: Picture,
): Promise<Strikes> {
  const wrong: string[] = [];
  for (let points = 0; ; points++) {
    const fate = { call: 1 + points * every, mishap };
    const outcome = await inWorld(course.vendor, async (world) => {
      const struckAt = await play(world, course, fate);
      if (struckAt === undefined) return undefined;
      const faults = await faultsOf(world, expected, [...world.server.account.incidents.keys()]);
      return faults.map((fault) => `call ${fate.call} (${struckAt}): ${fault}`);
    });
    if (outcome === undefined) return { points, wrong };
    wrong.push(...outcome);
  }
}

async function inWorld<T>(vendor: Vendor, act: (world: World) => Promise<T>): Promise<T> {
  await using world = await AnyWorld.create(client, new FakeClock(), {
    namespace: `world-${worlds++}`,
    vendor: accountVendor(vendor),
  });
  return await act(world);
}

/** Runs the scenario to its end; returns the call at which the process crashed. */
async function play(world: World, { before, events }: Course, fate: Fate | undefined): Promise<string | undefined> {
  await before(world);
  const life = world.destine(fate);
  for (const event of events) {
    await event(world);
    await world.settle();
    if (world.life.isOver) await succeed(world, life, fate?.call ?? 0);
  }
  return life.struckAt;
}

/** A new process takes over. What the dead one had sent arrives just before the same write, before one of the first, or at the end. */
async function succeed(world: World, dead: Life, call: number): Promise<void> {
  const successor = world.boot();
  successor.onWrite = async (what, write) => {
    if (call % 2 === 0 ? what === dead.struckAt : write === 1 + (call % 9)) await dead.arriveLate();
  };
  await world.settle();
  await dead.arriveLate();
  await world.settle();
}

/** Prints how many crashes there were. */
function report(what: string, points: number): void {
  total += points;
  process.stdout.write(`crash points: ${points} (${what})\n`);
}

function fill(account: Account): void {
  for (let number = 0; number < INCIDENTS; number++) {
    const at = new Date(Date.UTC(2026, 2, 1) + number * 1_800_000);
    const priority = number % 4 === 0 ? null : `P${(number % 5) + 1}`;
    const { id } = account.trigger({ priority, urgency: number % 2 === 0 ? 'high' : 'low', at });
    if (number % 5 > 2) account.acknowledge(id, new Date(at.getTime() + 300_000));
    if (number % 5 === 4) account.resolve(id, new Date(at.getTime() + 600_000));
  }
}
