// Finds the review of an incident: reviews refer to incidents by name, or by source and external id, and either may exist first. Of
// two reviews of one incident only the older counts; they are never merged. Its owner reports every change.

import { isDeepStrictEqual } from 'node:util';

import { contradicts } from './reviews/contradiction.ts';
import type { ReviewRow } from './reviews/review-row.ts';
import type { IncidentRow } from './verdict.ts';

/** The facts by which a review refers to an incident. */
export type IncidentIdentity = Pick<IncidentRow, 'namespace' | 'name' | 'source' | 'externalID'>;

/** The reviews of one namespace by what they refer to, the oldest first. */
interface NamespaceReviews {
  readonly byName: Map<string, readonly ReviewRow[]>;
  /** By source, then by external id. */
  readonly byId: Map<string, Map<string, readonly ReviewRow[]>>;
}

/** Asked for every incident that is judged, so a lookup builds no keys from texts. */
export class ReviewIndex {
  readonly #namespaces = new Map<string, NamespaceReviews>();

  /** A review came (`before` undefined), changed, or went (`after` undefined). */
  move(before: ReviewRow | undefined, after: ReviewRow | undefined): void {
    if (before !== undefined) this.#remove(before);
    if (after !== undefined) this.#add(after);
  }

  /** The review that counts for an incident. */
  reviewOf({ namespace, name, source, externalID }: IncidentIdentity): ReviewRow | undefined {
    const held = this.#namespaces.get(namespace);
    if (held === undefined) return undefined;
    const byName = held.byName.get(name)?.[0];
    const byId = ofId(held, source, externalID)?.[0];
    if (byName === undefined || byId === undefined) return byName ?? byId;
    return byAge(byName, byId) <= 0 ? byName : byId;
  }

  /** Every review of an incident, the one that counts first. */
  reviewsOf({ namespace, name, source, externalID }: IncidentIdentity): readonly ReviewRow[] {
    const held = this.#namespaces.get(namespace);
    if (held === undefined) return NONE;
    return [...(held.byName.get(name) ?? NONE), ...(ofId(held, source, externalID) ?? NONE)].toSorted(byAge);
  }

  /**
   * Whether the review that counts has another one beside it that contradicts it: the order in which they were written makes neither
   * of them right. Of two that are equally old, to the second, only their names decide which one counts, so there any difference is a
   * contradiction. In files, where no review has an age, that is any two.
   */
  isContested(incident: IncidentIdentity): boolean {
    if (!this.#hasSeveral(incident)) return false;
    const [first, ...others] = this.reviewsOf(incident);
    return first !== undefined && others.some((one) => isContradiction(first, one));
  }

  /** Asked for every incident that is judged. */
  #hasSeveral({ namespace, name, source, externalID }: IncidentIdentity): boolean {
    const held = this.#namespaces.get(namespace);
    if (held === undefined) return false;
    const byName = held.byName.get(name)?.length ?? 0;
    return byName + (ofId(held, source, externalID)?.length ?? 0) > 1;
  }

  #add(row: ReviewRow): void {
    const held = this.#namespaces.get(row.namespace) ?? { byName: new Map(), byId: new Map() };
    this.#namespaces.set(row.namespace, held);
    const [reviews, key] = placeOf(held, row);
    reviews.set(key, [...(reviews.get(key) ?? NONE), row].toSorted(byAge));
  }

  #remove(row: ReviewRow): void {
    const held = this.#namespaces.get(row.namespace);
    if (held === undefined) return;
    const [reviews, key] = placeOf(held, row);
    const rest = (reviews.get(key) ?? NONE).filter(({ name }) => name !== row.name);
    if (rest.length > 0) {
      reviews.set(key, rest);
      return;
    }
    reviews.delete(key);
    if (row.external !== undefined && reviews.size === 0) held.byId.delete(row.external.source);
    if (held.byName.size + held.byId.size === 0) this.#namespaces.delete(row.namespace);
  }
}

function ofId({ byId }: NamespaceReviews, source: string | undefined, externalID: string | undefined) {
  return source === undefined || externalID === undefined ? undefined : byId.get(source)?.get(externalID);
}

/** The map and the key under which the reviews are that refer to the same incident. */
function placeOf({ byName, byId }: NamespaceReviews, { incident = '', external }: ReviewRow) {
  if (external === undefined) return [byName, incident] as const;
  const ofSource = byId.get(external.source) ?? new Map<string, readonly ReviewRow[]>();
  byId.set(external.source, ofSource);
  return [ofSource, external.externalID] as const;
}

/** Which object it is, and how it is stored; what else a row has is what the review says. */
const IDENTITY = {
  name: '',
  uid: 0,
  resourceVersion: '',
  generation: 0,
  incident: undefined,
  external: undefined,
  statusDigest: undefined,
} as const satisfies Partial<ReviewRow>;

function isContradiction(counting: ReviewRow, other: ReviewRow): boolean {
  return other.createdAt === counting.createdAt ? !saysTheSame(counting, other) : contradicts(other, counting);
}

function saysTheSame(one: ReviewRow, other: ReviewRow): boolean {
  return isDeepStrictEqual({ ...one, ...IDENTITY }, { ...other, ...IDENTITY });
}

const NONE: readonly ReviewRow[] = [];

/** The older first; by name within the same second. */
function byAge(a: ReviewRow, b: ReviewRow): number {
  if (a.createdAt !== b.createdAt) return a.createdAt - b.createdAt;
  return a.name < b.name ? -1 : Number(a.name !== b.name);
}
