// The changelog of one issue, and the categories of the statuses in it.
// https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/#api-rest-api-3-issue-issueidorkey-changelog-get

import { toInstant } from '../../api/facts.ts';
import { rfc3339 } from '../../base/instants.ts';
import { isHistory, memberOf, type RawHistory } from './schema.ts';
import { SCOPE } from './search.ts';
import { type Session } from './session.ts';

/** Of 100 entries. */
const MAX_PAGES = 50;

/** From the oldest entry to the newest. Entries that cannot be read are left out; of an issue that is gone there are none. */
export async function* changelogOf(session: Session, issue: string, signal: AbortSignal): AsyncGenerator<RawHistory> {
  let start = 0;
  for (let count = 0; count < MAX_PAGES; count++) {
    const query = [
      ['startAt', String(start)],
      ['maxResults', '100'],
    ] as const;
    const path = `rest/api/3/issue/${issue}/changelog`;
    const { body } = await session.ask({ path, query, what: 'read a changelog', scope: SCOPE, signal }, [404]);
    const values = memberOf(body, 'values');
    const histories = Array.isArray(values) ? (values as readonly unknown[]) : [];
    yield* histories.filter((history) => isHistory(history));
    start += histories.length;
    if (histories.length === 0 || memberOf(body, 'isLast') !== false) return;
  }
}

/** A text, or a number of milliseconds; the vendor's own example has a number of seconds. */
export function createdAt({ created }: RawHistory): string | undefined {
  if (typeof created === 'string') return toInstant(created);
  const ms = created < 100_000_000_000 ? created * 1000 : created;
  return ms >= 0 && ms < Date.UTC(10_000, 0, 1) ? rfc3339(ms) : undefined;
}

export function isStatusChange({ fieldId, field }: RawHistory['items'][number]): boolean {
  return (fieldId ?? field) === 'status';
}

/** The category of each status, by the status' id. */
export async function readCategories(session: Session, signal: AbortSignal): Promise<ReadonlyMap<string, string>> {
  const { body } = await session.ask({ path: 'rest/api/3/status', what: 'list statuses', scope: SCOPE, signal });
  const categories = new Map<string, string>();
  for (const status of Array.isArray(body) ? (body as readonly unknown[]) : []) {
    const [id, key] = [memberOf(status, 'id'), memberOf(memberOf(status, 'statusCategory'), 'key')];
    if (typeof id === 'string' && typeof key === 'string') categories.set(id, key);
  }
  return categories;
}
