// When two mail addresses, logins or roles count as the same. Compares texts only: who is behind an address is not its business.

import { domainToASCII } from 'node:url';

/** One @, something on both sides, no blank anywhere. What else a mail server would take is its own affair. */
const ADDRESS = /^[^\s@]+@[^\s@]+$/u;

/**
 * The form in which logins, roles and the names of people are compared: NFKC, lower case, without blanks at the ends. Letters that only
 * look alike (a Latin and a Cyrillic a) stay different.
 */
export function foldedName(text: string): string {
  return text.normalize('NFKC').trim().toLowerCase();
}

/**
 * The form in which addresses are compared; undefined for a text that is none. Case does not count, nor does what follows a + (RFC 5233),
 * nor whether a domain is written in letters or in Punycode. Dots do count: only some hosts ignore them.
 */
export function foldedAddress(text: string): string | undefined {
  const folded = foldedName(text);
  if (!ADDRESS.test(folded)) return undefined;
  const at = folded.indexOf('@');
  const local = folded.slice(0, at);
  const domain = folded.slice(at + 1);
  const plus = local.indexOf('+');
  // An address that begins with + has nothing before it to be the same as.
  return `${plus > 0 ? local.slice(0, plus) : local}@${hostOf(domain)}`;
}

/** Node reads a domain as the host of a URL: it would decode %, and leave out what follows /, ?, # or :. None of them is part of a domain. */
function hostOf(domain: string): string {
  return /[/\\?#:%]/.test(domain) ? domain : domainToASCII(domain) || domain;
}
