// Runs the provider contract on a provider that is read by changes, over loopback HTTP: once with pages of 50, once with pages of 7 and
// changes that become visible ten minutes late. Also tests its page tokens and its horizon.

import { describe, expect, it } from 'vitest';

import { type PagerDutyConfig } from '../../src/integrations/pagerduty/index.ts';
import type { Cursor } from '../../src/integrations/ports/changes.ts';
import type { ChangesSource } from '../../src/integrations/provider.ts';
import { FakeClock } from '../support/time/fake-clock.ts';
import { never, sourceContext, type TestContext } from '../support/vendors/source-context.ts';
import { createLedger } from '../support/vendors/ledger/provider.ts';
import { startLedger, type LedgerRules, type LedgerServer } from '../support/vendors/ledger/server.ts';
import { describeProvider } from './provider.ts';
import { changesLaws } from './provider-changes.ts';
import { hoursAgo, NOW, type Stage } from './provider-stage.ts';

const CANARIES = ['Earline', 'Greenholt', 'example.com', '555-1212', 'patient 4711', 'good-token'];
const LOOK_BACK_MS = 900_000;

interface LedgerStage extends Stage {
  readonly ledger: LedgerServer;
  open(): ChangesSource;
}

async function stageWith(ledgerRules: Partial<LedgerRules>): Promise<LedgerStage> {
  const clock = new FakeClock(NOW);
  let skewMs = 0;
  const contexts: TestContext<PagerDutyConfig>[] = [];
  const now = (): Date => new Date(clock.now().getTime() + skewMs);
  const ledger = await startLedger({ now, ledgerRules });
  const { server } = ledger;
  server.access.rate = { perMinute: 1_000_000, bare429: false };
  const provider = createLedger({ openSet: 'full', lookBackMs: LOOK_BACK_MS });
  return {
    clock,
    ledger,
    lagMs: ledgerRules.lagMs ?? 0,
    canaries: CANARIES,
    upstream: {
      create: (incident) => void server.account.trigger({ description: 'patient 4711', ...incident }),
      acknowledge: (id) => server.account.acknowledge(id),
      resolve: (id) => server.account.resolve(id),
      reopen: (id) => server.account.reopen(id),
      remove: (id) => server.account.delete(id),
      rename: (id, title) => server.account.edit(id, { title }),
    },
    skewUpstream: (ms) => void (skewMs = ms),
    open({ dataPolicy = 'Minimal' }: { readonly dataPolicy?: 'Minimal' | 'Full' } = {}) {
      const config = { region: 'US', endpoint: server.url } as const;
      const context = sourceContext<PagerDutyConfig>({ config, secret: { token: 'good-token' }, clock, dataPolicy });
      contexts.push(context);
      return provider.open(context.context);
    },
    async [Symbol.asyncDispose]() {
      for (const context of contexts) await context[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

for (const { name, rules } of [
  { name: 'a ledger', rules: { pageSize: 50 } },
  { name: 'a ledger with small pages that shows changes late', rules: { pageSize: 7, lagMs: 600_000 } },
]) {
  const reading = changesLaws(40);
  const histories = rules.lagMs === undefined ? 40 : 0;
  describeProvider({ name, stage: () => stageWith(rules), histories, reading });
}

describe('a listing by page tokens', () => {
  const read = async (stage: LedgerStage, cursor: Cursor | undefined, onPage: () => Promise<void>) => {
    const ids: string[] = [];
    let reached = cursor;
    const request = { cursor, since: hoursAgo(24 * 60), open: false, signal: never };
    try {
      for await (const page of stage.open().changes(request)) {
        ids.push(...page.records.map(({ externalID }) => externalID));
        reached = page.cursor ?? reached;
        await onPage();
      }
      return { ids, reached, failure: undefined };
    } catch (error) {
      return { ids, reached, failure: (error as { kind?: unknown }).kind };
    }
  };

  it('continues from the last stored page when a token expired in between', async () => {
    await using stage = await stageWith({ pageSize: 50, tokenLifeMs: 60_000 });
    for (let n = 0; n < 120; n++) stage.upstream.create({ id: `P${n}`, at: hoursAgo(130 - n) });
    const first = await read(stage, undefined, () => stage.clock.advance(61_000));
    expect(first).toMatchObject({ failure: 'incomplete' });
    expect(first.ids.length).toBe(50);
    const second = await read(stage, first.reached, () => Promise.resolve());
    expect(second.failure).toBeUndefined();
    expect(new Set([...first.ids, ...second.ids]).size).toBe(120);
    expect(second.ids.length).toBeLessThan(80);
  });

  it('fails when the vendor returns the token of an earlier page', async () => {
    await using stage = await stageWith({ pageSize: 5 });
    for (let n = 0; n < 20; n++) stage.upstream.create({ id: `P${n}`, at: hoursAgo(n) });
    const next = `${stage.ledger.server.url}/incidents?page_token=t0&offset=5`;
    const repeat = (body: unknown): unknown => ({ ...(body as object), next });
    stage.ledger.server.failNext({ path: '/incidents' }, { kind: 'mutate', mutate: repeat }, Infinity);
    expect(await read(stage, undefined, () => Promise.resolve())).toMatchObject({ failure: 'incomplete' });
    expect(stage.ledger.server.requests.length).toBe(2);
  });

  it.each([
    'http://203.0.113.9/incidents?page_token=t0',
    'https://127.0.0.1/incidents',
    'http://[not-an-address',
    '//203.0.113.9/incidents',
  ])('does not follow to %s', async (next) => {
    await using stage = await stageWith({ pageSize: 5 });
    for (let n = 0; n < 20; n++) stage.upstream.create({ id: `P${n}`, at: hoursAgo(n) });
    const astray = (body: unknown): unknown => ({ ...(body as object), next });
    stage.ledger.server.failNext({ path: '/incidents' }, { kind: 'mutate', mutate: astray });
    expect(await read(stage, undefined, () => Promise.resolve())).toMatchObject({ failure: 'malformed' });
    expect(stage.ledger.server.requests.length).toBe(1);
  });

  it('reports an expired cursor when it is older than the vendor’s horizon', async () => {
    await using stage = await stageWith({ pageSize: 5, horizonMs: 86_400_000 * 90 });
    stage.upstream.create({ id: 'ONE' });
    const { reached } = await read(stage, undefined, () => Promise.resolve());
    await stage.clock.advance(86_400_000 * 91);
    expect(await read(stage, reached, () => Promise.resolve())).toMatchObject({ failure: 'cursor-expired' });
  });
});
