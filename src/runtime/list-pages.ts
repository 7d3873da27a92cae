// Lists a kind in pages, for servers that do not stream it. Objects are passed on page by page; none is kept.

import type { KubeObject, ResourceType } from '../api/meta.ts';
import type { KubeClient, ListOptions, ListResult } from '../kube/client.ts';
import { isGone, KubeConnectionError } from '../kube/errors.ts';
import type { Clock } from '../base/clock.ts';
import { DeadlineError, withDeadline } from '../base/timing.ts';

const PAGE_SIZE = 500;
/** The server itself gives up on a list after a minute. */
const PAGE_TIMEOUT_MS = 60_000;

export interface ListPagesOptions<T extends KubeObject> {
  readonly client: Pick<KubeClient, 'list'>;
  readonly type: ResourceType;
  readonly selection: Pick<ListOptions, 'namespace' | 'labelSelector' | 'fieldSelector'>;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Called before the first object, and again whenever the list starts over. */
  readonly onStart: () => void;
  readonly onObject: (object: T) => void;
}

/**
 * Lists everything, 500 objects a page, and returns the version to watch from. If the continue token expires between two pages,
 * everything is listed once more in one request: pages would be too slow again.
 */
export async function listPages<T extends KubeObject>(options: ListPagesOptions<T>): Promise<string> {
  try {
    return await listAll(options, PAGE_SIZE);
  } catch (error) {
    if (!isGone(error)) throw error;
    return listAll(options, undefined);
  }
}

async function listAll<T extends KubeObject>(options: ListPagesOptions<T>, limit: number | undefined): Promise<string> {
  options.onStart();
  let page = await getPage(options, limit === undefined ? {} : { limit });
  for (;;) {
    for (const object of page.items) options.onObject(object);
    if (page.continue === undefined) return page.resourceVersion;
    page = await getPage(options, { ...(limit !== undefined && { limit }), continue: page.continue });
  }
}

async function getPage<T extends KubeObject>(
  { client, type, selection, clock, signal }: ListPagesOptions<T>,
  page: Pick<ListOptions, 'limit' | 'continue'>,
): Promise<ListResult<T>> {
  const what = `list ${type.plural}`;
  try {
    return await withDeadline({ clock, what, ms: PAGE_TIMEOUT_MS, signal }, (until) =>
      client.list<T>(type, { ...selection, ...page, signal: until }),
    );
  } catch (error) {
    throw error instanceof DeadlineError ? new KubeConnectionError(error.message, error) : error;
  }
}
