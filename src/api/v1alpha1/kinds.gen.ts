// Generated from crds/*.yaml by tools/generate.ts; change the CRDs, not this file. Where each kind of Docket lives in the API.

import type { ResourceType } from '../meta.ts';

export const CHECK_EXCEPTION = {
  group: 'docket.dev',
  version: 'v1alpha1',
  kind: 'CheckException',
  plural: 'checkexceptions',
  namespaced: true,
} as const satisfies ResourceType;

export const COMPLIANCE_CHECK = {
  group: 'docket.dev',
  version: 'v1alpha1',
  kind: 'ComplianceCheck',
  plural: 'compliancechecks',
  namespaced: true,
} as const satisfies ResourceType;

export const CRITICAL_SYSTEM = {
  group: 'docket.dev',
  version: 'v1alpha1',
  kind: 'CriticalSystem',
  plural: 'criticalsystems',
  namespaced: true,
} as const satisfies ResourceType;

export const DELIVERY = {
  group: 'docket.dev',
  version: 'v1alpha1',
  kind: 'Delivery',
  plural: 'deliveries',
  namespaced: true,
} as const satisfies ResourceType;

export const DISCLOSURE_POLICY = {
  group: 'docket.dev',
  version: 'v1alpha1',
  kind: 'DisclosurePolicy',
  plural: 'disclosurepolicies',
  namespaced: false,
} as const satisfies ResourceType;

export const INCIDENT_REVIEW = {
  group: 'docket.dev',
  version: 'v1alpha1',
  kind: 'IncidentReview',
  plural: 'incidentreviews',
  namespaced: true,
} as const satisfies ResourceType;

export const INCIDENT = {
  group: 'docket.dev',
  version: 'v1alpha1',
  kind: 'Incident',
  plural: 'incidents',
  namespaced: true,
} as const satisfies ResourceType;

export const INCIDENT_SOURCE = {
  group: 'docket.dev',
  version: 'v1alpha1',
  kind: 'IncidentSource',
  plural: 'incidentsources',
  namespaced: true,
} as const satisfies ResourceType;

export const SLA_POLICY = {
  group: 'docket.dev',
  version: 'v1alpha1',
  kind: 'SLAPolicy',
  plural: 'slapolicies',
  namespaced: false,
} as const satisfies ResourceType;

export const STAFF_ROSTER = {
  group: 'docket.dev',
  version: 'v1alpha1',
  kind: 'StaffRoster',
  plural: 'staffrosters',
  namespaced: true,
} as const satisfies ResourceType;

/** Every kind of the group docket.dev. */
export const DOCKET_KINDS: readonly ResourceType[] = [
  CHECK_EXCEPTION,
  COMPLIANCE_CHECK,
  CRITICAL_SYSTEM,
  DELIVERY,
  DISCLOSURE_POLICY,
  INCIDENT_REVIEW,
  INCIDENT,
  INCIDENT_SOURCE,
  SLA_POLICY,
  STAFF_ROSTER,
];
