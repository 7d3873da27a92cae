// The contract of every listing of accounts or people: whole, or a SourceError; each row once, whatever the pages did meanwhile; one bad row
// costs one row; no personal data in an error. Run by roster.<name>.test.ts and directory.<name>.test.ts. Knows no vendor.

import { inspect } from 'node:util';

import { describe, expect, it } from 'vitest';

import { type SourceFailure, SourceError } from '../../src/integrations/ports/failure.ts';
import type { Fault, Match } from '../support/vendors/loopback/faults.ts';
import type { VendorServer } from '../support/vendors/loopback/server.ts';
import { never } from '../support/vendors/source-context.ts';

/** What rosters and directories have in common. */
export interface ListedRow {
  readonly id: string;
  readonly email?: string;
  readonly name?: string;
  readonly state: string;
}

export interface ListedPage {
  readonly rows: readonly ListedRow[];
  readonly rejected: ReadonlyArray<{ readonly reason: string; readonly detail: string }>;
  readonly last: boolean;
}

export interface OpenedListing extends AsyncDisposable {
  probe(signal: AbortSignal): Promise<{ readonly missingScopes: readonly string[] }>;
  pages(signal: AbortSignal): AsyncIterable<ListedPage>;
}

export interface Someone {
  readonly id: string;
  readonly name?: string;
  /** Null: the person hides it. */
  readonly email?: string | null;
}

/** A vendor with nobody in it yet. */
export interface ListingStage extends AsyncDisposable {
  /** Faults, requests, and a hook before each answer. */
  readonly server: Pick<VendorServer, 'failNext' | 'clearFaults' | 'takeRequests'>;
  beforeAnswer(run: (() => void) | undefined): void;
  /** Adds somebody, and returns the id that the vendor lists. */
  add(someone: Someone): string;
  remove(id: string): void;
  rename(id: string, name: string): void;
  open(): OpenedListing;
}

export interface FaultRow {
  readonly name: string;
  readonly fault: Fault;
  /** Default: the listing. */
  readonly match?: Match | undefined;
  readonly kind: SourceFailure;
  /** What the message names. */
  readonly says?: RegExp;
}

export interface ListingContract {
  readonly name: string;
  stage(): Promise<ListingStage>;
  /** Rows in one page of the staged vendor; Infinity for a vendor without pages. */
  readonly pageSize: number;
  /** The first page of the listing, and the second one where there is one. */
  readonly listing: Match;
  readonly pageTwo?: Match;
  /** The rows of an answer, to spoil one; undefined for other answers. */
  itemsOf(body: unknown): readonly unknown[] | undefined;
  withItems(body: unknown, items: readonly unknown[]): unknown;
  /** What a refusal is, where the vendor has its own way: by the name of the row. */
  readonly differs?: Readonly<Record<string, Partial<FaultRow>>>;
  readonly more?: readonly FaultRow[];
}

const CANARIES = ['jane.canary@example.com', 'Jane Q. Canary', 'good-token'];

const FAULTS: readonly FaultRow[] = [
  { name: '401', fault: { kind: 'status', status: 401 }, kind: 'unauthorized' },
  { name: '403', fault: { kind: 'status', status: 403 }, kind: 'forbidden' },
  { name: '404', fault: { kind: 'status', status: 404 }, kind: 'not-found' },
  { name: '206', fault: { kind: 'status', status: 206, body: {} }, kind: 'incomplete' },
  { name: '429', fault: { kind: 'status', status: 429 }, kind: 'rate-limited' },
  { name: '500', fault: { kind: 'status', status: 500 }, kind: 'unavailable' },
  { name: '503', fault: { kind: 'status', status: 503 }, kind: 'unavailable' },
  { name: 'truncated JSON', fault: { kind: 'truncated' }, kind: 'malformed' },
  { name: 'an HTML page', fault: { kind: 'html' }, kind: 'malformed' },
  { name: '200 without a body', fault: { kind: 'empty' }, kind: 'malformed' },
  { name: 'a redirect', fault: { kind: 'redirect', location: 'http://198.51.100.1/' }, kind: 'malformed' },
  { name: 'a reset connection', fault: { kind: 'reset' }, kind: 'unreachable' },
  { name: 'a connection that breaks within the answer', fault: { kind: 'cut' }, kind: 'unreachable' },
  { name: 'another shape', fault: { kind: 'mutate', mutate: () => ({ unexpected: true }) }, kind: 'malformed' },
]; // prettier-ignore

interface ReadListing {
  readonly rows: readonly ListedRow[];
  readonly rejected: ListedPage['rejected'];
  readonly complete: boolean;
}

async function readListing(opened: OpenedListing, signal: AbortSignal = never): Promise<ReadListing> {
  const pages: ListedPage[] = [];
  for await (const page of opened.pages(signal)) pages.push(page);
  expect(pages.filter(({ last }) => last).length).toBeLessThanOrEqual(1);
  return {
    rows: pages.flatMap(({ rows }) => rows),
    rejected: pages.flatMap(({ rejected }) => rejected),
    complete: pages.at(-1)?.last === true,
  };
}

