// Mutated answers to a listing of accounts or people: nothing but SourceErrors is thrown, a listing that is taken for whole is whole, and every
// row is clean. FUZZ_RUNS sets the number of runs. Knows no vendor.

import { inspect } from 'node:util';

import fc from 'fast-check';
import { expect, it } from 'vitest';

import { SourceError } from '../../src/integrations/ports/failure.ts';
import type { HttpClient } from '../../src/integrations/ports/http.ts';
import { times } from '../support/profile.ts';
import { mutate, mutation } from '../support/vendors/fuzz/mutations.ts';
import { type Answering, spoilingClient } from '../support/vendors/fuzz/spoiling-client.ts';
import type { ApiAnswer } from '../support/vendors/loopback/answers.ts';
import { unaborted } from '../support/vendors/source-context.ts';
import type { ListedPage, OpenedListing } from './people-listing.ts';

const RUNS = Number(process.env['FUZZ_RUNS'] ?? times({ ordinary: 150, nightly: 5000 }));

/** A vendor with some people on several pages, who do not change any more. */
export interface FuzzedStage extends AsyncDisposable {
  readonly vendor: Answering;
  open(client: HttpClient): OpenedListing;
}

export interface FuzzedListing {
  readonly name: string;
  stage(): Promise<FuzzedStage>;
  /** Prefix of the paths whose answers are spoilt, besides all of them. */
  readonly path: string;
  readonly states: readonly string[];
}

/** What no error may quote. */
const CANARY = 'jane.canary';

export function describeListingFuzz({ name, stage, path, states }: FuzzedListing): void {
  it(`${name}: ${RUNS} mutated answers throw nothing but SourceErrors, and bring nothing but clean rows`, async () => {
    await using staged = await stage();
    const answers = new Map<string, ApiAnswer>();
    let whole = 0;
    const each = fc.record({
      mutations: fc.array(mutation, { minLength: 1, maxLength: 4 }),
      prefix: fc.constantFrom(path, ''),
      // One of the first answers, or every one of them.
      only: fc.option(fc.nat(6)),
    });
    await fc.assert(
      fc.asyncProperty(each, async ({ mutations, prefix, only }) => {
        let count = 0;
        const spoil = (body: unknown, at: string): unknown =>
          at.startsWith(prefix) && (only === null || count++ === only) ? mutations.reduce(mutate, body) : body;
        await using opened = staged.open(spoilingClient(staged.vendor, spoil, answers));
        await onlySourceErrors(() => opened.probe(unaborted()));
        const pages = await onlySourceErrors(() => collect(opened));
        if (pages === undefined) return;
        whole++;
        expectClean(pages, states);
      }),
      { numRuns: RUNS },
    );
    // Some mutations must affect one row or an unused field; otherwise this would only test the envelope.
    expect(whole).toBeGreaterThan(RUNS / 20);
  }, 1_800_000);
}

async function collect(opened: OpenedListing): Promise<readonly ListedPage[]> {
  const pages: ListedPage[] = [];
  for await (const page of opened.pages(unaborted())) pages.push(page);
  expect(pages.at(-1)?.last).toBe(true);
  return pages;
}

async function onlySourceErrors<T>(run: () => Promise<T>): Promise<T | undefined> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    expect(inspect(error, { depth: 9 })).not.toContain(CANARY);
    return undefined;
  }
}

function expectClean(pages: readonly ListedPage[], states: readonly string[]): void {
  const rows = pages.flatMap((page) => page.rows);
  expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
  for (const row of rows) {
    expect(row.id).toMatch(/^[!-~]{1,256}$/);
    expect(states).toContain(row.state);
    expect(JSON.stringify(row)).not.toMatch(/[\p{Cc}\u202a-\u202e]/u);
    expect(Object.values(row)).not.toContain('');
    expect(JSON.stringify(row).length).toBeLessThan(20_000);
  }
  for (const { rejected } of pages) for (const { detail } of rejected) expect(detail).not.toContain(CANARY);
}

/** Nine people on pages of four, whose names and addresses no error may quote. */
export const NAMES: readonly string[] = Array.from({ length: 9 }, (_, n) => `jane.canary${n}`);
