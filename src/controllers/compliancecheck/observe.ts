// What a ComplianceCheck's status depends on: the tally of its subjects, and how far the sources that it looks at can be trusted.
// Reads memory only.

import { INCIDENT_SOURCE } from '../../api/kinds.ts';
import type { ComplianceCheck } from '../../api/v1alpha1/compliancecheck.gen.ts';
import type { IncidentSource } from '../../api/v1alpha1/incidentsource.gen.ts';
import type { Clock } from '../../base/clock.ts';
import type { CompileResult } from '../../compliance/checks/compile.ts';
import type { Freshness } from '../../compliance/freshness.ts';
import { judgeCheck, type JudgedCheck } from '../../compliance/judged-check.ts';
import type { TallyResult } from '../../compliance/tally.ts';
import type { Lister } from '../../runtime/lister.ts';
import type { ObjectRow } from '../../runtime/object-row.ts';

export interface CheckDeps {
  readonly checks: Lister<ObjectRow<ComplianceCheck>>;
  /** With the index `namespace`. */
  readonly sources: Lister<ObjectRow<IncidentSource>>;
  readonly freshness: Freshness;
  readonly clock: Clock;
  readonly resultOf: (key: string) => TallyResult | undefined;
  readonly compiled: (key: string) => CompileResult | undefined;
  /** Objects of the cluster could not be read: the caches lack them, or have them as they were. */
  readonly hasUnreadable: () => boolean;
}

export function createObserve(deps: CheckDeps) {
  return async function* observe(key: string): AsyncGenerator<JudgedCheck, void, unknown> {
    const check = deps.checks.get(key)?.object;
    if (check === undefined) return;
    const freshness = deps.freshness.of(INCIDENT_SOURCE.kind);
    const monotonicMs = deps.clock.monotonicMs();
    const judged = judgeCheck({
      check,
      compiled: deps.compiled(key),
      tally: deps.resultOf(key),
      sources: sourcesOf(deps, check),
      freshnessOf: (source) => freshness.judge(source, monotonicMs),
      hasUnreadable: deps.hasUnreadable(),
    });
    if (judged !== undefined) yield judged;
  };
}

function sourcesOf({ sources }: CheckDeps, { metadata }: ComplianceCheck): IncidentSource[] {
  return Array.from(sources.byIndex('namespace', metadata.namespace ?? ''), ({ object }) => object);
}
