// Two rules for every listing in pages: a `next` address is followed only on the origin and below the path that the credential is for,
// and a listing that gives the same page token twice would never end. Sends nothing.

import { SourceError } from '../ports/failure.ts';
import type { HttpRequest } from '../ports/http.ts';

/**
 * The request that a `next` address stands for, to be sent by a client of `baseUrl`. Throws SourceError `malformed` for an address of
 * another origin or outside the base's path.
 */
export function nextRequest(
  baseUrl: string,
  next: string,
  attempted: string,
): Required<Pick<HttpRequest, 'path' | 'query'>> {
  const base = new URL(baseUrl);
  const prefix = `${base.pathname.replace(/\/+$/, '')}/`;
  const url = URL.canParse(next, base) ? new URL(next, base) : undefined;
  if (url === undefined || url.origin !== base.origin || !url.pathname.startsWith(prefix)) {
    throw new SourceError('malformed', `${attempted}: the next page is not at ${base.origin}${prefix}: not followed`);
  }
  return { path: url.pathname.slice(prefix.length), query: [...url.searchParams] };
}

/** For one listing. Call it with each page token or next address. Throws SourceError `incomplete` when one is repeated. */
export function createPageTokens(attempted: string): (token: string) => void {
  const seen = new Set<string>();
  return (token) => {
    if (seen.has(token)) {
      throw new SourceError('incomplete', `${attempted}: the same page was offered twice: the listing does not end`);
    }
    seen.add(token);
  };
}
