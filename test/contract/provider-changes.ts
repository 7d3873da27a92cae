// The contract of a provider that is read by changes. It continues where a reading ended or was cut off, and brings every change since,
// also those that the vendor shows late. Its cursors are small, hold no secret, and do not change while the source does not.

import fc from 'fast-check';
import { expect } from 'vitest';

import type { ChangesPage, Cursor } from '../../src/integrations/ports/changes.ts';
import type { IncidentRecord } from '../../src/integrations/ports/record.ts';
import type { ChangesSource } from '../../src/integrations/provider.ts';
import { never } from '../support/vendors/source-context.ts';
import { Model, operation, type Operation } from './provider-model.ts';
import { hoursAgo, type Law, type Stage } from './provider-stage.ts';

/** `histories` is the number of random histories in the model test. */
export function changesLaws(histories: number): readonly Law[] {
  return [
    { promise: 'without a cursor reads the changes in the range, and all open incidents however old', hold: readsAll },
    { promise: 'continues from the cursor of any page', hold: resumes },
    { promise: 'reads each kind of change after a cursor', hold: bringsChanges },
    { promise: 'reads changes that the vendor shows late', hold: bringsLateOnes },
    { promise: 'reads the anchor incident of its cursor again', hold: bringsAnchor },
    { promise: 'does not change the cursor while the source does not change', hold: standsStill },
    { promise: 'keeps the cursor small, and people and secrets out of it', hold: keepsCursorsClean },
    { promise: 'refuses a cursor that it cannot read', hold: refusesForeignCursors },
    { promise: 'reads the open set only when requested', hold: omitsOpen },
    { promise: 'loses nothing while clocks differ by ten minutes', hold: survivesSkew },
    {
      promise: 'equals the model, cut off anywhere, after any history',
      hold: (stage) => followsModel(stage, histories),
    },
  ];
}

interface Read {
  readonly pages: readonly ChangesPage[];
  readonly changed: ReadonlyMap<string, IncidentRecord>;
  readonly cursor: Cursor | undefined;
}

interface Wanted {
  readonly cursor?: Cursor | undefined;
  readonly since?: Date;
  readonly open?: boolean;
  /** Stops after this many pages, like a crash. */
  readonly pages?: number;
}

async function readFrom(stage: Stage, wanted: Wanted = {}): Promise<Read> {
  const { cursor, since = hoursAgo(24 * 60), open = false, pages: max = Infinity } = wanted;
  const pages: ChangesPage[] = [];
  if (max > 0) {
    for await (const page of changesOf(stage).changes({ cursor, since, open, signal: never })) {
      pages.push(page);
      if (pages.length >= max) break;
    }
  }
  const changed = pages.filter(({ stage: name }) => name === 'changed').flatMap(({ records }) => records);
  return {
    pages,
    changed: new Map(changed.map((record) => [record.externalID, record])),
    cursor: pages.findLast((page) => page.cursor !== undefined)?.cursor ?? cursor,
  };
}

function changesOf(stage: Stage): ChangesSource {
  const source = stage.open();
  if (source.reads !== 'changes') throw new Error('this provider is read by listing');
  return source;
}

async function readsAll(stage: Stage): Promise<void> {
  stage.upstream.create({ id: 'OLDOPEN', at: hoursAgo(24 * 400) });
  stage.upstream.create({ id: 'OLDDONE', at: hoursAgo(24 * 20) });
  stage.upstream.resolve('OLDDONE');
  stage.upstream.create({ id: 'BEFORE', at: hoursAgo(49) });
  stage.upstream.create({ id: 'EDGE', at: hoursAgo(48) });
  const { changed, pages } = await readFrom(stage, { since: hoursAgo(48), open: true });
  expect([...changed.keys()].sort()).toEqual(['EDGE', 'OLDDONE']);
  const open = pages.filter(({ stage: name }) => name === 'open').flatMap(({ records }) => records);
  expect(open.map(({ externalID }) => externalID).sort()).toEqual(['BEFORE', 'EDGE', 'OLDOPEN']);
}

