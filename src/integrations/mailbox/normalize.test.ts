// What becomes an incident: which senders are believed, which mails are ignored, and what title, severity, category and identity a mail gives.

import { describe, expect, it } from 'vitest';

import { readHeaders } from './normalize-headers.ts';
import { isMailID, searchableID } from './normalize-id.ts';
import { type Judged, normalizeMail, type NormalizeOptions, withText } from './normalize.ts';

const RECEIVED = Date.parse('2026-03-02T10:00:05Z');
const OPTIONS: NormalizeOptions = {
  allowedSenders: ['example.com', 'partner@firm.example'],
  authenticationServer: 'mx.example.com',
  ownAddresses: ['security@example.com'],
  severityMap: [{ from: 'sev1', to: 'Critical' }],
};
const PASSED = 'Authentication-Results: mx.example.com; dkim=pass header.d=example.com';
const USUAL: Readonly<Record<string, string>> = {
  From: 'Jane Doe <jane@example.com>',
  To: 'security@example.com',
  Subject: 'Lost laptop',
  'Message-ID': '<one@mail.example.com>',
  Date: 'Mon, 02 Mar 2026 11:00:00 +0100',
};

function judged(
  fields: Readonly<Record<string, string>> = {},
  first: readonly string[] = [PASSED],
  options: Partial<NormalizeOptions> = {},
): Judged {
  const lines = Object.entries({ ...USUAL, ...fields }).flatMap(([name, value]) =>
    value === '' ? [] : [`${name}: ${value}`],
  );
  const head = [...first, ...lines, '', 'the text'].join('\r\n');
  return normalizeMail(readHeaders(Buffer.from(head)), RECEIVED, { ...OPTIONS, ...options });
}

function recordOf(result: Judged) {
  if (result.kind !== 'report') throw new Error(`ignored: ${result.reason}`);
  return result.report.record;
}

it('a mail of an authenticated employee is an incident, as of when it was written', () => {
  expect(recordOf(judged())).toEqual({
    externalID: expect.stringMatching(/^one@mail\.example\.com\/[0-9a-f]{8}$/) as unknown,
    title: 'Lost laptop',
    severity: 'High',
    state: 'Detected',
    detectedAt: '2026-03-02T10:00:00Z',
    stateUntil: '2026-03-02T10:00:00Z',
  });
});

describe('what a mail says of the incident', () => {
  it.each([
    { subject: '[critical] Lost laptop', title: 'Lost laptop', severity: 'Critical', because: 'a severity' },
    { subject: '[LOW]Lost laptop', title: 'Lost laptop', severity: 'Low', because: 'in any case' },
    {
      subject: '[EXTERNAL] [info] Lost laptop',
      title: '[EXTERNAL] Lost laptop',
      severity: 'Info',
      because: 'behind another tag',
    },
    { subject: '[Sev1] Lost laptop', title: 'Lost laptop', severity: 'Critical', because: 'by the severityMap' },
    { subject: '[JIRA-1] Lost laptop', title: '[JIRA-1] Lost laptop', severity: 'High', because: 'no severity' },
    { subject: 'Lost laptop [low]', title: 'Lost laptop [low]', severity: 'High', because: 'not at the beginning' },
    {
      subject: '=?UTF-8?B?W2NyaXRpY2FsXSBHcsO8bg==?=',
      title: 'Grün',
      severity: 'Critical',
      because: 'an encoded word',
    },
    {
      subject: '=?iso-8859-1?q?Gr=FCn?= =?iso-8859-1?q?_ist?=',
      title: 'Grün ist',
      severity: 'High',
      because: 'two encoded words',
    },
    {
      subject: '=?utf-8?Q?10_=E2=82?= =?UTF-8?B?rA==?=',
      title: '10 €',
      severity: 'High',
      because: 'a character that is cut in two',
    },
    {
      subject: '=?no-such-set?q?x?=',
      title: '=?no-such-set?q?x?=',
      severity: 'High',
      because: 'a character set that nobody knows',
    },
    { subject: '[critical]', title: 'A mail without a subject', severity: 'Critical', because: 'nothing is left' },
    { subject: '', title: 'A mail without a subject', severity: 'High', because: 'none is there' },
    {
      subject: `a\u202eb\u0007${'x'.repeat(2000)}`,
      title: `ab ${'x'.repeat(508)}…`,
      severity: 'High',
      because: 'it is cut and cleaned',
    },
  ])('$subject: $because', ({ subject, title, severity }) => {
    expect(recordOf(judged({ Subject: subject }))).toMatchObject({ title, severity });
  });

  it.each([
    { fields: { To: 'Security <security+phishing@example.com>' }, want: 'phishing', because: 'a plus-address' },
    {
      fields: { To: 'x@example.com, security+Lost-Device@example.com' },
      want: 'lost-device',
      because: 'one of several',
    },
    { fields: { Cc: 'security+malware@example.com' }, want: 'malware', because: 'in copy' },
    {
      fields: { 'Delivered-To': 'security+a@example.com', To: 'security+b@example.com' },
      want: 'a',
      because: 'the server knows best',
    },
    { fields: { To: 'other+phishing@example.com' }, want: undefined, because: 'another mailbox’s' },
    { fields: { To: 'security+<b>@example.com' }, want: undefined, because: 'no address' },
    { fields: { To: 'security@example.com' }, want: undefined, because: 'no plus' },
  ])('$fields → category $want: $because', ({ fields, want }) => {
    expect(recordOf(judged(fields as Record<string, string>)).category).toBe(want);
  });

  it.each([
    { date: 'Mon, 2 Mar 2026 09:59:00 GMT (Monday)', want: '2026-03-02T09:59:00Z', because: 'a comment' },
    { date: 'Mon, 02 Mar 2026 11:00:00 +0000', want: '2026-03-02T10:00:05Z', because: 'it lies ahead of the receipt' },
    {
      date: 'Mon, 02 Feb 2026 10:00:00 +0000',
      want: '2026-03-02T10:00:05Z',
      because: 'no mail is under way for a month',
    },
    { date: 'yesterday', want: '2026-03-02T10:00:05Z', because: 'it is no date' },
    { date: '', want: '2026-03-02T10:00:05Z', because: 'there is none' },
  ])('of the date $date → $want: $because', ({ date, want }) => {
    expect(recordOf(judged({ Date: date })).detectedAt).toBe(want);
  });
});

