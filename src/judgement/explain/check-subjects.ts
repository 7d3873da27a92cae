// What a check says of its subjects, each with the facts that decide: incidents, or sources for SourceHealthy.

import { findCondition } from '../../api/conditions.ts';
import type { Verdict } from '../../compliance/verdict.ts';
import type { SubjectVerdict } from '../../compliance/tally/results.ts';
import { instantMember } from './instant-text.ts';
import type { Judgement } from '../offline/judge-objects.ts';
import { exemptingNames } from './exceptions.ts';
import { decidingFacts } from './facts.ts';
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
  /** Exceptions that cover it: then its result does not count, and is what it would be. */
  readonly exemptedBy: readonly string[];
}

/** One check, as its subjects are asked about it. */
export interface ExplainedCheck {
  readonly namespace: string;
  readonly name: string;
  readonly type: string;
  readonly subject: 'incident' | 'source';
}

/** Every subject that does not simply pass, in the order of names. */
export function subjectsOf(check: ExplainedCheck, judgement: Judgement): ExplainedSubject[] {
  const { judge, stores } = judgement;
  const subjects = check.subject === 'incident' ? stores.incidents : stores.sources;
  const tally = check.subject === 'incident' ? judge.tally.incidents : judge.tally.sources;
  return [...subjects.inNamespace(check.namespace)]
    .map(({ name }) => name)
    .toSorted()
    .flatMap((name) => {
      const found = tally.verdictsOn(`${check.namespace}/${name}`).find((each) => each.check === check.name);
      if (found === undefined || (found.verdict.result === 'Passing' && !found.exempt)) return [];
      return [explain(name, found, check, judgement)];
    });
}

function explain(
  name: string,
  { verdict, exempt }: SubjectVerdict,
  check: ExplainedCheck,
  judgement: Judgement,
): ExplainedSubject {
  const { result, reason, since, dueAt, holdsUntil } = verdict;
  return {
    name,
    ...titleOf(name, check, judgement),
    result,
    reason,
    ...meaningMember(check.type, reason),
    ...instantMember('since', since),
    ...instantMember('dueAt', dueAt),
    ...instantMember('until', holdsUntil),
    facts: factsOf(name, check, judgement),
    exemptedBy: exempt ? exempting(name, check, judgement) : [],
  };
}

function titleOf(name: string, { namespace, subject }: ExplainedCheck, { incidents }: Judgement): { title?: string } {
  const title = subject === 'incident' ? incidents.get(`${namespace}/${name}`)?.spec.title : undefined;
  return title === undefined ? {} : { title };
}

function factsOf(name: string, { namespace, type, subject }: ExplainedCheck, judgement: Judgement): readonly string[] {
  const { judge, stores, now } = judgement;
  const key = `${namespace}/${name}`;
  if (subject === 'incident') {
    const row = stores.incidents.get(key);
    return row === undefined ? [] : decidingFacts(type, judge.joined(row), now.getTime());
  }
  const conditions = stores.sources.get(key)?.object.status?.conditions;
  return ['Ready', 'Complete'].map((condition) => {
    const stored = findCondition(conditions, condition);
    return stored === undefined ? `${condition} is not known` : `${condition} is ${stored.status}: ${stored.reason}`;
  });
}

function exempting(
  name: string,
  { namespace, name: check, type, subject }: ExplainedCheck,
  judgement: Judgement,
): string[] {
  const { incidents, stores } = judgement;
  const key = `${namespace}/${name}`;
  const { metadata } = (subject === 'incident' ? incidents.get(key) : stores.sources.get(key)?.object) ?? {};
  return exemptingNames(judgement, { name: check, type, subject }, { namespace, name, labels: metadata?.labels });
}
