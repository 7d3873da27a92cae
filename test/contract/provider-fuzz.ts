// Mutated responses of a vendor: only SourceErrors are thrown, one invalid item does not affect the others, and every record is valid
// for the API. Run by provider.<name>-fuzz.test.ts. FUZZ_RUNS sets the number of runs. Knows no provider.

import { inspect } from 'node:util';

import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { SourceError } from '../../src/integrations/ports/failure.ts';
import type { HttpClient } from '../../src/integrations/ports/http.ts';
import type { Source } from '../../src/integrations/provider.ts';
import { times } from '../support/profile.ts';
import { mutate, mutation } from '../support/vendors/fuzz/mutations.ts';
import { type Answering, type Spoil, spoilingClient } from '../support/vendors/fuzz/spoiling-client.ts';
import type { ApiAnswer } from '../support/vendors/loopback/answers.ts';
import type { VendorServer } from '../support/vendors/loopback/server.ts';
import { expectValidSpec } from '../support/vendors/record-schema.ts';
import { lookupAll, pullAll, type Pulled, unaborted } from '../support/vendors/source-context.ts';

const RUNS = Number(process.env['FUZZ_RUNS'] ?? times({ ordinary: 300, nightly: 5000 }));

/** 50,000 runs through an SDK take more than an hour on a busy machine. */
const LIMIT_MS = 600_000 + RUNS * 200;

/** A vendor whose incidents do not change any more. */
export interface FuzzStage extends AsyncDisposable {
  readonly server: VendorServer;
  /** External IDs of incidents that it has. */
  readonly ids: readonly string[];
  /** Opens a source: over `client`, or over HTTP. `everything`: with every filter that the spec has. */
  open(options?: { readonly client?: HttpClient; readonly everything?: boolean }): Source;
}

export interface Fuzzed {
  readonly name: string;
  /** With that many incidents, some resolved and some acknowledged, and `PII` in the fields that Minimal leaves out. */
  seeded(count: number): Promise<FuzzStage>;
  /** Texts that no error and no record under Minimal may hold. `titled`: records hold them in title and service only. */
  readonly secrets: readonly string[];
  readonly titled: readonly string[];
  /** Prefixes of the paths whose responses are spoilt, one at a time. */
  readonly paths: readonly string[];
  /** The items of a listing's response; undefined for other responses. */
  itemsOf(body: unknown): readonly unknown[] | undefined;
  withItems(body: unknown, items: readonly unknown[]): unknown;
  normalize(raw: unknown): unknown;
  /** How many items the largest page of a listing has; default 100. */
  readonly pageSize?: number;
  /** An item that can be read. */
  readonly sound: unknown;
}

