// What a ComplianceCheck's status depends on: the tally of its subjects, and how far the sources that it looks at can be trusted.
// Reads memory only.

import { INCIDENT_SOURCE } from '../../api/kinds.ts';
import type { ComplianceCheck } from '../../api/v1alpha1/compliancecheck.gen.ts';
import type { IncidentSource } from '../../api/v1alpha1/incidentsource.gen.ts';
import { checkResult } from '../../compliance/check-result.ts';
import type { CompiledCheck, CompileResult } from '../../compliance/checks/compile.ts';
import type { Freshness } from '../../compliance/freshness.ts';
import { sourceRow } from '../../compliance/rows.ts';
import { sourcesInScope, type SourceScope } from '../../compliance/scope.ts';
import { NO_RESULT, type TallyResult } from '../../compliance/tally.ts';
import type { Clock } from '../../base/clock.ts';
import type { Lister } from '../../runtime/lister.ts';
import type { ObjectRow } from '../../runtime/object-row.ts';
import type { CheckObservation } from './plan.ts';

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
  return async function* observe(key: string): AsyncGenerator<CheckObservation, void, unknown> {
    const check = deps.checks.get(key)?.object;
    if (check === undefined) return;
    const compiled = deps.compiled(key);
    const tally = deps.resultOf(key) ?? NO_RESULT;
    const { sources, missing } = compiled?.ok === true ? scopeOf(deps, compiled.check) : NO_SCOPE;
    const freshness = deps.freshness.of(INCIDENT_SOURCE.kind);
    const monotonicMs = deps.clock.monotonicMs();
    const invalid = compiled === undefined || compiled.ok ? undefined : compiled;
    const outcome = checkResult({
      suspended: check.spec.suspend === true,
      invalid,
      tally,
      sources: sources.map((name) => freshness.judge(`${check.metadata.namespace ?? ''}/${name}`, monotonicMs)),
      missingSources: missing,
      hasUnreadable: deps.hasUnreadable(),
      hasStoredResult: hasStoredResult(check),
    });
    if (outcome !== undefined) yield { check, tally, outcome, invalid };
  };
}

const NO_SCOPE: SourceScope = { sources: [], missing: [] };

function scopeOf({ sources }: CheckDeps, check: CompiledCheck): SourceScope {
  const rows = [...sources.byIndex('namespace', check.namespace)].map(({ object }) => sourceRow(object));
  return sourcesInScope(check, rows);
}

/** What is stored was concluded for this very spec. */
function hasStoredResult({ metadata, status }: ComplianceCheck): boolean {
  return status?.result !== undefined && status.observedGeneration === metadata.generation;
}