export function describeListing(contract: ListingContract): void {
  const { name, pageSize, pageTwo } = contract;
  const count = Number.isFinite(pageSize) ? pageSize * 2 + 1 : 5;
  const on = (run: (stage: ListingStage) => Promise<void>) => async () => {
    await using stage = await contract.stage();
    await run(stage);
  };
  const populated = (stage: ListingStage): string[] =>
    Array.from({ length: count }, (_, n) =>
      stage.add({ id: `p${n}`, name: `Jane Q. Canary ${n}`, email: `jane.canary@example.com`.replace('@', `+${n}@`) }),
    );

  describe(`listing contract: ${name}`, () => {
    it(
      'brings everybody once, and says that it is complete',
      on(async (stage) => {
        const ids = populated(stage);
        await using opened = stage.open();
        expect(await opened.probe(never)).toMatchObject({ missingScopes: [] });
        const { rows, rejected, complete } = await readListing(opened);
        expect(rows.map(({ id }) => id).sort()).toEqual(ids.toSorted());
        expect(rejected).toEqual([]);
        expect(complete).toBe(true);
      }),
    );

    it(
      'takes a listing of nobody for a fault',
      on(async (stage) => {
        await expectFailure(stage, { name: 'nobody', fault: { kind: 'empty' }, kind: 'suspiciously-empty' });
      }),
    );

    const twoPages = FAULTS.map((row) => ({ ...row, name: `${row.name} for page 2`, match: pageTwo }));
    const rows = [...FAULTS, ...(pageTwo === undefined ? [] : twoPages), ...(contract.more ?? [])];
    it.each(rows.map((row) => ({ ...row, ...contract.differs?.[row.name.replace(' for page 2', '')] })))(
      '$name → $kind, never a shorter list',
      async (row) => {
        await using stage = await contract.stage();
        populated(stage);
        stage.server.failNext(row.match ?? contract.listing, row.fault, Infinity);
        await expectFailure(stage, row);
        stage.server.clearFaults();
      },
    );

    it(
      'loses nobody who stays, whoever leaves, joins or is renamed between two pages',
      on(async (stage) => {
        const ids = populated(stage);
        let requests = 0;
        stage.beforeAnswer(() => {
          requests++;
          if (requests === 2) stage.remove(ids[0] ?? '');
          if (requests === 3) stage.rename(ids[count - 1] ?? '', 'A new name');
          if (requests === 4) stage.add({ id: 'new', name: 'Aaron', email: 'aaron@example.com' });
        });
        await using opened = stage.open();
        const { rows: listed, complete } = await readListing(opened);
        const found = listed.map(({ id }) => id);
        expect(complete).toBe(true);
        expect(new Set(found).size).toBe(found.length);
        expect(ids.slice(1).filter((id) => !found.includes(id))).toEqual([]);
      }),
    );

    it(
      'leaves out one bad row, and says so without quoting it',
      on(async (stage) => {
        populated(stage);
        const spoil = (body: unknown): unknown => {
          const items = contract.itemsOf(body);
          if (items === undefined) return body;
          return contract.withItems(body, [...items.slice(1), { name: 'Jane Q. Canary', id: { at: 1 } }]);
        };
        stage.server.failNext(contract.listing, { kind: 'mutate', mutate: spoil }, 1);
        await using opened = stage.open();
        const { rejected, complete } = await readListing(opened);
        expect(complete).toBe(true);
        expect(rejected.length).toBe(1);
        expectSilent(rejected);
      }),
    );

    it(
      'counts a row once that comes twice',
      on(async (stage) => {
        populated(stage);
        const twice = (body: unknown): unknown => {
          const items = contract.itemsOf(body);
          return items === undefined ? body : contract.withItems(body, [...items, ...items]);
        };
        stage.server.failNext(contract.listing, { kind: 'mutate', mutate: twice }, 1);
        await using opened = stage.open();
        const { rows: listed } = await readListing(opened);
        expect(new Set(listed.map(({ id }) => id)).size).toBe(listed.length);
      }),
    );

    it(
      'has no member for what is hidden, and no text that steers a terminal',
      on(async (stage) => {
        const hidden = stage.add({ id: 'hidden', name: '', email: null });
        const hostile = stage.add({ id: 'hostile', name: 'Eve \u001b[31mred\u202e\u0000', email: 'eve@example.com' });
        await using opened = stage.open();
        const { rows: listed } = await readListing(opened);
        const one = listed.find(({ id }) => id === hidden);
        expect(one).not.toHaveProperty('email');
        expect(Object.values(one ?? {})).not.toContain('');
        const other = listed.find(({ id }) => id === hostile);
        expect(other?.name ?? '').not.toMatch(/[\p{Cc}\u202a-\u202e]/u);
      }),
    );

    it(
      'stops at once when it is aborted',
      on(async (stage) => {
        populated(stage);
        const reason = new Error('stopped by the test');
        await using opened = stage.open();
        await expect(opened.probe(AbortSignal.abort(reason))).rejects.toBe(reason);
        await expect(readListing(opened, AbortSignal.abort(reason))).rejects.toBe(reason);
      }),
    );
  });
}

async function expectFailure(stage: ListingStage, { kind, says }: FaultRow): Promise<void> {
  await using opened = stage.open();
  let complete = false;
  const read = async (): Promise<void> => {
    for await (const page of opened.pages(never)) complete ||= page.last;
  };
  const error: unknown = await read().catch((thrown: unknown) => thrown);
  expect(complete).toBe(false);
  if (!(error instanceof SourceError)) throw error ?? new Error('a listing that is not whole was taken for whole');
  expect(error).toMatchObject({ kind });
  if (says !== undefined) expect(error.message).toMatch(says);
  expectSilent(inspect(error, { depth: 9 }));
}

function expectSilent(said: unknown): void {
  const text = typeof said === 'string' ? said : JSON.stringify(said);
  for (const canary of CANARIES) expect(text).not.toContain(canary);
}
