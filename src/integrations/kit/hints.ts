// What the vendors with an API share when they push: a verified body is JSON that names an incident, and that is a hint. Pure: what the
// body says of the incident itself is never taken for a fact.

import { createHash } from 'node:crypto';
import { instantOf, rfc3339 } from '../../base/instants.ts';
import type { Pushed, PushReading } from '../ports/receive.ts';

/** What a vendor's body says of a hint. */
export interface Named {
  readonly externalID: string;
  /** The vendor's own number of the event; absent: the body is its own number. */
  readonly eventID?: string | undefined;
  /** When it happened, RFC 3339; absent: when it was received. */
  readonly occurredAt?: string | undefined;
}

const NOTHING: PushReading = { items: [], rejected: [] };

/** The members of an object that was parsed; none of anything else. */
export type Members = Readonly<Record<string, unknown>>;

export function membersOf(value: unknown): Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : {};
}

export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A hint of what `nameIn` finds in the body. A body that is no JSON object is rejected. */
export function hintReading(pushed: Pushed, nameIn: (body: Members) => Named | undefined): PushReading {
  const body = jsonOf(pushed.body);
  if (body === undefined) {
    return { items: [], rejected: [{ reason: 'WrongType', detail: 'the body is no JSON object' }] };
  }
  const named = nameIn(body);
  if (named === undefined) return NOTHING;
  const { externalID, eventID, occurredAt } = named;
  const time = rfc3339(instantOf(occurredAt) ?? pushed.receivedAt);
  return { items: [{ kind: 'Hint', key: keyOf(eventID, pushed.body), time, externalID }], rejected: [] };
}

function jsonOf(body: Uint8Array): Members | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : undefined;
  } catch {
    return undefined;
  }
}

const KEY = /^[\x21-\x7e]{1,128}$/;

/** The sender's own number where it is fit for a key, else a hash: of that number, or of the body where there is none. */
function keyOf(eventID: string | undefined, body: Uint8Array): string {
  if (eventID !== undefined && KEY.test(eventID)) return eventID;
  return createHash('sha256')
    .update(eventID ?? body)
    .digest('hex');
}
