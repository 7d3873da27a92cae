// Reads the listing of a vendor with the credential of an object's Secret: allowed first, then read to its end. Writes nothing.

import type { Clock } from '../../base/clock.ts';
import type { HttpClient, Secret } from '../../integrations/ports/http.ts';
import type { ChosenListing } from '../../integrations/registry.ts';
import type { KubeClient } from '../../kube/client.ts';
import { readSecret } from '../credentials.ts';
import type { Obstacle } from './obstacle.ts';
import { refusedEndpoint } from './refusals.ts';
import { readWhole, type VendorListing, type WholeListing } from './whole-listing.ts';

export interface VendorDeps {
  readonly client: KubeClient;
  readonly clock: Clock;
  readonly http: (provider: string, baseUrl: string) => HttpClient;
  readonly isAllowed: (url: string) => boolean;
}

export interface WantedListing<Opened, Item> {
  readonly chosen: ChosenListing<string, Opened>;
  readonly credential: { readonly namespace: string; readonly name: string };
  /** How the vendor's pages are seen. */
  readonly listingOf: (opened: Opened) => VendorListing<Item>;
}

export type VendorRead<Item> =
  | {
      readonly kind: 'listed';
      readonly listing: WholeListing<Item>;
      readonly secret: ReadonlyMap<string, Secret>;
    }
  | Obstacle;

/** Throws SourceErrors of the vendor, and what the cluster answers. */
export async function readVendor<Opened, Item>(
  { client, clock, http, isAllowed }: VendorDeps,
  { chosen, credential, listingOf }: WantedListing<Opened, Item>,
  signal: AbortSignal,
): Promise<VendorRead<Item>> {
  if (chosen.endpoint !== undefined && !isAllowed(chosen.endpoint)) return refusedEndpoint(chosen.endpoint);
  const read = await readSecret(client, credential, chosen.secretKeys, signal);
  if (read.kind !== 'read') return read;
  const { data: secret } = read;
  const opened = chosen.open({ secret, clock, http: (baseUrl) => http(chosen.name, baseUrl) });
  await using listing = listingOf(opened);
  return { kind: 'listed', listing: await readWhole(listing, signal), secret };
}

/** A newer CRD may have vendors that this program does not have. */
export const UNKNOWN_VENDOR: Obstacle = {
  kind: 'failed',
  failure: 'invalid-config',
  message: 'open the listing: this version of Docket does not know its vendor; upgrade the operator',
  retryAfterMs: undefined,
};
