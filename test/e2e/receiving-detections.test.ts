// Events of a detection in a stream while replicas of the built program are killed: each that was answered with 2xx is counted, once, whatever
// its sender had to repeat, and there are the incidents that the events make, and no others. On a real API server.

import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { times } from '../support/profile.ts';
import { sendUntilStored } from '../support/receiving/alerts.ts';
import { REFUSED, type RefusedStream, refusedStream, wordsOf } from '../support/receiving/refused-logins.ts';
import { Replicated } from '../support/receiving/replicated.ts';
import { seeded } from '../support/seeded.ts';
import { eventually } from '../support/time/eventually.ts';

const KILLS = times({ ordinary: 3, nightly: 12 });
const USERS = times({ ordinary: 15, nightly: 60 });
const SENDERS = 10;
/** The status is written twice a second: within this time everything is under way that follows an answer. */
const STEPS_MS = 600;
const TIMEOUT_MS = 30_000;

let replicated: Replicated;

beforeAll(async () => {
  replicated = await Replicated.start(REFUSED);
});
afterAll(() => replicated[Symbol.asyncDispose]());

it(
  `counts each event once while replicas are killed ${KILLS} times, and makes the incidents that these events are`,
  { timeout: 300_000 },
  async () => {
    const random = seeded(18);
    const { sessions, bodies } = refusedStream({ users: USERS, random });
    let [repeated, waiting] = [0, 0];
    for (const [index, part] of partsOf(bodies, KILLS + 1).entries()) {
      await replicated.leader();
      const sending = send(part);
      if (index < KILLS) {
        // In turn: in the middle of what is sent, or while what was sent is applied.
        if (index % 2 === 0) await sending.answered(Math.floor(random() * (part.length - SENDERS)));
        else await sleep(random() * STEPS_MS);
        await (index % 3 === 2 ? replicated.replaceAll() : replicated.replaceLeader());
        waiting += (await replicated.listed('deliveries')).length;
      }
      repeated += await sending.done;
    }
    await eventually(() => replicated.listed('deliveries'), [], TIMEOUT_MS);
    expect(await incidents()).toEqual(
      sessions
        .filter(({ isIncident }) => isIncident)
        .map(wordsOf)
        .toSorted(),
    );
    expect(await counted()).toEqual(countsOf(sessions));
    // Otherwise nothing was lost on the way, and this run says nothing.
    expect(repeated).toBeGreaterThan(0);
    expect(waiting).toBeGreaterThan(0);
    process.stdout.write(
      `detections: ${bodies.length} requests, ${repeated} sent again, ${waiting} Deliveries waited after ${KILLS} kills\n`,
    );
  },
);

function partsOf<T>(all: readonly T[], count: number): T[][] {
  const size = Math.ceil(all.length / count);
  return Array.from({ length: count }, (_, index) => all.slice(index * size, (index + 1) * size));
}

interface Sent {
  /** Resolves once so many are answered with 2xx. */
  answered(count: number): Promise<void>;
  /** How often something had to be sent again. */
  readonly done: Promise<number>;
}

/** Each is repeated at the next replica until it is answered with 2xx. */
function send(bodies: readonly string[]): Sent {
  let [next, repetitions] = [0, 0];
  const progress = { answers: 0, isOver: false };
  const work = async (): Promise<void> => {
    for (let body = bodies[next++]; body !== undefined; body = bodies[next++]) {
      repetitions += await sendUntilStored(replicated.sending, body);
      progress.answers += 1;
    }
  };
  const done = Promise.all(Array.from({ length: SENDERS }, work))
    .then(() => repetitions)
    .finally(() => (progress.isOver = true));
  return {
    done,
    async answered(count) {
      while (progress.answers < count && !progress.isOver) await sleep(1);
    },
  };
}

async function incidents(): Promise<string[]> {
  const all = (await replicated.incidents()).map(({ spec: { title, occurrences, detectedAt } }) => {
    const { count, firstAt, lastAt } = occurrences ?? {};
    return `${title}: ${count} from ${firstAt} to ${lastAt}, detected ${detectedAt}`;
  });
  return all.toSorted();
}

/** How much each session has counted, also those that are no incident. */
async function counted(): Promise<string[]> {
  const { status } = (await replicated.source()) ?? {};
  const { s = [] } = JSON.parse(status?.received?.windows ?? '{}') as {
    s?: Array<{ g: string; f: number; n: number }>;
  };
  return s.map(({ g, f, n }) => `${g} ${f} ${n}`).toSorted();
}

const countsOf = (sessions: RefusedStream['sessions']): string[] =>
  sessions.map(({ user, times: at }) => `${user} ${at[0]} ${at.length}`).toSorted();
