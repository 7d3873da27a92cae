// The mailbox against a real Dovecot: nothing is lost or doubled by a crash, a second delivery, a server that was made anew, or mails that
// people move; and what is not allowed is not read. MAILS sets the number of damaged mails.
//
// It has no part in describeProvider and describeFuzz: their incidents are taken on, resolved, reopened and renamed, and what is mutated there is
// JSON over HTTP; a mail has no state, and comes over IMAP. Their list is held to here, promise by promise:
// - resumes after a crash at any page, pages that repeat or shift, an unchanged source: `reading`, first two tests; a connection that
//   breaks between pages, a server that restarts: provider.mailbox-server
// - random histories equal a model, cut off by crashes: provider.mailbox-model
// - a cursor that expires (UIDVALIDITY), or that nobody can read: `reading`; its two numbers are compared exactly, so it holds nothing else
// - late changes and clocks that differ: a mail that is there late has a higher UID, and no clock is read: `the range alone without a cursor`
// - look-ups, abort, bounds of the API, dataPolicy Minimal: `looks mails up`, `stops at once`, `what is read of a mail`
// - limits, refusals, failures definite and transient (P1): provider.mailbox-server, provider.mailbox-trust (describeTrust, as everybody)
// - hostile payloads, one bad item costs one item: provider.mailbox-fuzz (heads), `of N damaged mails none stalls a reading` (whole mails)

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { TIMES } from '../../src/integrations/mailbox/limits.ts';
import type { Cursor } from '../../src/integrations/ports/changes.ts';
import type { Lookup } from '../../src/integrations/ports/record.ts';
import type { ChangesSource } from '../../src/integrations/provider.ts';
import { times } from '../support/profile.ts';
import { seeded } from '../support/seeded.ts';
import { eventually } from '../support/time/eventually.ts';
import { expectValidSpec } from '../support/vendors/record-schema.ts';
import { never } from '../support/vendors/source-context.ts';
import { aMail, damaged, MAIL_CANARIES, manyMails } from '../support/vendors/mailbox/mails.ts';
import { AN_HOUR_AGO, idsOf, many, type MailStage, readMails, stageMailbox } from '../support/vendors/mailbox/stage.ts';

const MAILS = Number(process.env['MAILS'] ?? times({ ordinary: 150, nightly: 2_000 }));

let stage: MailStage;
beforeAll(async () => {
  stage = await stageMailbox();
}, 300_000);
afterAll(() => stage[Symbol.asyncDispose]());

