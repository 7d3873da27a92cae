// A namespace with more than 300 hostile expressions is sent more than 250 hostile payloads all the time. What polite sources of another namespace
// are sent meanwhile is answered and stored, each delivery, and none waits for more than a few hostile evaluations to be ended. Over loopback
// HTTP, in real time, with the real threads.

import { afterAll, beforeAll, expect, it } from 'vitest';
import { systemClock } from '../../../src/base/clock.ts';
import type { ReadItems } from '../../../src/integrations/ports/expressions.ts';
import { createProviders } from '../../../src/integrations/registry.ts';
import { OUT_OF_MEMORY, TIMED_OUT } from '../../../src/judgement/expressions/outcomes.ts';
import { createPushedExpressions, type PushedExpressions } from '../../../src/judgement/expressions/pushed.ts';
import {
  addHostileSources,
  hostileExpressions,
  pushedSpec,
  sendHostile,
} from '../../support/receiving/hostile-senders.ts';
import { hostilePayloads } from '../../support/receiving/hostile-payloads.ts';
import { pathOf, post, ReceivingStage, type ReceivingReplica, signed } from '../../support/receiving/stage.ts';

/** Hostile evaluations that end, as their limit is reached, while one polite question waits: one that is ahead of it, one of the other thread. */
const MAX_ENDED = 2;
/** Of the polite namespace: these send for the first time while the hostile ones are at it. */
const NEW_SOURCES = 10;
const DELIVERIES = 200;
/** docs/detections.md: what a source waits at most on a machine that has a processor for it. */
const PROMISED_MS = 500;

const POLITE = pushedSpec({
  format: 'Custom',
  incidents: [{ when: "item.kind == 'alert'", id: 'item.id', title: 'item.title' }],
});

let expressions: PushedExpressions;
let stage: ReceivingStage;
let replica: ReceivingReplica;
/** Hostile questions that ran out of time or memory so far, and how many did while each polite one waited. */
let ended = 0;
const endedMeanwhile: number[] = [];

const readItems: ReadItems = async (question) => {
  const before = ended;
  const reading = await expressions.readItems(question);
  if (question.namespace !== 'hostile') endedMeanwhile.push(ended - before);
  else if (reading.kind === 'NotEvaluated' && RAN_OUT.has(reading.message)) ended++;
  return reading;
};
const RAN_OUT = new Set([TIMED_OUT, OUT_OF_MEMORY].flatMap((outcome) => ('message' in outcome ? outcome.message : [])));

beforeAll(async () => {
  expressions = createPushedExpressions({ clock: systemClock });
  stage = await ReceivingStage.start({ providers: createProviders(readItems), spec: POLITE });
  for (let index = 0; index < NEW_SOURCES; index++) await stage.addSource(`new${index}`, POLITE);
  await addHostileSources(stage);
  replica = await stage.addReplica();
  replica.replica.lead();
});

afterAll(async () => {
  await expressions.close();
  await stage[Symbol.asyncDispose]();
});

interface Answer {
  readonly code: number | undefined;
  readonly tookMs: number;
  /** What the whole process, hostile evaluations included, computed meanwhile: about as long as it takes on a machine of its own with one processor. */
  readonly computedMs: number;
}

/** As a sender does: who is told to come again comes again. */
async function sendUntilStored(id: string, source?: string): Promise<Answer[]> {
  for (const answers: Answer[] = []; ;) {
    const answer = await send(id, source);
    answers.push(answer);
    if (answer.code !== 503) return answers;
  }
}

async function send(id: string, source?: string): Promise<Answer> {
  const body = JSON.stringify({ id, title: `Door ${id} is open`, kind: 'alert' });
  const begunMs = performance.now();
  const before = process.cpuUsage();
  const code = await post(replica.url, body, signed(body), pathOf(undefined, source));
  const { user, system } = process.cpuUsage(before);
  return { code, tookMs: performance.now() - begunMs, computedMs: (user + system) / 1_000 };
}

it(
  'stores each delivery of the polite ones, and lets none wait for the hostile ones',
  { timeout: 300_000 },
  async () => {
    expect(hostileExpressions.length).toBeGreaterThan(300);
    expect(hostilePayloads().length).toBeGreaterThan(250);
    const answers = await sendUntilStored('before');
    endedMeanwhile.length = 0;
    const hostile = sendHostile(replica.url);
    const sent = new AbortController();
    void hostile.once.then(() => sent.abort());
    for (let count = 0; count < DELIVERIES || !sent.signal.aborted; count++) {
      const isNew = count % 20 === 0 && count < 20 * NEW_SOURCES;
      answers.push(...(await sendUntilStored(String(count), isNew ? `new${count / 20}` : undefined)));
      await new Promise((resume) => setTimeout(resume, 10));
    }
    const codes = await hostile.stop();
    await stage.applied();
    const titles = new Set((await stage.incidents()).map(({ spec }) => spec.title));
    console.log(
      `polite: ${answers.length} deliveries beside ${[...codes.values()].reduce((sum, each) => sum + each, 0)} hostile ones`,
      `(answered ${[...codes].map(([code, times]) => `${code}: ${times}`).join(', ')}; ${ended} ran out of time or memory);`,
      `answered after ${quantiles(answers.map(({ tookMs }) => tookMs))}, in which the process computed`,
      `${quantiles(answers.map(({ computedMs }) => computedMs))} (promised: ${PROMISED_MS} ms);`,
      `at most ${Math.max(...endedMeanwhile)} hostile evaluations ended while one waited`,
    );
    const stored = answers.filter(({ code }) => code === 200).length;
    expect(titles.size).toBe(stored);
    expect(answers.filter(({ code }) => code !== 200 && code !== 503)).toEqual([]);
    // A machine that has no processor for the whole process for seconds lets a sender come again.
    expect(stored / answers.length).toBeGreaterThan(0.98);
    expect(ended).toBeGreaterThan(10);
    expect(endedMeanwhile.length).toBeGreaterThanOrEqual(DELIVERIES);
    expect(Math.max(...endedMeanwhile)).toBeLessThanOrEqual(MAX_ENDED);
  },
);

function quantiles(values: readonly number[]): string {
  const sorted = values.toSorted((one, other) => one - other);
  const at = (share: number): string => (sorted[Math.ceil(share * sorted.length) - 1] ?? NaN).toFixed(0);
  return `${at(0.5)} ms (p99 ${at(0.99)}, at most ${at(1)} ms)`;
}
