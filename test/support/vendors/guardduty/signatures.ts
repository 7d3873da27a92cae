// Verifies AWS Signature Version 4 from the request as it arrived, without the SDK.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html

import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

import { type ApiRequest } from '../loopback/answers.ts';
import { awsError } from './errors.ts';

export interface KnownKey {
  readonly secretAccessKey: string;
  /** Of a temporary credential. */
  readonly sessionToken?: string;
  readonly endsAtMs?: number;
  /** Actions that the key may not take. */
  readonly denied: ReadonlySet<string>;
}

export interface Signer {
  readonly key: KnownKey;
  readonly accessKeyId: string;
  readonly region: string;
  readonly service: string;
}

export interface Verifying {
  readonly keys: ReadonlyMap<string, KnownKey>;
  readonly now: Date;
  /** Where the client does not send a Host header, as without HTTP. */
  readonly host: string;
}

const CREDENTIAL = /^([^/]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request$/;
const MAX_SKEW_MS = 5 * 60_000;

/** Throws AWS's refusal when the signature is not good. */
export function verifiedSigner(request: ApiRequest, { keys, now, host }: Verifying): Signer {
  const { credential, signedHeaders, signature } = authorizationOf(request);
  const { accessKeyId, date, region, service } = scopeOf(credential);
  const key = keys.get(accessKeyId);
  if (key === undefined)
    throw awsError(403, 'UnrecognizedClientException', 'The security token in the request is invalid.');
  checkTime(request, date, now);
  checkSession(request, key, now);
  const scope = [date, region, service, 'aws4_request'];
  const canonical = canonicalRequest(request, signedHeaders, host);
  const text = ['AWS4-HMAC-SHA256', request.headers['x-amz-date'] ?? '', scope.join('/'), sha256(canonical)].join('\n');
  const signing = scope.reduce<Buffer>((last, part) => hmac(last, part), Buffer.from(`AWS4${key.secretAccessKey}`));
  const wanted = hmac(signing, text);
  const given = Buffer.from(signature, 'hex');
  const covers = ['host', 'x-amz-date'].every((name) => signedHeaders.includes(name));
  if (!covers || given.length !== wanted.length || !timingSafeEqual(given, wanted)) {
    throw awsError(403, 'InvalidSignatureException', 'The request signature we calculated does not match.');
  }
  return { key, accessKeyId, region, service };
}

function authorizationOf({ headers }: ApiRequest): { credential: string; signedHeaders: string[]; signature: string } {
  const parts = /^AWS4-HMAC-SHA256 Credential=([^,]+), ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]+)$/.exec(
    headers['authorization'] ?? '',
  );
  const [, credential, signed, signature] = parts ?? [];
  if (credential === undefined || signed === undefined || signature === undefined) {
    throw awsError(403, 'MissingAuthenticationTokenException', 'Missing Authentication Token');
  }
  return { credential, signedHeaders: signed.split(';'), signature };
}

function scopeOf(credential: string): Record<'accessKeyId' | 'date' | 'region' | 'service', string> {
  const [, accessKeyId = '', date = '', region = '', service = ''] = CREDENTIAL.exec(credential) ?? [];
  return { accessKeyId, date, region, service };
}

function checkTime({ headers }: ApiRequest, date: string, now: Date): void {
  const stamp = headers['x-amz-date'] ?? '';
  const iso = stamp.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z');
  const atMs = Date.parse(iso);
  const isNear = Math.abs(atMs - now.getTime()) <= MAX_SKEW_MS;
  if (isNear && stamp.startsWith(date)) return;
  throw awsError(
    403,
    'InvalidSignatureException',
    `Signature expired: ${stamp} is not within 5 min. of ${now.toISOString()}`,
  );
}

function checkSession({ headers }: ApiRequest, key: KnownKey, now: Date): void {
  if (headers['x-amz-security-token'] !== key.sessionToken) {
    throw awsError(403, 'UnrecognizedClientException', 'The security token included in the request is invalid.');
  }
  if (key.endsAtMs !== undefined && key.endsAtMs <= now.getTime()) {
    throw awsError(403, 'ExpiredTokenException', 'The security token included in the request is expired');
  }
}

function canonicalRequest(
  { method, path, query, headers, body }: ApiRequest,
  signed: readonly string[],
  host: string,
): string {
  const uri = path.split('/').map(escaped).join('/');
  const pairs = [...query].map(([name, value]) => `${escaped(name)}=${escaped(value)}`).sort();
  const all: Readonly<Record<string, string | undefined>> = {
    host,
    'content-length': String(Buffer.byteLength(body)),
    ...headers,
  };
  const lines = signed.map((name) => `${name}:${(all[name] ?? '').trim().replaceAll(/ +/g, ' ')}`);
  return [method, uri, pairs.join('&'), ...lines, '', signed.join(';'), sha256(body)].join('\n');
}

function escaped(text: string): string {
  return encodeURIComponent(text).replaceAll(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