describe('reading', () => {
  it('brings each mail once, page by page, and goes on from the cursor of any page', async () => {
    const all = many(120);
    const user = await stage.account(...all);
    const { records, pages } = await readMails(stage.open(user));
    expect(idsOf(records)).toEqual(all);
    expect(pages.map(({ last }) => last)).toEqual([false, false, true]);
    for (let cut = 0; cut <= pages.length; cut++) {
      const before = cut === 0 ? { records: [], cursor: undefined } : await readMails(stage.open(user), { pages: cut });
      const after = await readMails(stage.open(user), { cursor: before.cursor });
      expect(idsOf([...before.records, ...after.records])).toEqual(all);
    }
  });

  it('brings nothing where nothing is new, though a server always answers `UID n:*` with the last mail, and moves no cursor', async () => {
    const user = await stage.account('A', 'B');
    const { cursor } = await readMails(stage.open(user));
    const again = await readMails(stage.open(user), { cursor });
    expect(again.records).toEqual([]);
    expect(again.cursor).toEqual(cursor);
    await stage.deliver(user, 'C');
    expect(idsOf((await readMails(stage.open(user), { cursor })).records)).toEqual(['C']);
  });

  it('reads an empty folder, and the range alone without a cursor', async () => {
    const user = await stage.account();
    const empty = await readMails(stage.open(user));
    expect(empty.pages).toMatchObject([{ records: [], last: true }]);
    await stage.dovecot.deliver(
      user,
      aMail({ id: 'OLD', date: AN_HOUR_AGO }),
      new Date(AN_HOUR_AGO.getTime() - 40 * 86_400_000),
    );
    await stage.deliver(user, 'NEW');
    const since = new Date(AN_HOUR_AGO.getTime() - 30 * 86_400_000);
    expect(idsOf((await readMails(stage.open(user), { since })).records)).toEqual(['NEW']);
    expect(idsOf((await readMails(stage.open(user), { cursor: empty.cursor })).records)).toEqual(['OLD', 'NEW']);
  });

  it('after the folder was made anew (UIDVALIDITY) asks for a full reading, which brings the same incidents', async () => {
    const user = await stage.account('A', 'B');
    const first = await readMails(stage.open(user));
    await stage.dovecot.loseIndex(user);
    await expect(readMails(stage.open(user), { cursor: first.cursor })).rejects.toMatchObject({
      kind: 'cursor-expired',
    });
    const again = await readMails(stage.open(user));
    expect(again.records.toSorted(byID)).toEqual(first.records.toSorted(byID));
    expect(again.cursor).not.toEqual(first.cursor);
  });

  it('takes a mail that is delivered twice for one, in one reading and in two', async () => {
    const user = await stage.account('A', 'A', 'B');
    const { records, cursor } = await readMails(stage.open(user));
    expect(idsOf(records)).toEqual(['A', 'B']);
    await stage.deliver(user, 'A', { fields: ['Received: from elsewhere'] });
    const { records: more } = await readMails(stage.open(user), { cursor });
    expect(more).toEqual([records[0]]);
  });

  it('follows mails that people move out of the folder and back', async () => {
    const user = await stage.account('A', 'B');
    const { records, cursor } = await readMails(stage.open(user));
    const owner = await stage.owner(user);
    await owner.mailboxCreate('Done');
    await owner.messageMove('1', 'Done');
    expect((await readMails(stage.open(user), { cursor })).records).toEqual([]);
    expect(await lookedUp(stage.open(user), [records[0]?.externalID ?? ''])).toMatchObject([{ kind: 'gone' }]);
    expect(idsOf((await readMails(stage.open(user, { folder: 'Done' }))).records)).toEqual(['A']);
    await owner.mailboxOpen('Done');
    await owner.messageMove('1', 'INBOX');
    await owner.logout();
    expect((await readMails(stage.open(user), { cursor })).records).toEqual([records[0]]);
  });

  it.each([
    { version: 0, data: { uidValidity: 1, lastUid: 1 } },
    { version: 1, data: null },
    { version: 1, data: { uidValidity: 1 } },
    { version: 1, data: { uidValidity: 1, lastUid: -1 } },
    { version: 1, data: { uidValidity: 1, lastUid: 1, more: 1 } },
  ] satisfies Cursor[])('refuses the cursor %j', async (cursor) => {
    const user = await stage.account();
    await expect(readMails(stage.open(user), { cursor })).rejects.toMatchObject({ kind: 'cursor-expired' });
  });

  it('looks mails up by ID, with a Message-ID and without', async () => {
    const user = await stage.account('A');
    await stage.dovecot.deliver(
      user,
      aMail({ id: 'B', date: AN_HOUR_AGO }).replace(/^Message-ID.*\r\n/m, ''),
      AN_HOUR_AGO,
    );
    const { records } = await readMails(stage.open(user));
    const ids = records.map(({ externalID }) => externalID);
    expect(ids).toEqual([expect.stringMatching(/^A@/), expect.stringMatching(/^sha256-/)]);
    const missing = [
      'NEVERWAS@mail.example.net/00000000',
      '../../x',
      'a b',
      'x'.repeat(1024),
      `A@mail.example.net/00000000`,
    ];
    const found = await lookedUp(stage.open(user), [...ids, ...missing]);
    expect(found.map(({ kind }) => kind)).toEqual(['found', 'found', ...missing.map(() => 'gone')]);
    expect(found.flatMap((each) => (each.kind === 'found' ? [each.record] : []))).toEqual(records);
  });

  it('stops at once when it is aborted', async () => {
    const user = await stage.account(...many(60));
    const reason = new Error('stopped by the test');
    await using source = stage.open(user);
    await expect(source.probe(AbortSignal.abort(reason))).rejects.toBe(reason);
    const stopping = new AbortController();
    const run = async (): Promise<void> => {
      for await (const page of source.changes({
        cursor: undefined,
        since: new Date(0),
        open: false,
        signal: stopping.signal,
      })) {
        expect(page.last).toBe(false);
        stopping.abort(reason);
      }
    };
    await expect(run()).rejects.toBe(reason);
  });
});

