// Who is believed: forged, missing and foreign results of authentication, senders that are not allowed, and mails that no person wrote.

import { describe, expect, it } from 'vitest';

import { readHeaders } from './normalize-headers.ts';
import { type Judged, normalizeMail, type NormalizeOptions } from './normalize.ts';

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

const reasonOf = (result: Judged): string => (result.kind === 'report' ? 'a report' : result.reason);

describe('who is believed', () => {
  const OWN = 'Authentication-Results: mx.example.com; ';
  it.each<{ results: readonly string[]; want: string; because: string }>([
    { results: [`${OWN}dkim=pass header.d=example.com`], want: 'a report', because: 'the domain signed it' },
    { results: [`${OWN}dkim=pass header.i=@example.com`], want: 'a report', because: 'the identity has the domain' },
    {
      results: [`${OWN}spf=pass smtp.mailfrom=jane@example.com`],
      want: 'a report',
      because: 'the envelope is the domain’s',
    },
    {
      results: [`${OWN}dmarc=pass (p=REJECT sp=NONE) header.from=example.com`],
      want: 'a report',
      because: 'DMARC says so',
    },
    {
      results: [`AUTHENTICATION-RESULTS: MX.EXAMPLE.COM 1;\r\n\tDKIM=Pass\r\n header.d = Example.COM`],
      want: 'a report',
      because: 'case and folding do not matter',
    },
    {
      results: [`Authentication-Results: mx.example.com (a; comment); dkim/1=pass header.d=example.com`],
      want: 'a report',
      because: 'comments do not count',
    },
    {
      results: [`Authentication-Results: other.example; dkim=fail`, `${OWN}spf=pass smtp.mailfrom=example.com`],
      want: 'a report',
      because: 'another server’s word does not matter',
    },
    {
      results: [`${OWN}dkim=fail header.d=evil.example; dkim=pass header.d=example.com`],
      want: 'a report',
      because: 'one signature is enough',
    },
    { results: [], want: 'NotAuthenticated', because: 'nobody vouches' },
    { results: [`${OWN}none`], want: 'NotAuthenticated', because: 'nothing was checked' },
    { results: [`${OWN}dkim=fail header.d=example.com`], want: 'NotAuthenticated', because: 'the signature is wrong' },
    {
      results: [`${OWN}dkim=pass header.d=evil.example`],
      want: 'NotAuthenticated',
      because: 'somebody else signed it',
    },
    {
      results: [`${OWN}dkim=pass header.d=com`],
      want: 'NotAuthenticated',
      because: 'a top-level domain vouches for nobody',
    },
    {
      results: [`${OWN}dkim=pass header.d=ample.com`],
      want: 'NotAuthenticated',
      because: 'a part of a name is another domain',
    },
    {
      results: [`${OWN}dkim=pass header.d=mail.example.com`],
      want: 'NotAuthenticated',
      because: 'a subdomain does not speak for the domain',
    },
    {
      results: [`${OWN}spf=pass smtp.helo=example.com`],
      want: 'NotAuthenticated',
      because: 'anybody can say a name in HELO',
    },
    {
      results: [`${OWN}spf=pass smtp.mailfrom=evil.example`],
      want: 'NotAuthenticated',
      because: 'the envelope is somebody else’s',
    },
    { results: [`${OWN}spf=softfail smtp.mailfrom=example.com`], want: 'NotAuthenticated', because: 'it is no pass' },
    {
      results: [`${OWN}dmarc=fail header.from=example.com; spf=pass smtp.mailfrom=example.com`],
      want: 'NotAuthenticated',
      because: 'a failed DMARC decides',
    },
    {
      results: [`${OWN}dmarc=pass header.from=evil.example`],
      want: 'NotAuthenticated',
      because: 'the server read another From',
    },
    {
      results: [`${OWN}auth=pass smtp.auth=jane@example.com`],
      want: 'NotAuthenticated',
      because: 'only SPF, DKIM and DMARC count',
    },
    {
      results: [`Authentication-Results: evil.example; dkim=pass header.d=example.com`],
      want: 'NotAuthenticated',
      because: 'another server wrote it',
    },
    {
      results: [`Authentication-Results: mx.example.com.evil.example; dkim=pass header.d=example.com`],
      want: 'NotAuthenticated',
      because: 'the name only begins alike',
    },
    {
      results: [`Authentication-Results: mx.example.com 2; dkim=pass header.d=example.com`],
      want: 'NotAuthenticated',
      because: 'the version is not known',
    },
    {
      results: [`${OWN}dkim=fail header.d=example.com`, PASSED],
      want: 'NotAuthenticated',
      because: 'the lower one came with the mail',
    },
    {
      results: [`${OWN}spf=fail (; dkim=pass header.d=example.com`],
      want: 'NotAuthenticated',
      because: 'the comment does not end',
    },
    {
      results: [`${OWN}spf=fail smtp.mailfrom="x; dkim=pass header.d=example.com"`],
      want: 'NotAuthenticated',
      because: 'it stands in a quoted string',
    },
    {
      results: [`${OWN}spf=fail (dkim=pass header.d=example.com)`],
      want: 'NotAuthenticated',
      because: 'it stands in a comment',
    },
    {
      results: [`${OWN}dkim=pass header.d=evil.example header.d=example.com`],
      want: 'NotAuthenticated',
      because: 'of two values neither counts',
    },
    {
      results: [`Authentication-Results: dkim=pass header.d=example.com`],
      want: 'NotAuthenticated',
      because: 'no server names itself',
    },
    {
      results: [`X-Authentication-Results: mx.example.com; dkim=pass header.d=example.com`],
      want: 'NotAuthenticated',
      because: 'it is another field',
    },
    {
      results: [`${OWN}spf=fail (smtp.mailfrom=x`, PASSED],
      want: 'NotAuthenticated',
      because: 'the server’s own cannot be read, and the lower one came with the mail',
    },
    { results: [`${OWN}constructor=pass x=y`], want: 'NotAuthenticated', because: 'a method may have any name' },
    {
      results: [`${OWN}dkim=pass header.d=example.com ${' '.repeat(100_000)}x`],
      want: 'a report',
      because: 'long blanks take no time',
    },
  ])('$results → $want: $because', ({ results, want }) => {
    expect(reasonOf(judged({}, results))).toBe(want);
  });

  const EXCHANGE = { authenticationServer: 'ExchangeOnline' };
  it.each([
    {
      first: [
        'Authentication-Results: spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=example.com; dkim=none (message not signed) header.d=none;dmarc=bestguesspass action=none header.from=example.com',
      ],
      want: 'a report',
      because: 'Exchange Online writes no name',
    },
    {
      first: ['X-MS-Exchange-Organization-AuthAs: Internal'],
      want: 'a report',
      because: 'it comes from the same tenant',
    },
    {
      first: ['X-MS-Exchange-Organization-AuthAs: Anonymous'],
      want: 'NotAuthenticated',
      because: 'it comes from outside',
    },
    {
      first: ['X-MS-Exchange-Organization-AuthAs: Anonymous', 'X-MS-Exchange-Organization-AuthAs: Internal'],
      want: 'NotAuthenticated',
      because: 'of two nobody knows which is Exchange’s',
    },
    {
      first: [
        'Authentication-Results: spf=fail smtp.mailfrom=example.com',
        'Authentication-Results: spf=pass smtp.mailfrom=example.com',
      ],
      want: 'NotAuthenticated',
      because: 'the lower one came with the mail',
    },
    { first: [PASSED], want: 'NotAuthenticated', because: 'a named server is not Exchange Online' },
  ])('Exchange Online: $first → $want: $because', ({ first, want }) => {
    expect(reasonOf(judged({}, first, EXCHANGE))).toBe(want);
  });

  it('the mark of Exchange counts for nothing with any other server', () => {
    expect(reasonOf(judged({}, ['X-MS-Exchange-Organization-AuthAs: Internal']))).toBe('NotAuthenticated');
  });
});

