// When work on issues began: the first move to a status of the category In Progress, from the changelogs of a page of issues. Jira has no
// field for it. A credential that may not read them only degrades the source.
// https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/#api-rest-api-3-changelog-bulkfetch-post

import { type Clock } from '../../base/clock.ts';
import { isTransient, SourceError } from '../ports/failure.ts';
import type { IncidentRecord } from '../ports/record.ts';
import { createPageTokens } from '../kit/paging.ts';
import { rememberAcknowledgement } from './account.ts';
import { createdAt, isStatusChange, readCategories } from './changelog.ts';
import { type ReadIssue } from './normalize.ts';
import { isHistory, memberOf, pageOf, type RawHistory } from './schema.ts';
import { SCOPE } from './search.ts';
import { type Session } from './session.ts';

/** The text in `degraded` when the changelogs cannot be read. */
const CHANGELOG = 'changelog';
const WHAT = 'read changelogs';
const MAX_PAGES = 200;
/** A changelog may lag behind a change by this much. After that, "never acknowledged" is remembered. */
const SETTLED_MS = 15 * 60_000;

export interface AcknowledgementReader {
  /** Returns the records, with `acknowledgedAt` where work began. */
  complete(issues: readonly ReadIssue[], signal: AbortSignal): Promise<readonly IncidentRecord[]>;
}

export function createAcknowledgementReader(session: Session, clock: Clock): AcknowledgementReader {
  const { acknowledgements } = session.account;
  const categories = categoriesOnce(session);
  return {
    async complete(issues, signal) {
      const unknown = issues.filter((issue) => mayHaveBegun(issue) && !acknowledgements.has(keyOf(issue)));
      if (unknown.length > 0) await readAll({ session, clock, categories, signal }, unknown);
      return issues.map((issue) => withTime(issue, acknowledgements.get(keyOf(issue))));
    },
  };
}

function mayHaveBegun({ record: { state } }: ReadIssue): boolean {
  return state === 'Triaging' || state === 'Resolved';
}

/** Without a changelog, an issue in progress was acknowledged when it came there, or when it was created in that status. */
function withTime(issue: ReadIssue, known: string | null | undefined): IncidentRecord {
  const { record, categoryChangedAt } = issue;
  const fallback = record.state === 'Triaging' ? (categoryChangedAt ?? record.detectedAt) : undefined;
  const at = (mayHaveBegun(issue) ? known : undefined) ?? fallback;
  return at === undefined ? record : { ...record, acknowledgedAt: at };
}

/** An issue that is reopened and resolved again is looked up again. */
function keyOf({ issueID, record, categoryChangedAt }: ReadIssue): string {
  return `${issueID} ${record.state} ${categoryChangedAt ?? record.resolvedAt ?? ''}`;
}

interface Reading {
  readonly session: Session;
  readonly clock: Clock;
  readonly categories: (signal: AbortSignal) => Promise<ReadonlyMap<string, string>>;
  readonly signal: AbortSignal;
}

/** Reads the missing times into the account's memory. */
async function readAll(reading: Reading, issues: readonly ReadIssue[]): Promise<void> {
  const { account } = reading.session;
  try {
    const begun = await firstBegun(reading, issues);
    for (const issue of issues) {
      const at = begun.get(issue.issueID);
      const changedMs = Date.parse(issue.categoryChangedAt ?? issue.record.detectedAt);
      const isSettled = reading.clock.now().getTime() - changedMs > SETTLED_MS;
      if (at !== undefined || isSettled) rememberAcknowledgement(account, keyOf(issue), at ?? null);
    }
    account.degraded.delete(CHANGELOG);
  } catch (error) {
    if (!(error instanceof SourceError) || isTransient(error.kind)) throw error;
    account.degraded.add(CHANGELOG);
  }
}

/** The earliest move to a status of the category In Progress, by issue id. Entries that cannot be read are skipped: they are no issues. */
async function firstBegun(reading: Reading, issues: readonly ReadIssue[]): Promise<ReadonlyMap<string, string>> {
  const categories = await reading.categories(reading.signal);
  const first = new Map<string, string>();
  for await (const log of changelogs(reading, issues)) {
    const [id, histories] = [memberOf(log, 'issueId'), memberOf(log, 'changeHistories')];
    if (typeof id !== 'string' || !Array.isArray(histories)) continue;
    for (const history of histories as readonly unknown[]) {
      const at = isHistory(history) && isBeginning(history, categories) ? createdAt(history) : undefined;
      const known = first.get(id);
      if (at !== undefined && (known === undefined || at < known)) first.set(id, at);
    }
  }
  return first;
}

function isBeginning({ items }: RawHistory, categories: ReadonlyMap<string, string>): boolean {
  return items.some((item) => isStatusChange(item) && categories.get(item.to ?? '') === 'indeterminate');
}

async function* changelogs({ session, signal }: Reading, issues: readonly ReadIssue[]): AsyncGenerator {
  const isNew = createPageTokens(WHAT);
  const issueIdsOrKeys = issues.map(({ issueID }) => issueID);
  let token: string | undefined;
  for (let count = 0; count < MAX_PAGES; count++) {
    const body = { issueIdsOrKeys, fieldIds: ['status'], ...(token === undefined ? {} : { nextPageToken: token }) };
    const call = { method: 'POST', path: 'rest/api/3/changelog/bulkfetch', what: WHAT, scope: SCOPE } as const;
    const answer = await session.ask({ ...call, body, signal });
    const page = pageOf('issueChangeLogs', answer.body);
    if (page === undefined) throw new SourceError('malformed', `${WHAT}: the answer of Jira holds no changelogs`);
    yield* page.items;
    if (page.token === undefined) return;
    isNew(page.token);
    token = page.token;
  }
  throw new SourceError('incomplete', `${WHAT}: more than ${MAX_PAGES} pages`);
}

/** The category of each status, by the status' id; read once per sync, when it is needed. */
function categoriesOnce(session: Session): (signal: AbortSignal) => Promise<ReadonlyMap<string, string>> {
  let read: Promise<ReadonlyMap<string, string>> | undefined;
  return (signal) => {
    read ??= readCategories(session, signal).catch((error: unknown) => {
      read = undefined;
      throw error;
    });
    return read;
  };
}
