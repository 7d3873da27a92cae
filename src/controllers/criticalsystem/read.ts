// Reads the accounts of one system, from its vendor or from a file in a Secret, into memory. Writes nothing to the cluster. Accounts that
// cannot all be read are not taken: those of the last good reading stay.

import type { CriticalSystem } from '../../api/v1alpha1/criticalsystem.gen.ts';
import type { AccessBook } from '../../compliance/access/access-book.ts';
import { ACCOUNT_KEY } from '../../compliance/access/account-name.ts';
import { readAccounts } from '../../compliance/access/file-reading.ts';
import { durationMs } from '../../compliance/durations.ts';
import { guardedBy, judgeShrink } from '../../compliance/shrink-guard.ts';
import type { Secret } from '../../integrations/ports/http.ts';
import type { AccountRecord, Roster } from '../../integrations/ports/roster.ts';
import { chooseRoster } from '../../integrations/registry.ts';
import { secretOf } from '../../integrations/secret.ts';
import { readSecretFiles } from '../credentials.ts';
import { fileFacts, type ListingOutcome } from '../reading/listing.ts';
import { obstacleOf } from '../reading/refusals.ts';
import { readVendor, UNKNOWN_VENDOR } from '../reading/vendor-listing.ts';
import type { VendorListing } from '../reading/whole-listing.ts';
import type { SystemDeps } from './deps.ts';
import { setUp, type SetUpDeps } from './set-up.ts';

/** What a reading needs: `docket review access` reads in the same way. */
export interface SystemReadDeps
  extends Pick<SystemDeps, 'client' | 'providers' | 'http' | 'isAllowed' | 'log' | 'clock'>, SetUpDeps {
  readonly access: Pick<AccessBook, 'setSystem' | 'accountsOf' | 'list'>;
}

type ReadOutcome = Extract<ListingOutcome, { kind: 'read' }>;

interface Listed {
  readonly kind: 'listed';
  /** Undefined: those of the last good reading. */
  readonly accounts: readonly AccountRecord[] | undefined;
  readonly accountKey: Secret | undefined;
  /** Undefined where nobody can tell. */
  readonly version: string | undefined;
  readonly facts: Omit<ReadOutcome, 'kind' | 'shrink'>;
}

type AccountsRead = Listed | Exclude<ListingOutcome, ReadOutcome>;

/** Returns an outcome whatever the vendor does. Throws only when the cluster does not answer. */
export async function readSystem(
  deps: SystemReadDeps,
  system: CriticalSystem,
  key: string,
  signal: AbortSignal,
): Promise<ListingOutcome> {
  const outcome = await attempt(deps, system, key, signal);
  // A new spec counts for the accounts that were read before, also while they cannot be read anew.
  if (outcome.kind !== 'read' && deps.access.accountsOf(key) !== undefined) setUp(deps, system, key);
  return outcome;
}

async function attempt(
  deps: SystemReadDeps,
  system: CriticalSystem,
  key: string,
  signal: AbortSignal,
): Promise<ListingOutcome> {
  try {
    const { accountsFrom } = system.spec;
    const read = await (accountsFrom === undefined
      ? fromVendor(deps, system, signal)
      : fromFile(deps, system, accountsFrom, { key, signal }));
    return read.kind === 'listed' ? take(deps, system, key, read) : read;
  } catch (error) {
    return obstacleOf(error);
  }
}

function take(deps: SystemReadDeps, system: CriticalSystem, key: string, read: Listed): ListingOutcome {
  const memory = deps.memories.of(key);
  const { accounts, accountKey, version, facts } = read;
  if (accounts === undefined) {
    setUp(deps, system, key);
    return { kind: 'read', shrink: { kind: 'taken' }, ...facts };
  }
  const before = system.status?.accounts?.total;
  const guarded = guardedBy(system, { before, count: accounts.length + facts.rejected.length });
  const shrink = judgeShrink(guarded);
  if (shrink.kind === 'shrunk') return { kind: 'shrunk', guarded };
  memory.accountKey = accountKey;
  Object.assign(memory.listing, { version, rejected: facts.rejected.length });
  setUp(deps, system, key);
  deps.access.list(key, accounts);
  return { kind: 'read', shrink, ...facts };
}

async function fromVendor(deps: SystemReadDeps, system: CriticalSystem, signal: AbortSignal): Promise<AccountsRead> {
  const { spec, metadata } = system;
  const chosen = await chooseRoster(spec, deps.providers);
  if (chosen === undefined || spec.secretRef === undefined) return UNKNOWN_VENDOR;
  const credential = { namespace: metadata.namespace ?? '', name: spec.secretRef.name };
  const read = await readVendor(deps, { chosen, credential, listingOf: accountsListing }, signal);
  if (read.kind !== 'listed') return read;
  const { items, rejected, degraded, unmatched } = read.listing;
  for (const { reason, detail } of rejected) {
    deps.log.debug({ system: metadata.name, namespace: metadata.namespace, reason, detail }, 'account left out');
  }
  const asOfMs = deps.clock.now().getTime();
  const reasons = rejected.map(({ reason }) => reason);
  const facts = { rejected: reasons, degraded, unmatched, isVendor: true, asOfMs, validUntilMs: undefined };
  return { kind: 'listed', accounts: items, accountKey: read.secret.get(ACCOUNT_KEY), version: undefined, facts };
}

function accountsListing(roster: Roster): VendorListing<AccountRecord> {
  return {
    probe: (signal) => roster.probe(signal),
    degraded: roster.degraded,
    async *pages(signal) {
      for await (const { accounts, ...page } of roster.accounts(signal)) yield { ...page, items: accounts };
    },
    [Symbol.asyncDispose]: () => roster[Symbol.asyncDispose](),
  };
}

type AccountsFrom = NonNullable<CriticalSystem['spec']['accountsFrom']>;

async function fromFile(
  { client, clock, memories, access }: SystemReadDeps,
  { metadata: { namespace = '', generation } }: CriticalSystem,
  { secretRef: { name: secret }, maxAge }: AccountsFrom,
  { key, signal }: { readonly key: string; readonly signal: AbortSignal },
): Promise<AccountsRead> {
  const read = await readSecretFiles(client, { namespace, name: secret }, signal);
  if (read.kind !== 'read') return read;
  const [nowMs, maxAgeMs] = [clock.now().getTime(), durationMs(maxAge)];
  const file = readAccounts({ read: (name) => read.files.get(name), nowMs, maxAgeMs });
  if (!file.ok) return { kind: 'file-refused', reason: file.reason, message: file.message };
  const { version, readGeneration } = memories.of(key).listing;
  const isSame = version === read.version && readGeneration === generation && access.accountsOf(key) !== undefined;
  const named = read.files.get(ACCOUNT_KEY);
  return {
    kind: 'listed',
    accounts: isSame ? undefined : file.records,
    accountKey: named === undefined ? undefined : secretOf(named.trim()),
    version: read.version,
    facts: fileFacts(file.asOf, { nowMs, maxAgeMs }),
  };
}
