// The result of `docket test` as data: the JSON that it prints, and its exit code.

import type { CheckOutcome } from '../../compliance/check-result.ts';
import type { ListedSubject, TallyResult } from '../../compliance/tally.ts';
import { incidentSubjects } from '../../compliance/subjects/incident.ts';
import type { JudgedCheck } from '../../compliance/judged-check.ts';
import type { CheckResult } from '../../api/v1alpha1/vocabulary.gen.ts';
import { rfc3339Exact } from '../../base/instants.ts';
import { instantMember } from '../../judgement/explain/instant-text.ts';
import { EXIT } from '../io.ts';
import type { Judgement } from '../../judgement/offline/judge-objects.ts';

/** One check. Instants are RFC 3339 in UTC; unknown values are left out. At most 50 subjects are listed; the counts cover all. */
export interface CheckReport {
  readonly namespace: string;
  readonly name: string;
  readonly type: string;
  readonly result: CheckResult;
  readonly reason: string;
  readonly counts: TallyResult['counts'];
  readonly failing: readonly SubjectReport[];
  readonly due: readonly SubjectReport[];
  readonly nextDeadline?: string;
}

export interface SubjectReport {
  readonly name: string;
  readonly reason: string;
  readonly since?: string;
  readonly dueAt?: string;
}

/** A check with the texts that only people read. */
export interface ToldCheck extends CheckReport {
  /** Why the result is what it is, in words. */
  readonly message: CheckOutcome['message'];
  /** Titles of the incidents that are listed, by name. */
  readonly titles: ReadonlyMap<string, string>;
}

/** Sorted by namespace and name. */
export function reportOf(judgement: Judgement): { readonly now: string; readonly checks: readonly ToldCheck[] } {
  const checks = [...judgement.observations.values()].map((each) => told(each, judgement));
  return { now: rfc3339Exact(judgement.now), checks: checks.toSorted(byPlace) };
}

function byPlace(a: ToldCheck, b: ToldCheck): number {
  if (a.namespace !== b.namespace) return a.namespace < b.namespace ? -1 : 1;
  return a.name < b.name ? -1 : 1;
}

/** The check without those texts. */
export function withoutWords({ message: _words, titles: _names, ...check }: ToldCheck): CheckReport {
  return check;
}

/** 1 when a check fails, else 3 when one is unknown, else 0. */
export function exitCodeOf(checks: readonly CheckReport[]): number {
  if (checks.some(({ result }) => result === 'Failing')) return EXIT.failed;
  return checks.some(({ result }) => result === 'Unknown') ? EXIT.unknown : EXIT.ok;
}

function told(observation: JudgedCheck, { incidents, judge }: Judgement): ToldCheck {
  const { check, tally, outcome } = observation;
  const { namespace = '', name } = check.metadata;
  const { counts, failing, due, nextDeadline } = tally;
  const compiled = judge.compiled(`${namespace}/${name}`);
  const isOverIncidents = compiled?.ok === true && compiled.check.subject === incidentSubjects.kind;
  const titles = isOverIncidents ? [...failing, ...due] : [];
  return {
    namespace,
    name,
    type: check.spec.type,
    result: outcome.result,
    reason: outcome.reason,
    counts,
    failing: failing.map((each) => subject(each, each.since)),
    due: due.map((each) => subject(each)),
    ...instantMember('nextDeadline', nextDeadline),
    message: outcome.message,
    titles: new Map(titles.map((each) => [each.name, incidents.get(`${namespace}/${each.name}`)?.spec.title ?? ''])),
  };
}

function subject({ name, reason, dueAt }: ListedSubject, since?: number): SubjectReport {
  return { name, reason, ...instantMember('since', since), ...instantMember('dueAt', dueAt) };
}
