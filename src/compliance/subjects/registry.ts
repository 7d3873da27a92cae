// Every kind of subjects that checks judge. A new kind is one file beside this one and one line here.

import { accountSubjects } from './account.ts';
import { incidentSubjects } from './incident.ts';
import { rosterSubjects } from './roster.ts';
import { sourceSubjects } from './source.ts';
import { systemSubjects } from './system.ts';

export const subjectKinds = [
  incidentSubjects,
  sourceSubjects,
  systemSubjects,
  rosterSubjects,
  accountSubjects,
] as const;

/** One of them, with its row and subject. */
export type RegisteredSubjectKind = (typeof subjectKinds)[number];
