// GuardDuty in the regions of one opened source: the few operations that are used, each as one signed request. An answer without what it
// must hold is a SourceError. https://docs.aws.amazon.com/guardduty/latest/APIReference/API_Operations.html

import {
  ArchiveFindingsCommand,
  GetFindingsCommand,
  GuardDutyClient,
  ListDetectorsCommand,
  ListFindingsCommand,
  type FindingCriteria,
} from '@aws-sdk/client-guardduty';

import { type Clock } from '../../base/clock.ts';
import { createPageTokens } from '../kit/paging.ts';
import { SourceError } from '../ports/failure.ts';
import type { HttpClient } from '../ports/http.ts';
import type { Account, Credential, Keys } from './account.ts';
import type { Attempted } from './refusals.ts';
import { stringsOf } from './schema.ts';
import { SDK_CONFIG, settled } from './sdk.ts';
import { createTransport } from './transport.ts';

/** The vendor's largest page of IDs, and the most IDs of one GetFindings. */
export const PAGE_SIZE = 50;
/** No account has so many detectors: there is one per region. */
const MAX_DETECTOR_PAGES = 10;

export interface SessionOptions {
  readonly account: Account;
  readonly credential: Credential;
  readonly clock: Clock;
  readonly baseOf: (region: string) => string;
  readonly http: (baseUrl: string) => HttpClient;
}

export interface FindingsPage {
  /** Unchecked: one bad ID must not cost the others. */
  readonly ids: readonly unknown[];
  readonly nextToken: string | undefined;
}

export interface Listing {
  readonly region: string;
  readonly detectorID: string;
  readonly criteria: FindingCriteria['Criterion'];
  readonly nextToken?: string | undefined;
  readonly signal: AbortSignal;
}

export interface Named {
  readonly region: string;
  readonly detectorID: string;
  /** At most {@link PAGE_SIZE}. */
  readonly ids: readonly string[];
  readonly signal: AbortSignal;
}

export interface Session {
  /** The detector of a region. Throws SourceError `not-found` when the region has none. Asked for once per session. */
  detector(region: string, signal: AbortSignal): Promise<string>;
  /** One page of IDs, ascending by the time of the last change. */
  list(listing: Listing): Promise<FindingsPage>;
  /** The findings of these IDs, as many as exist, as the SDK hands them over. */
  get(named: Named): Promise<readonly unknown[]>;
  archive(named: Named): Promise<void>;
  /** AWS's time at its last answer, else ours, in epoch milliseconds. */
  vendorMs(): number;
}

interface Call<T> {
  readonly region: string;
  readonly attempted: Attempted;
  readonly signal: AbortSignal;
  run(client: GuardDutyClient, options: { readonly abortSignal: AbortSignal }): Promise<T>;
}

export function createSession(options: SessionOptions): Session {
  const ask = asker(options);
  const detectors = new Map<string, string>();
  return {
    async detector(region, signal) {
      const known = detectors.get(region);
      if (known !== undefined) return known;
      const found = await findDetector(ask, region, signal);
      detectors.set(region, found);
      return found;
    },
    list: (listing) => listFindings(ask, listing),
    get: (named) => getFindings(ask, named),
    archive: (named) => archiveFindings(ask, named),
    vendorMs: () => options.account.vendorMs ?? options.clock.now().getTime(),
  };
}

type Ask = <T>(call: Call<T>) => Promise<T>;

