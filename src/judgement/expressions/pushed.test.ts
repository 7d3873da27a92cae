// Expressions over what is pushed, in the two real threads. The clock stands where nothing is said of it, so that what never ends is not ended
// either: who is answered meanwhile did not wait for it.

import { afterEach, describe, expect, it } from 'vitest';

import { FakeClock } from '../../../test/support/time/fake-clock.ts';
import type { ItemsReading } from '../../integrations/ports/expressions.ts';
import { EVALUATION_MS } from './outcomes.ts';
import { createPushedExpressions, type PushedExpressions } from './pushed.ts';

const MANY = Array.from({ length: 300 }, (_, index) => index);
const m = 'item.many';
/** Would take years over an item with many numbers, and no time over one with none. */
const ENDLESS = `${m}.all(a, ${m}.all(b, ${m}.all(c, ${m}.all(d, ${m}.all(e, a + e >= 0)))))`;
const QUICK = 'size(item.many) >= 0';

let expressions: PushedExpressions;
afterEach(() => expressions.close());

interface Ask {
  readonly namespace?: string;
  readonly source?: string;
  readonly when?: string;
  readonly items?: readonly unknown[];
}

function open() {
  const clock = new FakeClock();
  expressions = createPushedExpressions({ clock });
  const ask = ({ namespace = 'team-a', source = 'hook', when = QUICK, items = [{ many: MANY }] }: Ask = {}) =>
    expressions.readItems({
      ...{ namespace, source, items, payload: {}, headers: {} },
      expressions: { detections: [{ name: 'd', when }] },
    });
  /** Asks, and ends every evaluation that is not answered in a moment, until the answer is there. */
  const askUntilAnswered = async (what: Ask): Promise<ItemsReading> => {
    const answer = ask(what);
    for (;;) {
      const reading = await Promise.race([answer, breath()]);
      if (reading !== undefined) return reading;
      if (clock.untilNext !== undefined && clock.untilNext <= EVALUATION_MS) await clock.advance(EVALUATION_MS);
    }
  };
  return { clock, ask, askUntilAnswered };
}

const breath = (ms = 300): Promise<undefined> => new Promise((resolve) => setTimeout(() => resolve(undefined), ms));
const ITEMS = { kind: 'Items' };

describe('pushed expressions', { timeout: 60_000 }, () => {
  it('of a source that was quick do not wait for those that never end', async () => {
    const { ask } = open();
    expect(await ask()).toMatchObject(ITEMS);
    void ask({ namespace: 'hostile', source: 'a', when: ENDLESS });
    void ask({ namespace: 'team-a', source: 'neighbour', when: ENDLESS });
    await breath(50);
    for (let time = 0; time < 3; time++) expect(await ask()).toMatchObject(ITEMS);
  });

  it('of a source that is new, or has changed, wait with those that have shown nothing', async () => {
    const { ask } = open();
    expect(await ask()).toMatchObject(ITEMS);
    void ask({ namespace: 'hostile', when: ENDLESS });
    await breath(50);
    expect(await Promise.race([ask({ source: 'new' }), breath()])).toBeUndefined();
    expect(await Promise.race([ask({ when: `${QUICK} && true` }), breath()])).toBeUndefined();
  });

  it('that are quick until a sender sends something else end one evaluation of the quick ones, and no second', async () => {
    const { clock, ask, askUntilAnswered } = open();
    const hostile = { namespace: 'hostile', when: ENDLESS };
    expect(await ask({ ...hostile, items: [{ many: [] }] })).toMatchObject(ITEMS);
    expect(await ask()).toMatchObject(ITEMS);
    expect(await askUntilAnswered(hostile)).toMatchObject({ kind: 'NotEvaluated' });
    for (let more = 0; more < 3; more++) void ask(hostile);
    await breath(50);
    const standsAtMs = clock.monotonicMs();
    expect(await ask()).toMatchObject(ITEMS);
    expect(clock.monotonicMs()).toBe(standsAtMs);
  });

  it('without an item show nothing', async () => {
    const { ask } = open();
    expect(await ask({ items: [] })).toEqual({ kind: 'Items', items: [] });
    void ask({ namespace: 'hostile', when: ENDLESS });
    await breath(50);
    expect(await Promise.race([ask(), breath()])).toBeUndefined();
  });

  it('of a namespace that has too many open are postponed, and those of another are not', async () => {
    const { ask } = open();
    for (let index = 0; index < 100; index++)
      void ask({ namespace: 'hostile', source: `s${index % 7}`, when: ENDLESS });
    expect(await ask({ namespace: 'hostile', source: 'one-more' })).toEqual({ kind: 'Postponed' });
    expect(await Promise.race([ask(), breath()])).toBeUndefined();
  });

  it('of a source that has too many open are postponed, and those of its neighbour are not', async () => {
    const { ask } = open();
    expect(await ask()).toMatchObject(ITEMS);
    for (let index = 0; index < 50; index++) void ask({ source: 'hostile', when: ENDLESS });
    expect(await ask({ source: 'hostile', when: ENDLESS })).toEqual({ kind: 'Postponed' });
    expect(await ask()).toMatchObject(ITEMS);
  });

  it('are postponed when evaluation ends, and never called lost', async () => {
    const { ask } = open();
    const answers = [ask({ when: ENDLESS }), ask({ source: 'other' })];
    await expressions.close();
    expect(await Promise.all([...answers, ask()])).toEqual(Array.from({ length: 3 }, () => ({ kind: 'Postponed' })));
  });
});
