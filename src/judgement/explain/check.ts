// Why a check has its result, as data: the JSON of `docket explain check/NAME`, from which its text is made. Decides nothing: every part
// comes from the functions that the operator judges with.

import type { ComplianceCheck } from '../../api/v1alpha1/compliancecheck.gen.ts';
import type { FreshnessJudgement } from '../../compliance/freshness.ts';
import { NO_RESULT, type TallyResult } from '../../compliance/tally.ts';
import { rfc3339Exact } from '../../base/instants.ts';
import { instantMember, instantText } from './instant-text.ts';
import type { Judgement } from '../offline/judge-objects.ts';
import { type ExplainedSubject, subjectsOf } from './check-subjects.ts';
import { type ExceptionExplanation, explainExceptions } from './exceptions.ts';
import { meaningMember } from './meanings.ts';
import { standingOf } from './standing.ts';

/** A source that the result rests on. */
export interface SourceExplanation {
  readonly name: string;
  readonly state: 'Fresh' | 'Stale' | 'Unusable' | 'Unread' | 'Missing';
  readonly reason?: string;
  readonly asOf?: string;
}

export interface CheckExplanation {
  readonly kind: 'ComplianceCheck';
  readonly namespace: string;
  readonly name: string;
  readonly now: string;
  readonly type: string;
  readonly result: string;
  readonly reason: string;
  readonly meaning?: string;
  readonly message: string;
  /** The stored result, where it is another one. */
  readonly stored?: { readonly result: string; readonly reason: string };
  /** The rule of an Expression check. */
  readonly rule?: string;
  readonly sources: readonly SourceExplanation[];
  readonly counts: TallyResult['counts'];
  /** The verdicts of the exempted ones without their exceptions. */
  readonly wouldBe?: TallyResult['wouldBe'];
  readonly failing: readonly ExplainedSubject[];
  readonly due: readonly ExplainedSubject[];
  readonly unknown: readonly ExplainedSubject[];
  readonly exempted: readonly ExplainedSubject[];
  /** The exceptions for this check, whether they apply or not. */
  readonly exceptions: readonly ExceptionExplanation[];
  readonly nextDeadline?: string;
}

/** Undefined for a check that is not there. Key: `namespace/name`. */
export function explainCheck(key: string, judgement: Judgement): CheckExplanation | undefined {
  const object = judgement.stores.checks.get(key)?.object;
  if (object === undefined) return undefined;
  const { namespace = '', name } = object.metadata;
  const { type, result, reason, message, tally } = standingOf(key, judgement);
  const subjects = explainedSubjects(key, judgement);
  return {
    kind: 'ComplianceCheck',
    namespace,
    name,
    now: rfc3339Exact(judgement.now),
    type,
    result,
    reason,
    ...meaningMember(judgement.judge.compiled(key), reason),
    message,
    ...storedOf(object, { result, reason }),
    ...(object.spec.expression !== undefined && { rule: object.spec.expression.rule }),
    sources: explainSources(key, judgement),
    counts: tally.counts,
    ...(tally.counts.exempted > 0 && { wouldBe: tally.wouldBe }),
    ...subjects,
    ...storedSubjects(key, object, judgement),
    exceptions: explainExceptions(namespace, { name, type, uid: object.metadata.uid }, judgement),
    ...instantMember('nextDeadline', tally.nextDeadline),
  };
}

/**
 * Of a check whose subjects nobody stores (accounts), in a cluster: what its status says of them. Nothing in files, where they are judged,
 * and for all other checks.
 */
function storedSubjects(
  key: string,
  { status }: ComplianceCheck,
  { judge, observations }: Judgement,
): Partial<Pick<CheckExplanation, 'counts' | 'failing'>> {
  const compiled = judge.compiled(key);
  if (compiled?.ok !== true || observations.has(key)) return {};
  if (judge.tally.named(compiled.check.subject).kind.objects !== undefined) return {};
  return {
    counts: { ...NO_RESULT.counts, ...status?.counts },
    failing: (status?.failing ?? []).map((failing) => ({
      ...failing,
      result: 'Failing',
      ...meaningMember(compiled, failing.reason),
      facts: [],
      exemptedBy: [],
    })),
  };
}

/** As many as a status lists. The counts include all. */
const MAX_LISTED = 50;

type Listed = Pick<CheckExplanation, 'failing' | 'due' | 'unknown' | 'exempted'>;

/** In the order in which the status lists them. */
function explainedSubjects(key: string, judgement: Judgement): Listed {
  const compiled = judgement.judge.compiled(key);
  if (compiled?.ok !== true || compiled.check.suspended) return { failing: [], due: [], unknown: [], exempted: [] };
  const all = subjectsOf(compiled.check, judgement);
  const counted = (result: ExplainedSubject['result']): ExplainedSubject[] =>
    all.filter((each) => each.exemptedBy.length === 0 && each.result === result);
  return {
    failing: counted('Failing').toSorted(by('since')).slice(0, MAX_LISTED),
    due: counted('Due').toSorted(by('dueAt')).slice(0, MAX_LISTED),
    unknown: counted('Unknown').slice(0, MAX_LISTED),
    exempted: all.filter(({ exemptedBy }) => exemptedBy.length > 0).slice(0, MAX_LISTED),
  };
}

/** All times have one form, so comparing texts compares times. A subject without a time fails longest, or is due last. */
function by(member: 'since' | 'dueAt'): (a: ExplainedSubject, b: ExplainedSubject) => number {
  const none = member === 'since' ? '' : '~';
  return (a, b) => {
    const [one, other] = [a[member] ?? none, b[member] ?? none];
    return one === other ? 0 : one < other ? -1 : 1;
  };
}

function storedOf(
  { metadata, status }: ComplianceCheck,
  now: { readonly result: string; readonly reason: string },
): Pick<CheckExplanation, 'stored'> {
  const { result, reason = '', observedGeneration } = status ?? {};
  if (result === undefined || observedGeneration !== metadata.generation) return {};
  return result === now.result && reason === now.reason ? {} : { stored: { result, reason } };
}

function explainSources(key: string, { judge, freshness }: Judgement): SourceExplanation[] {
  const compiled = judge.compiled(key);
  if (compiled?.ok !== true) return [];
  const { namespace } = compiled.check;
  const { data, missing } = judge.tally.scopeOf(compiled.check);
  return [
    ...data.map(({ kind, name }) => explainSource(name, freshness.judge({ kind, key: `${namespace}/${name}` }, 0))),
    ...missing.map(({ name }) => ({ name, state: 'Missing' as const, reason: 'SourceMissing' })),
  ];
}

function explainSource(name: string, judged: FreshnessJudgement): SourceExplanation {
  switch (judged.kind) {
    case 'fresh':
      return { name, state: 'Fresh', asOf: instantText(judged.asOfWallMs) };
    case 'stale':
      return { name, state: 'Stale', reason: judged.reason, asOf: instantText(judged.asOfWallMs) };
    case 'unusable':
      return { name, state: 'Unusable', reason: judged.reason };
    case 'unpolled':
      return { name, state: 'Unread', reason: 'AwaitingFirstSync' };
  }
}
