// What is written to Defender: the contract of writers, and what an incident is resolved with.

import { expect, it } from 'vitest';

import { GOOD_APP } from '../support/vendors/defender/server.ts';
import { stageDefender } from '../support/vendors/defender/stage.ts';
import { never } from '../support/vendors/source-context.ts';
import { describeWriter } from './provider-writer.ts';

describeWriter({
  name: 'Defender',
  async stage() {
    const staged = await stageDefender();
    const { account, loopback } = staged.server;
    account.create({ id: 'ONE', at: new Date('2026-02-20T00:00:00Z') });
    return {
      clock: staged.clock,
      loopback,
      openWriter: () => staged.openWriter(),
      seen: () => ({
        resolutions: account.writes.filter((each) => each === 'PATCH ONE').length,
        isOpen: account.incidents.get('ONE')?.status !== 'resolved',
        notes: account.incidents.get('ONE')?.comments ?? [],
      }),
      people: {
        resolve: () => account.change('ONE', { status: 'resolved' }),
        reopen: () => account.change('ONE', { status: 'active' }),
        acknowledge: () => account.change('ONE', { status: 'inProgress' }),
        remove: () => void account.incidents.delete('ONE'),
      },
      forbid: { kind: 'status', status: 403, body: { error: { code: 'Forbidden', message: '' } } },
      [Symbol.asyncDispose]: () => staged[Symbol.asyncDispose](),
    };
  },
});

const resolve = {
  kind: 'resolve',
  externalID: 'ONE',
  key: 'k',
  summary: 'Wiped.',
  decidedOn: '2026-03-01T00:00:00Z',
} as const;

it('an incident is resolved with the classification and determination of the spec', async () => {
  await using staged = await stageDefender();
  staged.server.account.create({ id: 'ONE' });
  const config = { classification: 'TruePositive', determination: 'CompromisedAccount' } as const;
  expect(await staged.openWriter(config).write(resolve, never)).toEqual({ kind: 'applied' });
  expect(staged.server.account.incidents.get('ONE')).toMatchObject({
    ...{ status: 'resolved', classification: 'truePositive', determination: 'compromisedAccount' },
    resolvingComment: 'Wiped. [docket k]',
  });
});

it('an incident that somebody resolved and reopened after the decision is a conflict', async () => {
  await using staged = await stageDefender();
  const { account } = staged.server;
  account.create({ id: 'ONE' });
  account.change('ONE', { status: 'resolved', resolvingComment: 'False alarm' });
  account.change('ONE', { status: 'active' });
  expect(await staged.openWriter().write(resolve, never)).toEqual({ kind: 'conflict' });
});

it('the probe names the permission that the app lacks', async () => {
  await using staged = await stageDefender();
  staged.server.entra.apps.set(GOOD_APP.clientId, {
    clientSecret: GOOD_APP.clientSecret,
    roles: ['SecurityIncident.Read.All'],
  });
  expect(await staged.openWriter().probe(never)).toEqual({ missingScopes: ['SecurityIncident.ReadWrite.All'] });
});
