// The write-back of a closure with a crash at each call of it, to the cluster and to PagerDuty: the vendor shows one resolution and one note
// in the end, also where a person reopens the incident in between, and the incident's status says so.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CRDS } from '../../src/api/v1alpha1/crds.gen.ts';
import { findCondition } from '../../src/api/conditions.ts';
import { INCIDENT, INCIDENT_REVIEW } from '../../src/api/kinds.ts';
import type { Incident } from '../../src/api/v1alpha1/incident.gen.ts';
import type { KubeClient } from '../../src/kube/client.ts';
import { createMemoryCluster } from '../../src/kube/memory.ts';
import type { Fate, Mishap } from '../support/operator/crash/life.ts';
import { SOURCE, World } from '../support/operator/crash/world.ts';
import { FakeClock } from '../support/time/fake-clock.ts';
import { PAGER_DUTY } from '../support/vendors/vendor.ts';

const ID = 'Q1';
const USER = 'earline.greenholt@example.com';
/** Longer than an attempt whose outcome nobody knows is left alone. */
const QUIET_MS = 100_000;
const TIMEOUT_MS = 240_000;

let client: KubeClient;
let worlds = 0;
let total = 0;
beforeAll(() => {
  client = createMemoryCluster({ crds: CRDS, clock: new FakeClock(), historyLimit: 2_000 }).client;
});
afterAll(() => void process.stdout.write(`crash points of the write-back: ${total} in all\n`));

/** The incident is on record, and the source may be written to. From here on the process has its fate. */
async function begin(world: World): Promise<void> {
  world.pagerDuty.account.trigger({ id: ID, at: new Date(world.clock.now().getTime() - 3_600_000) });
  await world.patchSource({ spec: { writeBack: 'Enabled', pagerDuty: { from: USER } } });
  world.boot();
  await world.settle();
}

async function close(world: World): Promise<void> {
  const closedAt = `${world.clock.now().toISOString().slice(0, 19)}Z`;
  const external = { sourceName: SOURCE, externalID: ID };
  const spec = { external, closure: { summary: 'The laptop was wiped.', closedAt } };
  const object = { apiVersion: 'docket.dev/v1alpha1', kind: 'IncidentReview', metadata: { name: 'review' }, spec };
  await world.create(INCIDENT_REVIEW, object);
  await world.settle();
}

/** Resolves with the call at which the process died; undefined when it outlived them all. */
async function play(world: World, fate: Fate, isReopened: boolean): Promise<string | undefined> {
  await begin(world);
  const first = world.destine(fate);
  await close(world);
  if (!first.isOver) await world.pass(QUIET_MS);
  if (isReopened && world.pagerDuty.account.get(ID).status === 'resolved') world.pagerDuty.account.reopen(ID);
  if (first.isOver) {
    world.boot();
    await world.settle();
    await first.arriveLate();
    await world.pass(QUIET_MS);
  }
  return first.struckAt;
}

async function faultsOf(world: World): Promise<string[]> {
  const { account } = world.pagerDuty;
  const resolutions = account.logEntries.filter(({ resolution }) => resolution !== undefined).length;
  const notes = account.notes.get(ID)?.length ?? 0;
  const [incident] = await world.list<Incident>(INCIDENT);
  const said = findCondition(incident?.status?.conditions, 'WrittenBack')?.status ?? 'nothing';
  const faults: Array<[isWrong: boolean, what: string]> = [
    [resolutions !== 1, `resolved ${resolutions} times`],
    [notes !== 1, `${notes} notes`],
    [said !== 'True', `says ${said}: ${JSON.stringify(incident?.status?.writeBack)}`],
  ];
  return faults.flatMap(([isWrong, what]) => (isWrong ? [what] : []));
}

async function strikeEach(mishap: Mishap, isReopened: boolean): Promise<{ points: number; wrong: string[] }> {
  const wrong: string[] = [];
  for (let points = 0; ; points++) {
    const fate = { call: 1 + points, mishap };
    await using world = await World.create(client, new FakeClock(), {
      namespace: `closure-${worlds++}`,
      vendor: PAGER_DUTY,
    });
    const struckAt = await play(world, fate, isReopened);
    if (struckAt === undefined) return { points, wrong };
    wrong.push(...(await faultsOf(world)).map((fault) => `call ${fate.call} (${struckAt}): ${fault}`));
  }
}

describe.each([
  { isReopened: false, who: 'nobody touches it' },
  { isReopened: true, who: 'a person reopens it after the crash' },
])('a crash at any call of a write-back, where $who', ({ isReopened }) => {
  it.each<{ mishap: Mishap; because: string }>([
    { mishap: 'before', because: 'what was not sent is sent by the successor' },
    { mishap: 'after', because: 'what was done is found by its key' },
    { mishap: 'late', because: 'a write of the dead meets a version that has passed' },
    { mishap: 'unanswered', because: 'what was done is read back' },
  ])('$mishap: $because', { timeout: TIMEOUT_MS }, async ({ mishap }) => {
    const { points, wrong } = await strikeEach(mishap, isReopened);
    total += points;
    process.stdout.write(`crash points of the write-back: ${points} (${mishap})\n`);
    expect(wrong).toEqual([]);
    expect(points).toBeGreaterThanOrEqual(mishap === 'late' ? 4 : 15);
  });
});