const byID = (one: { externalID: string }, other: { externalID: string }): number =>
  one.externalID < other.externalID ? -1 : 1;

async function lookedUp(source: ChangesSource, ids: readonly string[]): Promise<Lookup[]> {
  await using opened = source;
  return await Array.fromAsync(opened.lookup(ids, never));
}

describe('what is read of a mail', () => {
  it('counts the mails that are no reports, and never fetches their text', async () => {
    const user = await stage.account();
    await stage.deliver(user, 'EVIL', { from: 'eve@evil.example', results: 'dkim=pass header.d=evil.example' });
    await stage.deliver(user, 'FORGED', { results: 'dkim=fail header.d=canary.example.com' });
    await stage.deliver(user, 'AUTO', { fields: ['Auto-Submitted: auto-replied'] });
    const { records, ignored } = await readMails(stage.open(user, {}, { dataPolicy: 'Full' }));
    expect(records).toEqual([]);
    expect(ignored).toEqual({ SenderNotAllowed: 1, NotAuthenticated: 1, Automatic: 1 });
    // The server says what it sent when the connection has ended.
    const noText = new RegExp(`imap\\(${user}\\).*body_count=0`);
    await eventually(async () => noText.test(await stage.dovecot.log()), true, 10_000);
  });

  it('keeps people and texts out under dataPolicy Minimal', async () => {
    const user = await stage.account('A');
    const minimal = await readMails(stage.open(user));
    expect(minimal.records).toHaveLength(1);
    for (const canary of MAIL_CANARIES) expect(JSON.stringify(minimal)).not.toContain(canary);
    const full = await readMails(stage.open(user, {}, { dataPolicy: 'Full' }));
    expect(full.records[0]?.description).toContain('text-canary-4711');
  });

  it('leaves out the text of a mail of more than 10 MB, and keeps the incident', async () => {
    const user = await stage.account();
    await stage.deliver(user, 'BIG', { body: 'x'.repeat(11 * 1024 * 1024) });
    await stage.deliver(user, 'NEXT');
    const { records, ignored } = await readMails(stage.open(user, {}, { dataPolicy: 'Full' }));
    expect(records.map(({ description = '' }) => description.split('\n').at(-1))).toEqual([
      'The mail is larger than 10 MB: its text was not read.',
      'text-canary-4711: it was left on the train.',
    ]);
    expect(ignored).toEqual({ TextTooLarge: 1 });
  });

  it(`of ${MAILS} damaged mails none stalls a reading, and the good ones between them are all there`, async () => {
    const user = await stage.account();
    const random = seeded(20_260_302);
    const good: string[] = [];
    for (let n = 0; n < MAILS; n++) {
      const bad = manyMails({ id: `BAD${n}`, date: AN_HOUR_AGO }, n);
      await stage.dovecot.deliver(user, damaged(bad, random), AN_HOUR_AGO);
      if (n % 10 === 0) await stage.deliver(user, (good[good.length] = `GOOD${n}`));
    }
    let longestMs = 0;
    let startedMs = performance.now();
    const found = [];
    await using source = stage.open(user, {}, { dataPolicy: 'Full' });
    for await (const page of source.changes({ cursor: undefined, since: new Date(0), open: false, signal: never })) {
      longestMs = Math.max(longestMs, performance.now() - startedMs);
      found.push(...page.records);
      startedMs = performance.now();
    }
    expect(idsOf(found).filter((id) => id.startsWith('GOOD'))).toEqual(good);
    for (const record of found) expectValidSpec(record);
    for (const record of found.filter(({ externalID }) => externalID.startsWith('GOOD'))) {
      expect(record.description).toContain('text-canary-4711');
    }
    expect(new Set(found.map(({ externalID }) => externalID)).size).toBe(found.length);
    // Damages hit the text more often than what the sender is believed by.
    expect(found.length).toBeGreaterThan(MAILS / 2);
    // A page of fifty, of which one may take all of its time.
    expect(longestMs).toBeLessThan(TIMES.text + 20_000);
  }, 600_000);
});
