// What a sender is answered over a real socket, and when it is cut off. The limits of time and memory are small here; the code under test
// is the same.

import { describe, expect, it } from 'vitest';
import {
  aWaiting,
  headOf,
  type Listening,
  openSender,
  PATH,
  signing,
  startListening,
} from '../../test/support/receiving/listening.ts';
import { anIncidentItem } from '../../test/support/receiving/plain-push.ts';
import { FakeClock } from '../../test/support/time/fake-clock.ts';
import { until } from '../../test/support/time/until.ts';
import { MAX_BODY_BYTES } from './body.ts';

const BODY = JSON.stringify({ items: [anIncidentItem('a')], rejected: [] });
/** Genuine, and nothing to store. */
const NOTHING = JSON.stringify({ items: [], rejected: [] });
/** Cut off at the first look after 150 or 300 ms. */
const HASTY = { headMs: 150, requestMs: 300, lookEveryMs: 25 };

interface Asked {
  readonly path?: string;
  readonly method?: string;
  readonly body?: string;
}

async function ask({ server }: Listening, { path = PATH, method = 'POST', body = BODY }: Asked = {}) {
  const content = ['GET', 'HEAD'].includes(method) ? {} : { body };
  const response = await fetch(`http://127.0.0.1:${server.port}${path}`, {
    method,
    headers: signing(body),
    ...content,
  });
  const header = (name: string): string | null => response.headers.get(name);
  return { code: response.status, text: await response.text(), allow: header('allow'), retry: header('retry-after') };
}

const statusLines = (said: string): string[] => said.match(/HTTP\/1\.1 \d+/g) ?? [];

describe('an answer', () => {
  it.each([
    { because: 'it is stored', asked: {}, want: { code: 200 } },
    { because: 'nothing in it is of interest', asked: { body: NOTHING }, want: { code: 202 } },
    { because: 'there is no such source', asked: { path: '/webhooks/payments/other' }, want: { code: 404 } },
    { because: 'there is no such namespace', asked: { path: '/webhooks/search/alerts' }, want: { code: 404 } },
    { because: 'a part of the path is missing', asked: { path: '/webhooks/payments' }, want: { code: 404 } },
    { because: 'the path goes on', asked: { path: `${PATH}/more` }, want: { code: 404 } },
    { because: 'the path is of another server', asked: { path: '/metrics' }, want: { code: 404 } },
    { because: 'another path knows no method either', asked: { path: '/', method: 'GET' }, want: { code: 404 } },
    { because: 'nothing can be read there', asked: { method: 'GET' }, want: { code: 405, allow: 'POST' } },
    { because: 'nothing can be put there', asked: { method: 'PUT' }, want: { code: 405, allow: 'POST' } },
  ])('is $want.code, as $because', async ({ asked, want }) => {
    await using listening = await startListening();
    expect(await ask(listening, asked)).toEqual({ text: '', allow: null, retry: null, ...want });
    expect(listening.counted).toEqual([String(want.code)]);
    expect(listening.stored).toHaveLength(want.code === 200 ? 1 : 0);
  });

  it('is 503 until the caches are filled', async () => {
    await using listening = await startListening({ isSynced: false });
    expect(await ask(listening)).toMatchObject({ code: 503, retry: '5' });
  });

  it('is 429 to the 1,001st genuine request of a moment, and says when to come again', async () => {
    const clock = new FakeClock();
    await using listening = await startListening({ clock });
    const admitted = listening.receiver.admit('payments', 'alerts');
    if ('code' in admitted) throw new Error('not admitted');
    const request = { headers: signing(NOTHING), body: Buffer.from(NOTHING) };
    const codes = new Set<number>();
    for (let times = 0; times < 1_000; times++) codes.add((await listening.receiver.receive(admitted, request)).code);
    expect([...codes]).toEqual([202]);
    expect(await ask(listening, { body: NOTHING })).toMatchObject({ code: 429, retry: '1' });
    await clock.advance(2);
    expect(await ask(listening, { body: NOTHING })).toMatchObject({ code: 202 });
    expect(await ask(listening, { body: NOTHING })).toMatchObject({ code: 429, retry: '1' });
  });

  it('is 503 while 200 Deliveries of the source wait, and 200 once one is applied', async () => {
    await using listening = await startListening();
    const { deliveries } = listening;
    for (let index = 0; index < 200; index++) deliveries.upsert(aWaiting(index, 'other'));
    for (let index = 0; index < 199; index++) deliveries.upsert(aWaiting(index));
    expect(await ask(listening)).toMatchObject({ code: 200 });
    deliveries.upsert(aWaiting(199));
    expect(await ask(listening)).toMatchObject({ code: 503, retry: '10' });
    deliveries.remove('payments/alerts-0');
    expect(await ask(listening)).toMatchObject({ code: 200 });
  });

  it('is 503 after 2.7 s in which the API server did not say that it is stored', async () => {
    const clock = new FakeClock();
    const hanging = Promise.withResolvers<void>();
    let isAsked = false;
    await using listening = await startListening({
      clock,
      store() {
        isAsked = true;
        return hanging.promise;
      },
    });
    const answered = ask(listening);
    await expect
      .poll(async () => {
        await clock.advance(0);
        return isAsked;
      })
      .toBe(true);
    await clock.advance(2_699);
    expect(listening.counted).toEqual([]);
    await clock.advance(1);
    expect(await answered).toMatchObject({ code: 503, retry: '5' });
    hanging.resolve();
  });
});

