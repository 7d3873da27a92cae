// Whether a request comes from who holds the secret: over the raw bytes, in constant time, with several secrets while one rotates. Pure:
// parses no body, and throws for no input. How the senders sign is in signature-presets.ts.

import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { Secret } from '../ports/http.ts';
import type { Pushed, Verification } from '../ports/receive.ts';

export type Algorithm = 'sha256' | 'sha512' | 'sha1';
export type Encoding = 'hex' | 'base64';

/** What is signed with a time: that time, in seconds, and the text that comes before the body. Undefined where a header is missing. */
export interface Stamp {
  readonly seconds: number;
  readonly before: string;
}

/** A signature over the body in one header. */
export interface HmacScheme {
  readonly kind: 'hmac';
  readonly algorithm: Algorithm;
  readonly encoding: Encoding;
  /** The signatures in a header of the request, without their prefixes; undefined where there is no such header. */
  readonly candidates: (headers: Pushed['headers']) => readonly string[] | undefined;
  /** Absent: the body alone is signed. */
  readonly stamp?: (headers: Pushed['headers']) => Stamp | undefined;
  /** The key of a secret as it is written; absent: its text. A secret that gives an empty key counts as none, as anybody could sign with it. */
  readonly keyOf?: (secret: string) => Uint8Array;
  /** The delivery's own number, where it is signed. */
  readonly deliveryID?: (headers: Pushed['headers']) => string | undefined;
}

/** A token or a login in a header. */
export type CredentialScheme =
  { readonly kind: 'bearer'; readonly header: string } | { readonly kind: 'basic'; readonly logins: 'keys' | 'secret' };

export type Scheme = HmacScheme | CredentialScheme;

export type Secrets = ReadonlyMap<string, Secret>;

/** Of senders and receivers whose clocks differ. Longer, and a request could be repeated by who overheard it. */
const TOLERANCE_MS = 5 * 60 * 1000;
const MAX_CANDIDATES = 10;
const MAX_SECRETS = 10;

/** One of the schemes is enough. With none, the answer is that of the scheme that came closest. */
export function verifySignature(schemes: readonly Scheme[], pushed: Pushed, secrets: Secrets): Verification {
  const verifications = schemes.map((scheme) => verifyOne(scheme, pushed, secrets));
  const closest = verifications.toSorted((one, other) => distanceOf(one) - distanceOf(other));
  return closest[0] ?? refused('NoSecret');
}

const DISTANCES = { TooOld: 1, WrongSignature: 2, Unsigned: 3, NoSecret: 4 } as const;

function distanceOf(verification: Verification): number {
  return verification.kind === 'genuine' ? 0 : DISTANCES[verification.reason];
}

type Refusal = Extract<Verification, { kind: 'refused' }>;

function refused(reason: Refusal['reason']): Refusal {
  return { kind: 'refused', reason };
}

function verifyOne(scheme: Scheme, pushed: Pushed, secrets: Secrets): Verification {
  switch (scheme.kind) {
    case 'bearer':
      return verifyToken(tokenIn(pushed.headers, scheme.header), linesOf(secrets.get('webhookSecret')));
    case 'basic':
      return verifyToken(loginIn(pushed.headers), loginsOf(scheme.logins, secrets));
    case 'hmac':
      return verifyHmac(scheme, pushed, linesOf(secrets.get('webhookSecret')));
  }
}

function verifyHmac(scheme: HmacScheme, pushed: Pushed, lines: readonly string[]): Verification {
  const secrets = lines.filter((line) => scheme.keyOf?.(line).byteLength !== 0);
  if (secrets.length === 0) return refused('NoSecret');
  const signed = signedIn(scheme, pushed.headers);
  if (signed === undefined) return refused('Unsigned');
  const { stamp, signatures } = signed;
  const digest = digestWith(scheme, stamp?.before ?? '', pushed.body);
  const isSigned = secrets.some((secret) => signatures.some((signature) => isEqual(signature, digest(secret))));
  if (!isSigned) return refused('WrongSignature');
  // Only now: who cannot sign learns nothing of the clock.
  if (stamp !== undefined && !isInTime(stamp, pushed.receivedAt)) return refused('TooOld');
  return genuine(scheme.deliveryID?.(pushed.headers), stamp);
}

