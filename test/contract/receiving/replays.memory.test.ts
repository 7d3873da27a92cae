// A signed delivery that somebody overheard and sends again, within the time that a signature is good for: it brings back nothing that was
// resolved in between.

import { afterAll, beforeAll, expect, it } from 'vitest';
import { systemClock } from '../../../src/base/clock.ts';
import { createProviders } from '../../../src/integrations/registry.ts';
import { createPushedExpressions, type PushedExpressions } from '../../../src/judgement/expressions/pushed.ts';
import { hmac } from '../../support/receiving/sign.ts';
import { post, ReceivingStage, type ReceivingReplica, WEBHOOK_SECRET } from '../../support/receiving/stage.ts';

const SPEC = {
  webhook: {
    signature: { preset: 'StandardWebhooks' },
    format: 'Custom',
    incidents: [{ id: 'item.id', title: 'item.title', state: 'item.state' }],
  },
  secretRef: { name: 'hook' },
};

let expressions: PushedExpressions;
let stage: ReceivingStage;
let replica: ReceivingReplica;

beforeAll(async () => {
  expressions = createPushedExpressions({ clock: systemClock });
  stage = await ReceivingStage.start({ providers: createProviders(expressions.readItems), spec: SPEC });
  replica = await stage.addReplica();
  replica.replica.lead();
});

afterAll(async () => {
  await stage[Symbol.asyncDispose]();
  await expressions.close();
});

interface Request {
  readonly body: string;
  readonly headers: Record<string, string>;
}

/** Signed so many seconds ago. */
function request(id: string, state: string, agoSeconds: number): Request {
  const body = JSON.stringify({ id: 'door-1', title: 'A door is open', state });
  const timestamp = String(Math.floor(systemClock.now().getTime() / 1000) - agoSeconds);
  const key = Buffer.from(WEBHOOK_SECRET, 'base64');
  const signature = `v1,${hmac('sha256', key, `${id}.${timestamp}.${body}`).toString('base64')}`;
  return { body, headers: { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature } };
}

const send = ({ body, headers }: Request, { url } = replica): Promise<number | undefined> => post(url, body, headers);

async function states(): Promise<Array<string | undefined>> {
  await stage.applied();
  return (await stage.incidents()).map(({ spec }) => spec.state);
}

it('does not reopen what was resolved after it was signed', { timeout: 60_000 }, async () => {
  const opening = request('msg-1', 'open', 200);
  // The first one starts the thread of the expressions, which may take longer than its sender waits.
  await expect.poll(() => send(opening), { timeout: 20_000 }).toBe(200);
  expect(await states()).toEqual(['Detected']);
  expect(await send(request('msg-2', 'resolved', 100))).toBe(200);
  expect(await states()).toEqual(['Resolved']);
  // A replica that does not know it: the first one forgets it in a minute.
  expect(await send(opening, await stage.addReplica())).toBe(200);
  expect(await states()).toEqual(['Resolved']);
  expect(await send(request('msg-3', 'open', 0))).toBe(200);
  expect(await states()).toEqual(['Detected']);
});
