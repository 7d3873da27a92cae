// What is written to PagerDuty, over loopback HTTP against a server that enforces the vendor's rules: once, whatever happens to the answer.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { type Fault } from '../../../test/support/vendors/pagerduty/server.ts';
import { stagePagerDuty, type PagerDutyStage } from '../../../test/support/vendors/pagerduty/stage.ts';
import { never } from '../../../test/support/vendors/source-context.ts';
import { SourceError } from '../ports/failure.ts';
import type { WriteCommand } from '../ports/write.ts';

/** An hour before the stage's present. */
const DECIDED = '2026-03-02T09:00:00Z';
const BEFORE = new Date('2026-03-02T08:00:00Z');
const AFTER = new Date('2026-03-02T09:30:00Z');

let stage: PagerDutyStage;
let id: string;
beforeEach(async () => {
  stage = await stagePagerDuty();
  ({ id } = stage.server.account.trigger({ at: new Date('2026-03-01T00:00:00Z') }));
});
afterEach(() => stage[Symbol.asyncDispose]());

const resolve = (over: object = {}): WriteCommand => {
  return { kind: 'resolve', externalID: id, key: 'abc-resolve', decidedOn: DECIDED, summary: 'Laptop wiped.', ...over };
};
const note = (): WriteCommand => {
  return { kind: 'note', externalID: id, key: 'abc-note', decidedOn: DECIDED, text: 'Laptop wiped.' };
};
const writes = (): string[] =>
  stage.server.requests.filter(({ method }) => method !== 'GET').map(({ method, path }) => `${method} ${path}`);
const resolutions = (): number =>
  stage.server.account.logEntries.filter(({ type, incidentID }) => type === 'resolve_log_entry' && incidentID === id)
    .length;

it('resolves an incident and leaves a note on it, in the name of the user', async () => {
  const writer = stage.openWriter();
  expect(await writer.write(resolve(), never)).toEqual({ kind: 'applied' });
  expect(await writer.write(note(), never)).toEqual({ kind: 'applied' });
  const { account } = stage.server;
  expect(account.get(id).status).toBe('resolved');
  expect(account.logEntries.at(-1)).toMatchObject({ resolution: 'Laptop wiped. [docket abc-resolve]' });
  expect(account.notes.get(id)).toEqual(['Laptop wiped.\n\n[docket abc-note]']);
});

it('writes neither a second time', async () => {
  const writer = stage.openWriter();
  for (const command of [resolve(), note(), resolve(), note()]) await writer.write(command, never);
  expect(await writer.write(resolve(), never)).toEqual({ kind: 'already' });
  expect(await writer.write(note(), never)).toEqual({ kind: 'already' });
  expect(writes()).toEqual([`PUT /incidents/${id}`, `POST /incidents/${id}/notes`]);
});

describe('what people did before Docket looks', () => {
  const { account } = { account: () => stage.server.account };

  it.each([
    { act: () => account().resolve(id, AFTER), want: 'already', because: 'it is resolved' },
    {
      act: () => {
        account().resolve(id, AFTER);
        account().reopen(id, new Date('2026-03-02T09:40:00Z'));
      },
      want: 'already',
      because: 'it was resolved since the decision, and a person reopened it',
    },
    {
      act: () => {
        account().resolve(id, BEFORE);
        account().reopen(id, AFTER);
      },
      want: 'conflict',
      because: 'a person reopened it after the decision',
    },
    {
      act: () => {
        account().resolve(id, new Date('2026-03-02T07:00:00Z'));
        account().reopen(id, BEFORE);
      },
      want: 'applied',
      because: 'the decision is younger than the reopening',
    },
    { act: () => account().acknowledge(id, AFTER), want: 'applied', because: 'taking it on is no objection' },
  ])('$want, as $because', async ({ act, want }) => {
    act();
    expect(await stage.openWriter().write(resolve(), never)).toEqual({ kind: want });
    expect(writes()).toHaveLength(want === 'applied' ? 1 : 0);
  });

  it('finds its own resolution by the key although a person has reopened the incident, whatever the clocks say', async () => {
    const future = resolve({ decidedOn: '2026-03-02T11:00:00Z' });
    await stage.openWriter().write(future, never);
    account().reopen(id);
    expect(await stage.openWriter().write(future, never)).toEqual({ kind: 'already' });
    expect(resolutions()).toBe(1);
  });
});