describe('whose mails are reports', () => {
  const FIRM = [`Authentication-Results: mx.example.com; dmarc=pass header.from=firm.example`];
  it.each([
    { from: 'jane@example.com', want: 'a report', because: 'an address alone' },
    { from: '"Doe, Jane" <JANE@Example.com>', want: 'a report', because: 'a quoted name may hold a comma' },
    {
      from: '=?utf-8?q?J=C3=A4ne?= (at home) <jane@example.com>',
      want: 'a report',
      because: 'encoded words and comments are names',
    },
    { from: 'jane@sub.example.com', want: 'SenderNotAllowed', because: 'a domain stands for itself alone' },
    { from: 'jane@evil.example', want: 'SenderNotAllowed', because: 'another domain' },
    { from: 'jane@example.com, eve@evil.example', want: 'SenderNotAllowed', because: 'two senders' },
    { from: 'jane@example.com <eve@evil.example>', want: 'SenderNotAllowed', because: 'a name is no address' },
    { from: 'Team: jane@example.com;', want: 'SenderNotAllowed', because: 'a group' },
    { from: '"jane@example.com', want: 'SenderNotAllowed', because: 'the quotes do not end' },
    { from: 'jane', want: 'SenderNotAllowed', because: 'no address' },
    { from: '', want: 'SenderNotAllowed', because: 'no From' },
  ])('$from → $want: $because', ({ from, want }) => {
    expect(reasonOf(judged({ From: from }))).toBe(want);
  });

  it.each([
    { from: 'partner@firm.example', want: 'a report' },
    { from: 'other@firm.example', want: 'SenderNotAllowed' },
  ])('of $from, where one address of the domain is allowed → $want', ({ from, want }) => {
    expect(reasonOf(judged({ From: from }, FIRM))).toBe(want);
  });

  it('two From fields are no sender', () => {
    expect(reasonOf(judged({}, [PASSED, 'From: eve@evil.example']))).toBe('SenderNotAllowed');
  });
});