describe('the identity of a mail', () => {
  const idOf = (fields: Readonly<Record<string, string>>): string => recordOf(judged(fields)).externalID;

  it('is its Message-ID with its sender: what comes twice is one, and nobody takes another one’s', () => {
    expect(idOf({ Subject: 'again', 'Delivered-To': 'x@example.com' })).toBe(idOf({}));
    expect(idOf({ From: 'eve@example.com' })).not.toBe(idOf({}));
    expect(idOf({ 'Message-ID': '<two@mail.example.com>' })).not.toBe(idOf({}));
  });

  it.each([
    { id: '<jane@example.com>', because: 'it is the address of the sender' },
    { id: '<x.JANE@example.com.1>', because: 'it holds that address' },
    { id: '', because: 'there is none' },
    { id: 'no brackets', because: 'it has another form' },
    { id: `<${'x'.repeat(500)}@example.com>`, because: 'it is too long' },
    { id: '<a"b@example.com>', because: 'a search would break on it' },
  ])('$id is replaced by a hash: $because', ({ id }) => {
    const made = idOf({ 'Message-ID': id });
    expect(made).toMatch(/^sha256-[0-9a-f]{32}\/[0-9a-f]{8}$/);
    expect(isMailID(made)).toBe(true);
    expect(searchableID(made)).toBeUndefined();
  });

  it('without a Message-ID differs by what was written', () => {
    const none = { 'Message-ID': '' };
    expect(idOf(none)).toBe(idOf({ ...none, To: 'other@example.com' }));
    expect(idOf(none)).not.toBe(idOf({ ...none, Subject: 'Another' }));
  });

  it.each(['', 'x', '../../users', 'one@mail.example.com', 'a b/01234567', '%2e/0123456g'])('%j is none', (text) => {
    expect(isMailID(text)).toBe(false);
  });
});

describe('the text, under dataPolicy Full', () => {
  const report = () => {
    const result = judged();
    if (result.kind !== 'report') throw new Error('ignored');
    return result.report;
  };

  it('is stored with its sender; attachments are named', () => {
    const attachments = [
      { name: 'photo\u202egnp.exe', type: 'image/png', bytes: 12 },
      { name: '', type: 'text/plain', bytes: 0 },
    ];
    expect(withText(report(), { kind: 'text', text: 'It was\r\non the train.', attachments }).description).toBe(
      'Reported by jane@example.com.\n\nIt was\non the train.\n\nAttachments, which are not stored:\n- photognp.exe (image/png, 12 bytes)\n- without a name (text/plain, 0 bytes)',
    );
  });

  it.each(['TooLarge', 'TooManyParts', 'TooSlow', 'Unreadable'] as const)(
    'that is %s is said to be missing',
    (reason) => {
      expect(withText(report(), { kind: 'none', reason }).description).toMatch(/could not be read|was not read/);
    },
  );
});