describe('an answer that is lost', () => {
  const LOST: ReadonlyArray<readonly [string, Fault]> = [
    ['a connection that breaks', { kind: 'reset' }],
    ['500 after the write', { kind: 'status', status: 500 }],
    ['a truncated answer', { kind: 'truncated' }],
  ];

  it.each(LOST)('%s: what became of it is read back', async (_name, fault) => {
    for (const command of [resolve(), note()]) {
      stage.server.failNext(({ method }) => method !== 'GET', fault);
      expect(await stage.openWriter().write(command, never)).toEqual({ kind: 'applied' });
    }
    expect(resolutions()).toBe(1);
    expect(stage.server.account.notes.get(id)).toHaveLength(1);
  });

  it('is an error where nothing was written, and the command may be repeated', async () => {
    stage.server.failNext(({ method }) => method === 'PUT', { kind: 'reset', unexecuted: true });
    await expect(stage.openWriter().write(resolve(), never)).rejects.toThrow(SourceError);
    expect(await stage.openWriter().write(resolve(), never)).toEqual({ kind: 'applied' });
    expect(resolutions()).toBe(1);
  });

  it('is an error where reading back fails, too', async () => {
    stage.server.failNext(({ method }) => method === 'PUT', { kind: 'reset' });
    let isWritten = false;
    stage.server.beforeAnswer = ({ method }) => void (isWritten ||= method === 'PUT');
    stage.server.failNext(({ method }) => isWritten && method === 'GET', { kind: 'status', status: 503 });
    await expect(stage.openWriter().write(resolve(), never)).rejects.toMatchObject({ kind: 'unreachable' });
    expect(await stage.openWriter().write(resolve(), never)).toEqual({ kind: 'already' });
    expect(resolutions()).toBe(1);
  });
});

describe('what PagerDuty refuses', () => {
  it.each([
    { config: { from: undefined as unknown as string }, reason: 'MissingField', message: /set spec\.pagerDuty\.from/ },
    { config: { from: 'nobody@example.com' }, reason: 'NotAllowed', message: /check that the user that spec/ },
  ])('$reason, with what to do', async ({ config, reason, message }) => {
    const outcome = await stage.openWriter(config).write(resolve(), never);
    expect(outcome).toMatchObject({ kind: 'refused', reason, message: expect.stringMatching(message) as string });
    expect(stage.server.account.get(id).status).toBe('triggered');
  });

  it('a credential that may only read', async () => {
    stage.server.failNext(({ method }) => method === 'PUT', { kind: 'status', status: 403, unexecuted: true });
    expect(await stage.openWriter().write(resolve(), never)).toMatchObject({
      kind: 'refused',
      reason: 'MissingPermission',
      message: expect.stringContaining('incidents.write') as string,
    });
  });

  it.each(['Q0000000000GONE', 'not an id'])('an incident that it does not know: %s', async (externalID) => {
    const outcome = await stage.openWriter().write(resolve({ externalID }), never);
    expect(outcome).toMatchObject({ kind: 'refused', reason: 'NotFound' });
  });

  it('names the scope that an OAuth app lacks', async () => {
    const app = { clientId: 'app', clientSecret: 'secret', subdomain: 'acme' };
    const scopes = ['incidents.read'];
    stage.server.access.apps.push({ ...app, account: 'us.acme', scopes, tokenSeconds: 3_600 });
    const writer = stage.openWriter({}, { secret: app });
    expect(await writer.probe(never)).toEqual({ missingScopes: ['incidents.write'] });
  });
});
