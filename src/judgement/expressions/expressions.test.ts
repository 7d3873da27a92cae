import { afterEach, describe, expect, it } from 'vitest';

import { FakeClock } from '../../../test/support/time/fake-clock.ts';
import { until } from '../../../test/support/time/until.ts';
import { systemClock } from '../../base/clock.ts';
import { PAUSE_MS } from './rule-pauses.ts';
import { createExpressions, type Expressions, type ExpressionsOptions } from './expressions.ts';
import { EVALUATION_MS, MAX_INPUT_SIZE, STALLED_MS } from './outcomes.ts';
import type { Meter } from './time-limit.ts';

const incident = {
  metadata: { name: 'a' },
  spec: {
    severity: 'Critical',
    many: Array.from({ length: 300 }, (_, index) => index),
    text: 'x'.repeat(400_000),
    part: `${'x'.repeat(150_000)}z${'x'.repeat(150_000)}`,
  },
};
const many = 'incident.spec.many';
const text = 'incident.spec.text';
/** Would take years. */
const ENDLESS = `${many}.all(a, ${many}.all(b, ${many}.all(c, ${many}.all(d, ${many}.all(e, a + e >= 0)))))`;
/** Uses all the memory that it gets. */
const GREEDY = `${many}.map(a, [${text} + ${text} + string(a)].filter(t, !t.contains('z'))) == [['z']]`;
const CRITICAL = "incident.spec.severity == 'Critical'";

const opened: Expressions[] = [];
function open(clock: FakeClock | typeof systemClock = systemClock, others: Partial<ExpressionsOptions> = {}) {
  const expressions = createExpressions({ clock, ...others });
  opened.push(expressions);
  return async (rule: string, namespace = 'team-a'): Promise<string> =>
    (await expressions.evaluate({ namespace, rule, incident, review: undefined })).kind;
}
afterEach(async () => {
  for (const expressions of opened.splice(0)) await expressions.close();
});

/** The meter of a thread that the machine keeps waiting from when an evaluation begins; once it does not stand, all time is used. */
class StandingMeter {
  stands = true;
  /** Evaluations that have begun. */
  begun = 0;

  readonly of = (thread: Meter): Meter => {
    const begunMs = thread.spentMs();
    void begunMs.then(() => this.begun++);
    return { spentMs: async () => (this.stands ? begunMs : Infinity) };
  };
}

/** Long enough for any rule that ends, on a busy machine too. */
const WAIT_MS = 500;

/** Lets the thread work while its clock does not move. */
const breath = (ms = WAIT_MS): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Passes the time limit of an evaluation again and again, until the answer is there. */
async function timedOut<T>(clock: FakeClock, answer: Promise<T>, waitMs = WAIT_MS): Promise<T> {
  const pending = Symbol('pending');
  for (;;) {
    const result = await Promise.race([answer, breath(waitMs).then(() => pending)]);
    if (result !== pending) return result as T;
    if (clock.untilNext !== undefined && clock.untilNext <= EVALUATION_MS) await clock.advance(EVALUATION_MS);
  }
}

