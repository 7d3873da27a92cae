// The two stages of a reading, as pages of records: the issues that changed since, then those that are not done, however old. A stage sets
// `last` only when the search was read to its end.

import { type Clock } from '../../base/clock.ts';
import type { ChangesPage, ChangesRequest, ChangesStage, Cursor } from '../ports/changes.ts';
import { SourceError } from '../ports/failure.ts';
import type { IncidentRecord, RejectedItem } from '../ports/record.ts';
import { type AcknowledgementReader } from './acknowledgements.ts';
import { changedSince, notDone } from './jql.ts';
import { normalizeIssue, type NormalizeOptions, type ReadIssue } from './normalize.ts';
import { SEARCH, searchIssues, type FoundPage } from './search.ts';
import { type Session } from './session.ts';

export interface Prepared {
  readonly session: Session;
  readonly clock: Clock;
  readonly jql: string;
  readonly fields: readonly string[];
  readonly options: NormalizeOptions;
  readonly acknowledgements: AcknowledgementReader;
  readonly noteUnmapped: (value: string | undefined) => void;
}

const VERSION = 1;
/**
 * How long a change may be missing from searches: the index is updated after the issue
 * (https://developer.atlassian.com/cloud/jira/platform/search-and-reconcile/, https://github.com/activepieces/activepieces/pull/14869).
 */
const LOOK_BACK_MS = 15 * 60_000;

export async function* readChanges(prepared: Prepared, request: ChangesRequest): AsyncGenerator<ChangesPage> {
  yield* changed(prepared, request);
  if (request.open) yield* open(prepared, request.signal);
}

/** Ascending by the time of the last change. */
async function* changed(prepared: Prepared, { cursor, since, signal }: ChangesRequest): AsyncGenerator<ChangesPage> {
  const fromMs = cursor === undefined ? since.getTime() : positionOf(cursor) - LOOK_BACK_MS;
  const { fields, jql } = prepared;
  const found = searchIssues(prepared, { jql: changedSince(jql, fromMs), fields, byChange: true, signal });
  let position = cursor;
  for await (const { page, last } of lastMarked(found)) {
    const { issues, rejected } = read(prepared, page);
    // The query is cut to the minute. An issue that changed in that minute, and before the range, is not part of it.
    const inRange = issues.filter(({ updatedMs }) => updatedMs >= Math.floor(fromMs / 1000) * 1000);
    for (const issue of inRange) position = furthest(position, issue, page.startedMs);
    const records = await prepared.acknowledgements.complete(inRange, signal);
    yield pageOf({ stage: 'changed', records, rejected, last }, position);
  }
}

async function* open(prepared: Prepared, signal: AbortSignal): AsyncGenerator<ChangesPage> {
  const { fields, jql } = prepared;
  const found = searchIssues(prepared, { jql: notDone(jql), fields, signal });
  for await (const { page, last } of lastMarked(found)) {
    const { issues, rejected } = read(prepared, page);
    const records = await prepared.acknowledgements.complete(issues, signal);
    yield pageOf({ stage: 'open', records, rejected, last }, undefined);
  }
}

interface Stage {
  readonly stage: ChangesStage;
  readonly records: readonly IncidentRecord[];
  readonly rejected: readonly RejectedItem[];
  readonly last: boolean;
}

function pageOf(stage: Stage, cursor: Cursor | undefined): ChangesPage {
  return cursor === undefined ? stage : { ...stage, cursor };
}

/** A page is held back until it is known whether another follows. */
async function* lastMarked(found: AsyncIterable<FoundPage>): AsyncGenerator<{ page: FoundPage; last: boolean }> {
  let held: FoundPage | undefined;
  for await (const page of found) {
    if (held !== undefined) yield { page: held, last: false };
    held = page;
  }
  if (held !== undefined) yield { page: held, last: true };
}

function positionOf({ version, data }: Cursor): number {
  if (version === VERSION && typeof data === 'number' && Number.isSafeInteger(data) && data >= 0) return data;
  throw new SourceError('cursor-expired', `${SEARCH}: the stored position is not of this version: reading everything`);
}

/** The position stays before changes made after the search began, because another change of that time may not be visible yet. */
function furthest(
  position: Cursor | undefined,
  { record, updatedMs }: ReadIssue,
  startedMs: number,
): Cursor | undefined {
  const before = typeof position?.data === 'number' ? position.data : 0;
  if (updatedMs > startedMs || updatedMs < before) return position;
  return { version: VERSION, data: updatedMs, anchor: record.externalID };
}

interface ReadPage {
  readonly issues: readonly ReadIssue[];
  readonly rejected: readonly RejectedItem[];
}

/** Throws SourceError `malformed` when no item of the page can be read: then the whole response is wrong, not one item. */
function read({ options, noteUnmapped }: Prepared, { all, fresh }: FoundPage): ReadPage {
  const issues: ReadIssue[] = [];
  const rejected: RejectedItem[] = [];
  for (const item of fresh) {
    const normalized = normalizeIssue(item, options);
    if (normalized.kind === 'rejected') rejected.push(normalized.item);
    else {
      issues.push(normalized);
      noteUnmapped(normalized.unmapped);
    }
  }
  const isHopeless = issues.length === 0 && all.every((item) => normalizeIssue(item, options).kind === 'rejected');
  const [first] = rejected;
  if (first === undefined || !isHopeless) return { issues, rejected };
  const why = `${first.reason}, ${first.detail}`;
  const message = `${SEARCH}: none of ${all.length} issues can be read (${why}): Jira's answer has changed`;
  throw new SourceError('malformed', message);
}