async function resumes(stage: Stage): Promise<void> {
  const all = Array.from({ length: 330 }, (_, n) => `R${n}`);
  for (const [n, id] of all.entries()) stage.upstream.create({ id, at: hoursAgo(400 - n) });
  const { pages } = await readFrom(stage);
  expect(pages.length).toBeGreaterThan(4);
  for (let cut = 0; cut <= pages.length; cut += Math.ceil(pages.length / 12)) {
    const before = await readFrom(stage, { pages: cut });
    const after = await readFrom(stage, { cursor: before.cursor });
    expect(new Set([...before.changed.keys(), ...after.changed.keys()])).toEqual(new Set(all));
    // A cursor that never advances would read everything again each time.
    if (cut > 1) expect(after.changed.size).toBeLessThan(all.length);
  }
}

async function bringsChanges(stage: Stage): Promise<void> {
  const { upstream, clock, lagMs = 0, acknowledges = 'time' } = stage;
  for (const id of ['ACK', 'DONE', 'BACK', 'NAME', 'STILL']) upstream.create({ id, at: hoursAgo(30) });
  upstream.resolve('BACK');
  await clock.advance(3_600_000);
  const { cursor } = await readFrom(stage);
  await clock.advance(3_600_000);
  upstream.acknowledge('ACK');
  upstream.resolve('DONE');
  upstream.reopen('BACK');
  upstream.rename('NAME', 'Another name');
  upstream.create({ id: 'NEW' });
  await clock.advance(lagMs);
  const { changed } = await readFrom(stage, { cursor });
  if (acknowledges !== 'nothing') expect(changed.get('ACK')).toMatchObject({ state: 'Triaging' });
  expect(changed.get('DONE')).toMatchObject({ state: 'Resolved' });
  expect(changed.get('BACK')).toMatchObject({ state: 'Detected' });
  expect(changed.get('NAME')).toMatchObject({ title: 'Another name' });
  expect([...changed.keys()]).toContain('NEW');
  expect([...changed.keys()]).not.toContain('STILL');
}

async function bringsLateOnes(stage: Stage): Promise<void> {
  const { upstream, clock, lagMs = 0 } = stage;
  const early = ['L1', 'L2', 'L3', 'L4', 'L5', 'L6'];
  for (const id of early) upstream.create({ id });
  await clock.advance(1_000);
  for (const id of ['M1', 'M2', 'M3']) upstream.create({ id });
  const first = await readFrom(stage);
  await clock.advance(lagMs);
  const second = await readFrom(stage, { cursor: first.cursor });
  const seen = new Set([...first.changed.keys(), ...second.changed.keys()]);
  expect([...seen].sort()).toEqual([...early, 'M1', 'M2', 'M3']);
}

async function bringsAnchor(stage: Stage): Promise<void> {
  for (let n = 0; n < 120; n++) stage.upstream.create({ id: `A${n}`, at: hoursAgo(130 - n) });
  let { cursor } = await readFrom(stage);
  for (let round = 0; round < 3; round++) {
    await stage.clock.advance(86_400_000);
    const anchor = cursor?.anchor;
    expect(anchor).toBeDefined();
    const read = await readFrom(stage, { cursor });
    expect([...read.changed.keys()]).toContain(anchor);
    stage.upstream.create({ id: `LATER${round}` });
    ({ cursor } = await readFrom(stage, { cursor: read.cursor }));
  }
}

async function standsStill(stage: Stage): Promise<void> {
  for (let n = 0; n < 120; n++) stage.upstream.create({ id: `S${n}`, at: hoursAgo(n) });
  await stage.clock.advance(3_600_000);
  const first = await readFrom(stage);
  await stage.clock.advance(3_600_000);
  const second = await readFrom(stage, { cursor: first.cursor });
  expect(first.cursor).toBeDefined();
  expect(second.cursor).toEqual(first.cursor);
  expect((await readFrom(stage)).cursor).toEqual(first.cursor);
}

