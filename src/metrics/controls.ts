// The worst result per control, from the checks that are evidence for it, by namespace. The names of frameworks and controls are free text
// of whoever writes checks, so the number of series per namespace is capped; what is beyond shares one. Pure.

import type { ComplianceCheck } from '../api/v1alpha1/compliancecheck.gen.ts';
import type { CheckResult } from '../api/v1alpha1/vocabulary.gen.ts';

/** Of several checks for one control, the worst decides. */
const WORST_FIRST = ['Failing', 'Unknown', 'Due', 'Passing', 'NotActive'] as const satisfies readonly CheckResult[];
/** Unknown for none. */
export function worstResult(results: readonly CheckResult[]): CheckResult {
  return WORST_FIRST.find((result) => results.includes(result)) ?? 'Unknown';
}

/** Controls of a namespace that have series of their own: the first by framework and control. All packs together name fewer. */
export const MAX_CONTROLS = 200;
/** Stands for the names of all others together; their worst result decides. */
export const OVERFLOW = '_overflow';

export interface ControlResult {
  readonly namespace: string;
  readonly framework: string;
  readonly control: string;
  readonly result: CheckResult;
}

interface Entry {
  readonly framework: string;
  readonly control: string;
  rank: number;
}

export function* controlResults(checks: readonly ComplianceCheck[]): IterableIterator<ControlResult> {
  for (const [namespace, own] of Map.groupBy(checks, ({ metadata }) => metadata.namespace ?? '')) {
    for (const { framework, control, rank } of capped(worstOf(own))) {
      yield { namespace, framework, control, result: WORST_FIRST[rank] ?? 'Unknown' };
    }
  }
}

/** By framework and control. */
function worstOf(checks: readonly ComplianceCheck[]): Map<string, Entry> {
  const worst = new Map<string, Entry>();
  for (const { spec, status } of checks) {
    const rank = WORST_FIRST.indexOf(status?.result ?? 'Unknown');
    for (const { framework, id } of spec.controls ?? []) {
      const key = `${framework}\0${id}`;
      const entry = worst.get(key);
      if (entry === undefined) worst.set(key, { framework, control: id, rank });
      else entry.rank = Math.min(entry.rank, rank);
    }
  }
  return worst;
}

function capped(controls: ReadonlyMap<string, Entry>): readonly Entry[] {
  if (controls.size <= MAX_CONTROLS) return [...controls.values()];
  const sorted = [...controls].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, entry]) => entry);
  const rest = sorted.slice(MAX_CONTROLS);
  const rank = Math.min(...rest.map((entry) => entry.rank));
  return [...sorted.slice(0, MAX_CONTROLS), { framework: OVERFLOW, control: OVERFLOW, rank }];
}
