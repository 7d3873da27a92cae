// The write-back of a closure with a crash at each call of it, to the cluster and to the vendor, for every provider: the vendor shows one
// resolution and one note in the end, also where a person reopens the incident in between, in the second of the closure, and the incident's
// status says so.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CRDS } from '../../src/api/v1alpha1/crds.gen.ts';
import { findCondition } from '../../src/api/conditions.ts';
import { INCIDENT, INCIDENT_REVIEW } from '../../src/api/kinds.ts';
import type { Incident } from '../../src/api/v1alpha1/incident.gen.ts';
import type { KubeClient } from '../../src/kube/client.ts';
import { createMemoryCluster } from '../../src/kube/memory.ts';
import { recorded } from '../support/health/record.ts';
import type { Fate, Mishap } from '../support/operator/crash/life.ts';
import { rowVendor } from '../support/operator/crash/vendors.ts';
import { SOURCE, World as AnyWorld } from '../support/operator/crash/world.ts';
import { times } from '../support/profile.ts';
import { FakeClock } from '../support/time/fake-clock.ts';
import { PROVIDERS } from '../support/vendors/end-to-end/providers.ts';
import type { ProviderRow, Upstream } from '../support/vendors/end-to-end/row.ts';

type World = AnyWorld<Upstream>;

/** Longer than an attempt whose outcome nobody knows is left alone. */
const QUIET_MS = 100_000;
const TIMEOUT_MS = 600_000;
const SUMMARY = 'The laptop was wiped.';
const MISHAPS: ReadonlyArray<{ mishap: Mishap; because: string }> = [
  { mishap: 'before', because: 'what was not sent is sent by the successor' },
  { mishap: 'after', because: 'what was done is found by its key' },
  { mishap: 'late', because: 'a write of the dead meets a version that has passed' },
  { mishap: 'unanswered', because: 'what was done is read back' },
];

let client: KubeClient;
let worlds = 0;
let total = 0;
beforeAll(() => {
  client = recorded(createMemoryCluster({ crds: CRDS, clock: new FakeClock(), historyLimit: 2_000 }).client);
});
afterAll(() => void process.stdout.write(`crash points of the write-back: ${total} in all\n`));

interface Case {
  readonly row: ProviderRow;
  readonly isReopened: boolean;
}

/** The incident is on record, and the source may be written to. From here on the process has its fate. */
async function begin(world: World, { writeSpec }: ProviderRow): Promise<void> {
  await world.patchSource({ spec: { writeBack: 'Enabled', ...writeSpec } });
  world.boot();
  await world.settle();
}

async function close(world: World, externalID: string): Promise<void> {
  const closedAt = `${world.clock.now().toISOString().slice(0, 19)}Z`;
  const spec = { external: { sourceName: SOURCE, externalID }, closure: { summary: SUMMARY, closedAt } };
  const object = { apiVersion: 'docket.dev/v1alpha1', kind: 'IncidentReview', metadata: { name: 'review' }, spec };
  await world.create(INCIDENT_REVIEW, object);
  await world.settle();
}

/** What the vendor shows of an incident. */
function seen({ server }: World, externalID: string): ReturnType<NonNullable<Upstream['writing']>['seen']> {
  if (server.writing === undefined) throw new Error('nothing can be written there');
  return server.writing.seen(externalID);
}

/** Resolves with the call at which the process died; undefined when it outlived them all. */
async function play(world: World, { row, isReopened }: Case, fate: Fate): Promise<string | undefined> {
  const { externalID } = row.want;
  await begin(world, row);
  const first = world.destine(fate);
  await close(world, externalID);
  if (!first.isOver) await world.pass(QUIET_MS);
  if (isReopened && !seen(world, externalID).isOpen) world.server.writing?.reopen(externalID);
  if (first.isOver) {
    world.boot();
    await world.settle();
    await first.arriveLate();
    await world.pass(QUIET_MS);
  }
  return first.struckAt;
}

async function faultsOf(world: World, each: Case): Promise<string[]> {
  const { row } = each;
  const { resolutions, notes } = seen(world, row.want.externalID);
  const ours = notes.filter((note) => note.includes(SUMMARY)).length;
  const faults: Array<[isWrong: boolean, what: string]> = [
    [resolutions !== 1, `resolved ${resolutions} times`],
    [ours !== (row.notes === false ? 0 : 1), `${ours} notes`],
  ];
  const wrong = faults.flatMap(([isWrong, what]) => (isWrong ? [what] : []));
  return [...wrong, ...(await untruths(world, each))];
}

/** What the incident says of its write-back and should not. */
async function untruths(world: World, each: Case): Promise<string[]> {
  const incidents = await world.list<Incident>(INCIDENT);
  const { status } = incidents.find(({ spec }) => spec.externalID === each.row.want.externalID) ?? {};
  const said = findCondition(status?.conditions, 'WrittenBack');
  if (said !== undefined && (said.status === 'True' || isOverruled(said, each))) return [];
  return [`says ${said?.status}: ${JSON.stringify(status?.writeBack)}`];
}

function isOverruled({ reason }: { readonly reason: string }, { row, isReopened }: Case): boolean {
  return isReopened && row.remembersResolutions === false && reason === 'Reopened';
}

interface Strikes {
  readonly mishap: Mishap;
  /** The first call that is struck, and how many are between two of them. */
  readonly from: number;
  readonly every: number;
}

async function strikeEach(each: Case, { mishap, from, every }: Strikes): Promise<{ points: number; wrong: string[] }> {
  const wrong: string[] = [];
  for (let points = 0; ; points++) {
    const fate = { call: from + points * every, mishap };
    await using world = await AnyWorld.create(client, new FakeClock(), {
      namespace: `closure-${worlds++}`,
      vendor: rowVendor(each.row),
    });
    const struckAt = await play(world, each, fate);
    if (struckAt === undefined) return { points, wrong };
    wrong.push(...(await faultsOf(world, each)).map((fault) => `call ${fate.call} (${struckAt}): ${fault}`));
  }
}

/** Each call is struck in the nightly run. The ordinary one strikes a few of each provider, other ones for each mishap. */
const EVERY = times({ ordinary: 12, nightly: 1 });

describe.each(PROVIDERS.filter(({ writes }) => writes))('a crash at any call of a write-back to $provider', (row) => {
  describe.each([
    { isReopened: false, who: 'nobody touches it' },
    { isReopened: true, who: 'a person reopens it after the crash' },
  ])('where $who', ({ isReopened }) => {
    it.each(MISHAPS)('$mishap: $because', { timeout: TIMEOUT_MS }, async ({ mishap }) => {
      const every = mishap === 'late' ? Math.ceil(EVERY / 4) : EVERY;
      const from = 1 + ((MISHAPS.findIndex((each) => each.mishap === mishap) * 3 + Number(isReopened)) % every);
      const { points, wrong } = await strikeEach({ row, isReopened }, { mishap, from, every });
      total += points;
      process.stdout.write(`crash points of the write-back: ${points} (${row.provider}, ${mishap})\n`);
      expect(wrong).toEqual([]);
      expect(points).toBeGreaterThanOrEqual(mishap === 'late' ? 2 : Math.floor(30 / every));
    });
  });
});
