// Reads the regions of a source one after the other, by changes: what changed since the cursor, then what is not archived. A region that
// fails does not stop the others; at the end the reading fails and names it.

import type { FindingCriteria } from '@aws-sdk/client-guardduty';

import { createPageTokens } from '../kit/paging.ts';
import type { ChangesPage, ChangesRequest, ChangesStage } from '../ports/changes.ts';
import { SourceError } from '../ports/failure.ts';
import { readPage, type PageOfFindings, type ReadOptions } from './findings.ts';
import { floorOf, type MinSeverity } from './normalize-severity.ts';
import { advanced, BEGINNING, cursorOf, positionOf, within, type Position } from './positions.ts';
import { createFailures, type Failures } from './regions.ts';
import type { Session } from './session.ts';

export interface Pulling {
  readonly session: Session;
  readonly regions: readonly string[];
  readonly minSeverity: MinSeverity | undefined;
  readonly options: ReadOptions;
  readonly noteUnmapped: (value: string | undefined) => void;
}

/** GuardDuty shows new and changed findings within seconds. Fifteen minutes cover an outage of the vendor, and cost one page. */
const LOOK_BACK_MS = 15 * 60_000;
/** A million findings per region. */
const MAX_PAGES = 20_000;

type Criteria = FindingCriteria['Criterion'];

/** Throws the SourceError of the regions that failed, after all others were read. */
export async function* pullChanges(pulling: Pulling, request: ChangesRequest): AsyncGenerator<ChangesPage> {
  const failures = createFailures(pulling.regions);
  yield* changedStage(pulling, { request, failures });
  if (request.open) yield* openStage(pulling, { request, failures });
  failures.throwAny();
}

interface Stage {
  readonly request: ChangesRequest;
  readonly failures: Failures;
}

async function* changedStage(pulling: Pulling, stage: Stage): AsyncGenerator<ChangesPage> {
  const { cursor, since } = stage.request;
  let position = cursor === undefined ? BEGINNING : within(positionOf(cursor), pulling.regions);
  const criteriaOf = (region: string): Criteria => {
    const reached = position.regions.get(region);
    const fromMs = reached === undefined ? since.getTime() : reached - LOOK_BACK_MS;
    return { updatedAt: { GreaterThanOrEqual: fromMs } };
  };
  for await (const { page, last } of regionPages(pulling, { ...stage, criteriaOf, name: 'changed' })) {
    if (page !== undefined) position = furthest(position, page);
    const reached = cursorOf(position);
    yield { stage: 'changed', ...shown(page), last, ...(reached === undefined ? {} : { cursor: reached }) };
  }
}

async function* openStage(pulling: Pulling, stage: Stage): AsyncGenerator<ChangesPage> {
  const criteriaOf = (): Criteria => ({ 'service.archived': { Equals: ['false'] } });
  for await (const { page, last } of regionPages(pulling, { ...stage, criteriaOf, name: 'open' })) {
    yield { stage: 'open', ...shown(page), last };
  }
}

function shown(page: RegionPage | undefined): Pick<ChangesPage, 'records' | 'rejected'> {
  return { records: page?.findings.records ?? [], rejected: page?.findings.rejected ?? [] };
}

/** The position stays before changes made after the reading began, because another change of that time may not be visible yet. */
function furthest(position: Position, { region, startedMs, findings }: RegionPage): Position {
  let next = position;
  for (const { updatedMs, record } of findings.read) {
    if (updatedMs <= startedMs) next = advanced(next, { region, updatedMs, externalID: record.externalID });
  }
  return next;
}

interface RegionPage {
  readonly region: string;
  /** AWS's time when the region's first page came, in epoch milliseconds. */
  readonly startedMs: number;
  readonly findings: PageOfFindings;
}

interface Walk extends Stage {
  readonly name: ChangesStage;
  readonly criteriaOf: (region: string) => Criteria;
}

interface Held {
  readonly page: RegionPage | undefined;
  readonly last: boolean;
}

/** The pages of all regions. `last` is set when every region was read to its end; there is at least one page then. */
async function* regionPages(pulling: Pulling, walk: Walk): AsyncGenerator<Held> {
  let held: RegionPage | undefined;
  let isWhole = true;
  for (const region of pulling.regions) {
    if (walk.failures.has(region)) {
      isWhole = false;
      continue;
    }
    try {
      for await (const page of walkRegion(pulling, walk, region)) {
        if (isEmpty(page)) continue;
        if (held !== undefined) yield { page: held, last: false };
        held = page;
      }
    } catch (error) {
      walk.failures.add(region, error);
      isWhole = false;
    }
  }
  if (isWhole || held !== undefined) yield { page: held, last: isWhole };
}

function isEmpty({ findings: { records, rejected } }: RegionPage): boolean {
  return records.length + rejected.length === 0;
}

async function* walkRegion(
  pulling: Pulling,
  { request, criteriaOf }: Walk,
  region: string,
): AsyncGenerator<RegionPage> {
  const { session, options } = pulling;
  const { signal } = request;
  const detectorID = await session.detector(region, signal);
  const what = `list findings in ${region}`;
  const isNew = createPageTokens(what);
  const criteria = { ...criteriaOf(region), ...severityCriteria(pulling.minSeverity) };
  let nextToken: string | undefined;
  let startedMs: number | undefined;
  for (let count = 0; count < MAX_PAGES; count++) {
    const { ids, nextToken: follower } = await session.list({ region, detectorID, criteria, nextToken, signal });
    startedMs ??= session.vendorMs();
    const findings = await readPage(session, { region, detectorID, ids, signal }, options);
    for (const { unmapped } of findings.read) pulling.noteUnmapped(unmapped);
    yield { region, startedMs, findings };
    if (follower === undefined) return;
    isNew(follower);
    nextToken = follower;
  }
  throw new SourceError('incomplete', `${what}: more than ${MAX_PAGES} pages: the listing does not end`);
}

function severityCriteria(minSeverity: MinSeverity | undefined): NonNullable<Criteria> {
  return minSeverity === undefined ? {} : { severity: { GreaterThanOrEqual: floorOf(minSeverity) } };
}
