// The identity of a mail: its Message-ID together with its sender, so that a mail that is delivered twice is one incident, and so that
// nobody rewrites somebody else's report under its Message-ID. Pure.

import { createHash } from 'node:crypto';

import { type Headers, soleValueOf, valuesOf } from './normalize-headers.ts';
import { type Address, textOf } from './normalize-sender.ts';

/** What servers search for as it stands. */
const PLAIN_ID = /^<([A-Za-z0-9][!#$%&'*+./0-9=?A-Z^_`a-z{|}~@-]{0,249})>$/;

/**
 * `<Message-ID without brackets>/<8 hex of a hash with the sender>`. Instead of a Message-ID that is missing, strange or holds the
 * sender's address stands a hash (`sha256-...`): no address of a person may be in the name of an incident.
 */
export function mailID(headers: Headers, from: Address): string {
  const given = soleValueOf(headers, 'message-id') ?? '';
  const plain = PLAIN_ID.exec(given)?.[1];
  const isFit = plain !== undefined && !plain.toLowerCase().includes(textOf(from));
  const base = isFit ? plain : `sha256-${hash([given === '' ? substituteOf(headers) : given]).slice(0, 32)}`;
  return `${base}/${hash([base, textOf(from)]).slice(0, 8)}`;
}

/** The Message-ID to search for, and undefined for an ID that has none. */
export function searchableID(externalID: string): string | undefined {
  const base = externalID.replace(/\/[0-9a-f]{8}$/, '');
  const isID = base !== externalID && !base.startsWith('sha256-') && PLAIN_ID.test(`<${base}>`);
  return isID ? base : undefined;
}

/** Whether a text can be an ID that {@link mailID} gave. */
export function isMailID(externalID: string): boolean {
  return searchableID(externalID) !== undefined || /^sha256-[0-9a-f]{32}\/[0-9a-f]{8}$/.test(externalID);
}

/** What the writer of a mail without a Message-ID fixed. What servers add on the way is not in it. */
function substituteOf(headers: Headers): string {
  return JSON.stringify(['from', 'date', 'subject'].map((name) => valuesOf(headers, name)));
}

function hash(parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\0')).digest('hex');
}
