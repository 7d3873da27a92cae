// Reads incidents with their reviews, where whole objects are needed and the caches hold rows: a few by name, many of a namespace by pages.
// Passes each on and keeps none; writes nothing.

import type { ObjectKey } from '../../api/meta.ts';
import { INCIDENT, INCIDENT_REVIEW } from '../../api/kinds.ts';
import type { Permission } from '../../api/permissions.ts';
import type { Incident } from '../../api/v1alpha1/incident.gen.ts';
import type { IncidentReview } from '../../api/v1alpha1/incidentreview.gen.ts';
import type { ExpressionInput } from '../../compliance/expression/outcome.ts';
import { visibleOf } from '../../compliance/expression/view.ts';
import type { KubeClient } from '../../kube/client.ts';
import { unlessNotFound } from '../../kube/errors.ts';
import { runBounded } from '../../base/bounded.ts';
import type { Clock } from '../../base/clock.ts';
import { listPages } from '../../runtime/list-pages.ts';
import { withDeadline } from '../../base/timing.ts';

/** Objects per page. For as many subjects or more a namespace is listed: to read one by name costs the server some ten times as much. */
const PAGE_SIZE = 500;
/** Requests at once for one namespace. */
const MAX_REQUESTS = 8;
const REQUEST_TIMEOUT_MS = 60_000;

/** What it asks of the API server. */
export const SUBJECT_READER_PERMISSIONS: readonly Permission[] = [INCIDENT, INCIDENT_REVIEW].map((type) => ({
  type,
  verbs: ['get', 'list'],
  why: 'Rules are evaluated over whole incidents with their reviews.',
}));

export interface SubjectReaderOptions {
  readonly client: Pick<KubeClient, 'get' | 'list'>;
  readonly clock: Clock;
  /** The name of the review that counts for an incident (`namespace/name`). */
  readonly reviewOf: (incident: string) => string | undefined;
}

/** Incidents of one namespace to be read. */
export interface SubjectsWanted {
  readonly namespace: string;
  /** Their names. */
  readonly names: ReadonlySet<string>;
  readonly signal: AbortSignal;
  /** Called once for each that exists. The next page is read when all of one are done, so that few objects are in memory. */
  readonly onSubject: (name: string, input: ExpressionInput) => Promise<void>;
}

/** Rejects when something could not be read, after some were passed on. Leaves out an incident that is deleted, or whose review is. */
export type ReadSubjects = (wanted: SubjectsWanted) => Promise<void>;

export function createSubjectReader(options: SubjectReaderOptions): ReadSubjects {
  return (wanted) => (wanted.names.size < PAGE_SIZE ? readByName(options, wanted) : readByPages(options, wanted));
}

async function readByName(
  { client, clock, reviewOf }: SubjectReaderOptions,
  { namespace, names, signal, onSubject }: SubjectsWanted,
): Promise<void> {
  const get = <T extends Incident | IncidentReview>(type: typeof INCIDENT | typeof INCIDENT_REVIEW, key: ObjectKey) =>
    withDeadline({ clock, what: `get ${type.plural}`, ms: REQUEST_TIMEOUT_MS, signal }, (until) =>
      client.get<T>(type, key, { signal: until }),
    );
  const readBoth = async (name: string, review: string | undefined): Promise<ExpressionInput> => ({
    incident: await get<Incident>(INCIDENT, { namespace, name }),
    review: review === undefined ? undefined : await get<IncidentReview>(INCIDENT_REVIEW, { namespace, name: review }),
  });
  const read = async (name: string): Promise<void> => {
    const review = reviewOf(`${namespace}/${name}`);
    const input = await unlessNotFound(readBoth(name, review));
    if (input !== undefined) await onSubject(name, input);
  };
  const errors = await runBounded(names, read, { limit: MAX_REQUESTS, isStopped: () => signal.aborted });
  if (errors.length > 0) throw errors[0];
}

async function readByPages(options: SubjectReaderOptions, wanted: SubjectsWanted): Promise<void> {
  const { client, clock, reviewOf } = options;
  const { namespace, names, signal, onSubject } = wanted;
  const reviews = await reviewsOf(options, wanted);
  const visit = async (incident: Incident): Promise<void> => {
    const { name } = incident.metadata;
    if (!names.has(name) || signal.aborted) return;
    const review = reviewOf(`${namespace}/${name}`);
    if (review === undefined) return onSubject(name, { incident, review: undefined });
    const found = reviews.get(review);
    if (found !== undefined) await onSubject(name, { incident, review: found });
  };
  for (let next: string | undefined = ''; next !== undefined;) {
    const paging: { continue?: string } = next === '' ? {} : { continue: next };
    const page = await withDeadline({ clock, what: 'list incidents', ms: REQUEST_TIMEOUT_MS, signal }, (until) =>
      client.list<Incident>(INCIDENT, { namespace, limit: PAGE_SIZE, ...paging, signal: until }),
    );
    await Promise.all(page.items.map(visit));
    next = page.continue;
  }
}

/** The visible part of the wanted reviews of a namespace, by name: they come in another order than their incidents. */
async function reviewsOf(
  { client, clock, reviewOf }: SubjectReaderOptions,
  { namespace, names, signal }: SubjectsWanted,
): Promise<Map<string, object>> {
  const reviews = new Map<string, object>();
  const bound = new Set([...names].flatMap((name) => reviewOf(`${namespace}/${name}`) ?? []));
  if (bound.size === 0) return reviews;
  await listPages<IncidentReview>({
    ...{ client, clock, signal },
    type: INCIDENT_REVIEW,
    selection: { namespace },
    onStart: () => reviews.clear(),
    onObject: (review) => {
      if (bound.has(review.metadata.name)) reviews.set(review.metadata.name, visibleOf('review', review));
    },
  });
  return reviews;
}
