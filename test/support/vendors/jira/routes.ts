// What each request answers. Errors have the vendor's form: errorMessages and errors.

import { type ApiAnswer, type ApiRequest, Refusal } from '../loopback/answers.ts';
import { type Caller } from './access.ts';
import type { Issue, JiraAccount, ScreenField, Transition } from './account.ts';
import { jsonOf, refuse, type RoutedRequest } from './answers.ts';
import { type JiraWorld, searchPage } from './search.ts';
import { commentView, historyView, issueView, statusViews, transitionView } from './views.ts';

interface Route {
  readonly scope: string;
  readonly answer: (world: JiraWorld, request: RoutedRequest, id: string) => ApiAnswer;
}

const READ = 'read:jira-work';
const WRITE = 'write:jira-work';

export function route(world: JiraWorld, request: RoutedRequest): ApiAnswer {
  const { name, id } = nameOf(request);
  const found = ROUTES[name];
  if (found === undefined) return { status: request.path === '/rest/api/3/search' ? 410 : 404, body: {} };
  admit(found.scope, request.caller);
  return found.answer(world, request, id);
}

function nameOf({ method, path }: RoutedRequest): { readonly name: string; readonly id: string } {
  const [, id, part = ''] = /^\/rest\/api\/3\/issue\/([^/]+)(\/[a-z]+)?$/.exec(path) ?? [];
  if (id === undefined) return { name: `${method} ${path.replace('/rest/api/3', '')}`, id: '' };
  return { name: `${method} /issue/*${part}`, id: decodeURIComponent(id) };
}

function admit(scope: string, caller: Caller | undefined): void {
  if (scope === 'read:jira-user' && caller === undefined) throw new Refusal({ status: 401 });
  if (caller?.scopes?.has(scope) === false) {
    throw new Refusal({ status: 401, body: { code: 401, message: 'Unauthorized; scope does not match' } });
  }
}

const ok = (body: unknown): ApiAnswer => ({ status: 200, body });

function visible({ account }: JiraWorld, { caller }: RoutedRequest, id: string): Issue {
  const issue = caller === undefined ? undefined : account.find(id);
  return issue ?? refuse(404, 'Issue does not exist or you do not have permission to see it.');
}

const ROUTES: Readonly<Record<string, Route>> = {
  'GET /myself': {
    scope: 'read:jira-user',
    answer: () => ok({ accountId: '5b10', emailAddress: 'earline.greenholt@example.com', timeZone: 'Asia/Kolkata' }),
  },
  'GET /users/search': { scope: 'read:jira-user', answer: searchUsers },
  'GET /status': { scope: READ, answer: () => ok(statusViews()) },
  'GET /field': {
    scope: READ,
    answer: () =>
      ok([
        { id: 'summary', name: 'Summary' },
        { id: 'customfield_10050', key: 'customfield_10050', name: 'Severity', custom: true },
      ]),
  },
  'GET /mypermissions': {
    scope: READ,
    answer: (world, { query }) => {
      const asked = (query.get('permissions') ?? '').split(',');
      const held = (key: string) => ({ key, havePermission: !world.rules.lacking.includes(key) });
      return ok({ permissions: Object.fromEntries(asked.map((key) => [key, held(key)])) });
    },
  },
  'POST /search/jql': { scope: READ, answer: (world, request) => ok(searchPage(world, request)) },
  'POST /changelog/bulkfetch': { scope: READ, answer: (world, request) => ok(changelogs(world, request)) },
  'GET /issue/*': {
    scope: READ,
    answer: (world, request, id) =>
      ok(issueView(visible(world, request, id), request.query.get('fields')?.split(','), world.rules)),
  },
  'GET /issue/*/changelog': {
    scope: READ,
    answer(world, request, id) {
      const histories = world.account.historiesOf(visible(world, request, id).id);
      const { start, limit } = offsets(request, 100);
      const values = histories.slice(start, start + limit).map((each, index) => historyView(each, index, world.rules));
      return ok({ startAt: start, total: histories.length, isLast: start + limit >= histories.length, values });
    },
  },
  'GET /issue/*/comment': {
    scope: READ,
    answer(world, request, id) {
      const comments = [...world.account.commentsOf(visible(world, request, id).id)];
      if (request.query.get('orderBy') === '-created') comments.reverse();
      const { start, limit } = offsets(request, world.rules.pageSize);
      const shown = comments.slice(start, start + limit).map((each) => commentView(each, world.rules));
      return ok({ startAt: start, maxResults: limit, total: comments.length, comments: shown });
    },
  },
  'POST /issue/*/comment': {
    scope: WRITE,
    answer(world, request, id) {
      const issue = visible(world, request, id);
      if (world.rules.lacking.includes('ADD_COMMENTS')) refuse(403, 'You do not have permission to comment.');
      const { body } = jsonOf(request);
      const { type, version } = (body ?? {}) as { type?: unknown; version?: unknown };
      if (type !== 'doc' || version !== 1) refuse(400, '', { comment: 'Comment body is not valid!' });
      return { status: 201, body: commentView(world.account.comment(issue.key, body, 'docket'), world.rules) };
    },
  },
  'GET /issue/*/transitions': {
    scope: READ,
    answer(world, request, id) {
      const isExpanded = (request.query.get('expand') ?? '').includes('transitions.fields');
      const offered = transitionsOf(world, visible(world, request, id));
      return ok({ expand: 'transitions', transitions: offered.map((each) => transitionView(each, isExpanded)) });
    },
  },
  'POST /issue/*/transitions': { scope: WRITE, answer: transition },
};

