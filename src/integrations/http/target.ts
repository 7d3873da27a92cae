// Where a request may go: to the origin of the base URL and below its path, and nowhere else. Sends nothing.

import { SourceError } from '../ports/failure.ts';
import type { HttpRequest } from '../ports/http.ts';

/** A base URL, and the vendor's name for messages. */
export interface Base {
  readonly url: URL;
  readonly provider: string;
}

export function parseBase(provider: string, baseUrl: string): Base {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  const usable =
    url !== undefined &&
    (url.protocol === 'https:' || url.protocol === 'http:') &&
    url.username + url.password + url.search + url.hash === '';
  if (usable) return { url, provider };
  throw new SourceError(
    'invalid-config',
    `the endpoint for ${provider} is not an http(s) URL without user, query and fragment: correct it`,
  );
}

/** The base's path stays in front: `new URL('/x', base)` would drop it. */
export function targetOf(base: Base, { path, query = [] }: HttpRequest): URL {
  const prefix = prefixOf(base);
  const url = new URL(base.url);
  url.pathname = `${prefix}/${path.replace(/^\/+/, '')}`;
  const escaped = /(^|\/)(\.|%2e){1,2}(\/|$)/i.test(path) || /[\\?#\s]/.test(path);
  if (escaped || !isBelow(base, url)) throw astray(base);
  for (const [name, value] of query) url.searchParams.append(name, value);
  return url;
}

/** The address that an SDK asks for. Throws SourceError `invalid-config` when the base's credential is not for it. */
export function checkedUrl(base: Base, address: string): URL {
  const url = new URL(address);
  if (url.username + url.password !== '' || !isBelow(base, url)) throw astray(base);
  return url;
}

function isBelow(base: Base, url: URL): boolean {
  return url.origin === base.url.origin && url.pathname.startsWith(`${prefixOf(base)}/`);
}

function prefixOf({ url }: Base): string {
  return url.pathname.replace(/\/+$/, '');
}

function astray(base: Base): SourceError {
  const where = `${base.url.origin}${prefixOf(base)}/`;
  return new SourceError('invalid-config', `a request to ${base.provider} would leave ${where}: not sent`);
}
