// The setup of most tests of mailboxes: a Dovecot, whose certificate this process trusts, and sources that read accounts of it.

import tls from 'node:tls';

import { ImapFlow } from 'imapflow';

import { type Clock, systemClock } from '../../../../src/base/clock.ts';
import { createMailbox, type MailboxConfig } from '../../../../src/integrations/mailbox/index.ts';
import type { ChangesPage, Cursor } from '../../../../src/integrations/ports/changes.ts';
import type { IncidentRecord } from '../../../../src/integrations/ports/record.ts';
import type { ChangesSource } from '../../../../src/integrations/provider.ts';
import { type ContextOptions, never, sourceContext } from '../source-context.ts';
import { Dovecot } from './dovecot.ts';
import { aMail, type MailOptions, RECEIVER } from './mails.ts';

export const AN_HOUR_AGO = new Date(Math.floor(Date.now() / 1000) * 1000 - 3_600_000);

export interface Read {
  readonly pages: readonly ChangesPage[];
  readonly records: readonly IncidentRecord[];
  readonly ignored: Readonly<Record<string, number>>;
  readonly cursor: Cursor | undefined;
}

export interface MailStage extends AsyncDisposable {
  readonly dovecot: Dovecot;
  /** The member of the spec for an account of the server. */
  config(more?: Partial<MailboxConfig>): MailboxConfig;
  secret(user: string): { readonly username: string; readonly password: string };
  open(user: string, config?: Partial<MailboxConfig>, options?: Partial<ContextOptions<MailboxConfig>>): ChangesSource;
  /** By which codes its requests were counted since the last call, in order. */
  takeCodes(): string[];
  /** A new account, with mails of these IDs. */
  account(...ids: readonly string[]): Promise<string>;
  /** Delivers a mail that was written an hour ago. */
  deliver(user: string, id: string, more?: Partial<MailOptions>): Promise<void>;
  /** Opens the account as its owner, who may change things. */
  owner(user: string): Promise<ImapFlow>;
}

export async function stageMailbox(clock: Clock = systemClock): Promise<MailStage> {
  const dovecot = await Dovecot.start();
  const before = tls.getCACertificates('default');
  tls.setDefaultCACertificates([...before, dovecot.authority.cert]);
  const provider = createMailbox();
  const taken = new Map<readonly string[], number>();
  const contexts: Array<ReturnType<typeof sourceContext>> = [];
  let accounts = 0;
  const stage: MailStage = {
    dovecot,
    config: (more) => ({
      host: 'localhost',
      port: dovecot.port,
      security: 'TLS',
      folder: 'INBOX',
      allowedSenders: ['canary.example.com'],
      authenticationServer: RECEIVER,
      reply: 'Disabled',
      ...more,
    }),
    secret: (username) => ({ username, password: dovecot.password }),
    open(user, config, options) {
      const made = sourceContext({ config: stage.config(config), secret: stage.secret(user), clock, ...options });
      contexts.push(made);
      return provider.open(made.context);
    },
    takeCodes() {
      return contexts.flatMap(({ codes }) => {
        const fresh = codes.slice(taken.get(codes) ?? 0);
        taken.set(codes, codes.length);
        return fresh;
      });
    },
    async account(...ids) {
      const user = `u${++accounts}@example.com`;
      for (const id of ids) await stage.deliver(user, id);
      return user;
    },
    deliver: (user, id, more = {}) => dovecot.deliver(user, aMail({ id, date: AN_HOUR_AGO, ...more }), AN_HOUR_AGO),
    async owner(user) {
      const client = new ImapFlow({
        host: 'localhost',
        port: dovecot.port,
        secure: true,
        auth: { user, pass: dovecot.password },
        logger: false,
      });
      await client.connect();
      await client.mailboxOpen('INBOX');
      return client;
    },
    async [Symbol.asyncDispose]() {
      for (const made of contexts) await made[Symbol.asyncDispose]();
      tls.setDefaultCACertificates(before);
      await dovecot[Symbol.asyncDispose]();
    },
  };
  return stage;
}

/** `pages`: stops after so many, as a crash does. */
export async function readMails(
  source: ChangesSource,
  {
    cursor,
    since = new Date(0),
    pages: max = Infinity,
  }: { cursor?: Cursor | undefined; since?: Date; pages?: number } = {},
): Promise<Read> {
  const pages: ChangesPage[] = [];
  for await (const page of source.changes({ cursor, since, open: false, signal: never })) {
    pages.push(page);
    if (pages.length >= max) break;
  }
  await source[Symbol.asyncDispose]();
  const ignored: Record<string, number> = {};
  for (const [reason, count] of pages.flatMap((page) => Object.entries(page.ignored ?? {}))) {
    ignored[reason] = (ignored[reason] ?? 0) + count;
  }
  return { pages, records: pages.flatMap(({ records }) => records), ignored, cursor: pages.at(-1)?.cursor ?? cursor };
}

/** What a test called the mails. */
export function idsOf(records: ReadonlyArray<{ readonly externalID: string }>): string[] {
  return records.map(({ externalID }) => externalID.replace(/@.*/, ''));
}

export function many(count: number): string[] {
  return Array.from({ length: count }, (_, n) => `M${n}`);
}
