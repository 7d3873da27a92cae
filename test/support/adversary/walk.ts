// An editor's random walk on a real API server, over a world with known failures. None of them is ever shown as passing or exempted, as
// nobody approves anything; no record goes; and the source of the namespace next door is read in time.

import { expect } from 'vitest';
import type { ResourceType } from '../../../src/api/meta.ts';
import { KubeError } from '../../../src/kube/errors.ts';
import type { TeamPlane } from './people.ts';
import { GOOD_TOKEN, OperatorStage } from '../operator/operator.ts';
import { PAGER_DUTY } from '../vendors/vendor.ts';
import { type Edit, type Editor, drawer } from './draw.ts';
import { drawEdit } from './edits.ts';
import {
  CONFIRMED,
  expectKnown,
  expectNeverGreen,
  type Known,
  makeWorld,
  moveInNextDoor,
  NEIGHBOUR_INTERVAL_MS,
} from './world.ts';

const LOOK_EVERY = 20;
const LOOK_MS = 3_000;

/** What a walk did. */
export interface Walk {
  readonly edits: number;
  /** The same seed makes the same walk. */
  readonly seed: number;
}

/** Whether it was taken. Anything but a refusal is a failure of the test. */
async function attempt({ make }: Edit, editor: Editor): Promise<boolean> {
  try {
    await make(editor);
    return true;
  } catch (error) {
    if (error instanceof KubeError && error.code < 500) return false;
    throw error;
  }
}

/** Every record that was there still is. */
function expectRecords({ world: { incidents, reviews } }: OperatorStage, records: Set<string>): void {
  const held = new Set([...incidents.keys(), ...reviews.keys()]);
  expect([...records].filter((name) => !held.has(name))).toEqual([]);
  for (const name of held) records.add(name);
}

function deleterOf(team: TeamPlane, stage: OperatorStage): Editor['deleteAll'] {
  return async ({ group, version, plural, namespaced }: ResourceType) => {
    const place = namespaced ? `namespaces/${stage.cluster.namespace}/` : '';
    const path = `/apis/${group}/${version}/${place}${plural}`;
    const { status } = await team.plane.request({ method: 'DELETE', path, token: team.tokenOf('alice') });
    stage.disturbed();
    if (status >= 300) throw new KubeError(`DELETE ${path}: ${status}`, { code: status, reason: 'Forbidden' });
  };
}

/** When another tenant's source was read, in the time of the walk. */
class Polls {
  readonly #at: number[] = [];

  note(requests: readonly unknown[], nowMs: number): void {
    if (requests.length > 0) this.#at.push(nowMs);
  }

  /** The longest time without one, in milliseconds. */
  longestGap(nowMs: number): number {
    return Math.max(...[...this.#at.slice(1), nowMs].map((at, index) => at - (this.#at[index] ?? 0)));
  }
}

/** Makes the edits one after the other, and looks after every twentieth. Says the seed, and asserts that enough of them were taken. */
export async function expectWalk(team: TeamPlane, walk: Walk): Promise<void> {
  await using stage = await OperatorStage.start(team.clusters);
  await using nextDoor = await PAGER_DUTY.start({ now: () => stage.clock.now(), keys: [GOOD_TOKEN] });
  const allowed = [stage.vendor, nextDoor].map(({ url }) => new URL(url).host).join(',');
  stage.addReplica({ allowed, isForAll: true }).lead();
  await moveInNextDoor(stage, nextDoor.url);
  const known = await makeWorld(stage);
  expectFailing(stage, known);
  const since = stage.witness.versions.length;
  const polls = new Polls();
  try {
    await stroll(team, walk, { stage, known, note: (nowMs) => polls.note(nextDoor.takeRequests(), nowMs) });
    expectNeverGreen(stage, since);
    expect(polls.longestGap(stage.clock.monotonicMs())).toBeLessThanOrEqual(2 * NEIGHBOUR_INTERVAL_MS);
    await stage.verify();
  } catch (error) {
    if (error instanceof Error) error.message += stage.complaints();
    throw error;
  }
}

interface Way {
  readonly stage: OperatorStage;
  readonly known: Known;
  readonly note: (nowMs: number) => void;
}

async function stroll(team: TeamPlane, { edits, seed }: Walk, { stage, known, note }: Way): Promise<void> {
  const editor = { client: stage.watched(team.as('alice')), stage, deleteAll: deleterOf(team, stage) };
  const [draw, records, recent] = [drawer(seed), new Set<string>([CONFIRMED]), new Array<string>()];
  const look = (): void => {
    note(stage.clock.monotonicMs());
    try {
      expectKnown(stage, known);
      expectRecords(stage, records);
    } catch (error) {
      if (error instanceof Error) error.message += `\nafter ${recent.slice(-2 * LOOK_EVERY).join('; ')}`;
      throw error;
    }
  };
  let taken = 0;
  for (let number = 1; number <= edits; number++) {
    const edit = drawEdit({ draw, stage, known });
    const isTaken = await attempt(edit, editor);
    if (isTaken) recent.push(edit.what);
    taken += Number(isTaken);
    if (number % LOOK_EVERY === 0) await stage.pass(LOOK_MS, look);
  }
  process.stdout.write(`editor's walk, seed ${seed}: ${taken} of ${edits} edits were taken\n`);
  expect(taken).toBeGreaterThan(edits / 4);
}

/** The walk begins with every known failure Failing, by its name. */
function expectFailing({ world }: OperatorStage, { open, lost, late }: Known): void {
  for (const { incident, checks } of [open, lost, late]) {
    expect(world.incidents.get(incident)?.status?.failing).toEqual(expect.arrayContaining([...checks]));
  }
  expect(world.checks.get('known-removed')?.status?.result).toBe('Failing');
}
