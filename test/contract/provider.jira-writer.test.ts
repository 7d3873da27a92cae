// What is written to Jira: the contract of writers, and which transition is chosen.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { documentText } from '../../src/integrations/jira/normalize-text.ts';
import type { JiraConfig } from '../../src/integrations/jira/index.ts';
import type { WriteCommand } from '../../src/integrations/ports/write.ts';
import { categoryOf, type ScreenField, type Transition } from '../support/vendors/jira/account.ts';
import { CLOUD_ID } from '../support/vendors/jira/server.ts';
import { stageJira, type JiraStage } from '../support/vendors/jira/stage.ts';
import { never } from '../support/vendors/source-context.ts';
import { describeWriter } from './provider-writer.ts';

const LONG_AGO = new Date('2026-02-20T00:00:00Z');

describeWriter({
  name: 'Jira',
  async stage() {
    const staged = await stageJira();
    const { account, loopback } = staged.server;
    account.create({ id: 'ONE', at: LONG_AGO });
    let byPeople = 0;
    return {
      clock: staged.clock,
      loopback,
      openWriter: () => staged.openWriter(),
      seen() {
        const { id, statusID } = account.get('ONE');
        const done = account.historiesOf(id).filter(({ items }) => categoryOf(items[0]?.['to'] ?? '') === 'done');
        const notes = account.commentsOf(id).map(({ body }) => documentText(body));
        return { resolutions: done.length - byPeople, isOpen: categoryOf(statusID) !== 'done', notes };
      },
      people: {
        resolve() {
          byPeople++;
          account.resolve('ONE');
        },
        reopen: () => account.reopen('ONE'),
        acknowledge: () => account.acknowledge('ONE'),
        remove: () => account.delete('ONE'),
      },
      forbid: { kind: 'status', status: 403, body: { errorMessages: ['no'], errors: {} } },
      [Symbol.asyncDispose]: () => staged[Symbol.asyncDispose](),
    };
  },
});

