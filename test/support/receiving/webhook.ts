// A webhook source as the receiver uses it, in the test's own process: a payload goes in, and what the leader would store comes out.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { ProviderConfigs } from '../../../src/api/v1alpha1/vocabulary.gen.ts';
import { readItems } from '../../../src/compliance/expression/items.ts';
import type { ReadItems } from '../../../src/integrations/ports/expressions.ts';
import type { EventItem, PushReading, TimedRecord, WindowState } from '../../../src/integrations/ports/receive.ts';
import { createWebhook } from '../../../src/integrations/webhook/index.ts';

export type WebhookConfig = ProviderConfigs['webhook'];

/** Evaluates here, without the limits of the thread. */
export const readHere: ReadItems = ({ expressions, ...input }) => Promise.resolve(readItems(expressions, input));

const RECEIVED_AT = new Date('2026-03-02T10:10:00Z');
const SOURCE = { namespace: 'team-a', name: 'hook', uid: 'u1' };

export interface PushOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly dataPolicy?: 'Minimal' | 'Full';
  readonly receivedAt?: Date;
  readonly readItems?: ReadItems;
}

/** A body as bytes, as text, or as JSON. */
export function push(config: WebhookConfig, body: unknown, options: PushOptions = {}): Promise<PushReading> {
  const { headers = {}, dataPolicy = 'Minimal', receivedAt = RECEIVED_AT } = options;
  const { receive } = createWebhook(options.readItems ?? readHere);
  if (receive === undefined) throw new Error('a webhook receives');
  return receive.read(
    { headers, body: bytesOf(body), receivedAt },
    { config, source: SOURCE, dataPolicy, severityMap: [] },
  );
}

function bytesOf(body: unknown): Uint8Array {
  if (body instanceof Uint8Array) return body;
  return new TextEncoder().encode(typeof body === 'string' ? body : JSON.stringify(body));
}

/** Counts the events of a reading. */
export function count(config: WebhookConfig, { items }: PushReading, state?: WindowState): CountResult {
  const { receive } = createWebhook(readHere);
  const events = items.filter((item): item is EventItem => item.kind === 'Event');
  const counted = receive?.count?.(
    { events, state, now: RECEIVED_AT },
    { config, source: SOURCE, dataPolicy: 'Minimal', severityMap: [] },
  );
  return { records: counted?.records ?? [], state: counted?.state };
}

interface CountResult {
  readonly records: readonly TimedRecord[];
  readonly state: WindowState | undefined;
}

/** A payload as its sender documents it, by its name in test/fixtures/webhook. */
export function payload(name: string): unknown {
  const file = path.resolve(import.meta.dirname, `../../fixtures/webhook/${name}.json`);
  return JSON.parse(readFileSync(file, 'utf8'));
}