describe('a body', () => {
  it('is refused before it is sent where its stated length is too large', async () => {
    await using listening = await startListening();
    using sender = openSender(listening.server.port);
    sender.write(headOf({ 'content-length': MAX_BODY_BYTES + 1 }));
    await until('the end', () => sender.isClosed);
    expect(statusLines(sender.said)).toEqual(['HTTP/1.1 413']);
  });

  it('is refused as soon as it is too large where no length is stated', async () => {
    await using listening = await startListening();
    using sender = openSender(listening.server.port);
    sender.write(headOf({ 'transfer-encoding': 'chunked' }));
    sender.write(`${(MAX_BODY_BYTES + 1).toString(16)}\r\n${'x'.repeat(MAX_BODY_BYTES + 1)}`);
    await until('the end', () => sender.isClosed);
    expect(statusLines(sender.said)).toEqual(['HTTP/1.1 413']);
  });

  it('of the largest size is read', async () => {
    await using listening = await startListening();
    expect(await ask(listening, { body: BODY.padEnd(MAX_BODY_BYTES) })).toMatchObject({ code: 200 });
    expect(await ask(listening, { body: BODY.padEnd(MAX_BODY_BYTES + 1) })).toMatchObject({ code: 413 });
  });

  it('finds no room while others are held, and finds it when they are gone', async () => {
    await using listening = await startListening({ limits: { heldBytes: 2_000 } });
    using slow = openSender(listening.server.port);
    slow.write(`${headOf({ 'content-length': 900 })}${'x'.repeat(899)}`);
    await expect.poll(() => ask(listening), { timeout: 5_000 }).toMatchObject({ code: 503, retry: '1' });
    slow.write('x');
    await until('an answer', () => slow.said !== '');
    expect(statusLines(slow.said)).toEqual(['HTTP/1.1 401']);
    expect(await ask(listening)).toMatchObject({ code: 200 });
  });
});

describe('items that are left out', () => {
  it('are one line of the log for each delivery, with the reasons and no content', async () => {
    await using listening = await startListening();
    const rejected = ['InvalidID', 'WrongType', 'InvalidID'].map((reason) => ({ reason, detail: `/${reason}: why` }));
    expect(await ask(listening, { body: JSON.stringify({ items: [anIncidentItem('a')], rejected }) })).toMatchObject({
      code: 200,
    });
    expect(listening.lines).toEqual([
      {
        level: 'warn',
        msg: 'items of a delivery left out',
        fields: {
          ...{ namespace: 'payments', source: 'alerts', rejected: 3, first: '/InvalidID: why' },
          reasons: { InvalidID: 2, WrongType: 1 },
        },
      },
    ]);
  });
});

