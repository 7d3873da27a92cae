// The contract of every provider: it loses nothing, invents nothing and discloses nothing that it must not. Run by provider.<name>.test.ts
// over the provider's own transport. Knows no provider.

import { describe, expect, it } from 'vitest';

import type { IncidentRecord } from '../../src/integrations/ports/record.ts';
import { expectValidSpec } from '../support/vendors/record-schema.ts';
import { lookupAll, never, pagesOf, pullAll, stageOf } from '../support/vendors/source-context.ts';
import { followsModel } from './provider-changes.ts';
import { LISTING_LAWS } from './provider-listing.ts';
import { equalsModel } from './provider-model.ts';
import { hoursAgo, NOW, type Stage, type Law } from './provider-stage.ts';

/** A thousand histories of a vendor with many requests per reading take most of a minute, and longer on a busy machine. */
const MODEL_MS = 240_000;

export interface ProviderContract {
  readonly name: string;
  stage(): Promise<Stage>;
  /** Random histories in the model tests. */
  readonly histories: number;
  /** The additional contract for its way of reading; default: that of listing. */
  readonly reading?: readonly Law[];
}

export function describeProvider({ name, stage, histories, reading = LISTING_LAWS }: ProviderContract): void {
  const on = (run: (staged: Stage) => Promise<void>) => async () => {
    await using staged = await stage();
    await run(staged);
  };

  describe(`provider contract: ${name}`, () => {
    for (const { promise, hold } of reading) it(promise, on(hold), MODEL_MS);
    it('marks the end of each stage, also when there is nothing to list', on(endsEachStage));
    it('returns equal results for an unchanged upstream', on(isDeterministic));
    it('follows an incident from its beginning to its reopening', on(followsLife));
    it('answers each look-up once, and reports incidents that are gone', on(looksUp));
    it('stops at once when it is aborted', on(aborts));
    it('keeps facts within the bounds of the API', on(keepsBounds));
    it('keeps people and free text out under dataPolicy Minimal', on(keepsPrivacy));
    it('equals the model after any history, edits between pages included', async () => {
      await using staged = await stage();
      await equalsModel(staged, histories);
    }, 600_000);
  });
}

/** How a stage is held to its model. `readings`: by whole readings, edits between pages included. `cut off`: by readings cut off anywhere. */
type Held = 'readings' | 'cut off';

const HOLDS: Readonly<Record<Held, (stage: Stage, histories: number) => Promise<void>>> = {
  readings: equalsModel,
  'cut off': followsModel,
};

interface Histories extends Omit<ProviderContract, 'reading'> {
  /** A vendor that shows changes late is equal only after a while, so whole readings do not hold there. */
  readonly held: readonly Held[];
}

/** The random histories alone, as many as one likes where the stage takes no HTTP. */
export function describeHistories({ name, stage, histories, held }: Histories): void {
  describe(`histories of ${name}`, () => {
    it.each(held)(
      `equal the model (%s, ${histories} of them)`,
      async (way) => {
        await using staged = await stage();
        await HOLDS[way](staged, histories);
      },
      1_200_000,
    );
  });
}

async function endsEachStage({ upstream, open }: Stage): Promise<void> {
  const empty = await pullAll(open());
  expect(empty.complete).toBe(true);
  expect(empty.created.size + empty.open.size).toBe(0);
  upstream.create({ id: 'ONE' });
  const { pages } = await pullAll(open());
  const lasts = pages.filter(({ last }) => last).map(stageOf);
  expect(lasts).toEqual(['dated', 'open']);
}

async function isDeterministic({ upstream, open, clock, lagMs = 0 }: Stage): Promise<void> {
  for (let n = 0; n < 130; n++) {
    upstream.create({ id: `I${n}`, at: hoursAgo(n % 50) });
    if (n % 3 === 0) upstream.acknowledge(`I${n}`);
    if (n % 2 === 0) upstream.resolve(`I${n}`);
  }
  await clock.advance(lagMs);
  const [first, second] = [await pullAll(open()), await pullAll(open())];
  expect([...second.created]).toEqual([...first.created]);
  expect([...second.open]).toEqual([...first.open]);
  expect(first.created.size).toBe(130);
}