async function keepsCursorsClean(stage: Stage): Promise<void> {
  for (let n = 0; n < 300; n++) stage.upstream.create({ id: `C${n}`, at: hoursAgo(n) });
  const { pages } = await readFrom(stage);
  const cursors = pages.flatMap(({ cursor }) => cursor ?? []);
  expect(cursors.length).toBeGreaterThan(1);
  for (const cursor of cursors) {
    const text = JSON.stringify(cursor);
    expect(JSON.parse(text)).toEqual(cursor);
    expect(Buffer.byteLength(text)).toBeLessThan(3500);
    for (const canary of stage.canaries) expect(text).not.toContain(canary);
  }
}

async function refusesForeignCursors(stage: Stage): Promise<void> {
  stage.upstream.create({ id: 'ONE' });
  const { cursor } = await readFrom(stage);
  const foreign = [
    { ...cursor, version: 0 },
    { ...cursor, version: 99 },
    ...STRANGE.map((data) => ({ version: 1, data })),
  ];
  for (const each of foreign) {
    await expect(readFrom(stage, { cursor: each as Cursor })).rejects.toMatchObject({ kind: 'cursor-expired' });
  }
}

const STRANGE = [null, '', 'x', [], {}, { since: null }, 1.5, -0.5] as const;

async function omitsOpen(stage: Stage): Promise<void> {
  stage.upstream.create({ id: 'OPEN' });
  expect((await readFrom(stage)).pages.map(({ stage: name }) => name)).toEqual(['changed']);
  const both = (await readFrom(stage, { open: true })).pages;
  expect(both.map(({ stage: name, last }) => `${name} ${last}`)).toEqual(['changed true', 'open true']);
}

async function survivesSkew(stage: Stage): Promise<void> {
  let cursor: Cursor | undefined;
  const seen = new Set<string>();
  for (const [n, ms] of [0, 600_000, -600_000, 0].entries()) {
    stage.skewUpstream(ms);
    stage.upstream.create({ id: `SKEW${n}` });
    await stage.clock.advance(3_600_000);
    const read = await readFrom(stage, { cursor });
    cursor = read.cursor;
    for (const id of read.changed.keys()) seen.add(id);
  }
  expect([...seen].sort()).toEqual(['SKEW0', 'SKEW1', 'SKEW2', 'SKEW3']);
}

const history = fc.array(
  fc.record({
    changes: fc.array(operation, { maxLength: 8 }),
    /** Seconds between two changes. */
    pauseS: fc.integer({ min: 0, max: 900 }),
    /** The next reading is cut off after this many pages. */
    pages: fc.integer({ min: 0, max: 6 }),
  }),
  { minLength: 1, maxLength: 10 },
);

/** Stores page by page, from cursor to cursor. In the end the stored incidents equal the model's, apart from removed ones. */
export async function followsModel(stage: Stage, histories: number): Promise<void> {
  const { lagMs = 0 } = stage;
  await fc.assert(
    fc.asyncProperty(history, fc.nat(200), async (steps, before) => {
      const model = new Model(stage);
      const stored = new Map<string, IncidentRecord>();
      let cursor: Cursor | undefined;
      const read = async (pages?: number): Promise<void> => {
        const taken = await readFrom(stage, { cursor, ...(pages === undefined ? {} : { pages }) });
        for (const [id, record] of taken.changed) stored.set(id, record);
        cursor = taken.cursor;
      };
      try {
        for (let n = 0; n < before; n++) model.apply(['create', n]);
        for (const { changes, pauseS, pages } of steps) {
          for (const change of changes) {
            await stage.clock.advance(pauseS * 1000);
            model.apply(withoutPast(change));
          }
          await read(pages);
        }
        await stage.clock.advance(lagMs + 1000);
        await read();
        await read();
        for (const [id, { open, title }] of model.incidents) {
          expect(stored.get(id)).toMatchObject({ title });
          expect(stored.get(id)?.state === 'Resolved').toBe(!open);
        }
      } finally {
        model.clear();
      }
    }),
    { numRuns: histories },
  );
}

/** Incidents are always created now, because a vendor's past does not change. */
function withoutPast([kind, pick]: Operation): Operation {
  return [kind === 'backdate' ? 'create' : kind, pick];
}
