// The stores that judgement reads, one per kind, and what of each kind they hold. Fed by reflectors (caches.ts), or from files by the
// command line: whoever feeds them, the same rows are judged. Reads and writes nothing itself.

import {
  CHECK_EXCEPTION,
  COMPLIANCE_CHECK,
  DISCLOSURE_POLICY,
  INCIDENT,
  INCIDENT_REVIEW,
  INCIDENT_SOURCE,
  SLA_POLICY,
} from '../api/kinds.ts';
import type { KubeObject, ResourceType } from '../api/meta.ts';
import type { CheckException } from '../api/v1alpha1/checkexception.gen.ts';
import type { ComplianceCheck } from '../api/v1alpha1/compliancecheck.gen.ts';
import type { DisclosurePolicy } from '../api/v1alpha1/disclosurepolicy.gen.ts';
import type { Incident } from '../api/v1alpha1/incident.gen.ts';
import type { IncidentReview } from '../api/v1alpha1/incidentreview.gen.ts';
import type { IncidentSource } from '../api/v1alpha1/incidentsource.gen.ts';
import type { SLAPolicy } from '../api/v1alpha1/slapolicy.gen.ts';
import { type ReviewRow, reviewRow } from '../compliance/reviews/review-row.ts';
import { incidentRow } from '../compliance/rows.ts';
import type { IncidentRow } from '../compliance/verdict.ts';
import type { Lister, Row } from '../runtime/lister.ts';
import { type ObjectRow, objectRow } from '../runtime/object-row.ts';
import { createStore, type Store } from '../runtime/store.ts';

/** The row that stands for an object of each kind. */
interface Rows {
  readonly sources: ObjectRow<IncidentSource>;
  readonly checks: ObjectRow<ComplianceCheck>;
  readonly incidents: IncidentRow;
  readonly reviews: ReviewRow;
  readonly exceptions: ObjectRow<CheckException>;
  readonly slaPolicies: ObjectRow<SLAPolicy>;
  readonly disclosurePolicies: ObjectRow<DisclosurePolicy>;
}

/**
 * The read side. Sources and checks have the index `namespace`; incidents have none, each of which would be a tenth of the rows: by
 * source and external ID an incident is found under its name, which is made of both (api/names.ts), and a sync goes through its
 * namespace.
 */
export type Listers = { readonly [Kind in keyof Rows]: Lister<Rows[Kind]> };

export type Stores = { readonly [Kind in keyof Rows]: Store<Rows[Kind]> };

/** The kinds that are looked up by namespace. */
const BY_NAMESPACE = { namespace: (row: Row) => row.namespace };

/** Empty stores. `onHandlerError` is told what a change handler threw. */
export function createStores(onHandlerError: (error: unknown) => void): Stores {
  const storeOf = <R extends Row>(indexes: Readonly<Record<string, (row: R) => string | undefined>> = {}): Store<R> =>
    createStore<R>({ indexes, onHandlerError });
  return {
    sources: storeOf<Rows['sources']>(BY_NAMESPACE),
    checks: storeOf<Rows['checks']>(BY_NAMESPACE),
    incidents: storeOf(),
    reviews: storeOf(),
    exceptions: storeOf(),
    slaPolicies: storeOf(),
    disclosurePolicies: storeOf(),
  };
}

/** A kind, the store of its rows, and how an object becomes a row. */
export interface StoredKind<T extends KubeObject, R extends Row> {
  readonly type: ResourceType;
  readonly store: Store<R>;
  readonly project: (object: T) => R;
}

/** Visits every kind, incidents last: what is joined to them comes first. */
export function eachKind<Out>(
  stores: Stores,
  visit: <T extends KubeObject, R extends Row>(kind: StoredKind<T, R>) => Out,
): Out[] {
  return [
    visit({ type: INCIDENT_SOURCE, store: stores.sources, project: objectRow<IncidentSource> }),
    visit({ type: COMPLIANCE_CHECK, store: stores.checks, project: objectRow<ComplianceCheck> }),
    visit({ type: SLA_POLICY, store: stores.slaPolicies, project: objectRow<SLAPolicy> }),
    visit({ type: DISCLOSURE_POLICY, store: stores.disclosurePolicies, project: objectRow<DisclosurePolicy> }),
    visit({ type: CHECK_EXCEPTION, store: stores.exceptions, project: objectRow<CheckException> }),
    visit<IncidentReview, ReviewRow>({ type: INCIDENT_REVIEW, store: stores.reviews, project: reviewRow }),
    visit<Incident, IncidentRow>({ type: INCIDENT, store: stores.incidents, project: incidentRow }),
  ];
}