/** One client per region and credential. Requests of one region go one after the other. */
function asker({ account, credential, clock, baseOf, http }: SessionOptions): Ask {
  const clients = new Map<
    string,
    { readonly keys: Keys; readonly offsetMs: number; readonly client: GuardDutyClient }
  >();
  const attempts = new Map<string, Attempted>();
  const clientOf = (region: string, keys: Keys, offsetMs: number): GuardDutyClient => {
    const known = clients.get(region);
    if (known?.keys === keys && Math.abs(known.offsetMs - offsetMs) < OFFSET_TOLERANCE_MS) return known.client;
    const endpoint = baseOf(region);
    const requestHandler = createTransport({
      http: http(endpoint),
      budget: account.budgetOf(region),
      clock,
      attempted: () => attempts.get(region) ?? { what: 'ask', action: 'guardduty:*' },
      answers: 'json',
      onDate: (vendorMs) => void (account.vendorMs = vendorMs),
    });
    const client = new GuardDutyClient({
      ...SDK_CONFIG,
      ...{ region, endpoint, credentials: keys, systemClockOffset: offsetMs, requestHandler },
    });
    clients.set(region, { keys, offsetMs, client });
    return client;
  };
  return ({ region, attempted, signal, run }) =>
    settled({ attempted, credential, account, clock, signal }, async (offsetMs) => {
      const keys = await credential.keys(signal);
      attempts.set(region, attempted);
      return run(clientOf(region, keys, offsetMs), { abortSignal: signal });
    });
}

/** AWS accepts signatures up to five minutes off. */
const OFFSET_TOLERANCE_MS = 30_000;

async function findDetector(ask: Ask, region: string, signal: AbortSignal): Promise<string> {
  const what = `list detectors in ${region}`;
  const attempted = { what, action: 'guardduty:ListDetectors' };
  const isNew = createPageTokens(what);
  let nextToken: string | undefined;
  for (let page = 0; page < MAX_DETECTOR_PAGES; page++) {
    const input = nextToken === undefined ? {} : { NextToken: nextToken };
    const run: Call<unknown>['run'] = (client, options) => client.send(new ListDetectorsCommand(input), options);
    const answer = (await ask({ region, attempted, signal, run })) as { DetectorIds?: unknown; NextToken?: unknown };
    const ids = stringsOf(answer.DetectorIds);
    if (ids === undefined) throw notWhole(what, 'list of detectors');
    if (ids[0] !== undefined) return ids[0];
    nextToken = tokenOf(answer.NextToken);
    if (nextToken === undefined) break;
    isNew(nextToken);
  }
  throw new SourceError(
    'not-found',
    `${what}: there is none: enable GuardDuty in ${region}, or take the region out of the spec`,
  );
}

async function listFindings(ask: Ask, listing: Listing): Promise<FindingsPage> {
  const { region, detectorID, criteria, nextToken, signal } = listing;
  const attempted = { what: `list findings in ${region}`, action: 'guardduty:ListFindings' };
  const command = new ListFindingsCommand({
    DetectorId: detectorID,
    MaxResults: PAGE_SIZE,
    FindingCriteria: { Criterion: criteria },
    SortCriteria: { AttributeName: 'updatedAt', OrderBy: 'ASC' },
    ...(nextToken === undefined ? {} : { NextToken: nextToken }),
  });
  const answer = await ask({ region, attempted, signal, run: (client, options) => client.send(command, options) });
  const ids: unknown = answer.FindingIds;
  if (!Array.isArray(ids)) throw notWhole(attempted.what, 'list of IDs');
  return { ids: ids as readonly unknown[], nextToken: tokenOf(answer.NextToken) };
}

async function getFindings(ask: Ask, { region, detectorID, ids, signal }: Named): Promise<readonly unknown[]> {
  const attempted = { what: `get findings in ${region}`, action: 'guardduty:GetFindings' };
  const command = new GetFindingsCommand({ DetectorId: detectorID, FindingIds: [...ids] });
  const answer = await ask({ region, attempted, signal, run: (client, options) => client.send(command, options) });
  const findings: unknown = answer.Findings;
  if (!Array.isArray(findings)) throw notWhole(attempted.what, 'list of findings');
  return findings as readonly unknown[];
}

async function archiveFindings(ask: Ask, { region, detectorID, ids, signal }: Named): Promise<void> {
  const attempted = { what: `archive a finding in ${region}`, action: 'guardduty:ArchiveFindings' };
  const command = new ArchiveFindingsCommand({ DetectorId: detectorID, FindingIds: [...ids] });
  await ask({ region, attempted, signal, run: (client, options) => client.send(command, options) });
}

/** The vendor sends an empty token, or none, on the last page. */
function tokenOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function notWhole(what: string, lacking: string): SourceError {
  return new SourceError('malformed', `${what}: AWS answered without a ${lacking}: the answer is not whole`);
}
