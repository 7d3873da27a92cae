// A search by JQL, page by page. Pages shift while issues change: a search of several pages is repeated until two passes bring the same.
// https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-search/#api-rest-api-3-search-jql-post

import { type Clock } from '../../base/clock.ts';
import { createPageTokens } from '../kit/paging.ts';
import { Passes } from '../kit/passes.ts';
import { SourceError } from '../ports/failure.ts';
import { memberOf, pageOf } from './schema.ts';
import { type Session } from './session.ts';

/** Fields that every search asks for. Without a list Jira returns ids only. */
const FIELDS = [
  'summary',
  'status',
  'priority',
  'created',
  'updated',
  'resolutiondate',
  'statuscategorychangedate',
  'project',
  'assignee',
  'labels',
];
const PAGE_SIZE = 100;
const MAX_PAGES = 5_000;
/** Later passes bring only what the first one missed. After so many, the rest is left to the next sync. */
const MAX_PASSES = 5;
export const SEARCH = 'search issues';
export const SCOPE = 'read:jira-work';
const BAD_JQL = 'the JQL is refused: check jql in the spec, and what the account may see of it';

export function fieldsFor(severityField: string | undefined, dataPolicy: 'Minimal' | 'Full'): readonly string[] {
  const more = [severityField, dataPolicy === 'Full' ? 'description' : undefined];
  return [...FIELDS, ...more.filter((field) => field !== undefined)];
}

export interface Search {
  readonly jql: string;
  readonly fields: readonly string[];
  /** Ids of issues that are to be read as they are now, although the index may lag behind; at most 50. */
  readonly reconcile?: readonly string[];
  /** An issue that changes moves behind all others. */
  readonly byChange?: boolean;
  readonly signal: AbortSignal;
}

export interface FoundPage {
  /** Everything that the response holds. */
  readonly all: readonly unknown[];
  /** What an earlier page did not hold in this state. */
  readonly fresh: readonly unknown[];
  /** The vendor's time when the search began, in epoch milliseconds. */
  readonly startedMs: number;
}

export interface Searching {
  readonly session: Session;
  readonly clock: Clock;
}

export async function* searchIssues({ session, clock }: Searching, search: Search): AsyncGenerator<FoundPage> {
  const passes = new Passes();
  const states = new Set<string>();
  let startedMs: number | undefined;
  for (let pass = 0; pass < MAX_PASSES; pass++) {
    let pages = 0;
    for await (const { items, date } of searchOnce(session, search)) {
      startedMs ??= vendorMs(date, clock);
      pages++;
      const fresh = items.filter((item) => {
        const { id, state } = nameOf(item);
        // One without an id counts in the first pass only.
        if (id === undefined) return pass === 0;
        passes.note(search.byChange === true ? state : id);
        const isFresh = !states.has(state);
        states.add(state);
        return isFresh;
      });
      if (pass === 0 || fresh.length > 0) yield { all: items, fresh, startedMs };
    }
    const isWhole = passes.end();
    if (pages === 1 || isWhole) return;
  }
}

/** An issue, and the issue as it is since its last change. */
function nameOf(item: unknown): { readonly id: string | undefined; readonly state: string } {
  const id = memberOf(item, 'id');
  const state = `${String(id)} ${String(memberOf(memberOf(item, 'fields'), 'updated'))}`;
  return { id: typeof id === 'string' ? id : undefined, state };
}

function vendorMs(date: string | undefined, clock: Clock): number {
  const ms = Date.parse(date ?? '');
  return Number.isNaN(ms) ? clock.now().getTime() : ms;
}

interface RawFound {
  readonly items: readonly unknown[];
  readonly date: string | undefined;
}

/** Throws SourceError `incomplete` for a token that repeats, and `malformed` for a response that is not a page. */
async function* searchOnce(
  session: Session,
  { jql, fields, reconcile = [], signal }: Search,
): AsyncGenerator<RawFound> {
  const isNew = createPageTokens(SEARCH);
  const reconcileIssues = reconcile.map(Number).filter((id) => Number.isSafeInteger(id));
  const body = { jql, fields, maxResults: PAGE_SIZE, ...(reconcileIssues.length > 0 && { reconcileIssues }) };
  let token: string | undefined;
  for (let count = 0; count < MAX_PAGES; count++) {
    const whole = token === undefined ? body : { ...body, nextPageToken: token };
    const call = { method: 'POST', path: 'rest/api/3/search/jql', body: whole, what: SEARCH, scope: SCOPE } as const;
    const answer = await session.ask({ ...call, badRequest: BAD_JQL, signal }, token === undefined ? [] : [400]);
    if (answer.status === 400) throw new SourceError('incomplete', `${SEARCH}: Jira refused its own page token`);
    const page = pageOf('issues', answer.body);
    if (page === undefined) {
      throw new SourceError('malformed', `${SEARCH}: ${answer.status} from Jira without a page of issues`);
    }
    yield { items: page.items, date: answer.headers['date'] };
    if (page.token === undefined) return;
    isNew(page.token);
    token = page.token;
  }
  throw new SourceError('incomplete', `${SEARCH}: more than ${MAX_PAGES} pages: narrow jql in the spec`);
}
