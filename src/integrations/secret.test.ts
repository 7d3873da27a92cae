// Only reveal() returns the value of a Secret.

import { inspect } from 'node:util';

import pino from 'pino';
import { expect, it } from 'vitest';

import { secretOf } from './secret.ts';

const CANARY = 'sekret-canary-4711';

it.each<[string, (secret: unknown) => string]>([
  ['String()', (secret) => String(secret)],
  ['a template', (secret) => `it is ${secret as string}`],
  ['concatenation', (secret) => `x${[secret].join()}`],
  ['JSON', (secret) => JSON.stringify({ secret })],
  ['inspect', (secret) => inspect({ secret }, { depth: 9, showHidden: true, getters: true })],
  ['an error', (secret) => inspect(new Error(`no: ${secret as string}`, { cause: secret }))],
  [
    'its properties',
    (secret) => JSON.stringify(Object.entries(secret as object).map(([name, value]) => [name, String(value)])),
  ],
  ['a Map', (secret) => inspect(new Map([['token', secret]]))],
])('not in %s', (_name, print) => {
  expect(print(secretOf(CANARY))).not.toContain(CANARY);
});

it('not in a log line', () => {
  let line = '';
  const log = pino({}, { write: (text: string) => void (line += text) });
  log.info({ secret: secretOf(CANARY), nested: { secret: secretOf(CANARY) } }, 'read');
  expect(line).toContain('[redacted]');
  expect(line).not.toContain(CANARY);
});

it('returns its value from reveal()', () => {
  expect(secretOf(CANARY).reveal()).toBe(CANARY);
  expect(`it is ${secretOf(CANARY) as unknown as string}`).toBe('it is [redacted]');
});
