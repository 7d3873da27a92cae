// Mails as they lie in a reporting mailbox: with the head that a receiving server gave them. And mails that are damaged at random. Text
// only.

export const RECEIVER = 'mx.example.com';
/** What may be stored nowhere under dataPolicy Minimal, and shown nowhere at any time. */
export const MAIL_CANARIES = ['jane.canary', 'canary.example.com', 'text-canary-4711', 'Canary, Jane'] as const;

export interface MailOptions {
  /** The Message-ID is `<ID@mail.canary...>`; the subject begins with it. */
  readonly id: string;
  readonly date: Date;
  readonly subject?: string;
  readonly from?: string;
  readonly results?: string;
  readonly fields?: readonly string[];
  readonly body?: string;
}

/** A mail of an employee that the receiving server has authenticated, unless the options say otherwise. */
export function aMail({ id, date, ...options }: MailOptions): string {
  const {
    subject = `${id} lost laptop`,
    from = '"Canary, Jane" <jane.canary@canary.example.com>',
    results = 'dkim=pass header.d=canary.example.com',
    fields = [],
    body = 'text-canary-4711: it was left on the train.',
  } = options;
  return [
    'Return-Path: <jane.canary@canary.example.com>',
    `Authentication-Results: ${RECEIVER}; ${results}`,
    `From: ${from}`,
    'To: Security <security@example.com>',
    `Subject: ${subject}`,
    `Message-ID: <${id}@mail.example.net>`,
    `Date: ${date.toUTCString()}`,
    'MIME-Version: 1.0',
    ...fields,
    '',
    body,
    '',
  ].join('\r\n');
}

/** Of several forms: plain, HTML, with attachments, forwarded. */
export function manyMails(options: MailOptions, form: number): string {
  const parts = [
    '--b\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nGr=C3=BCn\r\n',
    '--b\r\nContent-Type: image/png; name="=?utf-8?q?a.png?="\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment\r\n\r\nAAAA\r\n',
    '--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: inner\r\n\r\ninner\r\n',
    '--b--',
  ].join('\r\n');
  const forms: ReadonlyArray<Partial<MailOptions>> = [
    {},
    { fields: ['Content-Type: text/html; charset=utf-8'], body: '<div><p>Lost <b>laptop</b></p></div>'.repeat(50) },
    { fields: ['Content-Type: multipart/mixed; boundary=b'], body: parts },
    { fields: ['Content-Type: multipart/mixed; boundary=b'], body: parts.repeat(20) },
    { fields: ['Content-Transfer-Encoding: base64'], body: Buffer.from('a text').toString('base64') },
  ];
  return aMail({ ...options, ...forms[form % forms.length] });
}

/** What a damaged mail may hold anywhere. */
const HOSTILE = [
  '\0', '\r', '\n', '\r\n\r\n', '=?utf-8?q?', '?=', '--b', '--b--', 'Content-Type: multipart/mixed; boundary=b\r\n', '"', '(', ')', '<', '>',
  'Content-Type: message/rfc822\r\n\r\n', 'From: eve@evil.example\r\n', '\xff\xfe', '='.repeat(2_000), '(('.repeat(1_000), 'Authentication-Results: x\r\n',
  ' '.repeat(5_000), 'charset=utf-7', 'a@b.example,'.repeat(500), '<div>'.repeat(2_000), 'Content-Transfer-Encoding: base64\r\n',
]; // prettier-ignore

/** The bytes of a mail with up to eight damages: bytes changed, cut out, repeated, or something hostile put in. */
export function damaged(mail: string, random: () => number): Buffer {
  let bytes: Buffer = Buffer.from(mail, 'utf8');
  const damages = 1 + Math.floor(random() * 8);
  for (let n = 0; n < damages; n++) bytes = damage(bytes, random);
  return bytes;
}

function damage(bytes: Buffer, random: () => number): Buffer {
  const at = Math.floor(random() * bytes.length);
  const end = Math.min(bytes.length, at + Math.floor(random() * 200));
  const [before, part, after] = [bytes.subarray(0, at), bytes.subarray(at, end), bytes.subarray(end)];
  switch (Math.floor(random() * 4)) {
    case 0:
      return Buffer.concat([before, after]);
    case 1:
      return Buffer.concat([before, ...Array.from({ length: 1 + Math.floor(random() * 20) }, () => part), after]);
    case 2:
      return Buffer.concat([before, Buffer.from(part.map((byte) => byte ^ Math.floor(random() * 256))), after]);
    default:
      return Buffer.concat([
        before,
        Buffer.from(HOSTILE[Math.floor(random() * HOSTILE.length)] ?? '', 'latin1'),
        part,
        after,
      ]);
  }
}
