// What the notes of incidents say of a data loss: read within an allowance, kept where they cannot be read, and never worth a sync.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { stagePagerDuty, type PagerDutyStage } from '../../../test/support/vendors/pagerduty/stage.ts';
import { lookupAll, pullAll } from '../../../test/support/vendors/source-context.ts';
import type { SourceContext } from '../provider.ts';
import type { PagerDutyConfig } from './index.ts';

const MINUTE_MS = 60_000;
/** Without a list of words no notes are asked for. */
const WORDS = ['data loss', 'data breach'];

let stage: PagerDutyStage;
beforeEach(async () => void (stage = await stagePagerDuty()));
afterEach(() => stage[Symbol.asyncDispose]());

interface Opening {
  readonly dataLossWords?: readonly string[];
  readonly recorded?: SourceContext<PagerDutyConfig>['recorded'];
}

/** The incidents with a hint, of one sync. */
async function hinted(opening: Opening = {}): Promise<string[]> {
  const { created, open, complete } = await pullAll(stage.open({}, { dataLossWords: WORDS, ...opening }));
  expect(complete).toBe(true);
  const with_ = [...created.values(), ...open.values()].filter(({ dataLossHint }) => dataLossHint !== undefined);
  return [...new Set(with_.map(({ externalID }) => externalID))].sort();
}

/** The incidents whose notes were asked for since the last call. */
function asked(): string[] {
  const paths = stage.server.takeRequests().map(({ path }) => path);
  return paths.flatMap((path) => /^\/incidents\/([^/]+)\/notes$/.exec(path)?.[1] ?? []);
}

function trigger(id: string, ...notes: readonly string[]): void {
  stage.server.account.trigger({ id });
  for (const note of notes) stage.server.account.note(id, note);
}

/** On record, with a hint that the notes gave. */
const recorded = () => ({
  ...{ detectedAt: 0, acknowledgedAt: undefined, resolvedAt: undefined },
  ...{ hasDataLossHint: true, isWhole: false },
});

describe('notes', () => {
  it.each([
    { notes: ['Called the vendor.', 'Looks like a data breach, sadly.'], words: undefined, is: true },
    { notes: ['Nothing was lost, no data loss.'], words: undefined, is: false },
    { notes: ['A data loss was ruled out.\n\n[docket 0123abcd]'], words: undefined, is: false },
    { notes: ['Datenabfluss!'], words: ['datenabfluss'], is: true },
    { notes: ['A data breach.'], words: ['datenabfluss'], is: false },
  ])('$notes with the words $words: $is', async ({ notes, words, is }) => {
    trigger('Q1', ...notes);
    expect(await hinted(words === undefined ? {} : { dataLossWords: words })).toEqual(is ? ['Q1'] : []);
  });

  it('are not asked for where the spec lists no word, or the title says it', async () => {
    trigger('Q1', 'data loss');
    expect(await hinted({ dataLossWords: [] })).toEqual([]);
    expect([...(await pullAll(stage.open())).open.values()].map(({ dataLossHint }) => dataLossHint)).toEqual([
      undefined,
    ]);
    stage.server.account.edit('Q1', { title: 'Data loss' });
    expect(await hinted()).toEqual(['Q1']);
    expect(asked()).toEqual([]);
  });

  it('are read once in each state of an incident, and again after a quarter of an hour', async () => {
    trigger('Q1');
    await hinted();
    await hinted();
    expect(asked()).toEqual(['Q1']);
    stage.server.account.acknowledge('Q1');
    await hinted();
    expect(asked()).toEqual(['Q1']);
    stage.server.account.note('Q1', 'data loss');
    expect(await hinted()).toEqual([]);
    await stage.clock.advance(15 * MINUTE_MS);
    expect(await hinted()).toEqual(['Q1']);
    stage.server.account.resolve('Q1');
    asked();
    expect(await hinted()).toEqual(['Q1']);
    await stage.clock.advance(60 * MINUTE_MS);
    expect(await hinted()).toEqual(['Q1']);
    expect(asked()).toEqual(['Q1']);
  });

  it('are read for an incident of which a push told', async () => {
    trigger('Q1');
    await hinted();
    stage.server.account.note('Q1', 'data loss');
    const found = (await lookupAll(stage.open({}, { dataLossWords: WORDS }), ['Q1'])).get('Q1');
    expect(found).toMatchObject({ kind: 'found', record: { dataLossHint: 'Suspected' } });
  });

  it('are read for 60 incidents a minute, and for every one in the end; what waits keeps its hint', async () => {
    for (let n = 100; n < 280; n++) trigger(`Q${n}`, ...(n === 279 ? ['data loss'] : []));
    expect((await hinted({ recorded })).length).toBe(120);
    const seen = new Set(asked());
    expect(seen.size).toBe(60);
    for (let minute = 1; minute < 20 && seen.size < 180; minute++) {
      await stage.clock.advance(MINUTE_MS);
      await hinted();
      const now = asked();
      expect(now.length).toBeLessThanOrEqual(60);
      for (const id of now) seen.add(id);
    }
    expect(seen.size).toBe(180);
    expect(await hinted()).toEqual(['Q279']);
    // By turns from here on: each one again before one of them for a third time.
    const again: string[] = [];
    for (let sync = 0; sync < 3; sync++) {
      await stage.clock.advance(15 * MINUTE_MS);
      await hinted();
      again.push(...asked());
    }
    expect(new Set(again).size).toBe(180);
  });

  it('of long ago are left alone, and the hint on record stays', async () => {
    trigger('Q1', 'data loss');
    stage.server.account.resolve('Q1');
    await stage.clock.advance(25 * 60 * MINUTE_MS);
    expect(await hinted()).toEqual([]);
    expect(await hinted({ recorded })).toEqual(['Q1']);
    expect(asked()).toEqual([]);
  });
});

describe('notes that cannot be read', () => {
  const isNotes = ({ path }: { readonly path: string }): boolean => path.endsWith('/notes');

  it.each([
    { fault: { kind: 'status', status: 403, body: {} }, degraded: ['notes'] },
    { fault: { kind: 'status', status: 200, body: { notes: 'none' } }, degraded: ['notes'] },
    { fault: { kind: 'status', status: 503, body: {} }, degraded: [] },
    { fault: { kind: 'status', status: 404, body: {} }, degraded: [] },
    { fault: { kind: 'reset' }, degraded: [] },
  ] as const)('($fault) cost the hint alone', async ({ fault, degraded }) => {
    trigger('Q1', 'data loss');
    stage.server.failNext(isNotes, fault, 1);
    const source = stage.open({}, { dataLossWords: WORDS });
    const { complete, open } = await pullAll(source);
    expect({ complete, ids: [...open.keys()], degraded: [...source.degraded] }).toEqual({
      complete: true,
      ids: ['Q1'],
      degraded,
    });
    await stage.clock.advance(15 * MINUTE_MS);
    expect(await hinted()).toEqual(['Q1']);
    expect([...source.degraded]).toEqual([]);
  });
});
