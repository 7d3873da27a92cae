// The kinds that the program follows, one line each: where their objects live in the API, and which row is kept of an object. Stores,
// caches, work queues and roles are made by going through this list. What a kind's controller does is in its folder in controllers/.

import {
  CHECK_EXCEPTION,
  COMPLIANCE_CHECK,
  CRITICAL_SYSTEM,
  DELIVERY,
  DISCLOSURE_POLICY,
  INCIDENT,
  INCIDENT_REVIEW,
  INCIDENT_SOURCE,
  SLA_POLICY,
  STAFF_ROSTER,
} from '../api/kinds.ts';
import type { KubeObject, ResourceType } from '../api/meta.ts';
import type { CheckException } from '../api/v1alpha1/checkexception.gen.ts';
import type { ComplianceCheck } from '../api/v1alpha1/compliancecheck.gen.ts';
import type { CriticalSystem } from '../api/v1alpha1/criticalsystem.gen.ts';
import type { Delivery } from '../api/v1alpha1/delivery.gen.ts';
import type { DisclosurePolicy } from '../api/v1alpha1/disclosurepolicy.gen.ts';
import type { IncidentSource } from '../api/v1alpha1/incidentsource.gen.ts';
import type { SLAPolicy } from '../api/v1alpha1/slapolicy.gen.ts';
import type { StaffRoster } from '../api/v1alpha1/staffroster.gen.ts';
import { reviewRow } from '../compliance/reviews/review-row.ts';
import { incidentRow } from '../compliance/rows.ts';
import type { Row } from '../runtime/lister.ts';
import { type ObjectRow, objectRow } from '../runtime/object-row.ts';

/** One kind: `T` is an object of it, `R` the row that is kept of one. */
export interface Kind<T extends KubeObject, R extends Row> {
  readonly type: ResourceType;
  /** The row of an object. Throws for an object that the API server cannot have sent. */
  readonly project: (object: T) => R;
  /** To look rows up by something other than their key. An index costs about a tenth of the memory of its rows. */
  readonly indexes?: Readonly<Record<string, (row: Row) => string | undefined>>;
}

const BY_NAMESPACE = { namespace: (row: Row) => row.namespace };

const OF_SOURCE = {
  source: (row: Row) => `${row.namespace ?? ''}/${(row as ObjectRow<Delivery>).object.spec.sourceRef.name}`,
};

/** Incidents come last, so that what is joined to them is there before they are judged. */
const TABLE = {
  sources: { type: INCIDENT_SOURCE, project: objectRow<IncidentSource>, indexes: BY_NAMESPACE },
  rosters: { type: STAFF_ROSTER, project: objectRow<StaffRoster>, indexes: BY_NAMESPACE },
  systems: { type: CRITICAL_SYSTEM, project: objectRow<CriticalSystem>, indexes: BY_NAMESPACE },
  deliveries: { type: DELIVERY, project: objectRow<Delivery>, indexes: OF_SOURCE },
  checks: { type: COMPLIANCE_CHECK, project: objectRow<ComplianceCheck>, indexes: BY_NAMESPACE },
  slaPolicies: { type: SLA_POLICY, project: objectRow<SLAPolicy> },
  disclosurePolicies: { type: DISCLOSURE_POLICY, project: objectRow<DisclosurePolicy> },
  exceptions: { type: CHECK_EXCEPTION, project: objectRow<CheckException> },
  reviews: { type: INCIDENT_REVIEW, project: reviewRow },
  incidents: { type: INCIDENT, project: incidentRow },
} satisfies Readonly<Record<string, Kind<never, Row>>>;

/** How the program calls a kind's store: `sources`, `incidents`, ... */
export type KindName = keyof typeof TABLE;
/** An object of each kind. */
export type Objects = { readonly [Name in KindName]: Parameters<(typeof TABLE)[Name]['project']>[0] };
/** The row that stands for an object of each kind. */
export type Rows = { readonly [Name in KindName]: ReturnType<(typeof TABLE)[Name]['project']> };

export const KINDS: { readonly [Name in KindName]: Kind<Objects[Name], Rows[Name]> } = TABLE;
export const KIND_NAMES = Object.keys(TABLE) as readonly KindName[];
