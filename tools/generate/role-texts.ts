// The roles in config/rbac, and whom each is for. rbac.ts has their permissions. Data only.

import type { PeopleRole } from '../../src/api/permissions.ts';

export interface RoleText {
  readonly name: string;
  /** Whom the role is for; written as a comment in the file. */
  readonly comment?: string;
  /** The built-in cluster role that the rules are aggregated to. */
  readonly aggregateTo?: 'view' | 'edit' | 'admin';
  /**
   * The member of a kind's `people` that the rules come from. `read` allows reading every kind, `read-policies` the cluster-scoped ones,
   * and `restore` writing every kind and its status beside what a kind says.
   */
  readonly people?: PeopleRole | 'read' | 'read-policies';
}

export const PEOPLE_ROLES: readonly RoleText[] = [
  { name: 'docket-view', aggregateTo: 'view', people: 'read' },
  { name: 'docket-edit', aggregateTo: 'edit', people: 'edit' },
  {
    name: 'docket-admin',
    aggregateTo: 'admin',
    people: 'admin',
    comment: 'Incidents and reviews are a record: to remove one is more than to edit it.',
  },
  {
    name: 'docket-auditor',
    people: 'read',
    comment:
      'Reads the record and nothing else: bind it cluster-wide for an auditor, who then sees no Secret, ConfigMap or Pod.',
  },
  {
    name: 'docket-policy-reader',
    people: 'read-policies',
    comment:
      'Reads the policies, which are cluster-scoped: a RoleBinding of view or edit does not reach them. Bind it with a ClusterRoleBinding to\n' +
      '# whoever works in a namespace, for kubectl get docket and docket explain.',
  },
  {
    name: 'docket-responder',
    people: 'responder',
    comment:
      'Works on incidents: reports them, reviews them, attaches evidence, closes them. It changes nothing of what is read, checked or exempted.',
  },
  {
    name: 'docket-policy-admin',
    people: 'policy-admin',
    comment:
      'Writes the policies that hold for the whole cluster: bind it with a ClusterRoleBinding to whoever answers for them.',
  },
  {
    name: 'docket-approver',
    people: 'approver',
    comment: 'Approves exceptions that others requested. Nobody approves their own, whatever they hold.',
  },
  {
    name: 'docket-gitops',
    people: 'gitops',
    comment:
      'For the ServiceAccount of a GitOps controller (Argo CD, Flux) that applies what a repository declares. It may state who requested\n' +
      '# and who approved an exception (vouch): the merge is the approval.',
  },
  {
    name: 'docket-retention',
    people: 'retention',
    comment:
      'Removes records whose time is over. `purge` is for reviewed incidents, for namespaces labelled docket.dev/records=Retain and for\n' +
      '# the CRDs of the group.',
  },
  {
    name: 'docket-restore',
    people: 'restore',
    comment:
      'Puts a backup back, with the facts of mirrored incidents (mirror), the names in exceptions (vouch) and the statuses. Bind it to a\n' +
      '# ServiceAccount for as long as a restore takes: docs/backup.md.',
  },
];

/** Binds the operator's role to its ServiceAccount. */
export function operatorBinding(role: string): object {
  return {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name: role, labels: { 'app.kubernetes.io/name': 'docket' } },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: role },
    subjects: [{ kind: 'ServiceAccount', name: 'docket', namespace: 'docket-system' }],
  };
}
