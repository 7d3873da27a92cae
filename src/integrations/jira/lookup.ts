// Looks issues up by key: those that left the open set, or that a person deleted here. Reports whether each exists, is selected by the JQL,
// was moved to another key, or is gone.
// https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/#api-rest-api-3-issue-issueidorkey-get

import { mapConcurrently } from '../kit/concurrency.ts';
import type { IncidentRecord, Lookup } from '../ports/record.ts';
import { changelogOf, createdAt } from './changelog.ts';
import { type Prepared } from './changes.ts';
import { amongKeys } from './jql.ts';
import { isIssueKey, normalizeIssue, type ReadIssue } from './normalize.ts';
import { memberOf } from './schema.ts';
import { SCOPE, searchIssues } from './search.ts';

const WHAT = 'get an issue';
const WIDTH = 4;
/** The vendor's bound on issues that a search reads past its index. */
const BATCH = 50;

export async function* lookUpIssues(
  prepared: Prepared,
  externalIDs: readonly string[],
  signal: AbortSignal,
): AsyncGenerator<Lookup> {
  let found: Found[] = [];
  const ask = (id: string, own: AbortSignal): Promise<Lookup | Found> => lookUp(prepared, id, own);
  for await (const each of mapConcurrently(externalIDs, { width: WIDTH, signal }, ask)) {
    if (each.kind !== 'issue') {
      yield each;
      continue;
    }
    found.push(each);
    if (found.length < BATCH) continue;
    yield* judged(prepared, found, signal);
    found = [];
  }
  yield* judged(prepared, found, signal);
}

interface Found {
  readonly kind: 'issue';
  readonly externalID: string;
  readonly issue: ReadIssue;
}

async function lookUp(prepared: Prepared, externalID: string, signal: AbortSignal): Promise<Lookup | Found> {
  // A text that is not a key cannot exist there, so no request is sent.
  if (!isIssueKey(externalID)) return { kind: 'gone', externalID };
  const query = [['fields', prepared.fields.join(',')]] as const;
  const path = `rest/api/3/issue/${externalID}`;
  const answer = await prepared.session.ask({ path, query, what: WHAT, scope: SCOPE, signal }, [404, 410]);
  if (answer.status === 404 || answer.status === 410) return { kind: 'gone', externalID };
  const issue = normalizeIssue(answer.body, prepared.options);
  if (issue.kind === 'rejected') return { kind: 'rejected', externalID, item: { ...issue.item, externalID } };
  prepared.noteUnmapped(issue.unmapped);
  return { kind: 'issue', externalID, issue };
}

/** Asks the JQL which of the issues it selects, past the index, which may lag behind. */
async function* judged(prepared: Prepared, found: readonly Found[], signal: AbortSignal): AsyncGenerator<Lookup> {
  if (found.length === 0) return;
  const jql = amongKeys(
    prepared.jql,
    found.map(({ issue }) => issue.record.externalID),
  );
  const reconcile = found.map(({ issue }) => issue.issueID);
  const selected = new Set<unknown>();
  for await (const { all } of searchIssues(prepared, { jql, fields: ['updated'], reconcile, signal })) {
    for (const item of all) selected.add(memberOf(item, 'id'));
  }
  const issues = found.map(({ issue }) => issue);
  const records = await prepared.acknowledgements.complete(issues, signal);
  for (const [index, { externalID, issue }] of found.entries()) {
    const record = records[index] ?? issue.record;
    const inScope = selected.has(issue.issueID);
    const isSame = record.externalID.toLowerCase() === externalID.toLowerCase();
    if (isSame) yield { kind: 'found', record: { ...record, externalID }, inScope };
    else
      yield { kind: 'found', record: await moved({ prepared, externalID, inScope, signal }, issue, record), inScope };
  }
}

interface Moved {
  readonly prepared: Prepared;
  readonly externalID: string;
  readonly inScope: boolean;
  readonly signal: AbortSignal;
}

/**
 * An issue that was moved to another project has another key, and answers to its old one. Where the source reads it under the new key, the
 * old incident was merged into that one when it was moved. Elsewhere it stays as open as the issue is.
 */
async function moved(move: Moved, issue: ReadIssue, record: IncidentRecord): Promise<IncidentRecord> {
  const { externalID, inScope } = move;
  const { resolvedAt, ...known } = record;
  if (!inScope) return { ...record, externalID };
  const movedAt = (await movedAtOf(move, issue.issueID)) ?? resolvedAt ?? record.detectedAt;
  return { ...known, externalID, state: 'Resolved', resolvedAt: movedAt, mergedInto: record.externalID };
}

/** When the issue lost the key, from its changelog. Undefined when the changelog does not say. */
async function movedAtOf({ prepared, externalID, signal }: Moved, issueID: string): Promise<string | undefined> {
  let at: string | undefined;
  for await (const history of changelogOf(prepared.session, issueID, signal)) {
    if (history.items.some((item) => isFrom(item, externalID))) at = createdAt(history) ?? at;
  }
  return at;
}

function isFrom({ field, fromString }: { field?: string | null; fromString?: string | null }, key: string): boolean {
  return field?.toLowerCase() === 'key' && fromString?.toLowerCase() === key.toLowerCase();
}
