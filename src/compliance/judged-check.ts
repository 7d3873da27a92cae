// What a check says now: its tally, how far the sources that it rests on can be trusted, and the result of both. The check controller
// writes it to the check's status; `docket test` and `docket explain` print it. Pure.

import type { ComplianceCheck } from '../api/v1alpha1/compliancecheck.gen.ts';
import { type CheckOutcome, checkResult } from './check-result.ts';
import type { AnyCompiledCheck, CompileResult } from './checks/compile.ts';
import type { DataKey, FreshnessJudgement } from './freshness.ts';
import type { DataScope } from './scope.ts';
import type { Hindrance } from './hindrance.ts';
import { NO_RESULT, type TallyResult } from './tally.ts';

/** A check with its result. */
export interface JudgedCheck {
  readonly check: ComplianceCheck;
  readonly tally: TallyResult;
  readonly outcome: CheckOutcome;
  /** Why the check cannot be evaluated until its spec, or the program, changes. */
  readonly invalid: { readonly reason: string; readonly message: string } | undefined;
}

/** What the result of a check depends on. */
export interface CheckFacts {
  readonly check: ComplianceCheck;
  /** Undefined: the check has not been compiled yet. */
  readonly compiled: CompileResult | undefined;
  /** Undefined: none of its subjects has been judged yet. */
  readonly tally: TallyResult | undefined;
  /** The data that the result rests on. */
  readonly scopeOf: (check: AnyCompiledCheck) => DataScope;
  readonly freshnessOf: (data: DataKey) => FreshnessJudgement;
  /** Something keeps the operator from its work: the input may lack objects, or have them as they were. */
  readonly hindrance?: Hindrance | undefined;
  /** The objects of the cluster were never read as a whole: nothing can be counted yet. */
  readonly isUnread?: boolean;
}

const NO_SCOPE: DataScope = { data: [], missing: [] };

/** Undefined: its sources have not been read since the start, and the stored result stands until they are. */
export function judgeCheck(facts: CheckFacts): JudgedCheck | undefined {
  const { check, compiled, scopeOf, freshnessOf, hindrance } = facts;
  if (facts.isUnread === true && isKnown(check)) return undefined;
  const tally = countedIn(facts);
  const scope = compiled?.ok === true ? scopeOf(compiled.check) : NO_SCOPE;
  const namespace = check.metadata.namespace ?? '';
  const invalid = compiled === undefined || compiled.ok ? undefined : compiled;
  const outcome = checkResult({
    suspended: check.spec.suspend === true,
    invalid,
    tally,
    sources: scope.data.map(({ kind, name }) => ({ ...freshnessOf({ kind, key: `${namespace}/${name}` }), of: kind })),
    missingSources: scope.missing,
    hindrance,
    hasStoredResult: hasStoredResult(check),
  });
  return outcome && { check, tally, outcome, invalid };
}

/** Nothing is, before the cluster was read. */
function countedIn({ tally = NO_RESULT, isUnread = false }: CheckFacts): TallyResult {
  return isUnread ? NO_RESULT : tally;
}

/** What was found to fail is not unknown because the cluster cannot be read. */
function isKnown({ status }: ComplianceCheck): boolean {
  return status?.result === 'Failing';
}

/** Whether the stored result was concluded for this very spec. */
function hasStoredResult({ metadata, status }: ComplianceCheck): boolean {
  return status?.result !== undefined && status.observedGeneration === metadata.generation;
}
