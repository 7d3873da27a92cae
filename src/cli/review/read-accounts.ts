// Reads the accounts of one system and the people of its roster, as the operator's controllers do, and keeps them for this one run. Writes
// nothing to the cluster.

import type { CriticalSystem } from '../../api/v1alpha1/criticalsystem.gen.ts';
import type { StaffRoster } from '../../api/v1alpha1/staffroster.gen.ts';
import { STAFF_ROSTER } from '../../api/kinds.ts';
import { keyOf } from '../../api/meta.ts';
import { systemClock } from '../../base/clock.ts';
import { AccessBook } from '../../compliance/access/access-book.ts';
import type { SystemAccounts } from '../../compliance/access/system-accounts.ts';
import { SystemMemories } from '../../controllers/criticalsystem/memory.ts';
import { readSystem } from '../../controllers/criticalsystem/read.ts';
import { type Listed, type ListingOutcome, listingStates } from '../../controllers/reading/listing.ts';
import { ListingMemories } from '../../controllers/reading/listing-memory.ts';
import { readRoster } from '../../controllers/staffroster/read.ts';
import { type AllowedEndpoint, isAllowed } from '../../integrations/endpoints.ts';
import { createHttp } from '../../integrations/http.ts';
import type { AccountRecord } from '../../integrations/ports/roster.ts';
import { createDirectories, createProviders } from '../../integrations/registry.ts';
import type { KubeClient } from '../../kube/client.ts';
import { isNotFound } from '../../kube/errors.ts';
import { silentLogger } from '../../runtime/log.ts';
import { VERSION } from '../version.ts';

export interface ReadAccounts {
  readonly accounts: SystemAccounts;
  readonly records: readonly AccountRecord[];
  readonly asOf: Date;
  /** What a reviewer must know of the reading: accounts that were left out, a listing that shrank. */
  readonly warnings: readonly string[];
}

interface ReadingDeps {
  readonly client: KubeClient;
  readonly allowed: readonly AllowedEndpoint[];
  /** Of the cluster's own API server: no vendor is there. */
  readonly ownHost: string;
  readonly signal: AbortSignal;
}

/** Rejects with the words of the condition when the accounts or the people cannot be read. */
export async function readAccounts(
  system: CriticalSystem,
  { client, allowed, ownHost, signal }: ReadingDeps,
): Promise<ReadAccounts> {
  const http = createHttp({
    clock: systemClock,
    userAgent: `docket/${VERSION} (review access)`,
    isAllowed: (url) => isAllowed(url, allowed),
    ownHosts: [ownHost],
    onRequest: () => undefined,
  });
  const book = new AccessBook(() => undefined);
  const deps = {
    ...{ client, clock: systemClock, log: silentLogger, providers: createProviders() },
    directories: createDirectories(),
    http: (provider: string, baseUrl: string) => http.client(provider, baseUrl),
    isAllowed: (url: string) => isAllowed(url, allowed),
  };
  try {
    await readPeople(system, { deps, book, signal });
    return await readSystemAccounts(system, { deps, book, signal });
  } finally {
    await http.close();
  }
}

interface Shared {
  readonly deps: Omit<Parameters<typeof readSystem>[0] & Parameters<typeof readRoster>[0], 'access' | 'memories'>;
  readonly book: AccessBook;
  readonly signal: AbortSignal;
}

/** The last good count does not bind a person who looks: they are told of it. */
const unguarded = <T extends CriticalSystem | StaffRoster>(object: T): T => ({
  ...object,
  status: undefined,
  spec: { ...object.spec, maxShrink: 100 },
});

async function readPeople({ metadata, spec }: CriticalSystem, { deps, book, signal }: Shared): Promise<void> {
  const { namespace = '' } = metadata;
  if (spec.rosterRef === undefined) return;
  const { name } = spec.rosterRef;
  const key = `${namespace}/${name}`;
  const roster = await rosterOf(deps.client, { namespace, name }, signal);
  const outcome = await readRoster(
    { ...deps, access: book, memories: new ListingMemories() },
    unguarded(roster),
    key,
    signal,
  );
  if (outcome.kind !== 'read') throw new Error(`read the people of StaffRoster ${name}: ${textOf(outcome, 'people')}`);
}

async function rosterOf(
  client: KubeClient,
  key: { readonly namespace: string; readonly name: string },
  signal: AbortSignal,
): Promise<StaffRoster> {
  try {
    return await client.get<StaffRoster>(STAFF_ROSTER, key, { signal });
  } catch (error) {
    if (!isNotFound(error)) throw error;
    throw new Error(`read the people: StaffRoster ${key.name} is not in the namespace ${key.namespace}`, {
      cause: error,
    });
  }
}

async function readSystemAccounts(system: CriticalSystem, { deps, book, signal }: Shared): Promise<ReadAccounts> {
  const key = keyOf(system.metadata);
  let records: readonly AccountRecord[] = [];
  const access = {
    setSystem: book.setSystem.bind(book),
    accountsOf: book.accountsOf.bind(book),
    list(systemKey: string, listed: readonly AccountRecord[]): void {
      records = listed;
      book.list(systemKey, listed);
    },
  };
  const outcome = await readSystem({ ...deps, access, memories: new SystemMemories() }, unguarded(system), key, signal);
  const accounts = book.accountsOf(key);
  if (outcome.kind !== 'read' || accounts === undefined) {
    throw new Error(`read the accounts of CriticalSystem ${system.metadata.name}: ${textOf(outcome, 'accounts')}`);
  }
  const left = outcome.rejected.length;
  const before = system.status?.accounts?.total;
  return {
    ...{ accounts, records, asOf: new Date(outcome.asOfMs) },
    warnings: [
      ...(left === 0 ? [] : [`${left} accounts could not be read and are not shown`]),
      ...(before === undefined || before === records.length + left
        ? []
        : [`the last good reading of the operator had ${before} accounts`]),
    ],
  };
}

/** The words of the condition Ready. */
function textOf(outcome: ListingOutcome, what: Listed): string {
  const states = listingStates(outcome, { what, dataIsFresh: false, graceLeftMs: 0 });
  return states.find(({ type }) => type === 'Ready')?.message ?? outcome.kind;
}
