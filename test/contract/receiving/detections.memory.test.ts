// A webhook source all the way on a cluster in memory, with the real formats and expressions: windows survive replicas that die, late and
// repeated events change nothing, and what expressions fail for makes the source incomplete and stops nothing.

import { afterEach, describe, expect, it } from 'vitest';
import { createProviders } from '../../../src/integrations/registry.ts';
import { post, ReceivingStage, type ReceivingReplica, signed } from '../../support/receiving/stage.ts';
import { readHere } from '../../support/receiving/webhook.ts';

const WEBHOOK = {
  signature: { preset: 'HMAC', header: 'X-Sig' },
  format: 'KubernetesAudit',
  detections: [
    {
      name: 'failed-logins',
      when: 'item.responseStatus.code == 401',
      groupBy: 'item.sourceIPs',
      threshold: { count: 5, within: '10m' },
      title: 'Repeated failed logins',
    },
  ],
};

let stage: ReceivingStage;
afterEach(() => stage[Symbol.asyncDispose]());

async function started(webhook: object = WEBHOOK): Promise<ReceivingReplica> {
  const spec = { webhook, secretRef: { name: 'hook' } };
  stage = await ReceivingStage.start({ providers: createProviders(readHere), spec });
  const first = await stage.addReplica();
  first.replica.lead();
  return first;
}

const START = Date.now() - 60_000;

/** An event of a failed login, so many seconds after the start. */
function login(seconds: number, rest: object = {}): object {
  const stageTimestamp = new Date(START + seconds * 1000).toISOString();
  const event = { auditID: `id-${seconds}`, stage: 'ResponseStarted', stageTimestamp, sourceIPs: ['203.0.113.9'] };
  return { ...event, responseStatus: { code: 401 }, ...rest };
}

async function send({ url }: ReceivingReplica, ...items: object[]): Promise<number | undefined> {
  const body = JSON.stringify({ kind: 'EventList', items });
  return post(url, body, signed(body));
}

const counts = async (): Promise<Array<number | undefined>> =>
  (await stage.incidents()).map(({ spec }) => spec.occurrences?.count);

describe('a detection', () => {
  it('counts on where a replica that died left off, and repeats nothing', async () => {
    const first = await started();
    expect(await send(first, login(0), login(1), login(2))).toBe(200);
    await stage.applied();
    await first.replica.stop();
    const second = await stage.addReplica();
    expect(await send(second, login(2), login(3))).toBe(200);
    second.replica.lead();
    await stage.applied();
    expect(await counts()).toEqual([]);
    expect(await send(second, login(1), login(4))).toBe(200);
    await stage.applied();
    expect(await counts()).toEqual([5]);
    expect(await send(second, login(0), login(3), login(5))).toBe(200);
    await stage.applied();
    expect(await counts()).toEqual([6]);
  });

  it('makes one incident of events that two replicas receive at once', async () => {
    const first = await started();
    const second = await stage.addReplica();
    const events = Array.from({ length: 40 }, (_, index) => login(index));
    const answers = await Promise.all(events.map((event, index) => send(index % 2 === 0 ? first : second, event)));
    expect(new Set(answers)).toEqual(new Set([200]));
    await stage.applied();
    expect(await counts()).toEqual([40]);
    const [made] = await stage.incidents();
    expect(made?.spec).toMatchObject({ state: 'Detected', severity: 'High' });
    expect(made?.spec.title).toMatch(/^Repeated failed logins \([0-9a-f]{12}\)$/);
  });

  it('an event that its expression fails for makes the source incomplete, and the others count', async () => {
    const first = await started();
    const broken = login(9, { responseStatus: undefined });
    expect(await send(first, login(0), broken, login(1), login(2), login(3), login(4))).toBe(200);
    await stage.applied();
    expect(await counts()).toEqual([5]);
    expect((await stage.source()).status?.received?.gaps).toMatchObject([
      {
        scope: 'Unreadable',
        detail:
          'ExpressionFailed: spec.webhook.detections[failed-logins].when gave nothing for an item (item id-9/ResponseStarted)',
      },
    ]);
  });
});

describe('a stated severity', () => {
  it('goes through the source’s severityMap', async () => {
    const incidents = [{ id: 'item.id', title: 'item.title', severity: 'item.p' }];
    const webhook = { signature: WEBHOOK.signature, format: 'Custom', incidents };
    const spec = { webhook, secretRef: { name: 'hook' }, severityMap: [{ from: 'P1', to: 'Critical' }] };
    stage = await ReceivingStage.start({ providers: createProviders(readHere), spec });
    const replica = await stage.addReplica();
    replica.replica.lead();
    const body = JSON.stringify({ id: '1', title: 'a', p: 'P1' });
    expect(await post(replica.url, body, signed(body))).toBe(200);
    await stage.applied();
    expect((await stage.incidents()).map(({ spec: { severity } }) => severity)).toEqual(['Critical']);
  });
});
