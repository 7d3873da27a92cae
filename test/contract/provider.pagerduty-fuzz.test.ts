// Mutated answers of PagerDuty: whatever comes, nothing but a SourceError is thrown, one poison item costs only itself, and what
// comes out fits the API. FUZZ_RUNS sets how many (2,000 in CI).

import { inspect } from 'node:util';

import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { type Source, SourceError } from '../../src/integrations/provider.ts';
import { normalizeIncident } from '../../src/integrations/pagerduty/normalize.ts';
import { GOOD_TOKEN, stagePagerDuty, type PagerDutyStage } from '../support/pagerduty-stage.ts';
import { lookupAll, never, pullAll } from '../support/source-context.ts';
import { expectValidSpec } from './provider.ts';

const RUNS = Number(process.env['FUZZ_RUNS'] ?? 2000);
const PII = 'jane.doe-canary@example.com';

let stage: PagerDutyStage;
beforeAll(async () => {
  stage = await stagePagerDuty();
  stage.server.access.rate = { perMinute: 1e9, bare429: false };
  for (let n = 0; n < 100; n++) {
    const at = new Date(Date.parse('2026-03-01T00:00:00Z') + n * 60_000);
    const { id } = stage.server.account.trigger({ at, description: PII, priority: 'P1', teams: ['Engineering'] });
    if (n % 2 === 0) stage.server.account.acknowledge(id, new Date(at.getTime() + 1000));
    if (n % 4 === 0) stage.server.account.resolve(id, new Date(at.getTime() + 2000));
  }
});
afterAll(() => stage[Symbol.asyncDispose]());

/** A step into the JSON, what to put there. */
interface Mutation {
  readonly path: readonly number[];
  readonly value: unknown;
  readonly drop: boolean;
}

const HOSTILE = [
  null, true, 0, -1, 1e308, '', ' ', 'x'.repeat(3000), '\u0000', '\u202e', '../../x', '2026-03-01T00:00:00', 'triggered',
  [], {}, [null], [[]], { id: null }, { length: 3 }, JSON.parse('{"__proto__":{"id":"x"},"constructor":1}') as unknown,
]; // prettier-ignore

const mutation: fc.Arbitrary<Mutation> = fc.record({
  path: fc.array(fc.nat(40), { minLength: 1, maxLength: 6 }),
  value: fc.oneof(fc.constantFrom(...HOSTILE), fc.jsonValue({ maxDepth: 3 })),
  drop: fc.boolean(),
});

function mutate(root: unknown, { path, value, drop }: Mutation): unknown {
  const [step, ...rest] = path;
  if (typeof root !== 'object' || root === null || step === undefined) return value;
  const keys = Object.keys(root);
  const key = keys[step % Math.max(1, keys.length)];
  if (key === undefined) return value;
  const copy = (Array.isArray(root) ? [...(root as unknown[])] : { ...root }) as Record<string, unknown>;
  if (rest.length === 0 && drop && !Array.isArray(root)) delete copy[key];
  else copy[key] = mutate(copy[key], { path: rest, value, drop });
  return copy;
}

function clear(): void {
  stage.server.clearFaults();
  stage.server.takeRequests();
}

async function onlySourceErrors(run: (source: Source) => Promise<unknown>): Promise<unknown> {
  // The account remembers acknowledgements: with another urgency filter nothing else changes.
  const source = stage.open();
  try {
    return await run(source);
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    const shown = inspect(error, { depth: 9 });
    expect(shown).not.toContain(GOOD_TOKEN);
    expect(shown).not.toContain(PII);
    return error;
  }
}

it(`throws nothing but SourceErrors for ${RUNS} mutated answers`, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(mutation, { minLength: 1, maxLength: 4 }), fc.nat(3), async (mutations, which) => {
      clear();
      const match = [{ path: '/incidents' }, { path: '/log_entries' }, { path: '/services' }, () => true][which];
      const change = (body: unknown): unknown => mutations.reduce(mutate, body);
      stage.server.failNext(match ?? {}, { kind: 'mutate', mutate: change }, 2);
      const pulled = await onlySourceErrors((source) => pullAll(source));
      if (pulled instanceof SourceError) return;
      const { created } = pulled as Awaited<ReturnType<typeof pullAll>>;
      for (const record of created.values()) expectValidSpec(record);
      expect(
        JSON.stringify([...created.values()].map(({ title: _title, service: _service, ...rest }) => rest)),
      ).not.toContain(PII);
    }),
    { numRuns: RUNS },
  );
}, 600_000);

it('throws nothing but SourceErrors in probes and look-ups', async () => {
  const ids = [...stage.server.account.incidents.keys()].slice(0, 3);
  await fc.assert(
    fc.asyncProperty(mutation, async (each) => {
      clear();
      stage.server.failNext(() => true, { kind: 'mutate', mutate: (body) => mutate(body, each) }, 5);
      await onlySourceErrors((source) => source.probe(never));
      await onlySourceErrors((source) => lookupAll(source, ids));
      await onlySourceErrors(() => stage.open({ services: ['Default Service', 'PXXXXXX'] }).probe(never));
    }),
    { numRuns: Math.ceil(RUNS / 10) },
  );
}, 600_000);

it('one poison item of a hundred costs only itself', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(99), mutation, async (index, each) => {
      clear();
      const poison = (body: unknown): unknown => {
        const { incidents, ...page } = body as { incidents?: unknown[] };
        return { ...page, incidents: incidents?.map((item, n) => (n === index ? mutate(item, each) : item)) };
      };
      stage.server.failNext({ path: '/incidents' }, { kind: 'mutate', mutate: poison }, 1);
      const { created, complete } = await pullAll(stage.open());
      expect(complete).toBe(true);
      expect(created.size).toBeGreaterThanOrEqual(99);
    }),
    { numRuns: Math.ceil(RUNS / 10) },
  );
}, 600_000);

it('reads an item within a millisecond, whatever it is', () => {
  const raw = fc.oneof(fc.anything({ withNullPrototype: true }), fc.jsonValue({ maxDepth: 6 }));
  const options = { severityMap: [], dataPolicy: 'Full' } as const;
  const start = performance.now();
  let items = 0;
  fc.assert(
    fc.property(raw, fc.array(mutation, { maxLength: 3 }), (item, mutations) => {
      items += 2;
      normalizeIncident(item, options);
      normalizeIncident(
        mutations.reduce(mutate, { id: 'P1', created_at: '2026-03-01T00:00:00Z', status: 'resolved' } as unknown),
        options,
      );
    }),
    { numRuns: RUNS * 5 },
  );
  expect((performance.now() - start) / items).toBeLessThan(2);
});
