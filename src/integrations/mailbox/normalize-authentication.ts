// Whether the receiving mail server vouches for a mail's From: by its own Authentication-Results, and by nobody else's. Pure.
// https://www.rfc-editor.org/rfc/rfc8601#section-2.2. Anybody can write such a field, so only the topmost one of the named server counts;
// a server takes off those that a mail brings along under its name.

import { type Headers, soleValueOf, valuesOf } from './normalize-headers.ts';
import { piecesOf } from './normalize-lexer.ts';
import { type Address, addressOf } from './normalize-sender.ts';

/** Exchange Online writes no name of its own: the topmost field without one is its. */
const EXCHANGE_ONLINE = 'ExchangeOnline';

/**
 * DMARC, or DKIM or SPF for the domain of From or one above it, has passed. A DMARC result that is a failure decides alone.
 * `server`: the name as the server writes it (authserv-id), or `ExchangeOnline`.
 */
export function isAuthenticated(headers: Headers, from: Address, server: string): boolean {
  if (server === EXCHANGE_ONLINE && isInternal(headers)) return true;
  const [results] = resultsOf(headers, server);
  if (results === undefined) return false;
  const dmarc = results.filter(({ method }) => method === 'dmarc');
  if (dmarc.some(({ result }) => result === 'fail')) return false;
  return results.some(
    (each) => each.result === 'pass' && domainsOf(each).some((domain) => isAligned(domain, from.domain)),
  );
}

/**
 * A mail from one mailbox of the tenant to another has no SPF, DKIM or DMARC. Exchange marks it, and takes the mark off what comes from
 * outside. https://learn.microsoft.com/exchange/header-firewall-exchange-2013-help
 */
function isInternal(headers: Headers): boolean {
  return soleValueOf(headers, 'x-ms-exchange-organization-authas')?.toLowerCase() === 'internal';
}

interface MethodResult {
  readonly method: string;
  readonly result: string;
  readonly properties: ReadonlyMap<string, string>;
}

/** The results of each field of that server, the topmost first. One that cannot be read has none, and still stands above the others. */
function resultsOf(headers: Headers, server: string): ReadonlyArray<readonly MethodResult[]> {
  return valuesOf(headers, 'authentication-results').flatMap((value) => {
    const parts = splitResults(value);
    const head = parts?.[0] ?? value.replace(/;[^]*/, '');
    return isWrittenBy(server, head) ? [(parts ?? []).flatMap(resultOf)] : [];
  });
}

/** `head`: what stands before the first semicolon. It is no result where it names a server. */
function isWrittenBy(server: string, head: string): boolean {
  const isNameless = head.includes('=');
  if (server === EXCHANGE_ONLINE || isNameless) return server === EXCHANGE_ONLINE && isNameless;
  const [name = '', version = '1'] = head.trim().split(/\s+/);
  return name.toLowerCase() === server.toLowerCase() && version === '1';
}

/** The parts between semicolons, without comments. A quoted string is one word, whatever it holds. Undefined as {@link piecesOf}. */
function splitResults(value: string): readonly string[] | undefined {
  return piecesOf(value)
    ?.map(({ text, isQuoted }) => (isQuoted ? text.replace(/[^\w.@-]/g, '_') : text))
    .join('')
    .split(';');
}

/** `dkim=pass header.d=example.com`. Nothing for what is no result. */
function resultOf(part: string): MethodResult[] {
  const [first = '', ...rest] = part.replace(/\s+/g, ' ').replace(/ ?= ?/g, '=').trim().split(' ');
  const match = /^([a-z0-9-]+)(?:\/1)?=([a-z0-9-]+)$/i.exec(first);
  if (match === null) return [];
  const [, method = '', result = ''] = match;
  const properties = new Map<string, string>();
  for (const word of rest) {
    const [name = '', ...value] = word.toLowerCase().split('=');
    // Of two that are written under one name neither counts.
    properties.set(name, properties.has(name) ? '' : value.join('='));
  }
  return [{ method: method.toLowerCase(), result: result.toLowerCase(), properties }];
}

/** The domains that a result speaks for. */
function domainsOf({ method, properties }: MethodResult): readonly string[] {
  const names = PROPERTIES.get(method) ?? [];
  return names.flatMap((name) => {
    const value = properties.get(name) ?? '';
    const domain = value.replace(/^.*@/, '');
    return addressOf(`x@${domain}`)?.domain ?? [];
  });
}

/** A map, as a method may have any name (`constructor=pass`). */
const PROPERTIES: ReadonlyMap<string, readonly string[]> = new Map([
  ['dmarc', ['header.from']],
  ['dkim', ['header.d', 'header.i']],
  ['spf', ['smtp.mailfrom']],
]);

/** The same domain, or one above it that is no top-level domain. */
function isAligned(domain: string, from: string): boolean {
  return domain === from || (domain.includes('.') && from.endsWith(`.${domain}`));
}
