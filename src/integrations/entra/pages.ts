// A listing of Graph by its links, to its end. Each page begins behind the last row of the one before.
// https://learn.microsoft.com/graph/paging

import { createPageTokens, nextRequest } from '../kit/paging.ts';
import { pageOf } from '../kit/microsoft/answers.ts';
import type { Session } from '../kit/microsoft/session.ts';
import { SourceError } from '../ports/failure.ts';
import type { HttpRequest } from '../ports/http.ts';
import type { Permission } from './config.ts';

/** The largest page of users and of members. */
export const PAGE_SIZE = 999;
/** Ten million users. */
const MAX_PAGES = 10_000;

export interface Listing {
  readonly path: string;
  readonly query: ReadonlyArray<readonly [string, string]>;
  /** For messages: `list users`. */
  readonly what: string;
  readonly permission: Permission;
  readonly signal: AbortSignal;
}

/** Throws SourceError `incomplete` for a link that repeats, and `malformed` for an answer that is no list. */
export async function* pages(session: Session, listing: Listing): AsyncGenerator<readonly unknown[]> {
  const { path, query, what, permission, signal } = listing;
  const attempted = { what, permission: permission.name };
  const isNew = createPageTokens(what);
  let place: Pick<HttpRequest, 'path' | 'query'> = { path, query };
  for (let count = 0; count < MAX_PAGES; count++) {
    const { status, body } = await session.ask({ ...place, attempted, signal });
    const page = pageOf(body);
    if (page === undefined) {
      throw new SourceError(
        'malformed',
        `${what}: ${status} from Microsoft Graph without a list: the answer is not whole`,
      );
    }
    yield page.items;
    if (page.next === undefined) return;
    isNew(page.next);
    place = nextRequest(session.baseUrl, page.next, what);
  }
  throw new SourceError('incomplete', `${what}: more than ${MAX_PAGES} pages: the listing does not end`);
}
