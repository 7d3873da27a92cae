// A namespace whose sources have expressions that never end: what another namespace pushes meanwhile is stored. Through the receiver, with the
// real threads. The clock that would end an evaluation stands, so whoever is answered did not wait for one that never ends.

import { afterAll, beforeAll, expect, it } from 'vitest';
import { createProviders } from '../../../src/integrations/registry.ts';
import { createPushedExpressions, type PushedExpressions } from '../../../src/judgement/expressions/pushed.ts';
import { pathOf, post, ReceivingStage, type ReceivingReplica, signed } from '../../support/receiving/stage.ts';
import { FakeClock } from '../../support/time/fake-clock.ts';

const HOSTILE_SOURCES = 5;
const DELIVERIES = 20;

const m = 'item.many';
const ENDLESS = `${m}.all(a, ${m}.all(b, ${m}.all(c, ${m}.all(d, ${m}.all(e, a + e >= 0)))))`;
const specOf = (when: string): object => ({
  webhook: {
    signature: { preset: 'HMAC', header: 'X-Sig' },
    format: 'Custom',
    incidents: [{ when, id: 'item.id', title: 'item.title' }],
  },
  secretRef: { name: 'hook' },
});
const POLITE = specOf("item.kind == 'alert'");

let expressions: PushedExpressions;
let stage: ReceivingStage;
let replica: ReceivingReplica;

beforeAll(async () => {
  expressions = createPushedExpressions({ clock: new FakeClock() });
  stage = await ReceivingStage.start({ providers: createProviders(expressions.readItems), spec: POLITE });
  await stage.addNamespace('hostile');
  for (let index = 0; index < HOSTILE_SOURCES; index++) await stage.addSource(`s${index}`, specOf(ENDLESS), 'hostile');
  replica = await stage.addReplica();
  replica.replica.lead();
});

afterAll(async () => {
  await expressions.close();
  await stage[Symbol.asyncDispose]();
});

function send(path: string, item: object): Promise<number | undefined> {
  const body = JSON.stringify({ title: 'A door is open', kind: 'alert', ...item });
  return post(replica.url, body, signed(body), path);
}

it('stores each delivery beside a namespace whose expressions never end', { timeout: 60_000 }, async () => {
  // The first shows that it is quick, and the second starts the thread of the quick ones.
  for (const id of ['first', 'second']) expect(await send(pathOf(), { id })).toBe(200);
  const many = Array.from({ length: 300 }, (_, index) => index);
  const hostile = Array.from({ length: HOSTILE_SOURCES }, (_, index) =>
    send(pathOf('hostile', `s${index}`), { id: 'h', many }),
  );
  const codes: Array<number | undefined> = [];
  for (let delivery = 0; delivery < DELIVERIES; delivery++) codes.push(await send(pathOf(), { id: `${delivery}` }));
  expect(codes).toEqual(Array(DELIVERIES).fill(200));
  // Their senders are told to come again before they give up, and nothing of them is stored.
  expect(await Promise.all(hostile)).toEqual(Array(HOSTILE_SOURCES).fill(503));
  await stage.applied();
  expect(await stage.incidents()).toHaveLength(DELIVERIES + 2);
});
