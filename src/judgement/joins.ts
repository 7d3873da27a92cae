// What is joined to incidents, kept up to date from the caches: reviews, policies, and which policy a source names. Reports which
// incidents have to be judged again: one for a review, all for a policy. Writes nothing.

import { incidentName } from '../api/names.ts';
import { lacksAcknowledgement, providerNameOf } from '../api/providers.ts';
import { PROVIDER_NAMES } from '../api/v1alpha1/vocabulary.gen.ts';
import { keyOf, type KubeObject } from '../api/meta.ts';
import type { IncidentSource } from '../api/v1alpha1/incidentsource.gen.ts';
import type { DisclosurePlace } from '../compliance/disclosure/policy.ts';
import type { Joins } from '../compliance/joined-incident.ts';
import { Policies, type SlaChoice } from '../compliance/policies.ts';
import type { SlaPolicy } from '../compliance/sla.ts';
import type { ReviewRow } from '../compliance/reviews/review-row.ts';
import { ReviewIndex } from '../compliance/reviews.ts';
import type { IncidentRow } from '../compliance/verdict.ts';
import type { Lister } from '../runtime/lister.ts';
import type { ObjectRow } from '../runtime/object-row.ts';
import type { Listers } from './stores.ts';

type JoinCaches = Pick<Listers, 'sources' | 'incidents' | 'reviews' | 'slaPolicies' | 'disclosurePolicies'>;

interface JoinListeners {
  /** The review of an incident was added, changed or removed. There may be no incident of this key. */
  readonly onIncident: (key: string) => void;
  /** A policy was added, changed or removed, or a source names another one. */
  readonly onPolicies: () => void;
}

interface JoinOptions extends JoinListeners, Pick<Joins, 'seenAt'> {}

export class IncidentJoins implements Joins {
  readonly reviews = new ReviewIndex();
  readonly policies = new Policies();
  readonly seenAt: Joins['seenAt'];
  readonly #caches: JoinCaches;

  constructor(caches: JoinCaches, { onIncident, onPolicies, seenAt }: JoinOptions) {
    this.seenAt = seenAt;
    this.#caches = caches;
    caches.reviews.onChange((before, after) => {
      this.reviews.move(before, after);
      for (const key of new Set([...this.#incidentsOf(before), ...this.#incidentsOf(after)])) onIncident(key);
    });
    follow(caches.slaPolicies, (name, object) => {
      this.policies.setSla(name, object);
      onPolicies();
    });
    follow(caches.disclosurePolicies, (name, object) => {
      this.policies.setDisclosure(name, object);
      onPolicies();
    });
    caches.sources.onChange((before, after) => {
      if (before?.object.spec.slaPolicyRef?.name !== after?.object.spec.slaPolicyRef?.name) return onPolicies();
      if (providerOf(before) === providerOf(after)) return;
      for (const row of this.#incidentsFrom(after ?? before)) onIncident(keyOf(row));
    });
  }

  reviewOf(row: IncidentRow): ReviewRow | undefined {
    return this.reviews.reviewOf(row);
  }

  isContested(row: IncidentRow): boolean {
    return this.reviews.isContested(row);
  }

  slaFor(row: IncidentRow): SlaChoice {
    return this.policies.slaFor(row, this.#sourceOf(row)?.spec.slaPolicyRef?.name);
  }

  slaNamed(name: string): SlaPolicy | undefined {
    const compiled = this.policies.compiledSla(name);
    return compiled?.ok === true ? compiled.policy : undefined;
  }

  namesSla(row: IncidentRow): boolean {
    return this.#sourceOf(row)?.spec.slaPolicyRef !== undefined;
  }

  lacksAcknowledgement(row: IncidentRow): boolean {
    return row.source !== undefined && lacksAcknowledgement(this.#sourceOf(row)?.spec, row.origin);
  }

  #sourceOf({ namespace, source }: IncidentRow): IncidentSource | undefined {
    return source === undefined ? undefined : this.#caches.sources.get(`${namespace}/${source}`)?.object;
  }

  #incidentsFrom(source: ObjectRow<IncidentSource> | undefined): IncidentRow[] {
    if (source === undefined) return [];
    return [...this.#caches.incidents.inNamespace(source.namespace ?? '')].filter((row) => row.source === source.name);
  }

  disclosurePolicies(): ReturnType<Joins['disclosurePolicies']> {
    return this.policies.disclosurePolicies;
  }

  invalidDisclosuresFor(incident: DisclosurePlace): readonly string[] {
    return this.policies.invalidDisclosuresFor(incident);
  }

  /** The incident of a review; undefined while it does not exist. */
  incidentOf(review: ReviewRow): IncidentRow | undefined {
    for (const key of this.#incidentsOf(review)) {
      const row = this.#caches.incidents.get(key);
      if (row !== undefined) return row;
    }
    return undefined;
  }

  /** The possible keys of a review's incident. Its name depends on the provider, which is unknown once the source is deleted. */
  #incidentsOf(review: ReviewRow | undefined): string[] {
    if (review === undefined) return [];
    const { namespace, incident, external } = review;
    if (external === undefined) return [`${namespace}/${incident ?? ''}`];
    return PROVIDER_NAMES.map((provider) => `${namespace}/${incidentName({ provider, ...external })}`);
  }
}

const providerOf = (source: ObjectRow<IncidentSource> | undefined) => source && providerNameOf(source.object.spec);

/** Calls back for each object that was added or removed, or whose spec changed. */
function follow<T extends KubeObject>(
  lister: Lister<ObjectRow<T>>,
  changed: (name: string, object: T | undefined) => void,
): void {
  lister.onChange((before, after) => {
    if (before !== undefined && before.object.metadata.generation === after?.object.metadata.generation) return;
    const row = after ?? before;
    if (row !== undefined) changed(row.name, after?.object);
  });
}
