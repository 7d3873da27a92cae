// Mutated responses of PagerDuty: only SourceErrors are thrown, one invalid item does not affect the others, and every record is valid
// for the API. FUZZ_RUNS sets the number of runs (default 1,000).

import { inspect } from 'node:util';

import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { normalizeIncident } from '../../src/integrations/pagerduty/normalize.ts';
import { SourceError } from '../../src/integrations/ports/failure.ts';
import type { HttpClient } from '../../src/integrations/ports/http.ts';
import { GOOD_TOKEN, stagePagerDuty, type PagerDutyStage } from '../support/vendors/pagerduty/stage.ts';
import { lookupAll, never, pullAll, type Pulled } from '../support/vendors/source-context.ts';
import { expectValidSpec } from './provider.ts';

const RUNS = Number(process.env['FUZZ_RUNS'] ?? 1000);
const PII = 'jane.doe-canary@example.com';

let stage: PagerDutyStage;
let hundred: PagerDutyStage;
beforeAll(async () => {
  stage = await seeded(20);
  hundred = await seeded(100);
});
afterAll(async () => {
  await stage[Symbol.asyncDispose]();
  await hundred[Symbol.asyncDispose]();
});

async function seeded(count: number): Promise<PagerDutyStage> {
  const made = await stagePagerDuty();
  made.server.access.rate = { perMinute: 1e9, bare429: false };
  for (let n = 0; n < count; n++) {
    const at = new Date(Date.parse('2026-03-01T00:00:00Z') + n * 60_000);
    const { id } = made.server.account.trigger({ at, description: PII, priority: 'P1', teams: ['Engineering'] });
    if (n % 2 === 0) made.server.account.acknowledge(id, new Date(at.getTime() + 1000));
    if (n % 4 === 0) made.server.account.resolve(id, new Date(at.getTime() + 2000));
  }
  return made;
}

/** A path into the JSON, and the value to put there. */
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

/** The server's responses without HTTP, each changed by `change`. The account does not change, so each response is computed once. */
function client(made: PagerDutyStage, change: (body: unknown, path: string) => unknown): HttpClient {
  return {
    fetch: () => Promise.reject(new Error('PagerDuty needs no SDK')),
    async send({ method = 'GET', path, query = [], headers = {} }) {
      const absolute = `/${path.replace(/^\//, '')}`;
      const search = new URLSearchParams(query.map(([name, value]) => [name, value]));
      const key = `${made.server.url}${absolute}?${search.toString()}`;
      const answer =
        answers.get(key) ?? made.server.answer({ method, path: absolute, query: search, headers, body: '' });
      answers.set(key, answer);
      return { status: answer.status, headers: answer.headers ?? {}, body: change(answer.body, absolute) };
    },
  };
}

const answers = new Map<string, ReturnType<PagerDutyStage['server']['answer']>>();

async function onlySourceErrors<T>(run: () => Promise<T>): Promise<T | undefined> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    const shown = inspect(error, { depth: 9 });
    expect(shown).not.toContain(GOOD_TOKEN);
    expect(shown).not.toContain(PII);
    return undefined;
  }
}

function expectFit({ created, open }: Pulled): void {
  for (const record of [...created.values(), ...open.values()]) {
    expectValidSpec(record);
    const { title: _title, service: _service, ...rest } = record;
    expect(JSON.stringify(rest)).not.toContain(PII);
  }
}

const PATHS = ['/incidents', '/log_entries', ''];

it(`throws nothing but SourceErrors for ${RUNS} mutated answers`, async () => {
  let whole = 0;
  const each = fc.record({ mutations: fc.array(mutation, { minLength: 1, maxLength: 4 }), which: fc.nat(2) });
  await fc.assert(
    fc.asyncProperty(each, async ({ mutations, which }) => {
      const change = (body: unknown, path: string): unknown =>
        path.startsWith(PATHS[which] ?? '') ? mutations.reduce(mutate, body) : body;
      const pulled = await onlySourceErrors(() => pullAll(stage.open({}, { client: client(stage, change) })));
      if (pulled === undefined) return;
      whole++;
      expectFit(pulled);
    }),
    { numRuns: RUNS },
  );
  // Most mutations must affect one item or an unused field; otherwise this would only test the envelope.
  expect(whole).toBeGreaterThan(RUNS / 4);
}, 600_000);

it('throws nothing but SourceErrors in probes and look-ups', async () => {
  const ids = [...stage.server.account.incidents.keys()].slice(0, 3);
  await fc.assert(
    fc.asyncProperty(mutation, async (each) => {
      const options = { client: client(stage, (body) => mutate(body, each)) };
      await onlySourceErrors(() => stage.open({}, options).probe(never));
      await onlySourceErrors(() => lookupAll(stage.open({}, options), ids));
      await onlySourceErrors(() => stage.open({ services: ['Default Service', 'PNOSUCH'] }, options).probe(never));
    }),
    { numRuns: RUNS },
  );
}, 600_000);

it('throws nothing but SourceErrors over HTTP', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(mutation, { minLength: 1, maxLength: 4 }), async (mutations) => {
      stage.server.clearFaults();
      const change = (body: unknown): unknown => mutations.reduce(mutate, body);
      stage.server.failNext(() => true, { kind: 'mutate', mutate: change }, 2);
      const pulled = await onlySourceErrors(() => pullAll(stage.open()));
      if (pulled !== undefined) expectFit(pulled);
    }),
    { numRuns: Math.ceil(RUNS / 20) },
  );
}, 600_000);

it('rejects only the one invalid item of a hundred', async () => {
  let rejections = 0;
  await fc.assert(
    fc.asyncProperty(fc.nat(99), mutation, async (index, each) => {
      const poison = (body: unknown): unknown => {
        const { incidents, ...page } = body as { incidents?: unknown[] };
        const spoilt = incidents?.map((item, n) => (n === index ? mutate(item, each) : item));
        return spoilt === undefined ? page : { ...page, incidents: spoilt };
      };
      const { created, complete, rejected } = await pullAll(hundred.open({}, { client: client(hundred, poison) }));
      expect(complete).toBe(true);
      expect(created.size).toBeGreaterThanOrEqual(99);
      rejections += rejected.length;
    }),
    { numRuns: RUNS / 4 },
  );
  expect(rejections).toBeGreaterThan(0);
}, 600_000);

it('reads an item within two milliseconds, whatever it is', () => {
  const raw = fc.oneof(fc.anything({ withNullPrototype: true }), fc.jsonValue({ maxDepth: 6 }));
  const options = { severityMap: [], dataPolicy: 'Full' } as const;
  const sound: unknown = { id: 'P1', created_at: '2026-03-01T00:00:00Z', status: 'resolved', title: 'x', teams: [] };
  const start = process.cpuUsage();
  fc.assert(
    fc.property(raw, fc.array(mutation, { maxLength: 3 }), (item, mutations) => {
      normalizeIncident(item, options);
      normalizeIncident(mutations.reduce(mutate, sound), options);
    }),
    { numRuns: RUNS * 5 },
  );
  // Measured in CPU time, so that a busy machine does not count as a slow parser.
  const { user, system } = process.cpuUsage(start);
  expect((user + system) / 1000 / (RUNS * 5)).toBeLessThan(4);
});
