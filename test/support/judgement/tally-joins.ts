// The objects joined to the incidents of a model: reviews and policies, once as the product keeps them (incrementally) and once as plain
// lists that are scanned each time.

import { JoinedIncident, type Joins } from '../../../src/compliance/joined-incident.ts';
import { Policies } from '../../../src/compliance/policies.ts';
import type { ReviewRow } from '../../../src/compliance/reviews/review-row.ts';
import { ReviewIndex } from '../../../src/compliance/reviews.ts';
import type { IncidentRow } from '../../../src/compliance/verdict.ts';
import { aReviewRow } from '../builders/compliance.ts';
import { aDisclosurePolicy, anSlaPolicy } from '../builders/policies.ts';
import type { ReviewFacts } from './tally-steps.ts';
import { DISCLOSURE_SPECS, SLA_SPECS } from './tally-variants.ts';

type SlaObject = ReturnType<typeof anSlaPolicy>;
type DisclosureObject = ReturnType<typeof aDisclosurePolicy>;

export class JoinedWorld {
  readonly #reviews = new Map<string, ReviewRow>();
  readonly #sla = new Map<string, SlaObject>();
  readonly #disclosures = new Map<string, DisclosureObject>();
  /** The policy that the source of a namespace names, by namespace. */
  readonly #named = new Map<string, string>();
  readonly #index = new ReviewIndex();
  readonly #policies = new Policies();
  #generation = 0;
  /** Built from the lists on the first use after a change. */
  #recounted: Policies | undefined;

  /** The joins as the product keeps them. */
  readonly kept: Joins = this.#joinsOf(
    () => this.#policies,
    (row) => this.#index.reviewOf(row),
  );
  /** The joins computed from the lists. */
  readonly recount: Joins = this.#joinsOf(
    () => this.#recountedPolicies(),
    (row) => this.#reviewsOf(row)[0],
  );

  /** Adds, changes or removes a review. The caller finds out which incidents need a new verdict. */
  review(namespace: string, name: string, facts: ReviewFacts | undefined, hour: number): ReviewRow[] {
    const key = `${namespace}/${name}`;
    const before = this.#reviews.get(key);
    const after = facts && reviewAt({ namespace, name }, facts, hour);
    this.#index.move(before, after);
    if (after === undefined) this.#reviews.delete(key);
    else this.#reviews.set(key, after);
    return [before, after].filter((row) => row !== undefined);
  }

  sla(name: string, variant: number, age: number): void {
    const spec = SLA_SPECS[variant];
    const object = spec && anSlaPolicy(spec, { name, ...this.#version(age) });
    put(this.#sla, name, object);
    this.#policies.setSla(name, object);
    this.#recounted = undefined;
  }

  disclosure(name: string, variant: number): void {
    const spec = DISCLOSURE_SPECS[variant];
    const object = spec && aDisclosurePolicy(spec, { name, ...this.#version(0) });
    put(this.#disclosures, name, object);
    this.#policies.setDisclosure(name, object);
    this.#recounted = undefined;
  }

  refer(namespace: string, policy: string | undefined): void {
    put(this.#named, namespace, policy);
  }

  /** A row with the objects that the lists join to it. */
  joined(row: IncidentRow): JoinedIncident {
    return new JoinedIncident(row, this.recount);
  }

  #version(age: number): { generation: number; creationTimestamp: string } {
    return { generation: ++this.#generation, creationTimestamp: `1970-01-0${age + 1}T00:00:00Z` };
  }

  #reviewsOf(row: IncidentRow): ReviewRow[] {
    return [...this.#reviews.values()]
      .filter((review) => isAbout(review, row))
      .toSorted((a, b) => a.createdAt - b.createdAt || (a.name < b.name ? -1 : 1));
  }

  #recountedPolicies(): Policies {
    if (this.#recounted !== undefined) return this.#recounted;
    const policies = new Policies();
    for (const [name, object] of this.#sla) policies.setSla(name, object);
    for (const [name, object] of this.#disclosures) policies.setDisclosure(name, object);
    this.#recounted = policies;
    return policies;
  }

  #joinsOf(policies: () => Policies, reviewOf: Joins['reviewOf']): Joins {
    return {
      reviewOf,
      slaFor: (row) => policies().slaFor(row, row.source && this.#named.get(row.namespace)),
      // The sources of one namespace are of a vendor that says nothing of acknowledgements.
      lacksAcknowledgement: ({ namespace, source }) => namespace === 'b' && source !== undefined,
      disclosurePolicies: () => policies().disclosurePolicies,
      invalidDisclosuresFor: (incident) => policies().invalidDisclosuresFor(incident),
    };
  }
}

export function isAbout({ namespace, incident, external }: ReviewRow, row: IncidentRow): boolean {
  if (namespace !== row.namespace) return false;
  if (external === undefined) return incident === row.name;
  return external.source === row.source && external.externalID === row.externalID;
}

/** The row of a review whose offsets are relative to an hour. */
function reviewAt(name: Pick<ReviewRow, 'namespace' | 'name'>, facts: ReviewFacts, hour: number): ReviewRow {
  const at = (offset: number | undefined): number | undefined => (offset === undefined ? undefined : hour + offset);
  const { classifications, disclosures, evidence, closure } = facts;
  return aReviewRow({
    ...facts,
    ...name,
    acknowledgedAt: at(facts.acknowledgedAt),
    awareAt: at(facts.awareAt),
    classifiedAt: at(facts.classifiedAt),
    classifications: classifications.map((one) => ({ ...one, at: hour + one.at })),
    disclosures: disclosures.map((one) => ({ ...one, notifiedAt: hour + one.notifiedAt })),
    evidence: evidence.map((one) => ({ ...one, expiresAt: at(one.expiresAt) })),
    closure: closure && { ...closure, closedAt: at(closure.closedAt) },
  });
}

function put<T>(map: Map<string, T>, key: string, value: T | undefined): void {
  if (value === undefined) map.delete(key);
  else map.set(key, value);
}
