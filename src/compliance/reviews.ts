// Which review is whose: joins reviews to incidents by name, or by source and external id, whichever of the two comes first. Of two
// reviews of one incident the older counts, and nothing of the other: never a silent merge. Kept in step by its owner.

import type { ReviewRow } from './review-row.ts';
import type { IncidentRow } from './verdict.ts';

/** What tells an incident to a review. */
export type IncidentIdentity = Pick<IncidentRow, 'namespace' | 'name' | 'source' | 'externalID'>;

export class ReviewIndex {
  /** Under what the review refers to; the oldest first. */
  readonly #reviews = new Map<string, readonly ReviewRow[]>();

  /** A review came (`before` undefined), changed, or went (`after` undefined). */
  move(before: ReviewRow | undefined, after: ReviewRow | undefined): void {
    if (before !== undefined) this.#remove(before);
    if (after !== undefined) this.#add(after);
  }

  /** The review that counts for an incident. */
  reviewOf(incident: IncidentIdentity): ReviewRow | undefined {
    if (this.#reviews.size === 0) return undefined;
    const byName = this.#reviews.get(nameKey(incident.namespace, incident.name))?.[0];
    const { source, externalID } = incident;
    if (source === undefined || externalID === undefined) return byName;
    const byId = this.#reviews.get(externalKey(incident.namespace, source, externalID))?.[0];
    if (byName === undefined || byId === undefined) return byName ?? byId;
    return byAge(byName, byId) <= 0 ? byName : byId;
  }

  /** Every review of an incident, the one that counts first. */
  reviewsOf({ namespace, name, source, externalID }: IncidentIdentity): readonly ReviewRow[] {
    const byName = this.#reviews.get(nameKey(namespace, name)) ?? [];
    if (source === undefined || externalID === undefined) return byName;
    return [...byName, ...(this.#reviews.get(externalKey(namespace, source, externalID)) ?? [])].toSorted(byAge);
  }

  #add(row: ReviewRow): void {
    const key = keyOf(row);
    this.#reviews.set(key, [...(this.#reviews.get(key) ?? []), row].toSorted(byAge));
  }

  #remove(row: ReviewRow): void {
    const key = keyOf(row);
    const rest = (this.#reviews.get(key) ?? []).filter(({ name }) => name !== row.name);
    if (rest.length === 0) this.#reviews.delete(key);
    else this.#reviews.set(key, rest);
  }
}

/** The older first; of the same second, by name. */
function byAge(a: ReviewRow, b: ReviewRow): number {
  if (a.createdAt !== b.createdAt) return a.createdAt - b.createdAt;
  return a.name < b.name ? -1 : Number(a.name !== b.name);
}

function keyOf({ namespace, incident, external }: ReviewRow): string {
  if (external === undefined) return nameKey(namespace, incident ?? '');
  return externalKey(namespace, external.source, external.externalID);
}

const nameKey = (namespace: string, name: string): string => `${namespace}/${name}`;
/** No source has a line break in its name, and no name of an incident has one. */
const externalKey = (namespace: string, source: string, externalID: string): string =>
  `${namespace}/${source}\n${externalID}`;
