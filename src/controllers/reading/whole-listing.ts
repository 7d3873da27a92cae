// Reads a vendor's listing from its probe to its last page, or fails: nothing is concluded from a part. Decides nothing.

import { SourceError } from '../../integrations/ports/failure.ts';

/** One opened listing of a vendor, whatever it lists. */
export interface VendorListing<Item> extends AsyncDisposable {
  probe(
    signal: AbortSignal,
  ): Promise<{ readonly missingScopes: readonly string[]; readonly unmatched?: readonly string[] }>;
  pages(signal: AbortSignal): AsyncIterable<ListingPage<Item>>;
  readonly degraded: ReadonlySet<string>;
}

interface ListingPage<Item> {
  readonly items: readonly Item[];
  readonly rejected: ReadonlyArray<{ readonly reason: string; readonly detail: string }>;
  /** The listing is complete with this page. */
  readonly last: boolean;
}

export interface WholeListing<Item> {
  readonly items: readonly Item[];
  readonly rejected: ListingPage<Item>['rejected'];
  readonly degraded: readonly string[];
  readonly unmatched: readonly string[];
}

/** Throws a SourceError for a listing that cannot be read, or that ends before its last page. */
export async function readWhole<Item>(listing: VendorListing<Item>, signal: AbortSignal): Promise<WholeListing<Item>> {
  const { missingScopes, unmatched = [] } = await listing.probe(signal);
  const [items, rejected]: [Item[], Array<ListingPage<Item>['rejected'][number]>] = [[], []];
  let isWhole = false;
  for await (const page of listing.pages(signal)) {
    for (const item of page.items) items.push(item);
    rejected.push(...page.rejected);
    isWhole = page.last;
  }
  if (!isWhole) throw new SourceError('incomplete', 'list: the vendor ended before the listing was complete');
  return { items, rejected, degraded: [...new Set([...missingScopes, ...listing.degraded])].toSorted(), unmatched };
}
