// Random histories of a folder of a real Dovecot, read by a process that dies now and then: what is stored is what the folder ever showed, each
// mail once, however mails come, come twice, are moved away and back, and whether the folder is made anew. A mail has no states, so that the
// model is a set.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { ImapFlow } from 'imapflow';
import { SourceError } from '../../src/integrations/ports/failure.ts';
import type { Cursor } from '../../src/integrations/ports/changes.ts';
import { times } from '../support/profile.ts';
import { seeded } from '../support/seeded.ts';
import { aMail } from '../support/vendors/mailbox/mails.ts';
import { AN_HOUR_AGO, idsOf, type MailStage, readMails, stageMailbox } from '../support/vendors/mailbox/stage.ts';

const HISTORIES = times({ ordinary: 6, nightly: 1_000 });
const STEPS = 12;
const [FOLDER, AWAY] = ['Reports', 'Done'] as const;

let stage: MailStage;
beforeAll(async () => {
  stage = await stageMailbox();
}, 300_000);
afterAll(() => stage[Symbol.asyncDispose]());

interface History {
  readonly user: string;
  readonly owner: ImapFlow;
  readonly random: () => number;
  /** What the folder shows, and what was moved away; a mail that came twice is there twice. */
  folder: string[];
  away: string[];
  /** What a reading should have brought, and has. */
  readonly shown: Set<string>;
  readonly stored: Set<string>;
  cursor: Cursor | undefined;
  mails: number;
}

const STEPS_OF: ReadonlyArray<(history: History) => Promise<void>> = [
  (history) => append(history, `M${history.mails++}`),
  (history) => append(history, `M${history.mails++}`),
  (history) => append(history, history.folder[0] ?? history.away[0] ?? `M${history.mails++}`),
  (history) => move(history, [FOLDER, AWAY]),
  (history) => move(history, [AWAY, FOLDER]),
  (history) => (history.random() < 0.3 ? remake(history) : Promise.resolve()),
  (history) => read(history, { dies: true }),
  (history) => read(history, { dies: false }),
];

async function append(history: History, id: string): Promise<void> {
  await history.owner.append(FOLDER, aMail({ id, date: AN_HOUR_AGO }), [], AN_HOUR_AGO);
  history.folder.push(id);
}

/** The first mail of a folder, which gets a new UID where it goes. */
async function move(history: History, [from, to]: readonly [string, string]): Promise<void> {
  const [left, right] = from === FOLDER ? [history.folder, history.away] : [history.away, history.folder];
  const id = left.shift();
  if (id === undefined) return;
  await history.owner.mailboxOpen(from);
  await history.owner.messageMove('1', to);
  await history.owner.mailboxClose();
  right.push(id);
}

/** With what is in it: the next one of that name has another UIDVALIDITY. */
async function remake(history: History): Promise<void> {
  await history.owner.mailboxDelete(FOLDER);
  await history.owner.mailboxCreate(FOLDER);
  history.folder = [];
}

/** `dies`: what it brought is stored, and its cursor is not. */
async function read(history: History, { dies }: { readonly dies: boolean }): Promise<void> {
  const { user, stored, shown } = history;
  for (const id of history.folder) shown.add(id);
  const { records, cursor } = await readFrom(user, history.cursor);
  const ids = idsOf(records);
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) stored.add(id);
  if (!dies) history.cursor = cursor;
  expect([...stored].sort()).toEqual([...shown].sort());
}

/** As the controller does: what a cursor of another folder is refused for is read from the beginning. */
async function readFrom(user: string, cursor: Cursor | undefined): ReturnType<typeof readMails> {
  try {
    return await readMails(stage.open(user, { folder: FOLDER }), { cursor });
  } catch (error) {
    if (!(error instanceof SourceError) || error.kind !== 'cursor-expired') throw error;
    return await readMails(stage.open(user, { folder: FOLDER }));
  }
}

async function play(seed: number): Promise<void> {
  const user = await stage.account('ELSEWHERE');
  const owner = await stage.owner(user);
  for (const folder of [FOLDER, AWAY]) await owner.mailboxCreate(folder);
  await owner.mailboxClose();
  const random = seeded(seed);
  const empty = { folder: [], away: [], shown: new Set<string>(), stored: new Set<string>(), cursor: undefined };
  const history: History = { user, owner, random, ...empty, mails: 0 };
  for (let step = 0; step < STEPS; step++) await STEPS_OF[Math.floor(random() * STEPS_OF.length)]?.(history);
  await read(history, { dies: false });
  await owner.logout();
}

describe('a mailbox', () => {
  it(`equals the model after each of ${HISTORIES} random histories`, { timeout: 1_800_000 }, async () => {
    for (let seed = 1; seed <= HISTORIES; seed++) {
      await play(seed).catch((error: unknown) => {
        throw new Error(`history ${seed}`, { cause: error });
      });
    }
  });
});
