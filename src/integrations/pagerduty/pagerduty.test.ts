// PagerDuty over loopback HTTP against a server that enforces the vendor's rules: what is read, how it is asked for.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { FakeClock } from '../../../test/support/fake-clock.ts';
import { startPagerDuty, type PagerDutyServer } from '../../../test/support/pagerduty-server.ts';
import {
  lookupAll,
  never,
  pullAll,
  sourceContext,
  type ContextOptions,
  type TestContext,
} from '../../../test/support/source-context.ts';
import { type Provider, type Source } from '../provider.ts';
import { createPagerDuty, type PagerDutyConfig } from './index.ts';

let server: PagerDutyServer;
let clock: FakeClock;
let provider: Provider<PagerDutyConfig>;
let contexts: TestContext<PagerDutyConfig>[];

beforeEach(async () => {
  clock = new FakeClock('2026-03-02T10:00:00Z');
  server = await startPagerDuty({ now: () => clock.now() });
  provider = createPagerDuty();
  contexts = [];
});

afterEach(async () => {
  for (const context of contexts) await context[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

function open(config: PagerDutyConfig = {}, options: Partial<ContextOptions<PagerDutyConfig>> = {}): Source {
  const context = sourceContext({
    config: { endpoint: server.url, ...config },
    secret: { token: 'good-token' },
    clock,
    ...options,
  });
  contexts.push(context);
  return provider.open(context.context);
}

const at = (text: string): Date => new Date(text);

describe('what is read', () => {
  it('states, times and severities', async () => {
    const { account } = server;
    const a = account.trigger({ title: 'Malware', priority: 'P1', service: 'Mail', at: at('2026-03-01T08:00:00Z') });
    const b = account.trigger({ urgency: 'low', at: at('2026-03-01T09:00:00Z') });
    account.acknowledge(b.id, at('2026-03-01T09:05:00Z'));
    const c = account.trigger({ at: at('2026-03-01T10:00:00Z') });
    account.acknowledge(c.id, at('2026-03-01T10:10:00Z'));
    account.resolve(c.id, at('2026-03-01T11:00:00Z'));
    const { created, open: openSet, complete } = await pullAll(open());
    expect(complete).toBe(true);
    expect([...openSet.keys()].sort()).toEqual([a.id, b.id].sort());
    expect([...created.values()]).toEqual([
      {
        externalID: a.id,
        title: 'Malware',
        severity: 'Critical',
        state: 'Detected',
        detectedAt: '2026-03-01T08:00:00Z',
        service: 'Mail',
        url: `https://acme.pagerduty.com/incidents/${a.id}`,
        assignees: ['PUSER01'],
      },
      expect.objectContaining({ state: 'Triaging', severity: 'Low', acknowledgedAt: '2026-03-01T09:05:00Z' }),
      expect.objectContaining({
        state: 'Resolved',
        severity: 'High',
        acknowledgedAt: '2026-03-01T10:10:00Z',
        resolvedAt: '2026-03-01T11:00:00Z',
      }),
    ]);
  });

  it('more than the cap of 10,000, in ranges, whole', async () => {
    for (let n = 0; n < 10_400; n++)
      server.account.trigger({ at: new Date(Date.parse('2026-01-02T00:00:00Z') + n * 2000) });
    const { created, open: openSet, complete } = await pullAll(open());
    expect(complete).toBe(true);
    expect(created.size).toBe(10_400);
    expect(openSet.size).toBe(10_400);
  }, 60_000);

  it('looks up by id', async () => {
    const a = server.account.trigger();
    server.account.acknowledge(a.id, at('2026-03-02T10:00:05Z'));
    server.account.resolve(a.id, at('2026-03-02T10:00:09Z'));
    const found = await lookupAll(open(), [a.id, 'QNOTTHERE', '../users']);
    expect(found.get(a.id)).toMatchObject({
      kind: 'found',
      inScope: true,
      record: { acknowledgedAt: '2026-03-02T10:00:05Z' },
    });
    expect(found.get('QNOTTHERE')).toEqual({ kind: 'gone', externalID: 'QNOTTHERE' });
    expect(found.get('../users')).toEqual({ kind: 'gone', externalID: '../users' });
  });

  it('probes', async () => {
    server.account.addService('Mail');
    const probe = await open({ services: ['Mail', 'Nope'] }).probe(never);
    expect(probe).toEqual({ missingScopes: [], degraded: [], unmatched: ['Nope'] });
  });
});
