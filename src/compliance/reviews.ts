// Which review is whose: joins reviews to incidents by name, or by source and external id, whichever of the two comes first. Of two
// reviews of one incident the older counts, and nothing of the other: never a silent merge. Kept in step by its owner.

import type { ReviewRow } from './reviews/review-row.ts';
import type { IncidentRow } from './verdict.ts';

/** What tells an incident to a review. */
export type IncidentIdentity = Pick<IncidentRow, 'namespace' | 'name' | 'source' | 'externalID'>;

/** The reviews of one namespace, under what they refer to; the oldest first. */
interface Shelf {
  readonly byName: Map<string, readonly ReviewRow[]>;
  /** By source, then by external id. */
  readonly byId: Map<string, Map<string, readonly ReviewRow[]>>;
}

/** Asked for every incident that is judged, it joins no texts to look one up. */
export class ReviewIndex {
  readonly #shelves = new Map<string, Shelf>();

  /** A review came (`before` undefined), changed, or went (`after` undefined). */
  move(before: ReviewRow | undefined, after: ReviewRow | undefined): void {
    if (before !== undefined) this.#remove(before);
    if (after !== undefined) this.#add(after);
  }

  /** The review that counts for an incident. */
  reviewOf({ namespace, name, source, externalID }: IncidentIdentity): ReviewRow | undefined {
    const shelf = this.#shelves.get(namespace);
    if (shelf === undefined) return undefined;
    const byName = shelf.byName.get(name)?.[0];
    const byId = ofId(shelf, source, externalID)?.[0];
    if (byName === undefined || byId === undefined) return byName ?? byId;
    return byAge(byName, byId) <= 0 ? byName : byId;
  }

  /** Every review of an incident, the one that counts first. */
  reviewsOf({ namespace, name, source, externalID }: IncidentIdentity): readonly ReviewRow[] {
    const shelf = this.#shelves.get(namespace);
    if (shelf === undefined) return NONE;
    return [...(shelf.byName.get(name) ?? NONE), ...(ofId(shelf, source, externalID) ?? NONE)].toSorted(byAge);
  }

  #add(row: ReviewRow): void {
    const shelf = this.#shelves.get(row.namespace) ?? { byName: new Map(), byId: new Map() };
    this.#shelves.set(row.namespace, shelf);
    const [reviews, key] = placeOf(shelf, row);
    reviews.set(key, [...(reviews.get(key) ?? NONE), row].toSorted(byAge));
  }

  #remove(row: ReviewRow): void {
    const shelf = this.#shelves.get(row.namespace);
    if (shelf === undefined) return;
    const [reviews, key] = placeOf(shelf, row);
    const rest = (reviews.get(key) ?? NONE).filter(({ name }) => name !== row.name);
    if (rest.length > 0) {
      reviews.set(key, rest);
      return;
    }
    reviews.delete(key);
    if (row.external !== undefined && reviews.size === 0) shelf.byId.delete(row.external.source);
    if (shelf.byName.size + shelf.byId.size === 0) this.#shelves.delete(row.namespace);
  }
}

function ofId({ byId }: Shelf, source: string | undefined, externalID: string | undefined) {
  return source === undefined || externalID === undefined ? undefined : byId.get(source)?.get(externalID);
}

/** Where the reviews are that refer to what this one does, and under which key. */
function placeOf({ byName, byId }: Shelf, { incident = '', external }: ReviewRow) {
  if (external === undefined) return [byName, incident] as const;
  const ofSource = byId.get(external.source) ?? new Map<string, readonly ReviewRow[]>();
  byId.set(external.source, ofSource);
  return [ofSource, external.externalID] as const;
}

const NONE: readonly ReviewRow[] = [];

/** The older first; of the same second, by name. */
function byAge(a: ReviewRow, b: ReviewRow): number {
  if (a.createdAt !== b.createdAt) return a.createdAt - b.createdAt;
  return a.name < b.name ? -1 : Number(a.name !== b.name);
}
