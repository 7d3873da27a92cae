// Requests as the senders sign them. Signs for tests only; the code under test does not use it.

import { createHmac } from 'node:crypto';
import { secretOf } from '../../../src/integrations/secret.ts';
import type { Secret } from '../../../src/integrations/ports/http.ts';
import type { Pushed } from '../../../src/integrations/ports/receive.ts';

export const RECEIVED_AT = new Date('2026-03-02T10:00:00Z');

export function aSecret(data: Readonly<Record<string, string>>): ReadonlyMap<string, Secret> {
  return new Map(Object.entries(data).map(([key, value]) => [key, secretOf(value)]));
}

export function aPush(body: unknown, headers: Readonly<Record<string, string>> = {}, receivedAt = RECEIVED_AT): Pushed {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return { headers, body: Buffer.from(text), receivedAt };
}

export function hmac(algorithm: string, secret: string | Uint8Array, text: string | Uint8Array): Buffer {
  return createHmac(algorithm, secret).update(text).digest();
}
