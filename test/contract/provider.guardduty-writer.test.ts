// What is written to GuardDuty: the contract of writers. It has no notes.

import { GOOD_KEY } from '../support/vendors/guardduty/server.ts';
import { stageGuardDuty } from '../support/vendors/guardduty/stage.ts';
import { never } from '../support/vendors/source-context.ts';
import { describeWriter } from './provider-writer.ts';
import { expect, it } from 'vitest';

const ID = 'one';
const EXTERNAL_ID = `eu-west-1/${ID}`;

describeWriter({
  name: 'GuardDuty',
  hasNotes: false,
  async stage() {
    const staged = await stageGuardDuty();
    const { account, loopback, archived } = staged.server;
    account.create({ id: ID, at: new Date('2026-02-20T00:00:00Z') });
    return {
      clock: staged.clock,
      loopback,
      externalID: EXTERNAL_ID,
      openWriter: () => staged.openWriter(),
      seen: () => ({
        resolutions: archived.filter((id) => id === ID).length,
        isOpen: account.find('eu-west-1', ID)?.archived === false,
        notes: [],
      }),
      people: {
        resolve: () => account.setArchived('eu-west-1', ID, true),
        reopen: () => account.setArchived('eu-west-1', ID, false),
        acknowledge: () => undefined,
        remove: () => account.remove('eu-west-1', ID),
      },
      forbid: { kind: 'status', status: 403, body: { __type: 'AccessDeniedException', message: '' } },
      [Symbol.asyncDispose]: () => staged[Symbol.asyncDispose](),
    };
  },
});

const resolve = { kind: 'resolve', externalID: EXTERNAL_ID, key: 'k', summary: 'Blocked.' } as const;

it('a finding that GuardDuty saw again after the decision is not archived', async () => {
  await using staged = await stageGuardDuty();
  staged.server.account.create({ id: ID, at: new Date('2026-02-20T00:00:00Z') });
  staged.server.account.recur('eu-west-1', ID);
  const outcome = await staged.openWriter().write({ ...resolve, decidedOn: '2026-03-01T00:00:00Z' }, never);
  expect([outcome.kind, staged.server.archived]).toEqual(['conflict', []]);
});

it('a member of an organisation is told that only the administrator account may archive', async () => {
  await using staged = await stageGuardDuty();
  staged.server.account.create({ id: ID, at: new Date('2026-02-20T00:00:00Z') });
  staged.server.isMember = true;
  const outcome = await staged.openWriter().write({ ...resolve, decidedOn: '2026-03-01T00:00:00Z' }, never);
  expect(outcome).toMatchObject({
    kind: 'refused',
    reason: 'NotAllowed',
    message: expect.stringContaining('administrator') as string,
  });
  expect(JSON.stringify(outcome)).not.toContain(GOOD_KEY.secretAccessKey);
});

it('a note is something that GuardDuty does not have', async () => {
  await using staged = await stageGuardDuty();
  const note = {
    kind: 'note',
    externalID: EXTERNAL_ID,
    key: 'k',
    decidedOn: '2026-03-01T00:00:00Z',
    text: 'x',
  } as const;
  expect(await staged.openWriter().write(note, never)).toEqual({ kind: 'unsupported' });
  expect(staged.server.loopback.requests).toEqual([]);
});
