// Damaged heads of mails, by which it is decided what becomes an incident: nothing is thrown, every record is valid for the API and holds nobody's
// address, and no damage makes a stranger's mail a report. FUZZ_RUNS sets the number of each.

import { describe, expect, it } from 'vitest';

import { MAX_HEAD_BYTES } from '../../src/integrations/mailbox/limits.ts';
import { readHeaders } from '../../src/integrations/mailbox/normalize-headers.ts';
import { normalizeMail } from '../../src/integrations/mailbox/normalize.ts';
import { times } from '../support/profile.ts';
import { seeded } from '../support/seeded.ts';
import { damaged, MAIL_CANARIES, manyMails, type MailOptions, RECEIVER } from '../support/vendors/mailbox/mails.ts';
import { expectValidSpec } from '../support/vendors/record-schema.ts';

const RUNS = Number(process.env['FUZZ_RUNS'] ?? times({ ordinary: 2_000, nightly: 50_000 }));
const AT = new Date('2026-03-02T10:00:00Z');
const OPTIONS = {
  allowedSenders: ['canary.example.com'],
  authenticationServer: RECEIVER,
  ownAddresses: ['security@example.com'],
  severityMap: [],
};
/** In processor time, so that other programs do not count. */
const MAX_MS = 5;

type Judged = ReturnType<typeof normalizeMail>;

/** What becomes of so many mails with damages. */
function judgedOf(more: Partial<MailOptions>): Judged[] {
  const random = seeded(20_260_302);
  return Array.from({ length: RUNS }, (_, n) => {
    const bytes = damaged(manyMails({ id: `M${n}`, date: AT, ...more }, n), random);
    return normalizeMail(readHeaders(bytes.subarray(0, MAX_HEAD_BYTES)), AT.getTime(), OPTIONS);
  });
}

describe(`${RUNS} damaged heads of mails`, () => {
  it('throw nothing, and make valid records that name nobody', () => {
    const before = process.cpuUsage();
    const judged = judgedOf({});
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1_000 / RUNS).toBeLessThan(MAX_MS);
    const records = judged.flatMap((each) => (each.kind === 'report' ? [each.report.record] : []));
    // Most damages hit the text, or a field that does not matter.
    expect(records.length).toBeGreaterThan(RUNS / 4);
    expect(records.length).toBeLessThan(RUNS);
    for (const record of records) {
      expectValidSpec(record);
      // The title is the subject, whatever a damage has put into that.
      const said = JSON.stringify({ ...record, title: '' });
      expect(MAIL_CANARIES.filter((canary) => said.includes(canary))).toEqual([]);
    }
  }, 300_000);

  it.each([
    { of: 'a stranger', more: { from: 'eve@evil.example', results: 'dkim=pass header.d=evil.example' } },
    { of: 'who forged the sender', more: { results: 'dkim=pass header.d=evil.example' } },
  ])(
    '$of make no report',
    ({ more }) => {
      expect(judgedOf(more).filter(({ kind }) => kind === 'report')).toEqual([]);
    },
    300_000,
  );
});