describe('a sender that asks before it sends its body', () => {
  const asking = (length: number, path?: string): string =>
    headOf({ ...signing(BODY), 'content-length': length, expect: '100-continue', connection: 'close' }, path);

  it('is told to go on, and its body counts', async () => {
    await using listening = await startListening();
    using sender = openSender(listening.server.port);
    sender.write(asking(Buffer.byteLength(BODY)));
    await until('the first answer', () => sender.said.includes('\r\n\r\n'));
    expect(statusLines(sender.said)).toEqual(['HTTP/1.1 100']);
    sender.write(BODY);
    await until('the end', () => sender.isClosed);
    expect(statusLines(sender.said)).toEqual(['HTTP/1.1 100', 'HTTP/1.1 200']);
    expect(listening.stored).toHaveLength(1);
  });

  it.each([
    { because: 'it would be too large', head: asking(MAX_BODY_BYTES + 1), want: 413 },
    { because: 'there is no such source', head: asking(10, '/webhooks/payments/other'), want: 404 },
  ])('is refused at once where $because', async ({ head, want }) => {
    await using listening = await startListening();
    using sender = openSender(listening.server.port);
    sender.write(head);
    await until('the end', () => sender.isClosed);
    expect(statusLines(sender.said)).toEqual([`HTTP/1.1 ${want}`]);
  });
});

describe('a slow sender is cut off', () => {
  it.each([
    {
      because: 'its head does not end',
      head: `POST ${PATH} HTTP/1.1\r\nhost: x\r\n`,
      drop: 'x-more: 1\r\n',
      cutMs: 150,
    },
    { because: 'its body does not end', head: headOf({ 'content-length': 9_999 }), drop: 'x', cutMs: 300 },
  ])('where $because, although something comes all the time', async ({ head, drop, cutMs }) => {
    await using listening = await startListening({ limits: HASTY });
    using sender = openSender(listening.server.port);
    const startedMs = performance.now();
    sender.write(head);
    const dropping = setInterval(() => sender.write(drop), 20);
    await until('the end', () => sender.isClosed);
    clearInterval(dropping);
    expect(performance.now() - startedMs).toBeGreaterThanOrEqual(cutMs - 5);
    expect(statusLines(sender.said)).toEqual(['HTTP/1.1 408']);
    expect(await ask(listening)).toMatchObject({ code: 200 });
  });

  it('gives its place back', async () => {
    await using listening = await startListening({
      limits: { headMs: 400, requestMs: 400, lookEveryMs: 25, connections: 2 },
    });
    const slow = [openSender(listening.server.port), openSender(listening.server.port)];
    for (const sender of slow) sender.write('POST ');
    using late = openSender(listening.server.port);
    await until('the one too many to be closed', () => late.isClosed);
    expect([late.said, slow.map(({ isClosed }) => isClosed)]).toEqual(['', [false, false]]);
    await until('the slow ones to be cut off', () => slow.every(({ isClosed }) => isClosed));
    expect(await ask(listening)).toMatchObject({ code: 200 });
  });
});

describe('the end', () => {
  it('lets a request be answered that is under way, and takes no other', async () => {
    const hanging = Promise.withResolvers<void>();
    let isAsked = false;
    const listening = await startListening({
      store() {
        isAsked = true;
        return hanging.promise;
      },
    });
    const answered = ask(listening);
    await until('the write', () => isAsked);
    const closed = listening.server.close();
    await expect(ask(listening)).rejects.toThrow('fetch failed');
    const startedMs = performance.now();
    hanging.resolve();
    expect(await answered).toMatchObject({ code: 200 });
    await closed;
    // The connection is not kept: nobody waits until it is given up.
    expect(performance.now() - startedMs).toBeLessThan(2_000);
  });
});
