// An opened roster, or an opened directory, as the listing contract sees it.

import type { Directory, PersonRecord } from '../../src/integrations/ports/directory.ts';
import type { Roster, AccountRecord } from '../../src/integrations/ports/roster.ts';
import { never } from '../support/vendors/source-context.ts';
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

export function directoryListing(directory: Directory): OpenedListing {
  return {
    probe: (signal) => directory.probe(signal),
    async *pages(signal) {
      for await (const { people, rejected, last } of directory.people(signal)) {
        yield { rows: people.map(({ person: id, ...rest }) => ({ id, ...rest })), rejected, last };
      }
    },
    [Symbol.asyncDispose]: () => directory[Symbol.asyncDispose](),
  };
}

/** Every account of a whole listing. */
export async function accountsOf(roster: Roster): Promise<readonly AccountRecord[]> {
  const accounts: AccountRecord[] = [];
  for await (const page of roster.accounts(never)) accounts.push(...page.accounts);
  return accounts;
}

/** Everybody of a whole listing. */
export async function peopleOf(directory: Directory): Promise<readonly PersonRecord[]> {
  const people: PersonRecord[] = [];
  for await (const page of directory.people(never)) people.push(...page.people);
  return people;
}
