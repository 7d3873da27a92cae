// One page of a classic listing (offset, limit, `more`), and the walk over short listings. The listing of incidents is long and has its
// own rules in listing.ts. PagerDuty/developer-docs docs/REST-API/09-Pagination.md

import { SourceError } from '../ports/failure.ts';
import { type Call, type Session } from './session.ts';
import { errorCodeOf, pageOf, type RawPage } from './schema.ts';

/** The vendor's largest page. */
export const PAGE_SIZE = 100;
/** The vendor refuses offset + limit beyond this with status 400. */
const MAX_DEPTH = 10_000;
/** The vendor's error code for it, reported in https://github.com/cloudquery/cloudquery/issues/12750. */
const TOO_DEEP_CODE = 2002;

/** A listing without its offset. `resource` is the member of the response that holds the array. */
export type Listing = Call & { readonly resource: string };

/** `too-deep`: the vendor returns no page at that offset. Throws `malformed` for a response of another shape. */
export async function fetchPage(session: Session, listing: Listing, offset: number): Promise<RawPage | 'too-deep'> {
  if (offset + PAGE_SIZE > MAX_DEPTH) return 'too-deep';
  const query = [...(listing.query ?? []), ['limit', String(PAGE_SIZE)], ['offset', String(offset)]] as const;
  const answer = await session.ask({ ...listing, query }, offset > 0 ? [400] : []);
  if (answer.status === 400 && errorCodeOf(answer.body) === TOO_DEEP_CODE) return 'too-deep';
  const page = pageOf(listing.resource, answer.body);
  if (page !== undefined) return page;
  throw new SourceError(
    'malformed',
    `${listing.what}: ${answer.status} from PagerDuty without a list of ${listing.resource} and the flag more: the answer is not whole`,
  );
}

/**
 * Pages of a listing that does not change during the walk, up to `maxPages`. Returns whether the listing was read to its end.
 */
export async function* walkPages(
  session: Session,
  listing: Listing,
  maxPages: number,
): AsyncGenerator<RawPage, { readonly complete: boolean }> {
  let offset = 0;
  for (let count = 0; count < maxPages; count++) {
    const page = await fetchPage(session, listing, offset);
    if (page === 'too-deep') return { complete: false };
    if (page.more && page.items.length === 0) throw emptyPage(listing.what);
    yield page;
    if (!page.more) return { complete: true };
    offset += page.items.length;
  }
  return { complete: false };
}

export function emptyPage(what: string): SourceError {
  return new SourceError('incomplete', `${what}: PagerDuty says that there is more and sends an empty page`);
}