export function describeFuzz(fuzzed: Fuzzed): void {
  const { pageSize = 100 } = fuzzed;
  describe(`mutated answers of ${fuzzed.name}`, () => {
    let stage: FuzzStage;
    let onePage: FuzzStage;
    const answers = new Map<string, ApiAnswer>();
    const spoilt = (vendor: Answering, spoil: Spoil): HttpClient => spoilingClient(vendor, spoil, answers);
    beforeAll(async () => {
      stage = await fuzzed.seeded(20);
      onePage = await fuzzed.seeded(pageSize);
    });
    afterAll(async () => {
      await stage[Symbol.asyncDispose]();
      await onePage[Symbol.asyncDispose]();
    });

    it(
      `throws nothing but SourceErrors for ${RUNS} of them`,
      async () => {
        let whole = 0;
        const which = fc.constantFrom(...fuzzed.paths);
        const each = fc.record({ mutations: fc.array(mutation, { minLength: 1, maxLength: 4 }), which });
        await fc.assert(
          fc.asyncProperty(each, async ({ mutations, which: prefix }) => {
            const spoil: Spoil = (body, path) => (path.startsWith(prefix) ? mutations.reduce(mutate, body) : body);
            const client = spoilt(stage.server, spoil);
            const pulled = await onlySourceErrors(fuzzed, () => pullAll(stage.open({ client })));
            if (pulled === undefined) return;
            whole++;
            expectFit(fuzzed, pulled);
          }),
          { numRuns: RUNS },
        );
        // Most mutations must affect one item or an unused field; otherwise this would only test the envelope.
        expect(whole).toBeGreaterThan(RUNS / 4);
      },
      LIMIT_MS,
    );

    it(
      'throws nothing but SourceErrors in probes and look-ups',
      async () => {
        await fc.assert(
          fc.asyncProperty(mutation, async (each) => {
            const client = spoilt(stage.server, (body) => mutate(body, each));
            await onlySourceErrors(fuzzed, () => stage.open({ client }).probe(unaborted()));
            await onlySourceErrors(fuzzed, () => lookupAll(stage.open({ client }), stage.ids.slice(0, 3)));
            await onlySourceErrors(fuzzed, () => stage.open({ client, everything: true }).probe(unaborted()));
          }),
          { numRuns: RUNS },
        );
      },
      LIMIT_MS,
    );

    it(
      'throws nothing but SourceErrors over HTTP',
      async () => {
        await fc.assert(
          fc.asyncProperty(fc.array(mutation, { minLength: 1, maxLength: 4 }), async (mutations) => {
            stage.server.clearFaults();
            const change = (body: unknown): unknown => mutations.reduce(mutate, body);
            stage.server.failNext(() => true, { kind: 'mutate', mutate: change }, 2);
            const pulled = await onlySourceErrors(fuzzed, () => pullAll(stage.open()));
            if (pulled !== undefined) expectFit(fuzzed, pulled);
          }),
          { numRuns: Math.ceil(RUNS / 20) },
        );
        stage.server.clearFaults();
      },
      LIMIT_MS,
    );

    it(
      'rejects only the one invalid item of a page',
      async () => {
        let rejections = 0;
        await fc.assert(
          fc.asyncProperty(fc.nat(pageSize - 1), mutation, async (index, each) => {
            const poison: Spoil = (body) => {
              const items = fuzzed.itemsOf(body);
              if (items === undefined) return body;
              return fuzzed.withItems(
                body,
                items.map((item, n) => (n === index ? mutate(item, each) : item)),
              );
            };
            const { created, complete, rejected } = await pullAll(
              onePage.open({ client: spoilt(onePage.server, poison) }),
            );
            expect(complete).toBe(true);
            expect(created.size).toBeGreaterThanOrEqual(pageSize - 1);
            rejections += rejected.length;
          }),
          { numRuns: Math.ceil(RUNS / 4) },
        );
        expect(rejections).toBeGreaterThan(0);
      },
      LIMIT_MS,
    );

    it(
      'reads an item within two milliseconds, whatever it is',
      () => {
        const raw = fc.oneof(fc.anything({ withNullPrototype: true }), fc.jsonValue({ maxDepth: 6 }));
        const start = process.cpuUsage();
        fc.assert(
          fc.property(raw, fc.array(mutation, { maxLength: 3 }), (item, mutations) => {
            fuzzed.normalize(item);
            fuzzed.normalize(mutations.reduce(mutate, fuzzed.sound));
          }),
          { numRuns: RUNS * 5 },
        );
        // Measured in CPU time, so that a busy machine does not count as a slow parser.
        const { user, system } = process.cpuUsage(start);
        expect((user + system) / 1000 / (RUNS * 5)).toBeLessThan(4);
      },
      LIMIT_MS,
    );
  });
}

async function onlySourceErrors<T>({ secrets, titled }: Fuzzed, run: () => Promise<T>): Promise<T | undefined> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    const shown = inspect(error, { depth: 9 });
    for (const secret of [...secrets, ...titled]) expect(shown).not.toContain(secret);
    return undefined;
  }
}

function expectFit({ secrets, titled }: Fuzzed, { created, open }: Pulled): void {
  for (const record of [...created.values(), ...open.values()]) {
    expectValidSpec(record);
    const { title: _title, service: _service, ...rest } = record;
    for (const secret of secrets) expect(JSON.stringify(record)).not.toContain(secret);
    for (const text of titled) expect(JSON.stringify(rest)).not.toContain(text);
  }
}