describe('which mails no person wrote as a report', () => {
  const OWN_ID = `<docket.${'0123456789abcdef'.repeat(2)}@example.com>`;
  it.each([
    { fields: { 'Auto-Submitted': 'auto-replied' }, want: 'Automatic' },
    { fields: { 'Auto-Submitted': 'auto-generated; type=x' }, want: 'Automatic' },
    { fields: { 'Auto-Submitted': 'no' }, want: 'a report' },
    { fields: { Precedence: 'bulk' }, want: 'Automatic' },
    { fields: { Precedence: 'first-class' }, want: 'a report' },
    { fields: { 'List-Id': '<all.example.com>' }, want: 'Automatic' },
    { fields: { 'List-Unsubscribe': '<mailto:x@example.com>' }, want: 'Automatic' },
    { fields: { 'Return-Path': '<>' }, want: 'Automatic' },
    { fields: { 'Return-Path': '<jane@example.com>' }, want: 'a report' },
    { fields: { 'Content-Type': 'multipart/report; report-type=delivery-status' }, want: 'Automatic' },
    { fields: { 'X-Autoreply': 'yes' }, want: 'Automatic' },
    { fields: { Constructor: 'x', ['__proto__']: 'x' }, want: 'a report' },
    { fields: { 'Message-ID': OWN_ID }, want: 'OwnReply' },
    { fields: { 'In-Reply-To': OWN_ID }, want: 'OwnReply' },
    { fields: { 'In-Reply-To': '<other@example.com>' }, want: 'a report' },
  ])('$fields → $want', ({ fields, want }) => {
    expect(reasonOf(judged(fields as Record<string, string>))).toBe(want);
  });
});
