// The verdicts of a check on its subjects, of any kind, each with the facts that decide.

import { keyOf } from '../../api/meta.ts';
import type { AnyCompiledCheck } from '../../compliance/checks/compile.ts';
import type { AnySubjectTally } from '../../compliance/tally.ts';
import type { SubjectVerdict } from '../../compliance/tally/results.ts';
import type { SubjectRow, Verdict } from '../../compliance/verdict.ts';
import { instantMember } from './instant-text.ts';
import type { Judgement } from '../offline/judge-objects.ts';
import { exemptingNames } from './exceptions.ts';
import { meaningMember } from './meanings.ts';

export interface ExplainedSubject {
  readonly name: string;
  readonly title?: string;
  readonly result: Verdict['result'];
  readonly reason: string;
  readonly meaning?: string;
  readonly since?: string;
  readonly dueAt?: string;
  readonly until?: string;
  readonly facts: readonly string[];
  /** The exceptions that cover it. With one, the result does not count; it is what the result would be without them. */
  readonly exemptedBy: readonly string[];
}

/** Every subject that fails, is due, is unknown or is exempted, by name. */
export function subjectsOf(check: AnyCompiledCheck, judgement: Judgement): ExplainedSubject[] {
  const subjects = judgement.judge.tally.named(check.subject);
  return [...subjects.rowsIn(check.namespace)]
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((row) => {
      const found = subjects.verdictsOn(keyOf(row)).find((each) => each.check === check.name);
      if (found === undefined || (found.verdict.result === 'Passing' && !found.exempt)) return [];
      return [explain(row, found, { check, subjects, judgement })];
    });
}

interface Context {
  readonly check: AnyCompiledCheck;
  readonly subjects: AnySubjectTally;
  readonly judgement: Judgement;
}

function explain(row: SubjectRow, { verdict, exempt }: SubjectVerdict, context: Context): ExplainedSubject {
  const { result, reason, since, dueAt, holdsUntil } = verdict;
  const { check, subjects, judgement } = context;
  return {
    name: row.name,
    ...titleMember(row, context),
    result,
    reason,
    ...meaningMember({ ok: true, check }, reason),
    ...instantMember('since', since),
    ...instantMember('dueAt', dueAt),
    ...instantMember('until', holdsUntil),
    facts: check.facts(subjects.subjectOf(row), judgement.now.getTime()),
    exemptedBy: exempt ? exemptingNames(judgement, check, { kind: subjects.kind, row }) : [],
  };
}

function titleMember(row: SubjectRow, { subjects, judgement }: Context): { title?: string } {
  const { objects } = subjects.kind;
  const object = objects?.titleOf && judgement.objectOf(objects.kind, keyOf(row));
  const title = object && objects?.titleOf?.(object);
  return title === undefined ? {} : { title };
}
