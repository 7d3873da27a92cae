// Writing back to GitHub while processes die: a crash before or after any call, to the cluster or to GitHub, answers that are lost, and people
// who reopen. One issue is closed once and has one comment, whatever happens (docs/adr/0015-effects.md).

import { afterAll, describe, expect, it } from 'vitest';

import { ErrandWorld } from '../support/effects/world.ts';
import type { Fate, Mishap } from '../support/operator/crash/life.ts';
import { FakeClock } from '../support/time/fake-clock.ts';
import { startGitHub } from '../support/vendors/github/server.ts';
import { GOOD_TOKEN, REPO } from '../support/vendors/github/stage.ts';
import { githubPorts, GitHubTracker } from '../support/vendors/github/tracker.ts';
import type { TrackerFault } from '../support/vendors/tracker/api.ts';

const MISHAPS: readonly Mishap[] = ['before', 'after', 'late', 'unanswered'];
let total = 0;
afterAll(() => void process.stdout.write(`crash points of writing to GitHub: ${total} in all\n`));

/** What GitHub makes of the first requests: look, close, look for the comment, comment. */
const DAYS: ReadonlyArray<{ day: string; faults: ReadonlyArray<TrackerFault | undefined>; because: string }> = [
  { day: 'a good day', faults: [], because: 'nothing but the crash goes wrong' },
  { day: 'the answer to the closing is lost', faults: [undefined, 'lost'], because: 'it is read back' },
  {
    day: 'the answer to the comment is lost',
    faults: [undefined, undefined, undefined, 'lost'],
    because: 'its marker is found',
  },
  {
    day: 'both answers are lost, and the reading back too',
    faults: [undefined, 'lost', 'dropped'],
    because: 'it is looked for again',
  },
  { day: 'the closing is done late', faults: [undefined, 'late'], because: 'nobody repeats it before it arrives' },
  { day: '500 after it was done', faults: [undefined, 'half'], because: 'a 5xx says nothing about what was done' },
  {
    day: 'nothing is done at first',
    faults: ['limited', 'broken', undefined, 'conflict', 'dropped'],
    because: 'it is repeated',
  },
];

interface Stage {
  readonly world: ErrandWorld;
  readonly tracker: GitHubTracker;
  readonly id: string;
  readonly server: Awaited<ReturnType<typeof startGitHub>>;
}

async function withWorld(
  faults: ReadonlyArray<TrackerFault | undefined>,
  act: (stage: Stage) => Promise<void>,
): Promise<void> {
  const clock = new FakeClock('2026-03-02T10:00:00Z');
  await using server = await startGitHub({ now: () => clock.now(), tokens: [GOOD_TOKEN] });
  server.account.addRepo(REPO);
  const tracker = new GitHubTracker(server, clock);
  await using world = new ErrandWorld(() => tracker, { clock, portsOver: githubPorts(server.url, clock) });
  const id = tracker.openIssue();
  await world.add('e', { incidentID: id });
  tracker.faults.push(...faults);
  await act({ world, tracker, id, server });
}

interface Struck {
  readonly at: string | undefined;
  readonly wrong: readonly string[];
}

/** One life with this fate, and a successor where it ended. */
async function strike(faults: ReadonlyArray<TrackerFault | undefined>, fate: Fate | undefined): Promise<Struck> {
  let struck: Struck = { at: undefined, wrong: [] };
  await withWorld(faults, async ({ world }) => {
    const first = world.boot(fate);
    await world.settle();
    if (first.life.isOver) {
      const successor = world.boot();
      const isAtWrite = (fate?.call ?? 0) % 2 === 0 && !faults.includes('late');
      if (isAtWrite) successor.life.onWrite = () => first.life.arriveLate();
      await world.settle();
    }
    struck = { at: first.life.struckAt, wrong: await world.faults() };
  });
  return struck;
}

describe.each(DAYS)('$day: $because', ({ faults }) => {
  it('without a crash', async () => {
    expect((await strike(faults, undefined)).wrong).toEqual([]);
  });

  it.each(MISHAPS)('a crash at any call, %s', { timeout: 120_000 }, async (mishap) => {
    const wrong: string[] = [];
    let points = 0;
    for (; ; points++) {
      const call = points + 1;
      const struck = await strike(faults, { call, mishap });
      if (struck.at === undefined) break;
      total++;
      wrong.push(...struck.wrong.map((fault) => `call ${call} (${struck.at}): ${fault}`));
    }
    expect(wrong).toEqual([]);
    expect(points).toBeGreaterThanOrEqual(mishap === 'late' ? 5 : 8);
  });
});

it('a person who reopens an issue is not overruled, though the answer to its closing was lost', async () => {
  await withWorld([undefined, 'lost', 'dropped'], async ({ world, tracker, id, server }) => {
    world.boot();
    await world.pass(1_000);
    expect(server.account.get(id).state).toBe('closed');
    server.account.reopen(id);
    tracker.account.change(id, { to: 'open', by: 'ada' });
    await world.settle();
    expect(server.account.get(id).state).toBe('open');
    expect(server.writes.filter(({ kind }) => kind === 'state').length).toBe(1);
  });
});

it('two processes that both believe that they lead close an issue once', async () => {
  await withWorld([], async ({ world }) => {
    world.boot();
    world.boot();
    await world.settle();
    expect(await world.faults()).toEqual([]);
  });
});
