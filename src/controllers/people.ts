// What people's roles may do with the objects of a kind, by what the kind holds. A kind's descriptor takes one of these, and adds what is
// special about it. Pure data.

import type { PeopleVerbs, Verb } from '../api/permissions.ts';

export const READ = ['get', 'list', 'watch'] as const satisfies readonly Verb[];
export const WRITE = ['create', 'update', 'patch'] as const satisfies readonly Verb[];
export const REMOVE = ['delete', 'deletecollection'] as const satisfies readonly Verb[];

/** What a team asks for in its namespace: who may edit there may write and remove it. */
export const CONFIGURATION = {
  edit: [...WRITE, ...REMOVE],
  responder: READ,
  approver: READ,
  gitops: [...READ, ...WRITE, 'delete'],
} as const satisfies PeopleVerbs;

/** What happened and what was found out: to remove a record is more than to edit it. */
export const RECORD = {
  edit: WRITE,
  admin: REMOVE,
  responder: [...READ, ...WRITE],
  approver: READ,
  gitops: [...READ, ...WRITE],
  retention: [...READ, ...REMOVE],
} as const satisfies PeopleVerbs;

/** What holds for the whole cluster. */
export const POLICY = {
  responder: READ,
  'policy-admin': [...READ, ...WRITE, ...REMOVE],
  gitops: [...READ, ...WRITE, 'delete'],
} as const satisfies PeopleVerbs;
