// What the parts of the suite of the principles are told about the cluster that they run on.

export interface Suite {
  /** Costs next to nothing to run on: rows that need no real API server run here only. */
  readonly isQuick: boolean;
}
