// Every kind of subjects that checks judge. A new kind is one file beside this one and one line here.

import { incidentSubjects } from './incident.ts';
import { sourceSubjects } from './source.ts';

export const subjectKinds = [incidentSubjects, sourceSubjects] as const;

/** One of them, with its row and subject. */
export type RegisteredSubjectKind = (typeof subjectKinds)[number];