interface Signed {
  readonly signatures: readonly Uint8Array[];
  readonly stamp: Stamp | undefined;
}

/** Undefined where a header is missing. */
function signedIn(
  { candidates, encoding, stamp: stampIn }: HmacScheme,
  headers: Pushed['headers'],
): Signed | undefined {
  const stamp = stampIn?.(headers);
  const texts = candidates(headers);
  if (texts === undefined || (stampIn !== undefined && stamp === undefined)) return undefined;
  return { stamp, signatures: texts.slice(0, MAX_CANDIDATES).map((text) => Buffer.from(text, encoding)) };
}

function genuine(deliveryID?: string, stamp?: Stamp): Verification {
  return {
    kind: 'genuine',
    ...(deliveryID !== undefined && { deliveryID }),
    ...(stamp !== undefined && { signedAt: new Date(stamp.seconds * 1000) }),
  };
}

/** The digest that a secret gives, made once for each. */
function digestWith(
  { algorithm, keyOf }: HmacScheme,
  before: string,
  body: Uint8Array,
): (secret: string) => Uint8Array {
  const digests = new Map<string, Uint8Array>();
  return (secret) => {
    const made =
      digests.get(secret) ??
      createHmac(algorithm, keyOf?.(secret) ?? secret)
        .update(before)
        .update(body)
        .digest();
    digests.set(secret, made);
    return made;
  };
}

function isInTime({ seconds }: Stamp, receivedAt: Date): boolean {
  return Math.abs(receivedAt.getTime() - seconds * 1_000) <= TOLERANCE_MS;
}

function verifyToken(given: string | undefined, wanted: readonly string[]): Verification {
  if (wanted.length === 0) return refused('NoSecret');
  if (given === undefined) return refused('Unsigned');
  const matches = wanted.filter((token) => isEqual(digestOf(given), digestOf(token)));
  return matches.length > 0 ? { kind: 'genuine' } : refused('WrongSignature');
}

/** A digest has the same length for every token, so that the comparison does not tell the length of the secret. */
const digestOf = (text: string): Buffer => createHash('sha256').update(text).digest();

function isEqual(given: Uint8Array, wanted: Uint8Array): boolean {
  return given.byteLength === wanted.byteLength && timingSafeEqual(given, wanted);
}

/** The secrets of a key of the Secret, one a line: the old and the new one while one rotates. */
function linesOf(secret: Secret | undefined): string[] {
  const lines = (secret?.reveal() ?? '').split(/\r?\n/).map((line) => line.trim());
  return lines.filter((line) => line !== '').slice(0, MAX_SECRETS);
}

/** `user:password` each: from the keys `username` and `password`, line by line, or as the lines of `webhookSecret`. */
function loginsOf(from: 'keys' | 'secret', secrets: Secrets): string[] {
  if (from === 'secret') return linesOf(secrets.get('webhookSecret')).filter((line) => line.includes(':'));
  const users = linesOf(secrets.get('username'));
  return linesOf(secrets.get('password')).flatMap((password, index) => {
    const user = users[index] ?? users[0];
    return user === undefined ? [] : [`${user}:${password}`];
  });
}

/** Under `Authorization` after the word Bearer, under any other header the whole value. */
function tokenIn(headers: Pushed['headers'], header: string): string | undefined {
  const value = headers[header.toLowerCase()];
  if (value === undefined || header.toLowerCase() !== 'authorization') return value;
  return /^bearer +(\S+)$/i.exec(value)?.[1];
}

function loginIn(headers: Pushed['headers']): string | undefined {
  const encoded = /^basic +([A-Za-z0-9+/=]+)$/i.exec(headers['authorization'] ?? '')?.[1];
  return encoded === undefined ? undefined : Buffer.from(encoded, 'base64').toString('utf8');
}
