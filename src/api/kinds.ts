// Where each kind that Docket reads or writes lives in the API. A kind of Docket's own is checked against its CRD by a
// test; nothing here knows what is in a kind.

import type { ResourceType } from './meta.ts';

const GROUP = 'docket.dev';
const VERSION = 'v1alpha1';

export const INCIDENT_SOURCE = {
  group: GROUP,
  version: VERSION,
  kind: 'IncidentSource',
  plural: 'incidentsources',
  namespaced: true,
} as const satisfies ResourceType;

export const INCIDENT = {
  group: GROUP,
  version: VERSION,
  kind: 'Incident',
  plural: 'incidents',
  namespaced: true,
} as const satisfies ResourceType;

export const COMPLIANCE_CHECK = {
  group: GROUP,
  version: VERSION,
  kind: 'ComplianceCheck',
  plural: 'compliancechecks',
  namespaced: true,
} as const satisfies ResourceType;

export const INCIDENT_REVIEW = {
  group: GROUP,
  version: VERSION,
  kind: 'IncidentReview',
  plural: 'incidentreviews',
  namespaced: true,
} as const satisfies ResourceType;

export const CHECK_EXCEPTION = {
  group: GROUP,
  version: VERSION,
  kind: 'CheckException',
  plural: 'checkexceptions',
  namespaced: true,
} as const satisfies ResourceType;

export const SLA_POLICY = {
  group: GROUP,
  version: VERSION,
  kind: 'SLAPolicy',
  plural: 'slapolicies',
  namespaced: false,
} as const satisfies ResourceType;

export const DISCLOSURE_POLICY = {
  group: GROUP,
  version: VERSION,
  kind: 'DisclosurePolicy',
  plural: 'disclosurepolicies',
  namespaced: false,
} as const satisfies ResourceType;

/** Every kind of the group docket.dev. */
export const DOCKET_KINDS: readonly ResourceType[] = [
  INCIDENT_SOURCE,
  INCIDENT,
  INCIDENT_REVIEW,
  COMPLIANCE_CHECK,
  CHECK_EXCEPTION,
  SLA_POLICY,
  DISCLOSURE_POLICY,
];

export const SECRET = {
  group: '',
  version: 'v1',
  kind: 'Secret',
  plural: 'secrets',
  namespaced: true,
} as const satisfies ResourceType;

export const CONFIG_MAP = {
  group: '',
  version: 'v1',
  kind: 'ConfigMap',
  plural: 'configmaps',
  namespaced: true,
} as const satisfies ResourceType;

export const NAMESPACE = {
  group: '',
  version: 'v1',
  kind: 'Namespace',
  plural: 'namespaces',
  namespaced: false,
} as const satisfies ResourceType;

export const LEASE = {
  group: 'coordination.k8s.io',
  version: 'v1',
  kind: 'Lease',
  plural: 'leases',
  namespaced: true,
} as const satisfies ResourceType;

export const VALIDATING_ADMISSION_POLICY = {
  group: 'admissionregistration.k8s.io',
  version: 'v1',
  kind: 'ValidatingAdmissionPolicy',
  plural: 'validatingadmissionpolicies',
  namespaced: false,
} as const satisfies ResourceType;

export const VALIDATING_ADMISSION_POLICY_BINDING = {
  group: 'admissionregistration.k8s.io',
  version: 'v1',
  kind: 'ValidatingAdmissionPolicyBinding',
  plural: 'validatingadmissionpolicybindings',
  namespaced: false,
} as const satisfies ResourceType;
