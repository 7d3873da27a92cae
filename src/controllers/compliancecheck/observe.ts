// Reads what a ComplianceCheck's status depends on: the tally of its subjects, and whether the sources in its scope are fresh and
// complete. Reads memory only.

import type { ComplianceCheck } from '../../api/v1alpha1/compliancecheck.gen.ts';
import type { Clock } from '../../base/clock.ts';
import type { CompileResult } from '../../compliance/checks/compile.ts';
import type { Freshness } from '../../compliance/freshness.ts';
import { type CheckFacts, judgeCheck, type JudgedCheck } from '../../compliance/judged-check.ts';
import type { TallyResult } from '../../compliance/tally.ts';
import type { ControllerParts } from '../descriptor.ts';
import type { Lister } from '../../runtime/lister.ts';
import type { ObjectRow } from '../../runtime/object-row.ts';

export interface CheckDeps {
  readonly checks: Lister<ObjectRow<ComplianceCheck>>;
  readonly freshness: Freshness;
  readonly clock: Clock;
  readonly resultOf: (key: string) => TallyResult | undefined;
  readonly scopeOf: CheckFacts['scopeOf'];
  readonly compiled: (key: string) => CompileResult | undefined;
  readonly hindrances: ControllerParts['hindrances'];
}

export function createObserve(deps: CheckDeps) {
  return async function* observe(key: string): AsyncGenerator<JudgedCheck, void, unknown> {
    const check = deps.checks.get(key)?.object;
    if (check === undefined) return;
    const monotonicMs = deps.clock.monotonicMs();
    const judged = judgeCheck({
      check,
      compiled: deps.compiled(key),
      tally: deps.resultOf(key),
      scopeOf: deps.scopeOf,
      freshnessOf: (data) => deps.freshness.judge(data, monotonicMs),
      hindrance: deps.hindrances.ofResults(check.metadata.namespace ?? ''),
      isUnread: deps.hindrances.isUnread,
    });
    if (judged !== undefined) yield judged;
  };
}
