// Who sent a mail, as its From says, and whether the spec allows them. Pure. Whether From is true is decided by
// normalize-authentication.ts. https://www.rfc-editor.org/rfc/rfc5322#section-3.4

import { type Headers, soleValueOf } from './normalize-headers.ts';
import { piecesOf } from './normalize-lexer.ts';

/** In lower case. */
export interface Address {
  readonly local: string;
  readonly domain: string;
}

const ADDRESS = /^([^\s<>@"(),:;[\]\\]{1,64})@([a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?)$/;

/** An address in its plain form. Quoted local parts and address literals are none here. */
export function addressOf(text: string): Address | undefined {
  const match = ADDRESS.exec(text.trim().toLowerCase());
  if (match === null) return undefined;
  const [, local = '', domain = ''] = match;
  return domain.includes('..') ? undefined : { local, domain };
}

export function textOf({ local, domain }: Address): string {
  return `${local}@${domain}`;
}

/** The one address of the one From. Undefined for several, for groups, and for what cannot be read without doubt. */
export function senderOf(headers: Headers): Address | undefined {
  const from = soleValueOf(headers, 'from');
  const [only, ...others] = from === undefined ? [] : addressesIn(from);
  return others.length === 0 ? only : undefined;
}

/** The addresses of a field. An entry that cannot be read makes the whole field unreadable: then none. */
export function addressesIn(field: string): readonly Address[] {
  const pieces = piecesOf(field);
  if (pieces === undefined) return [];
  const plain = pieces.map(({ text, isQuoted }) => (isQuoted ? '' : text)).join('');
  const read = plain.split(',').map((entry) => {
    const angled = /^[^<>]*<([^<>]*)>\s*$/.exec(entry);
    return addressOf(angled?.[1] ?? entry);
  });
  return read.every((each) => each !== undefined) ? read : [];
}

/** `allowed`: addresses, or domains that stand for each address directly in them. */
export function isAllowedSender(sender: Address, allowed: readonly string[]): boolean {
  return allowed.some((entry) => {
    const wanted = entry.toLowerCase();
    return wanted.includes('@') ? wanted === textOf(sender) : wanted === sender.domain;
  });
}