describe('expressions in a thread', { timeout: 60_000 }, () => {
  it('answers each question, however many are open', async () => {
    const ask = open();
    const rules = Array.from({ length: 100 }, (_, index) => `${many}[${index}] == ${index % 2 === 0 ? index : -1}`);
    const kinds = await Promise.all(rules.map((rule) => ask(rule)));
    expect(kinds).toEqual(rules.map((_, index) => String(index % 2 === 0)));
  });

  it('gives up what takes too long, and answers everything else that was asked', async () => {
    const clock = new FakeClock();
    const ask = open(clock);
    const kinds = timedOut(
      clock,
      Promise.all([CRITICAL, ENDLESS, CRITICAL, `!(${CRITICAL})`].map((rule) => ask(rule))),
    );
    expect(await kinds).toEqual(['true', 'ExpressionTimeout', 'true', 'false']);
  });

  it('waits as long as its clock stands: time is what ends a rule, and nothing else', async () => {
    const clock = new FakeClock();
    const ask = open(clock);
    let kind = 'none yet';
    void ask(ENDLESS).then((answer) => (kind = answer));
    await breath();
    expect(kind).toBe('none yet');
  });

  it('does not end what a busy machine keeps waiting, and ends it once the thread has used its time', async () => {
    const clock = new FakeClock();
    const meter = new StandingMeter();
    const ask = open(clock, { meterOf: meter.of, maxAttempts: 1 });
    let kind = 'none yet';
    const answer = ask(ENDLESS).then((given) => (kind = given));
    await until('the evaluation', () => meter.begun === 1);
    await clock.advance(STALLED_MS / 2);
    expect(kind).toBe('none yet');
    meter.stands = false;
    await clock.advance(EVALUATION_MS);
    expect(await answer).toBe('ExpressionTimeout');
  });

  it('says of a rule that got next to no processor time that the machine is too busy, and lets a sender come again', async () => {
    const clock = new FakeClock();
    const meter = new StandingMeter();
    const expressions = createExpressions({ clock, meterOf: meter.of });
    opened.push(expressions);
    const answer = expressions.evaluate({ namespace: 'team-a', rule: ENDLESS, incident, review: undefined });
    await until('the evaluation', () => meter.begun === 1);
    await clock.advance(STALLED_MS + EVALUATION_MS);
    expect(await answer).toMatchObject({
      ...{ kind: 'ExpressionTimeout', transient: true },
      message: expect.stringContaining('too busy') as string,
    });
    const detections = [{ name: 'd', when: ENDLESS.replaceAll('incident', 'item') }];
    const question = { namespace: 'team-a', source: 'hook', items: [incident], payload: {}, headers: {} };
    const pushed = expressions.evaluateItems({ ...question, expressions: { detections } });
    await until('the next one', () => meter.begun === 2);
    await clock.advance(STALLED_MS + EVALUATION_MS);
    expect(await pushed).toEqual({ reading: { kind: 'Postponed' }, usedMs: 0 });
  });

  it('answers a search in large texts that the platform would take seconds for', async () => {
    expect(await open()(`${text}.contains(incident.spec.part)`)).toBe('false');
  });

  it('survives what takes all memory', async () => {
    const clock = new FakeClock();
    const ask = open(clock);
    // The clock does not move: only the memory limit can end this one.
    expect(await ask(GREEDY)).toBe('ExpressionError');
    expect(await ask(CRITICAL)).toBe('true');
  });

  it('lets a rule rest that keeps taking too long, and tries it again after that', async () => {
    const clock = new FakeClock();
    const ask = open(clock);
    for (let time = 0; time < 3; time++) expect(await timedOut(clock, ask(ENDLESS), 20)).toBe('ExpressionTimeout');
    const restingAt = clock.monotonicMs();
    expect(await ask(ENDLESS)).toBe('ExpressionTimeout');
    expect(clock.monotonicMs()).toBe(restingAt);
    expect(await ask(CRITICAL)).toBe('true');
    await clock.advance(PAUSE_MS);
    const again = ask(ENDLESS);
    expect(await Promise.race([again, breath(20)])).toBeUndefined();
    expect(await timedOut(clock, again, 20)).toBe('ExpressionTimeout');
  });

  it('refuses what is too large to hand over', async () => {
    const expressions = createExpressions({ clock: systemClock });
    opened.push(expressions);
    const large = { ...incident, spec: { ...incident.spec, text: 'x'.repeat(MAX_INPUT_SIZE) } };
    expect(
      await expressions.evaluate({ namespace: 'team-a', rule: CRITICAL, incident: large, review: undefined }),
    ).toMatchObject({
      kind: 'ExpressionError',
      message: expect.stringContaining('larger than') as string,
    });
  });

  it('ends what is open when it is closed, and takes no more', async () => {
    const expressions = createExpressions({ clock: new FakeClock() });
    const ask = (rule: string) => expressions.evaluate({ namespace: 'team-a', rule, incident, review: undefined });
    const answers = [ask(CRITICAL), ask(ENDLESS)];
    await expressions.close();
    for (const answer of [...answers, ask(CRITICAL)]) {
      expect(await answer).toMatchObject({ kind: 'ExpressionError', transient: true });
    }
  });

  it('shares its time: a hundred rules that never end leave the rules of another namespace half of it', async () => {
    const ask = open();
    const answered: string[] = [];
    for (let number = 0; number < 100; number++) {
      void ask(`${ENDLESS} && ${number} >= 0`, 'hostile').then(() => answered.push('hostile'));
    }
    await ask(CRITICAL, 'warm');
    answered.splice(0);
    const kinds = await Promise.all(Array.from({ length: 200 }, () => ask(CRITICAL, 'team-b')));
    expect(new Set(kinds)).toEqual(new Set(['true']));
    // Each is tried twice before it is answered, so that a hundred would take half a minute at least.
    expect(answered.length).toBeLessThan(10);
  });

  it('lets a rule rest in the namespace that has it, and in no other', async () => {
    const clock = new FakeClock();
    const ask = open(clock);
    for (let time = 0; time < 3; time++) await timedOut(clock, ask(ENDLESS, 'hostile'), 20);
    const restingAt = clock.monotonicMs();
    expect(await ask(ENDLESS, 'hostile')).toBe('ExpressionTimeout');
    expect(clock.monotonicMs()).toBe(restingAt);
    const other = ask(ENDLESS, 'team-b');
    expect(await Promise.race([other, breath(50)])).toBeUndefined();
    expect(await timedOut(clock, other, 20)).toBe('ExpressionTimeout');
  });
});

describe('a thread that dies by itself', { timeout: 60_000 }, () => {
  const DYING = new URL('data:text/javascript,process.exit(3)');

  it('is started again with back-off: at once for the first question, then later each time', async () => {
    const clock = new FakeClock();
    const ask = open(clock, { program: DYING });
    expect(await ask(CRITICAL)).toBe('ExpressionError');
    for (const restMs of [100, 200, 400, 800, 1_600, 3_200, 6_400, 12_800, 25_600, 30_000, 30_000]) {
      let kind = 'none yet';
      const answer = ask(CRITICAL).then((given) => (kind = given));
      await clock.advance(restMs - 1);
      await breath(20);
      expect([restMs, kind]).toEqual([restMs, 'none yet']);
      await clock.advance(1);
      expect(await answer).toBe('ExpressionError');
    }
  });

  it('is not started again once the evaluation is closed', async () => {
    const clock = new FakeClock();
    const ask = open(clock, { program: DYING });
    await ask(CRITICAL);
    const waiting = ask(CRITICAL);
    await opened[0]?.close();
    expect(await waiting).toBe('ExpressionError');
    expect(clock.pending).toBe(0);
    const late = ask(CRITICAL);
    expect(clock.pending).toBe(0);
    expect(await late).toBe('ExpressionError');
  });
});
