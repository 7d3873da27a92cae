// The search, by the vendor's rules: bounded queries, a strict body, opaque page tokens that expire, and an index that shows some changes late.
// A page is computed when it is asked for, so that pages shift while issues change.

import { type Issue, type JiraAccount } from './account.ts';
import { compareBy, JqlError, parseJql, type Query } from './jql.ts';
import { jsonOf, refuse, type RoutedRequest } from './answers.ts';
import { issueView } from './views.ts';

export interface SearchRules {
  readonly now: () => Date;
  /** The largest page, whatever is asked for. */
  readonly pageSize: number;
  readonly changelogPage: number;
  /** The bulk answer writes times as numbers. */
  readonly numbersInChangelogs: boolean;
  /** Changes of every third issue come into the index after this delay. */
  readonly lagMs: number;
  /** Minutes east of UTC, of the searching account. */
  readonly timeZoneMinutes: number;
  /** The last page says `nextPageToken: null`, or nothing. */
  readonly lastToken: 'null' | 'absent';
  /** Permissions that the account does not have. */
  readonly lacking: readonly string[];
}

export const DEFAULT_RULES = {
  pageSize: 100,
  changelogPage: 1000,
  numbersInChangelogs: true,
  lagMs: 0,
  timeZoneMinutes: 330,
  lastToken: 'absent',
  lacking: [],
} as const satisfies Omit<SearchRules, 'now'>;

export interface JiraWorld {
  readonly account: JiraAccount;
  readonly rules: SearchRules;
}

const MEMBERS = new Set([
  'jql',
  'fields',
  'maxResults',
  'nextPageToken',
  'reconcileIssues',
  'expand',
  'properties',
  'fieldsByKeys',
  'failFast',
]);
const TOKEN_LIFE_MS = 7 * 86_400_000;

interface SearchBody {
  readonly jql?: string;
  readonly fields?: readonly string[];
  readonly maxResults?: number;
  readonly nextPageToken?: string;
  readonly reconcileIssues?: readonly number[];
}

export function searchPage({ account, rules }: JiraWorld, request: RoutedRequest): unknown {
  const { jql, fields, maxResults, nextPageToken, reconcileIssues } = searchBody(request);
  const query = parsed(jql, account, rules);
  // Anonymous visitors see no issue of a private site, and no error either.
  const all = request.caller === undefined ? [] : found(account, rules, query, new Set(reconcileIssues.map(String)));
  const start = nextPageToken === undefined ? 0 : offsetOf(nextPageToken, jql, rules);
  const end = start + Math.min(maxResults, rules.pageSize);
  const issues = all.slice(start, end).map((issue) => issueView(issue, fields, rules));
  if (end >= all.length) return { issues, isLast: true, ...(rules.lastToken === 'null' && { nextPageToken: null }) };
  return { issues, isLast: false, nextPageToken: tokenOf(end, jql, rules) };
}

/** The body is strict, and without a list of fields an issue is its id. */
function searchBody(request: RoutedRequest): Required<Omit<SearchBody, 'nextPageToken'>> & SearchBody {
  const raw = jsonOf(request);
  for (const name of Object.keys(raw)) if (!MEMBERS.has(name)) refuse(400, 'Invalid request payload.');
  const body = { jql: '', fields: ['id'], maxResults: 50, reconcileIssues: [], ...(raw as SearchBody) };
  if (body.reconcileIssues.length > 50) refuse(400, 'reconcileIssues must have at most 50 items.');
  return body;
}

function parsed(jql: string, account: JiraAccount, { timeZoneMinutes }: SearchRules): Query {
  try {
    return parseJql(jql, { timeZoneMinutes, exists: (key) => account.find(key) !== undefined });
  } catch (error) {
    if (error instanceof JqlError) return refuse(400, error.message);
    throw error;
  }
}

function found(
  account: JiraAccount,
  rules: SearchRules,
  { matches, order }: Query,
  current: ReadonlySet<string>,
): Issue[] {
  const lagOf = ({ id, number }: Issue): number => (number % 3 === 0 && !current.has(id) ? rules.lagMs : 0);
  try {
    return account
      .indexed(lagOf)
      .filter((issue) => matches(issue))
      .sort(compareBy(order));
  } catch (error) {
    if (error instanceof JqlError) return refuse(400, error.message);
    throw error;
  }
}

function tokenOf(offset: number, jql: string, { now }: SearchRules): string {
  return Buffer.from(JSON.stringify({ offset, jql, untilMs: now().getTime() + TOKEN_LIFE_MS })).toString('base64url');
}

function offsetOf(token: string, jql: string, { now }: SearchRules): number {
  try {
    const held = JSON.parse(Buffer.from(token, 'base64url').toString('utf8')) as {
      offset: number;
      jql: string;
      untilMs: number;
    };
    if (held.jql === jql && held.untilMs >= now().getTime()) return held.offset;
  } catch {
    return refuse(400, 'Invalid nextPageToken.');
  }
  return refuse(400, 'Invalid nextPageToken.');
}
