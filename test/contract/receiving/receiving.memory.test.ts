// From the socket to the stored incident, on a cluster in memory: what a sender is answered, and what is in the cluster then.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Item } from '../../../src/integrations/ports/receive.ts';
import { KubeConnectionError } from '../../../src/kube/errors.ts';
import { anEvent, anIncidentItem } from '../../support/receiving/plain-push.ts';
import { post, push, ReceivingStage, type ReceivingReplica, signed } from '../../support/receiving/stage.ts';

let stage: ReceivingStage;
let leader: ReceivingReplica;

beforeEach(async () => {
  stage = await ReceivingStage.start();
  leader = await stage.addReplica();
  leader.replica.lead();
});

afterEach(() => stage[Symbol.asyncDispose]());

const idsOf = async (): Promise<string[]> => (await stage.incidents()).map(({ spec }) => spec.externalID ?? '');

describe('what arrives', () => {
  it('is stored before the sender is told so, and applied once', async () => {
    expect(await push(leader.url, [anIncidentItem('a'), anIncidentItem('b')])).toBe(200);
    await stage.applied();
    expect(await idsOf()).toEqual(['a', 'b']);
  });

  it('is stored although the status of its source, with what arrived before, is not written yet', async () => {
    const written = Promise.withResolvers<void>();
    await leader.replica.standDown();
    const slow = await stage.addReplica((client) => ({
      ...client,
      async updateStatus(type, object, options) {
        if (type.kind === 'IncidentSource') await written.promise;
        return client.updateStatus(type, object, options);
      },
    }));
    slow.replica.lead();
    for (const id of ['a', 'b', 'c']) {
      expect(await push(slow.url, [anIncidentItem(id)])).toBe(200);
      await expect.poll(idsOf, { interval: 5 }).toContain(id);
    }
    expect(await stage.deliveries()).toHaveLength(3);
    written.resolve();
    await stage.applied();
    expect((await stage.source()).status?.received?.facts).toHaveLength(3);
  });

  it('at a replica that does not lead waits as a Delivery, which the leader applies', async () => {
    await leader.replica.standDown();
    const follower = await stage.addReplica();
    expect(await push(follower.url, [anIncidentItem('a')])).toBe(200);
    expect((await stage.deliveries()).map(({ spec }) => spec.items.length)).toEqual([1]);
    expect(await idsOf()).toEqual([]);
    leader.replica.lead();
    await stage.applied();
    expect(await idsOf()).toEqual(['a']);
  });

  it('of many senders at once is stored together, and every one of them is answered', async () => {
    await leader.replica.standDown();
    const ids = Array.from({ length: 40 }, (_, index) => `burst-${index}`);
    const answers = await Promise.all(ids.map((id) => push(leader.url, [anIncidentItem(id)])));
    expect(new Set(answers)).toEqual(new Set([200]));
    const deliveries = await stage.deliveries();
    expect(deliveries.length).toBeLessThan(40);
    expect(deliveries.flatMap(({ spec }) => spec.items)).toHaveLength(40);
  });

  it('again is answered as before, and makes nothing new', async () => {
    const items = [anIncidentItem('a'), anEvent('1'), anEvent('2')];
    for (let times = 0; times < 20; times++) expect(await push(leader.url, items)).toBe(200);
    const other = await stage.addReplica();
    for (let times = 0; times < 20; times++) expect(await push(other.url, items)).toBe(200);
    await stage.applied();
    expect(await idsOf()).toEqual(['a']);
    expect((await stage.source()).status?.received?.windows).toBe('{"g":2}');
  });

  it('is counted once by a detection, whichever request and replica bring it', async () => {
    const other = await stage.addReplica();
    const sent: Array<[string, readonly Item[]]> = [
      [leader.url, [anEvent('1')]],
      [other.url, [anEvent('1'), anEvent('2')]],
      [leader.url, [anEvent('2'), anEvent('3')]],
      [other.url, [anEvent('3')]],
    ];
    for (const [url, items] of sent) expect(await push(url, items)).toBe(200);
    await stage.applied();
    const [incident, ...others] = await stage.incidents();
    expect(others).toEqual([]);
    expect(incident?.spec).toMatchObject({ externalID: 'detection/g', title: 'Seen 3 times' });
  });

  it('in the wrong order leaves the newer fact standing', async () => {
    const resolved = anIncidentItem('a', { state: 'Resolved', time: '2026-03-02T10:05:00Z' });
    expect(await push(leader.url, [resolved])).toBe(200);
    await stage.applied();
    expect(await push(leader.url, [anIncidentItem('a')])).toBe(200);
    await stage.applied();
    expect((await stage.incidents()).map(({ spec }) => spec.state)).toEqual(['Resolved']);
    expect(await push(leader.url, [anIncidentItem('a', { time: '2026-03-02T10:06:00Z' })])).toBe(200);
    await stage.applied();
    expect((await stage.incidents()).map(({ spec }) => spec.state)).toEqual(['Detected']);
  });

  it('with nothing of interest is answered 202, and what cannot be read 400', async () => {
    expect(await push(leader.url, [])).toBe(202);
    expect(await push(leader.url, [], [{ reason: 'WrongType', detail: 'x' }])).toBe(400);
    expect(await stage.deliveries()).toEqual([]);
  });

  it('says which part the sender left out, and the source is not complete until that is sent', async () => {
    const gap = (key: string, state: 'Open' | 'Closed'): Item => ({
      kind: 'Gap',
      key,
      time: '2026-03-02T10:00:00Z',
      scope: 'group-1',
      gap: state,
    });
    await push(leader.url, [gap('1', 'Open'), anIncidentItem('a')]);
    await stage.applied();
    expect((await stage.source()).status?.received?.gaps?.map(({ scope }) => scope)).toEqual(['group-1']);
    await push(leader.url, [gap('2', 'Closed'), anIncidentItem('b')]);
    await stage.applied();
    expect((await stage.source()).status?.received?.gaps).toBeUndefined();
  });
});