async function followsLife({ upstream, open, clock, acknowledges = 'time' }: Stage): Promise<void> {
  const seen: IncidentRecord[] = [];
  const look = async (): Promise<void> => {
    const found = (await lookupAll(open(), ['LIFE'])).get('LIFE');
    if (found?.kind === 'found') seen.push(found.record);
    await clock.advance(60_000);
  };
  upstream.create({ id: 'LIFE', title: 'A life' });
  await look();
  upstream.acknowledge('LIFE');
  await look();
  upstream.resolve('LIFE');
  await look();
  upstream.reopen('LIFE');
  await look();
  const detectedAt = NOW;
  const taken = acknowledges === 'time' ? { acknowledgedAt: '2026-03-02T10:01:00Z' } : {};
  expect(seen).toMatchObject([
    { title: 'A life', state: 'Detected', detectedAt },
    { state: acknowledges === 'nothing' ? 'Detected' : 'Triaging', detectedAt, ...taken },
    { state: 'Resolved', ...taken, resolvedAt: '2026-03-02T10:02:00Z' },
    { state: 'Detected', detectedAt },
  ]);
  if (acknowledges !== 'time') for (const record of seen) expect(record).not.toHaveProperty('acknowledgedAt');
  expect(seen[3]).not.toHaveProperty('resolvedAt');
  if (!acknowledges) for (const record of seen) expect(record).not.toHaveProperty('acknowledgedAt');
  const { open: openSet } = await pullAll(open());
  expect([...openSet.keys()]).toEqual(['LIFE']);
}

async function looksUp({ upstream, open }: Stage): Promise<void> {
  upstream.create({ id: 'HERE' });
  upstream.create({ id: 'DONE' });
  upstream.resolve('DONE');
  upstream.create({ id: 'GONE' });
  upstream.remove('GONE');
  const kinds: string[] = [];
  const missing = ['GONE', 'NEVERWAS', '../../users', 'a b', '%2e%2e', 'x'.repeat(1024)];
  for await (const found of open().lookup(['HERE', ...missing, 'DONE'], never)) {
    kinds.push(`${found.kind} ${found.kind === 'found' ? found.record.externalID : found.externalID}`);
  }
  expect(kinds.sort()).toEqual(['found HERE', 'found DONE', ...missing.map((id) => `gone ${id}`)].sort());
}

async function aborts({ upstream, open }: Stage): Promise<void> {
  for (let n = 0; n < 250; n++) upstream.create({ id: `A${n}`, at: hoursAgo(n) });
  const reason = new Error('stopped by the test');
  const before = AbortSignal.abort(reason);
  await expect(open().probe(before)).rejects.toBe(reason);
  await expect(pullAll(open(), { signal: before })).rejects.toBe(reason);
  await expect(lookupAll(open(), ['A1'], before)).rejects.toBe(reason);
  const controller = new AbortController();
  let pages = 0;
  const run = async (): Promise<void> => {
    const request = { mode: 'full', since: hoursAgo(24 * 60), signal: controller.signal } as const;
    for await (const page of pagesOf(open(), request)) {
      expect(stageOf(page)).toBe('dated');
      pages++;
      controller.abort(reason);
    }
  };
  await expect(run()).rejects.toBe(reason);
  expect(pages).toBe(1);
}

const HOSTILE_TITLES = [
  'x'.repeat(5000),
  '𝒳'.repeat(600),
  'a\u0000b\u001b[31mred\u001b[0m\u0007',
  'line one\nline two\r\n\tline three',
  '\u202egnp.exe',
  'half a pair \ud800',
  'tag\u{e0041}\u{e0042}',
  '   ',
  '<script>alert(1)</script>',
  '=HYPERLINK("http://evil.example")',
];

async function keepsBounds({ upstream, open, clock, lagMs = 0 }: Stage): Promise<void> {
  for (const [n, title] of HOSTILE_TITLES.entries()) upstream.create({ id: `T${n}`, title });
  await clock.advance(lagMs);
  const { created, rejected } = await pullAll(open({ dataPolicy: 'Full' }));
  expect(rejected).toEqual([]);
  expect(created.size).toBe(HOSTILE_TITLES.length);
  for (const record of created.values()) {
    expectValidSpec(record);
    expect(record.title).not.toBe('');
    expect(record.title).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]|[\u{e0000}-\u{e007f}]/u);
    expect(record.title.isWellFormed()).toBe(true);
  }
  expect(created.get('T2')?.title).toBe('a bred');
}

async function keepsPrivacy({ upstream, open, canaries }: Stage): Promise<void> {
  upstream.create({ id: 'SECRET' });
  upstream.acknowledge('SECRET');
  upstream.create({ id: 'DONESECRET' });
  upstream.acknowledge('DONESECRET');
  upstream.resolve('DONESECRET');
  const source = open({ dataPolicy: 'Minimal' });
  const { pages } = await pullAll(source);
  const looked = [...(await lookupAll(source, ['SECRET', 'DONESECRET'])).values()];
  const said = JSON.stringify([pages, looked, await source.probe(never)]);
  expect(looked.length).toBe(2);
  expect(canaries.length).toBeGreaterThan(2);
  for (const canary of canaries) expect(said).not.toContain(canary);
}
