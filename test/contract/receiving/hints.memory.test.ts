// A signed push of a vendor with an API: the incident is read again at the vendor within a second, and nothing that the push says of it is
// taken for a fact.

import { afterEach, beforeEach, expect, it } from 'vitest';
import { createProviders } from '../../../src/integrations/registry.ts';
import { type PagerDutyServer, startPagerDuty } from '../../support/vendors/pagerduty/server.ts';
import { hmac } from '../../support/receiving/sign.ts';
import { post, ReceivingStage, type ReceivingReplica } from '../../support/receiving/stage.ts';

let vendor: PagerDutyServer;
let stage: ReceivingStage;
let leader: ReceivingReplica;

beforeEach(async () => {
  vendor = await startPagerDuty();
  stage = await ReceivingStage.start({
    providers: createProviders(),
    allowed: new URL(vendor.url).host,
    spec: { pagerDuty: { endpoint: vendor.url }, interval: '1d' },
  });
  leader = await stage.addReplica();
  leader.replica.lead();
  await expect.poll(async () => readyReason(), { timeout: 10_000 }).toBe('Synced');
});

afterEach(async () => {
  await stage[Symbol.asyncDispose]();
  await vendor[Symbol.asyncDispose]();
});

async function readyReason(): Promise<string | undefined> {
  const { status } = await stage.source();
  return status?.conditions?.find(({ type }) => type === 'Ready')?.reason;
}

function hint(id: string, event: string): Promise<number | undefined> {
  const data = { id, type: 'incident', title: 'A lie', status: 'resolved', urgency: 'low' };
  const body = JSON.stringify({
    event: { id: event, event_type: 'incident.triggered', resource_type: 'incident', data },
  });
  const signature = hmac('sha256', 'correct horse', body).toString('hex');
  return post(leader.url, body, { 'x-pagerduty-signature': `v1=${signature}` });
}

const facts = async () => (await stage.incidents()).map(({ spec }) => [spec.externalID, spec.state, spec.title]);

it('brings what the vendor says of the incident, long before the next sync', async () => {
  const { id } = vendor.account.trigger({ urgency: 'high', title: 'The truth' });
  expect(await hint(id, 'e1')).toBe(200);
  await expect.poll(facts, { timeout: 10_000, interval: 10 }).toEqual([[id, 'Detected', 'The truth']]);
  vendor.account.resolve(id);
  expect(await hint(id, 'e2')).toBe(200);
  await expect.poll(facts, { timeout: 10_000, interval: 10 }).toEqual([[id, 'Resolved', 'The truth']]);
  await stage.applied();
});

it('of an incident that the vendor does not know makes none', async () => {
  expect(await hint('PUNKNOWN', 'e1')).toBe(200);
  await stage.applied();
  expect(await facts()).toEqual([]);
});

it('waits while the vendor does not answer', async () => {
  const { id } = vendor.account.trigger({ urgency: 'high', title: 'The truth' });
  vendor.failNext({}, { kind: 'status', status: 503 }, 1);
  expect(await hint(id, 'e1')).toBe(200);
  await expect.poll(facts, { timeout: 10_000, interval: 20 }).toEqual([[id, 'Detected', 'The truth']]);
  await stage.applied();
});
