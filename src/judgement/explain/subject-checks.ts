// The verdict of every check that selects an incident.

import { keyOf } from '../../api/meta.ts';
import { incidentSubjects } from '../../compliance/subjects/incident.ts';
import type { SubjectVerdict } from '../../compliance/tally/results.ts';
import type { IncidentRow } from '../../compliance/verdict.ts';
import { instantMember } from './instant-text.ts';
import type { Judgement } from '../offline/judge-objects.ts';
import { exemptingNames } from './exceptions.ts';
import { meaningMember } from './meanings.ts';
import { standingOf } from './standing.ts';

export interface SubjectCheck {
  readonly name: string;
  readonly type: string;
  readonly result: string;
  readonly reason: string;
  readonly meaning?: string;
  readonly since?: string;
  readonly dueAt?: string;
  /** The last instant at which the verdict holds if nothing happens. */
  readonly until?: string;
  /** The exceptions that cover the verdict, so that it does not count. */
  readonly exemptedBy: readonly string[];
  /** The result of the check over all its subjects, as far as its sources can be trusted. */
  readonly check: { readonly result: string; readonly reason: string };
}

/** By name of the check. */
export function checksOn(row: IncidentRow, judgement: Judgement): SubjectCheck[] {
  return judgement.judge.tally
    .of(incidentSubjects)
    .verdictsOn(keyOf(row))
    .map((each) => explain(each, row, judgement));
}

function explain(
  { check: name, verdict, exempt }: SubjectVerdict,
  row: IncidentRow,
  judgement: Judgement,
): SubjectCheck {
  const key = keyOf({ namespace: row.namespace, name });
  const { type, result, reason } = standingOf(key, judgement);
  return {
    name,
    type,
    result: verdict.result,
    reason: verdict.reason,
    ...meaningMember(judgement.judge.compiled(key), verdict.reason),
    ...instantMember('since', verdict.since),
    ...instantMember('dueAt', verdict.dueAt),
    ...instantMember('until', verdict.holdsUntil),
    exemptedBy: exempt ? exemptingNames(judgement, { name, type }, { kind: incidentSubjects, row }) : [],
    check: { result, reason },
  };
}