describe('who is not let in', () => {
  const body = JSON.stringify({ items: [anIncidentItem('a')], rejected: [] });

  it.each([
    { because: 'no signature', headers: {}, path: undefined, want: 401 },
    { because: 'the signature of another secret', headers: signed(body, 'wrong'), path: undefined, want: 401 },
    { because: 'the signature of another body', headers: signed(`${body} `), path: undefined, want: 401 },
    { because: 'an unknown source', headers: signed(body), path: '/webhooks/payments/other', want: 404 },
    { because: 'an unknown namespace', headers: signed(body), path: '/webhooks/other/alerts', want: 404 },
    { because: 'another path', headers: signed(body), path: '/metrics', want: 404 },
    {
      because: 'a path that climbs',
      headers: signed(body),
      path: '/webhooks/payments/../payments/alerts/x',
      want: 404,
    },
    { because: 'a name that cannot be one', headers: signed(body), path: '/webhooks/payments/Alerts%00', want: 404 },
  ])('$because: $want', async ({ headers, path, want }) => {
    expect(await post(leader.url, body, headers, path)).toBe(want);
    expect(await stage.deliveries()).toEqual([]);
    expect(await idsOf()).toEqual([]);
  });

  it('a query string does not matter', async () => {
    expect(await post(leader.url, body, signed(body), '/webhooks/payments/alerts?tenant=1')).toBe(200);
  });

  it('another method is told which one is right', async () => {
    const response = await fetch(`${leader.url}/webhooks/payments/alerts`);
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
  });

  it('a suspended source, one without a Secret and one whose Secret has no key for it are all unknown', async () => {
    await stage.client.patch(...patchOf({ suspend: true }));
    await expect.poll(() => post(leader.url, body, signed(body)), { timeout: 10_000 }).toBe(404);
  });
});

describe('an API server that does not store', () => {
  it('is 503 with Retry-After, and what the sender repeats later is there once', async () => {
    let isDown = true;
    const replica = await stage.addReplica((client) => ({
      ...client,
      create: (type, object, options) =>
        isDown && type.kind === 'Delivery'
          ? Promise.reject(new KubeConnectionError('create', new Error('reset')))
          : client.create(type, object, options),
    }));
    const body = JSON.stringify({ items: [anIncidentItem('a')], rejected: [] });
    const refused = await fetch(`${replica.url}/webhooks/payments/alerts`, {
      method: 'POST',
      body,
      headers: signed(body),
    });
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '5']);
    isDown = false;
    expect(await post(replica.url, body, signed(body))).toBe(200);
    await stage.applied();
    expect(await idsOf()).toEqual(['a']);
  });
});

function patchOf(spec: object): Parameters<ReceivingStage['client']['patch']> {
  const type = {
    group: 'docket.dev',
    version: 'v1alpha1',
    kind: 'IncidentSource',
    plural: 'incidentsources',
    namespaced: true,
  };
  return [type, { namespace: 'payments', name: 'alerts' }, { spec }, { type: 'merge' }];
}
