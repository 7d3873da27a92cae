// The senders' own documented examples verify, and nothing else does: another secret, another body, another time, another header.

import { describe, expect, it } from 'vitest';
import { aPush, aSecret, hmac, RECEIVED_AT } from '../../../test/support/receiving/sign.ts';
import { type SignatureConfig, schemesOf, ZENDUTY } from './signature-presets.ts';
import { verifySignature } from './signature.ts';

const EVERYBODY = "It's a Secret to Everybody";
const OWN_ID = 'msg_p5jXN8AQM9LWM0D4loKWxJek';
const WHSEC = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const STANDARD = {
  'webhook-id': OWN_ID,
  'webhook-timestamp': '1614265330',
  'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
};
const SENT_AT = new Date(1_614_265_330_000);
const seconds = String(RECEIVED_AT.getTime() / 1_000);
const basic = (login: string): string => `Basic ${Buffer.from(login).toString('base64')}`;
const hex = (secret: string, text: string, algorithm = 'sha256'): string =>
  hmac(algorithm, secret, text).toString('hex');

interface Row {
  readonly because: string;
  readonly signature: SignatureConfig;
  readonly secret: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly at?: Date;
}

const GENUINE: readonly Row[] = [
  {
    because: "GitHub's page gives this secret, body and signature",
    signature: { preset: 'GitHub' },
    secret: { webhookSecret: EVERYBODY },
    headers: { 'x-hub-signature-256': 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17' },
    body: 'Hello, World!',
  },
  {
    because: "Jira's page gives this secret, body and signature",
    signature: { preset: 'Jira' },
    secret: { webhookSecret: EVERYBODY },
    headers: { 'x-hub-signature': 'sha256=a4771c39fbe90f317c7824e83ddef3caae9cb3d976c214ace1f2937e133263c9' },
    body: 'Hello World!',
  },
  {
    because: 'the library of Standard Webhooks tests itself with these',
    signature: { preset: 'StandardWebhooks' },
    secret: { webhookSecret: WHSEC },
    headers: STANDARD,
    body: '{"test": 2432232314}',
    at: SENT_AT,
  },
  {
    because: 'a second signature of Standard Webhooks is that of the new secret',
    signature: { preset: 'StandardWebhooks' },
    secret: { webhookSecret: WHSEC },
    headers: { ...STANDARD, 'webhook-signature': `v1,AAAA v2,x ${STANDARD['webhook-signature']}` },
    body: '{"test": 2432232314}',
    at: SENT_AT,
  },
  {
    because: 'PagerDuty sends several signatures while a secret rotates',
    signature: { preset: 'PagerDuty' },
    secret: { webhookSecret: 'new' },
    headers: { 'x-pagerduty-signature': `v1=${hex('old', '{}')}, v1=${hex('new', '{}')},v2=abc` },
    body: '{}',
  },
  {
    because: 'the Secret has the old and the new secret while one rotates',
    signature: { preset: 'PagerDuty' },
    secret: { webhookSecret: 'old\r\nnew\n\n' },
    headers: { 'x-pagerduty-signature': `v1=${hex('new', '{}')}` },
    body: '{}',
  },
  {
    because: 'Alertmanager sends a bearer token',
    signature: { preset: 'Alertmanager' },
    secret: { webhookSecret: 'token-1' },
    headers: { authorization: 'Bearer token-1' },
    body: '{}',
  },
  {
    because: 'Alertmanager sends a login where it is configured so',
    signature: { preset: 'Alertmanager' },
    secret: { username: 'am', password: 'pass:word' },
    headers: { authorization: basic('am:pass:word') },
    body: '{}',
  },
  {
    because: 'Grafana signs the body alone',
    signature: { preset: 'Grafana' },
    secret: { webhookSecret: 'g' },
    headers: { 'x-grafana-alerting-signature': hex('g', '{}') },
    body: '{}',
  },
  {
    because: 'Grafana signs time and body where a header for the time is configured',
    signature: { preset: 'Grafana' },
    secret: { webhookSecret: 'g' },
    headers: {
      'x-grafana-alerting-signature': hex('g', `${seconds}:{}`),
      'x-grafana-alerting-timestamp': seconds,
    },
    body: '{}',
  },
  {
    because: 'Grafana can send a token in place of a signature',
    signature: { preset: 'Grafana' },
    secret: { webhookSecret: 'g' },
    headers: { authorization: 'bearer g' },
    body: '{}',
  },
  {
    because: 'a token may be in a header of its own',
    signature: { preset: 'Bearer', header: 'X-Api-Key' },
    secret: { webhookSecret: 'k' },
    headers: { 'x-api-key': 'k' },
    body: '{}',
  },
  {
    because: 'a login of two users that share a password line by line',
    signature: { preset: 'Basic' },
    secret: { username: 'u', password: 'old\nnew' },
    headers: { authorization: basic('u:new') },
    body: '{}',
  },
  {
    because: 'an HMAC is as the spec says',
    signature: { preset: 'HMAC', header: 'X-Sig', algorithm: 'SHA512', encoding: 'Base64', prefix: 'h=' },
    secret: { webhookSecret: 's' },
    headers: { 'x-sig': `h=${hmac('sha512', 's', 'ä').toString('base64')}` },
    body: 'ä',
  },
  {
    because: 'an HMAC without more is SHA256 in hex',
    signature: { preset: 'HMAC', header: 'X-Sig' },
    secret: { webhookSecret: 's' },
    headers: { 'x-sig': hex('s', '{}') },
    body: '{}',
  },
];

const verify = ({ signature, secret, headers, body, at }: Row) =>
  verifySignature(schemesOf(signature), aPush(body, headers, at), aSecret(secret));

describe('what a sender documents', () => {
  it.each(GENUINE)('$signature.preset: $because', (row) => {
    expect(verify(row).kind).toBe('genuine');
  });

  it.each(GENUINE)('$signature.preset is refused with another secret: $because', (row) => {
    const secret = Object.fromEntries(
      Object.keys(row.secret).map((key) => [key, key === 'username' ? 'u' : 'c29tZXRoaW5nIGVsc2U=']),
    );
    expect(verify({ ...row, secret })).toEqual({ kind: 'refused', reason: 'WrongSignature' });
  });

  it.each(GENUINE.filter(({ headers }) => headers['authorization'] === undefined && !('x-api-key' in headers)))(
    '$signature.preset is refused with one byte more: $because',
    (row) => {
      expect(verify({ ...row, body: `${row.body} ` })).toEqual({ kind: 'refused', reason: 'WrongSignature' });
    },
  );

  it.each(GENUINE)('$signature.preset is refused without its headers: $because', (row) => {
    expect(verify({ ...row, headers: {} })).toEqual({ kind: 'refused', reason: 'Unsigned' });
  });

  it.each(GENUINE)('$signature.preset is refused while the Secret is empty: $because', (row) => {
    expect(verify({ ...row, secret: { webhookSecret: ' \n', username: '', password: '' } })).toEqual({
      kind: 'refused',
      reason: 'NoSecret',
    });
  });
});

const standard = GENUINE[2] as Row;
const stamped = GENUINE[9] as Row;

describe('a time that is signed', () => {
  it.each([
    { because: 'the last second of five minutes', row: standard, lateMs: 300_000, want: 'genuine' },
    { because: 'one more', row: standard, lateMs: 301_000, want: 'TooOld' },
    { because: 'a sender whose clock is five minutes fast', row: standard, lateMs: -300_000, want: 'genuine' },
    { because: 'a time that is still to come', row: standard, lateMs: -301_000, want: 'TooOld' },
    { because: 'Grafana, the last second', row: stamped, lateMs: 300_000, want: 'genuine' },
    { because: 'Grafana, one more', row: stamped, lateMs: 301_000, want: 'TooOld' },
  ])('$because: $want', ({ row, lateMs, want }) => {
    const at = new Date((row.at ?? RECEIVED_AT).getTime() + lateMs);
    const said = verify({ ...row, at });
    expect(said.kind === 'refused' ? said.reason : said.kind).toBe(want);
  });

  it.each([
    { because: 'the time was changed', headers: { 'webhook-timestamp': '1614265331' }, want: 'WrongSignature' },
    { because: 'the id was changed', headers: { 'webhook-id': 'msg_other' }, want: 'WrongSignature' },
    { because: 'the time is no number', headers: { 'webhook-timestamp': '1614265330 ' }, want: 'Unsigned' },
    {
      because: 'the signature is of another version',
      headers: { 'webhook-signature': 'v1a,xx' },
      want: 'WrongSignature',
    },
  ])('is bound to its request: $because', ({ headers, want }) => {
    expect(verify({ ...standard, headers: { ...standard.headers, ...headers } })).toEqual({
      kind: 'refused',
      reason: want,
    });
  });

  it('cannot be left out of a request that was overheard', () => {
    const { 'x-grafana-alerting-timestamp': _, ...headers } = stamped.headers;
    expect(verify({ ...stamped, headers })).toEqual({ kind: 'refused', reason: 'WrongSignature' });
  });

  it.each(['whsec_', 'whsec_a', 'whsec_!!!!'])(
    'is signed with no empty key: the secret %j counts as none',
    (secret) => {
      const signature = hmac('sha256', '', `${OWN_ID}.${STANDARD['webhook-timestamp']}.{}`).toString('base64');
      const headers = { ...STANDARD, 'webhook-signature': `v1,${signature}` };
      expect(verify({ ...standard, secret: { webhookSecret: secret }, headers, body: '{}' })).toEqual({
        kind: 'refused',
        reason: 'NoSecret',
      });
    },
  );

  it('comes with the number of the delivery, and when it was signed', () => {
    const signedAt = new Date(Number(STANDARD['webhook-timestamp']) * 1000);
    expect(verify(standard)).toEqual({ kind: 'genuine', deliveryID: OWN_ID, signedAt });
  });
});

describe('Zenduty, whose page names no header and lets one choose the hash', () => {
  const secret = aSecret({ webhookSecret: 'zen:duty' });
  it.each([
    { because: 'a login', headers: { authorization: basic('zen:duty') } },
    { because: 'SHA256 in hex', headers: { 'x-signature': hex('zen:duty', '{}') } },
    { because: 'SHA512 with a prefix', headers: { signature: `sha512=${hex('zen:duty', '{}', 'sha512')}` } },
    { because: 'SHA1 in Base64', headers: { 'x-zd-signature': hmac('sha1', 'zen:duty', '{}').toString('base64') } },
  ])('is taken: $because', ({ headers }) => {
    expect(verifySignature(ZENDUTY, aPush('{}', headers), secret)).toEqual({ kind: 'genuine' });
  });

  it.each([
    { because: 'a wrong login', headers: { authorization: basic('zen:duty2') }, want: 'WrongSignature' },
    { because: 'a wrong signature', headers: { 'x-signature': hex('zen', '{}') }, want: 'WrongSignature' },
    { because: 'the header is called otherwise', headers: { 'x-digest': hex('zen:duty', '{}') }, want: 'Unsigned' },
  ])('is refused: $because', ({ headers, want }) => {
    expect(verifySignature(ZENDUTY, aPush('{}', headers), secret)).toEqual({ kind: 'refused', reason: want });
  });
});

describe('hostile headers', () => {
  it.each([
    { because: 'an empty signature', value: '' },
    { because: 'only the prefix', value: 'v1=' },
    {
      because: 'a thousand signatures',
      value: Array(1_000)
        .fill(`v1=${hex('x', '{}')}`)
        .join(','),
    },
    {
      because: 'a right signature behind a thousand wrong ones',
      value: `${'v1=ab,'.repeat(1_000)}v1=${hex('s', '{}')}`,
    },
    { because: 'half of the right signature', value: `v1=${hex('s', '{}').slice(0, 32)}` },
    { because: 'the right one twice over', value: `v1=${hex('s', '{}')}${hex('s', '{}')}` },
    { because: 'no hex', value: `v1=${'z'.repeat(64)}` },
    { because: 'a text of another script', value: 'v1=ＡＢＣ' },
  ])('are refused: $because', ({ value }) => {
    const pushed = aPush('{}', { 'x-pagerduty-signature': value });
    const said = verifySignature(schemesOf({ preset: 'PagerDuty' }), pushed, aSecret({ webhookSecret: 's' }));
    expect(said).toEqual({ kind: 'refused', reason: 'WrongSignature' });
  });
});
