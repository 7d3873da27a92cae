// What a case of an alert holds, and how its series are written: as two replicas serve them. No cases; those are in alert-cases.ts.

export interface AlertCase {
  readonly alert: string;
  readonly because: string;
  /** By series; `values` in promtool's notation, one per minute. */
  readonly series: Readonly<Record<string, string>>;
  readonly at: string;
  /** Absent: silent. Labels without the alert's name. */
  readonly fires?: ReadonlyArray<{
    readonly labels: Readonly<Record<string, string>>;
    readonly says: readonly [string, string];
  }>;
}

/** A gauge of one of two replicas. */
export const on = (replica: string, metric: string, labels: string): string =>
  `${metric}{job="docket",instance="${replica}",${labels}}`;
export const both = (metric: string, labels: string, values: string): Record<string, string> => ({
  [on('a', metric, labels)]: values,
  [on('b', metric, labels)]: values,
});
