// Where each kind that Docket reads or writes lives in the API. Those of the group docket.dev are generated from the CRDs; the others
// are Kubernetes's own. Nothing here knows what is in a kind.

import type { ResourceType } from './meta.ts';
import { DELIVERY, DOCKET_KINDS } from './v1alpha1/kinds.gen.ts';

export * from './v1alpha1/kinds.gen.ts';

/** The kinds of docket.dev whose objects stay. A Delivery is gone once it is applied: it is no part of a verdict or of a backup. */
export const LASTING_KINDS: readonly ResourceType[] = DOCKET_KINDS.filter(({ kind }) => kind !== DELIVERY.kind);

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

export const SELF_SUBJECT_ACCESS_REVIEW = {
  group: 'authorization.k8s.io',
  version: 'v1',
  kind: 'SelfSubjectAccessReview',
  plural: 'selfsubjectaccessreviews',
  namespaced: false,
} as const satisfies ResourceType;

/** Tells who asks, as the API server knows them. */
export const SELF_SUBJECT_REVIEW = {
  group: 'authentication.k8s.io',
  version: 'v1',
  kind: 'SelfSubjectReview',
  plural: 'selfsubjectreviews',
  namespaced: false,
} as const satisfies ResourceType;

export const EVENT = {
  group: 'events.k8s.io',
  version: 'v1',
  kind: 'Event',
  plural: 'events',
  namespaced: true,
} as const satisfies ResourceType;
