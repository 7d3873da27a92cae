// The people of a directory, read with the credential of the roster's Secret. Writes nothing.

import type { StaffRoster } from '../../api/v1alpha1/staffroster.gen.ts';
import type { Directory, PersonRecord } from '../../integrations/ports/directory.ts';
import { chooseDirectory } from '../../integrations/registry.ts';
import { readVendor, UNKNOWN_VENDOR } from '../reading/vendor-listing.ts';
import type { VendorListing } from '../reading/whole-listing.ts';
import type { RosterReadDeps } from './deps.ts';
import type { PeopleRead } from './observation.ts';

export async function readDirectory(
  deps: RosterReadDeps,
  { metadata, spec }: StaffRoster,
  signal: AbortSignal,
): Promise<PeopleRead> {
  const chosen = await chooseDirectory(spec, deps.directories);
  if (chosen === undefined) return UNKNOWN_VENDOR;
  const credential = { namespace: metadata.namespace ?? '', name: spec.secretRef.name };
  const read = await readVendor(deps, { chosen, credential, listingOf: peopleListing }, signal);
  if (read.kind !== 'listed') return read;
  const { items, rejected, degraded, unmatched } = read.listing;
  for (const { reason, detail } of rejected) {
    deps.log.debug({ roster: metadata.name, namespace: metadata.namespace, reason, detail }, 'person left out');
  }
  const reasons = rejected.map(({ reason }) => reason);
  const asOfMs = deps.clock.now().getTime();
  const facts = { rejected: reasons, degraded, unmatched, isVendor: true, asOfMs, validUntilMs: undefined };
  return { kind: 'people', people: items, version: undefined, facts };
}

function peopleListing(directory: Directory): VendorListing<PersonRecord> {
  return {
    probe: (signal) => directory.probe(signal),
    get degraded() {
      return directory.degraded;
    },
    async *pages(signal) {
      for await (const { people, ...page } of directory.people(signal)) yield { ...page, items: people };
    },
    [Symbol.asyncDispose]: () => directory[Symbol.asyncDispose](),
  };
}
