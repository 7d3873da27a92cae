// An account that reads single incidents by their numbers alone, as it is documented: what is known of numbers, and what is asked without one.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { stageZenduty, type ZendutyStage } from '../../../test/support/vendors/zenduty/stage.ts';
import { lookupAll, never, pullAll } from '../../../test/support/vendors/source-context.ts';
import type { RecordedFacts } from '../provider.ts';

let stage: ZendutyStage;
beforeEach(async () => void (stage = await stageZenduty({ rules: { byNumber: true } })));
afterEach(() => stage[Symbol.asyncDispose]());

const daysAgo = (days: number): Date => new Date(stage.clock.now().getTime() - days * 86_400_000);
const recordedOn = (at: Date): RecordedFacts => ({
  ...{
    detectedAt: at.getTime(),
    acknowledgedAt: undefined,
    resolvedAt: undefined,
    hasDataLossHint: false,
    isWhole: false,
  },
});
const requests = (): string[] =>
  stage.server.loopback.takeRequests().map(({ method, path }) => `${method} ${path.replace('/api/incidents/', '')}`);

describe('a look-up', () => {
  it('finds what left the open set by the number that the listing showed', async () => {
    stage.server.account.create({ id: 'ONE' });
    const source = stage.open();
    expect((await pullAll(source)).open.has('ONE')).toBe(true);
    stage.server.account.resolve('ONE');
    requests();
    const found = (await lookupAll(source, ['ONE'])).get('ONE');
    expect(found).toMatchObject({ kind: 'found', record: { state: 'Resolved' } });
    expect(requests()).toEqual(['GET 1/']);
  });

  it('finds what was resolved before any listing showed it, by the day on record', async () => {
    const { account } = stage.server;
    const at = daysAgo(200);
    for (const id of ['ONE', 'TWO', 'DELETED']) account.create({ id, at });
    account.resolve('ONE');
    account.delete('DELETED');
    const source = stage.open({}, { recorded: () => recordedOn(at) });
    const found = await lookupAll(source, ['ONE', 'TWO', 'DELETED']);
    expect([...found.values()].map((each) => (each.kind === 'found' ? each.record.state : each.kind))).toEqual([
      ...['Resolved', 'Detected', 'gone'],
    ]);
    expect(requests()).toEqual(['POST filter/', 'GET DELETED/']);
  });

  it('finds a new one that a push is about', async () => {
    stage.server.account.create({ id: 'NEW', service: 'Shop' });
    const found = (await lookupAll(stage.open({ services: ['Mail gateway'] }), ['NEW'])).get('NEW');
    expect(found).toMatchObject({ kind: 'found', inScope: false });
  });

  it('is like the listing, however it was made', async () => {
    stage.server.account.create({ id: 'ONE', urgency: 0, priority: 'P2' });
    const byRow = (await lookupAll(stage.open(), ['ONE'])).get('ONE');
    const { created } = await pullAll(stage.open());
    const byNumber = (await lookupAll(stage.open(), ['ONE'])).get('ONE');
    expect([byRow, byNumber]).toEqual([
      { kind: 'found', record: created.get('ONE'), inScope: true },
      { kind: 'found', record: created.get('ONE'), inScope: true },
    ]);
  });

  it('says gone for the incident of another account, which has the same number', async () => {
    stage.server.account.create({ id: 'ONE' });
    await pullAll(stage.open());
    turnNumberInto('OTHER');
    expect((await lookupAll(stage.open(), ['ONE'])).get('ONE')).toEqual({ kind: 'gone', externalID: 'ONE' });
  });
});

describe('a write', () => {
  const command = { externalID: 'ONE', key: 'k1', decidedOn: '2026-03-01T00:00:00Z' };
  const resolve = { kind: 'resolve', ...command, summary: 'done' } as const;
  const note = { kind: 'note', ...command, text: 'why' } as const;

  it('touches no incident of another account, which has the same number', async () => {
    stage.server.account.create({ id: 'ONE' });
    await pullAll(stage.open());
    turnNumberInto('OTHER');
    requests();
    for (const each of [resolve, note]) {
      expect(await stage.openWriter().write(each, never)).toMatchObject({ kind: 'refused', reason: 'NotFound' });
    }
    expect(requests()).toEqual(['GET 1/', 'GET 1/']);
  });

  it('goes to the unique id, and notes to the number', async () => {
    stage.server.account.create({ id: 'ONE' });
    await pullAll(stage.open());
    requests();
    for (const each of [resolve, note])
      expect(await stage.openWriter().write(each, never)).toEqual({ kind: 'applied' });
    const sent = requests().filter((request) => !request.startsWith('GET'));
    expect(sent).toEqual(['PATCH ONE/', 'POST 1/note/']);
  });
});

function turnNumberInto(id: string): void {
  const mutate = (body: unknown): unknown => ({ ...(body as object), unique_id: id });
  stage.server.loopback.failNext({ path: '/api/incidents/1/' }, { kind: 'mutate', mutate }, 99);
}