function transitionsOf({ account, rules }: JiraWorld, { statusID }: Issue): JiraAccount['workflow'] {
  if (rules.lacking.includes('TRANSITION_ISSUES')) return [];
  return account.workflow.filter(({ from }) => from === undefined || from.includes(statusID));
}

function transition(world: JiraWorld, request: RoutedRequest, id: string): ApiAnswer {
  const issue = visible(world, request, id);
  const asked = jsonOf(request) as { transition?: { id?: string }; fields?: Record<string, { name?: string }> };
  const chosen = transitionsOf(world, issue).find((each) => each.id === asked.transition?.id);
  if (chosen === undefined) return refuse(400, 'It is not on the appropriate screen, or unknown.');
  const given = asked.fields ?? {};
  checkFields(chosen, given);
  world.account.move(issue.key, chosen.to, undefined, given['resolution']?.name);
  return { status: 204 };
}

function checkFields({ fields }: Transition, given: Readonly<Record<string, { name?: string }>>): void {
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(fields, name)) refuse(400, '', { [name]: `Field '${name}' cannot be set.` });
  }
  for (const [name, field] of Object.entries(fields)) {
    if (isOwed(field) && given[name] === undefined) refuse(400, '', { [name]: `${name} is required.` });
    const value = given[name]?.name;
    if (value !== undefined && field.allowed?.includes(value) === false) refuse(400, '', { [name]: 'Not valid.' });
  }
}

function isOwed({ required, hasDefaultValue = false }: ScreenField): boolean {
  return required && !hasDefaultValue;
}

/** Grouped by issue; one page holds so many changelogs. */
function changelogs({ account, rules }: JiraWorld, request: RoutedRequest): unknown {
  const asked = jsonOf(request) as { issueIdsOrKeys?: string[]; fieldIds?: string[]; nextPageToken?: string };
  const ids = asked.issueIdsOrKeys ?? [];
  if (ids.length === 0 || ids.length > 1000) refuse(400, 'issueIdsOrKeys must have 1 to 1000 items.');
  if ((asked.fieldIds?.length ?? 0) > 10) refuse(400, 'fieldIds must have at most 10 items.');
  const entries = ids.flatMap((id) => {
    const issue = account.find(id);
    return issue === undefined ? [] : account.historiesOf(issue.id).map((history) => ({ id: issue.id, history }));
  });
  const wanted = entries.filter(
    ({ history }) =>
      asked.fieldIds === undefined || history.items.some(({ fieldId }) => asked.fieldIds?.includes(fieldId ?? '')),
  );
  const start = Number(asked.nextPageToken?.slice(1) ?? 0);
  const shown = wanted.slice(start, start + rules.changelogPage);
  const byIssue = Map.groupBy(shown, ({ id }) => id);
  const issueChangeLogs = [...byIssue].map(([issueId, all]) => ({
    issueId,
    changeHistories: all.map(({ history }, index) => ({
      ...historyView(history, index, rules),
      created: rules.numbersInChangelogs ? history.atMs : historyView(history, index, rules)['created'],
    })),
  }));
  const end = start + rules.changelogPage;
  return { issueChangeLogs, ...(end < wanted.length && { nextPageToken: `c${end}` }) };
}

/** A bare list, of at most 1,000: without the right to browse users there is none. */
function searchUsers({ account, rules }: JiraWorld, request: RoutedRequest): ApiAnswer {
  if (rules.lacking.includes('USER_PICKER')) refuse(403, 'You do not have permission to browse users.');
  const { start, limit } = offsets(request, Math.min(rules.pageSize, 1000));
  const users = [...account.users.values()].slice(start, start + limit);
  return ok(
    users.map((user) => ({ self: `https://acme.atlassian.net/user/${user.accountId}`, ...user, locale: 'en_US' })),
  );
}

function offsets({ query }: ApiRequest, maximum: number): { readonly start: number; readonly limit: number } {
  const limit = Math.min(Number(query.get('maxResults') ?? 50), maximum);
  return { start: Number(query.get('startAt') ?? 0), limit };
}
