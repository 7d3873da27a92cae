// The mailbox and its server: what is said of one that cannot be read, which servers are connected to at all, and what becomes of a reading when a
// real Dovecot restarts.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { systemClock } from '../../src/base/clock.ts';
import { createHttp } from '../../src/integrations/http.ts';
import { createMailbox } from '../../src/integrations/mailbox/index.ts';
import type { Cursor } from '../../src/integrations/ports/changes.ts';
import type { ChangesSource } from '../../src/integrations/provider.ts';
import { eventually } from '../support/time/eventually.ts';
import { never, sourceContext } from '../support/vendors/source-context.ts';
import { idsOf, many, type MailStage, readMails, stageMailbox } from '../support/vendors/mailbox/stage.ts';

let stage: MailStage;
beforeAll(async () => {
  stage = await stageMailbox();
}, 300_000);
afterAll(() => stage[Symbol.asyncDispose]());

/** The lines of Dovecot's log, once the last of earlier connections are there. */
async function quietLog(): Promise<number> {
  for (let before = -1, lines = 0; ; before = lines) {
    lines = (await stage.dovecot.log()).length;
    if (lines === before) return lines;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

describe('a server that cannot be read', () => {
  const failureOf = async (open: () => ChangesSource): Promise<unknown> => {
    try {
      await using opened = open();
      await opened.probe(never);
      return 'read';
    } catch (error) {
      return error;
    }
  };

  it.each([
    { name: 'StartTLS', config: () => ({ security: 'StartTLS', port: stage.dovecot.plainPort }) as const },
    { name: 'TLS', config: () => ({}) },
  ])('is read with $name', async ({ config }) => {
    const user = await stage.account('A');
    stage.takeCodes();
    expect(idsOf((await readMails(stage.open(user, config()))).records)).toEqual(['A']);
    // The login, the folder, a search, and what it found.
    expect(stage.takeCodes()).toEqual(['OK', 'OK', 'OK', 'OK']);
  });

  it.each([
    {
      name: 'a wrong password',
      secret: { username: 'x@example.com', password: 'wrong' },
      config: {},
      kind: 'unauthorized',
      says: 'check the Secret',
      codes: ['NO'],
    },
    {
      name: 'no password',
      secret: { username: 'x@example.com' },
      config: {},
      kind: 'unauthorized',
      says: 'key password',
      codes: [],
    },
    {
      name: 'a folder that is not there',
      config: { folder: 'No/Such' },
      kind: 'not-found',
      says: 'spec.mailbox.folder',
      codes: ['OK', 'NO'],
    },
    {
      name: 'a name that the certificate does not have',
      config: { host: '127.0.0.1' },
      kind: 'unreachable',
      says: 'NODE_EXTRA_CA_CERTS',
      codes: ['error'],
    },
    {
      name: 'a port that nobody listens on',
      config: { port: 1 },
      kind: 'unreachable',
      says: 'ECONNREFUSED',
      codes: ['error'],
    },
    {
      name: 'TLS where the server speaks in the clear',
      config: { port: 'plain' },
      kind: 'unreachable',
      says: 'no answer',
      codes: ['error'],
    },
  ])('$name is $kind, and is counted', async ({ secret, config, kind, says, codes }) => {
    const user = await stage.account();
    stage.takeCodes();
    const port = 'port' in config && config.port === 'plain' ? { port: stage.dovecot.plainPort } : {};
    const options = secret === undefined ? {} : { secret };
    const failure = await failureOf(() => stage.open(user, { ...(config as object), ...port }, options));
    expect(failure).toMatchObject({ kind, message: expect.stringContaining(says) as unknown });
    expect((failure as Error).message).not.toMatch(/wrong|x@example\.com/);
    expect(stage.takeCodes()).toEqual(codes);
  });

  it.each([
    { host: 'localhost', because: 'the name is at a private address' },
    { host: '127.0.0.1', because: 'the address is private' },
    { host: '169.254.169.254', because: 'it is the metadata service of a cloud' },
    { host: 'api.example.com', because: 'it is the cluster’s own API server' },
  ])('$host is not connected to unless the administrator allowed it: $because', async ({ host }) => {
    const connections = await quietLog();
    const http = createHttp({
      clock: systemClock,
      ownHosts: ['api.example.com'],
      resolve: async (name) => [{ address: name === 'localhost' ? '127.0.0.1' : '93.184.216.34', family: 4 }],
    });
    const { context } = sourceContext({ config: stage.config({ host }), secret: stage.secret('x@example.com') });
    const guarded = { ...context, http: (base: string) => http.client('mailbox', base) };
    const opening = async (): Promise<unknown> => failureOf(() => createMailbox().open(guarded));
    await expect(opening().then((error) => Promise.reject(error as Error))).rejects.toMatchObject({
      kind: 'invalid-config',
    });
    expect(await quietLog()).toBe(connections);
    await http.close();
  });

  it('a server that restarts is read again, from where the reading ended', async () => {
    const user = await stage.account('A');
    const { cursor } = await readMails(stage.open(user));
    await stage.dovecot.pause();
    expect(await failureOf(() => stage.open(user))).toMatchObject({ kind: 'unreachable' });
    await stage.dovecot.resume();
    await stage.deliver(user, 'B');
    expect(idsOf((await readMails(stage.open(user), { cursor })).records)).toEqual(['B']);
  });

  it('a connection that breaks between two pages is a failure, and what was read of it counts', async () => {
    const all = many(120);
    const user = await stage.account(...all);
    const source = stage.open(user);
    const found: string[] = [];
    let cursor: Cursor | undefined;
    const run = async (): Promise<void> => {
      for await (const page of source.changes({ cursor: undefined, since: new Date(0), open: false, signal: never })) {
        found.push(...idsOf(page.records));
        ({ cursor } = page);
        if (found.length !== 50) continue;
        await stage.dovecot.pause();
        const ended = new RegExp(`imap\\(${user}\\).*shutting down`);
        await eventually(async () => ended.test(await stage.dovecot.log()), true, 10_000);
      }
    };
    await expect(run()).rejects.toMatchObject({ kind: 'unreachable' });
    await source[Symbol.asyncDispose]();
    await stage.dovecot.resume();
    found.push(...idsOf((await readMails(stage.open(user), { cursor })).records));
    expect(found).toEqual(all);
  });
});
