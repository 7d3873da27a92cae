// The checks that have series of their own, and one that stands for all others of a namespace: whoever may create checks must not be able to
// make a scrape slow. What is beyond is still counted, and its worst result shown. Pure.

import type { ComplianceCheck } from '../api/v1alpha1/compliancecheck.gen.ts';
import { type CheckResult, SEVERITIES } from '../api/v1alpha1/vocabulary.gen.ts';
import { earliest, instantOf } from '../base/instants.ts';
import { OVERFLOW, worstResult } from './controls.ts';

/** Checks of a namespace that have series of their own: the oldest. Fifty sources with their default checks are 250. */
export const MAX_CHECKS = 300;

type Counts = NonNullable<NonNullable<ComplianceCheck['status']>['counts']>;

/** What the series of one check say. */
export interface CheckSeries {
  readonly labels: { readonly namespace: string; readonly check: string };
  /** One per type: a check has one, the rest of a namespace may have several. */
  readonly results: ReadonlyArray<{ readonly type: string; readonly result: CheckResult }>;
  readonly counts: Partial<Counts>;
  readonly severity: string;
  /** Empty where nobody is named. */
  readonly owner: string;
  /** Epoch milliseconds. */
  readonly nextDeadline: number | undefined;
}

export function* checkSeries(checks: readonly ComplianceCheck[]): IterableIterator<CheckSeries> {
  for (const [namespace, own] of Map.groupBy(checks, ({ metadata }) => metadata.namespace ?? '')) {
    if (own.length <= MAX_CHECKS) {
      yield* own.map(seriesOf);
      continue;
    }
    const sorted = own.toSorted(byAge);
    yield* sorted.slice(0, MAX_CHECKS).map(seriesOf);
    yield together(namespace, sorted.slice(MAX_CHECKS));
  }
}

const resultOf = ({ status }: ComplianceCheck): CheckResult => status?.result ?? 'Unknown';

function seriesOf(check: ComplianceCheck): CheckSeries {
  const { metadata, spec, status } = check;
  return {
    labels: { namespace: metadata.namespace ?? '', check: metadata.name },
    results: [{ type: spec.type, result: resultOf(check) }],
    counts: status?.counts ?? {},
    severity: spec.severity,
    owner: spec.owner ?? '',
    nextDeadline: instantOf(status?.nextDeadline),
  };
}

function together(namespace: string, rest: readonly ComplianceCheck[]): CheckSeries {
  const severities = new Set(rest.map(({ spec }) => spec.severity));
  return {
    labels: { namespace, check: OVERFLOW },
    results: Array.from(
      Map.groupBy(rest, ({ spec }) => spec.type),
      ([type, own]) => ({ type, result: worstResult(own.map(resultOf)) }),
    ),
    counts: summed(rest.map(({ status }) => status?.counts ?? {})),
    severity: SEVERITIES.find((severity) => severities.has(severity)) ?? 'High',
    owner: '',
    nextDeadline: earliest(rest.map(({ status }) => instantOf(status?.nextDeadline))),
  };
}

function summed(all: ReadonlyArray<Partial<Counts>>): Partial<Counts> {
  const sum: Partial<Record<keyof Counts, number>> = {};
  for (const counts of all) {
    for (const [name, count] of Object.entries(counts)) {
      const member = name as keyof Counts;
      sum[member] = (sum[member] ?? 0) + (typeof count === 'number' ? count : 0);
    }
  }
  return sum;
}

/** The oldest first, so that a check that is made later takes no series from one that is there. */
function byAge(one: ComplianceCheck, other: ComplianceCheck): number {
  const [a, b] = [one, other].map(({ metadata }) => `${metadata.creationTimestamp ?? ''}\n${metadata.name}`);
  return (a ?? '') < (b ?? '') ? -1 : 1;
}
