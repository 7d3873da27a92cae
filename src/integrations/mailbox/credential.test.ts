// How Docket logs in to a mailbox: by a password, or by an app's token of the cloud that the server is in; and which servers need the
// administrator's leave.

import { describe, expect, it } from 'vitest';

import { systemClock } from '../../base/clock.ts';
import { createTokens } from '../kit/oauth.ts';
import type { HttpAnswer, HttpClient, HttpRequest } from '../ports/http.ts';
import { secretOf } from '../secret.ts';
import { endpointOf, imapServer, type MailboxConfig, smtpServer, tokenServiceOf } from './config.ts';
import { loginOf } from './credential.ts';

const never = new AbortController().signal;
const APP = {
  username: 'security@example.com',
  clientId: 'app',
  clientSecret: 'app-secret',
  tenantID: 'example.onmicrosoft.com',
};
const config = (more: object): MailboxConfig => ({
  ...{ host: 'imap.example.com', security: 'TLS', folder: 'INBOX', reply: 'Disabled' },
  ...{ allowedSenders: ['example.com'], authenticationServer: 'mx.example.com', ...more },
});

function login(
  secret: Readonly<Record<string, string>>,
  answer: Partial<HttpAnswer> = {},
  host = 'outlook.office365.com',
) {
  const asked: Array<HttpRequest & { readonly base: string }> = [];
  const http = (base: string): HttpClient => ({
    send: async (request) => {
      asked.push({ ...request, base });
      return { status: 200, headers: {}, body: { access_token: 'the-token', expires_in: 3600 }, ...answer };
    },
    fetch: () => Promise.reject(new Error('not used')),
    lookup: () => undefined,
    count: () => undefined,
  });
  const data = new Map(Object.entries(secret).map(([key, value]) => [key, secretOf(value)]));
  const service = tokenServiceOf(config({ host }));
  return { asked, login: () => loginOf({ secret: data, tokens: createTokens(), service, http, clock: systemClock }) };
}

describe('the login', () => {
  it('is a password as it stands, without the line break that files end in', async () => {
    const { asked, login: open } = login({ username: 'security@example.com\n', password: 'pass word ü\n' });
    expect(await open().login(never)).toEqual({ user: 'security@example.com', pass: 'pass word ü' });
    expect(asked).toEqual([]);
  });

  it.each([
    {
      host: 'outlook.office365.com',
      base: 'https://login.microsoftonline.com',
      scope: 'https://outlook.office365.com/.default',
    },
    {
      host: 'outlook.office365.us',
      base: 'https://login.microsoftonline.us',
      scope: 'https://outlook.office365.us/.default',
    },
    {
      host: 'partner.outlook.cn',
      base: 'https://login.partner.microsoftonline.cn',
      scope: 'https://partner.outlook.cn/.default',
    },
  ])('to $host is a token of $base, asked for once', async ({ host, base, scope }) => {
    const { asked, login: open } = login(APP, {}, host);
    const opened = open();
    expect(await opened.login(never)).toEqual({ user: 'security@example.com', accessToken: 'the-token' });
    await opened.login(never);
    expect(asked).toMatchObject([{ base, method: 'POST', path: 'example.onmicrosoft.com/oauth2/v2.0/token' }]);
    expect(Object.fromEntries(asked[0]?.body as URLSearchParams)).toMatchObject({
      grant_type: 'client_credentials',
      scope,
      client_id: 'app',
    });
    opened.forget();
    await opened.login(never);
    expect(asked).toHaveLength(2);
  });

  it.each([
    {
      status: 401,
      body: { error_description: 'AADSTS7000215: Invalid client secret app-secret' },
      kind: 'unauthorized',
      says: 'AADSTS7000215',
    },
    { status: 400, body: undefined, kind: 'unauthorized', says: 'check clientId' },
    { status: 404, body: undefined, kind: 'not-found', says: 'no token service' },
    { status: 429, body: undefined, kind: 'rate-limited', says: 'too many requests' },
    { status: 503, body: undefined, kind: 'unavailable', says: 'tried again' },
  ])('that the token service answers with $status is $kind', async ({ status, body, kind, says }) => {
    const failure = await login(APP, { status, body })
      .login()
      .login(never)
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ kind, message: expect.stringContaining(says) as unknown });
    expect((failure as Error).message).not.toContain('app-secret');
  });

  it.each([
    { secret: { username: '', password: 'x' }, key: 'username' },
    { secret: { username: 'a\r\nb', password: 'x' }, key: 'username' },
    { secret: { username: 'a' }, key: 'password' },
    { secret: { ...APP, tenantID: '../common' }, key: 'tenantID' },
    { secret: { ...APP, clientId: 'a b' }, key: 'clientId' },
  ])('with $secret says what is wrong with $key', ({ secret, key }) => {
    expect(() => login(secret).login()).toThrow(`key ${key} of the Secret`);
  });
});

describe('the servers of a spec', () => {
  const smtp = { reply: 'Enabled', replyFrom: 'a@example.com' };
  it.each([
    { more: { host: 'outlook.office365.com' }, want: undefined, because: 'it is Microsoft’s' },
    { more: { host: 'Outlook.Office365.com' }, want: undefined, because: 'case does not matter' },
    { more: { host: 'imap.gmail.com' }, want: undefined, because: 'it is Google’s' },
    {
      more: { host: 'imap.gmail.com', port: 1993 },
      want: 'https://imap.gmail.com:1993',
      because: 'another port is another server',
    },
    {
      more: { host: 'imap.gmail.com.evil.example' },
      want: 'https://imap.gmail.com.evil.example:993',
      because: 'the name only begins alike',
    },
    { more: {}, want: 'https://imap.example.com:993', because: 'anybody may have it' },
    { more: { security: 'StartTLS' }, want: 'https://imap.example.com:143', because: 'STARTTLS has another port' },
  ])('$more: the administrator allows $want, as $because', ({ more, want }) => {
    expect(endpointOf(imapServer(config(more)))).toBe(want);
  });

  it.each([
    { more: { ...smtp, smtp: { host: 'smtp.office365.com', security: 'StartTLS' } }, want: undefined },
    {
      more: { ...smtp, smtp: { host: 'smtp.example.com', security: 'StartTLS' } },
      want: 'https://smtp.example.com:587',
    },
    { more: { ...smtp, smtp: { host: 'smtp.example.com', security: 'TLS' } }, want: 'https://smtp.example.com:465' },
    {
      more: { ...smtp, smtp: { host: 'smtp.example.com', port: 25, security: 'StartTLS' } },
      want: 'https://smtp.example.com:25',
    },
    {
      more: { ...smtp, reply: 'Disabled', smtp: { host: 'smtp.example.com', security: 'TLS' } },
      want: 'nobody is answered',
    },
  ])('$more: for replies $want', ({ more, want }) => {
    const server = smtpServer(config(more));
    expect(server === undefined ? 'nobody is answered' : endpointOf(server)).toBe(want);
  });
});
