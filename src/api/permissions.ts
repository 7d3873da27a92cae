// What a role of Kubernetes allows, as data: each part of the program says what it does, and config/rbac is generated from that. Pure;
// grants nothing itself.

import type { ResourceType } from './meta.ts';

/** The verbs of the API server, and those that the policies of config/admission ask for. */
export type Verb =
  | 'get'
  | 'list'
  | 'watch'
  | 'create'
  | 'update'
  | 'patch'
  | 'delete'
  | 'deletecollection'
  | 'mirror'
  | 'approve'
  | 'vouch'
  | 'purge';

/** Verbs on one resource. */
export interface Permission {
  readonly type: ResourceType;
  readonly subresource?: 'status';
  /** Only the objects of these names; absent: all. */
  readonly names?: readonly string[];
  readonly verbs: readonly Verb[];
  /** Why it is needed; a comment in the generated role. */
  readonly why: string;
}

/** The roles that config/rbac offers to people and to GitOps controllers, beside those that may only read. */
export type PeopleRole =
  'edit' | 'admin' | 'responder' | 'policy-admin' | 'approver' | 'gitops' | 'retention' | 'restore';

/** What each role may do with the objects of one kind. A role that is absent has no access. Every role for reading reads every kind. */
export type PeopleVerbs = Readonly<Partial<Record<PeopleRole, readonly Verb[]>>>;

/** Of a kind whose status a controller writes. */
export function writesStatus(type: ResourceType): Permission {
  return {
    type,
    subresource: 'status',
    verbs: ['update'],
    why: 'The status of an object says what was found out about it.',
  };
}
