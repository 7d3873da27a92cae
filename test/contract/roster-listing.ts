// An opened roster as the listing contract sees it.

import type { Roster } from '../../src/integrations/ports/roster.ts';
import type { OpenedListing } from './people-listing.ts';

export function rosterListing(roster: Roster): OpenedListing {
  return {
    probe: (signal) => roster.probe(signal),
    async *pages(signal) {
      for await (const { accounts, rejected, last } of roster.accounts(signal))
        yield { rows: accounts, rejected, last };
    },
    [Symbol.asyncDispose]: () => roster[Symbol.asyncDispose](),
  };
}