describe('the transition', () => {
  let stage: JiraStage;
  beforeEach(async () => {
    stage = await stageJira();
    stage.server.account.create({ id: 'SEC-1', at: LONG_AGO });
  });
  afterEach(() => stage[Symbol.asyncDispose]());

  const command = { externalID: 'SEC-1', key: 'k', decidedOn: '2026-03-01T00:00:00Z' } as const;
  const resolve: WriteCommand = { ...command, kind: 'resolve', summary: 'done' };
  const owed: ScreenField = { required: true };
  const leadsTo = (name: string, to: string, fields: Transition['fields'] = {}): Transition => {
    return { id: `9${name.length}`, name, to, fields };
  };
  const rows: ReadonlyArray<{
    name: string;
    workflow: readonly Transition[];
    config?: Partial<JiraConfig>;
    want: object;
    ends?: { statusID?: string; resolution?: string };
    because: string;
  }> = [
    {
      name: 'the only one to Done',
      workflow: [leadsTo('Start', '3'), leadsTo('Fertig', '6')],
      want: { kind: 'applied' },
      ends: { statusID: '6' },
      because: 'the category counts, whatever its name',
    },
    {
      name: 'the one that asks for nothing',
      workflow: [leadsTo('Close', '6', { customfield_1: owed }), leadsTo('Resolve', '5')],
      want: { kind: 'applied' },
      ends: { statusID: '5' },
      because: 'the other one needs a person',
    },
    {
      name: 'the one of the spec',
      workflow: [leadsTo('Resolve', '5'), leadsTo('Close it', '6')],
      config: { doneTransition: 'CLOSE IT' },
      want: { kind: 'applied' },
      ends: { statusID: '6' },
      because: 'it is named, in any case',
    },
    {
      name: 'one of the spec that leads elsewhere',
      workflow: [leadsTo('Start', '3'), leadsTo('Resolve', '5')],
      config: { doneTransition: 'Start' },
      want: {
        kind: 'refused',
        reason: 'NotAllowed',
        message: expect.stringMatching(/spec\.jira\.doneTransition/) as string,
      },
      because: 'it would not resolve the issue',
    },
    {
      name: 'none',
      workflow: [leadsTo('Start', '3')],
      want: { kind: 'refused', reason: 'NotAllowed', message: expect.stringMatching(/category Done/) as string },
      because: 'the workflow has none from here',
    },
    {
      name: 'nothing at all',
      workflow: [],
      want: {
        kind: 'refused',
        reason: 'MissingPermission',
        message: expect.stringMatching(/Transition issues/) as string,
      },
      because: 'Jira offers no transition to an account that may make none',
    },
    {
      name: 'one that asks for a resolution',
      workflow: [leadsTo('Resolve', '5', { resolution: { required: true, allowed: ['Done'] } })],
      want: {
        kind: 'refused',
        reason: 'MissingField',
        message: expect.stringMatching(/resolution: set spec\.jira\.resolution/) as string,
      },
      because: 'a closure does not say which',
    },
    {
      name: 'one that asks for a resolution that the spec has',
      workflow: [leadsTo('Resolve', '5', { resolution: { required: true, allowed: ["Won't Do"] } })],
      config: { resolution: "Won't Do" },
      want: { kind: 'applied' },
      ends: { resolution: "Won't Do" },
      because: 'it is sent',
    },
    {
      name: 'one whose screen has no resolution',
      workflow: [leadsTo('Resolve', '5')],
      config: { resolution: 'Done' },
      want: { kind: 'applied' },
      because: 'a field that is not on the screen is refused, so it is not sent',
    },
    {
      name: 'one that does not take the resolution',
      workflow: [leadsTo('Resolve', '5', { resolution: { required: false, allowed: ['Done'] } })],
      config: { resolution: 'Nonsense' },
      want: {
        kind: 'refused',
        reason: 'MissingField',
        message: expect.stringMatching(/asks for resolution/) as string,
      },
      because: 'Jira names the field',
    },
    {
      name: 'one that asks for fields with defaults',
      workflow: [leadsTo('Resolve', '5', { customfield_1: { required: true, hasDefaultValue: true } })],
      want: { kind: 'applied' },
      because: 'Jira fills them',
    },
    {
      name: 'one that asks for two fields',
      workflow: [leadsTo('Resolve', '5', { customfield_1: owed, 'evil <b>': owed })],
      want: {
        kind: 'refused',
        reason: 'MissingField',
        message: expect.stringMatching(/asks for customfield_1: set/) as string,
      },
      because: 'fields are named by their keys, and nothing else is quoted',
    },
  ];

  it.each(rows)('is $name: $because', async ({ workflow, config = {}, want, ends = {} }) => {
    stage.server.account.workflow = workflow;
    expect(await stage.openWriter(config).write(resolve, never)).toMatchObject(want);
    expect(stage.server.account.get('SEC-1')).toMatchObject(ends);
  });

  it('is not made on an issue that was moved', async () => {
    stage.server.account.moveToKey('SEC-1', 'OPS-1');
    expect(await stage.openWriter().write(resolve, never)).toEqual({ kind: 'conflict' });
    const note = { ...command, kind: 'note', text: 'x' } as const;
    expect(await stage.openWriter().write(note, never)).toEqual({ kind: 'conflict' });
  });

  it.each([
    { reopenedAt: '2026-03-01T00:01:00Z', want: 'conflict', because: 'that was after the decision' },
    { reopenedAt: '2026-02-28T00:00:00Z', want: 'applied', because: 'that was known when it was decided' },
  ])('of an issue that was reopened on $reopenedAt: $want, as $because', async ({ reopenedAt, want }) => {
    stage.server.account.resolve('SEC-1', new Date('2026-02-25T00:00:00Z'));
    stage.server.account.reopen('SEC-1', new Date(reopenedAt));
    expect(await stage.openWriter().write(resolve, never)).toEqual({ kind: want });
  });

  it('names the scope that a token lacks', async () => {
    stage.server.access.tokens.set('scoped', new Set(['read:jira-work']));
    const writer = stage.openWriter({ cloudID: CLOUD_ID }, { secret: { token: 'scoped' } });
    const message = expect.stringMatching(/write:jira-work/) as string;
    expect(await writer.write(resolve, never)).toMatchObject({ kind: 'refused', reason: 'MissingPermission', message });
  });

  it('names the permissions that an account lacks', async () => {
    expect(await stage.openWriter().probe(never)).toEqual({ missingScopes: [] });
    stage.server.rules = { ...stage.server.rules, lacking: ['ADD_COMMENTS'] };
    expect(await stage.openWriter().probe(never)).toEqual({ missingScopes: ['ADD_COMMENTS'] });
  });

  it('finds its note among hundreds', async () => {
    const note = { ...command, kind: 'note', text: 'x' } as const;
    expect(await stage.openWriter().write(note, never)).toEqual({ kind: 'applied' });
    const text = { type: 'doc', version: 1, content: [{ type: 'paragraph', content: [{ type: 'text', text: 'hm' }] }] };
    for (let n = 0; n < 250; n++) stage.server.account.comment('SEC-1', text);
    expect(await stage.openWriter().write(note, never)).toEqual({ kind: 'already' });
  });
});
