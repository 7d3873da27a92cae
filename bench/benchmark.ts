// What a benchmark is, and what it is run with. Types only.

import type { Cluster, OwnCluster } from './support/cluster.ts';

/** One number and its goal. Ratios where possible, as they carry over to other machines. */
export interface Figure {
  readonly value: number;
  readonly goal: number;
  readonly better: 'lower' | 'higher';
}

export type Figures = Readonly<Record<string, Figure>>;

/** What a benchmark is run with. */
export interface Bench {
  /** 1 is the full size; tests run a small part of it. Goals are for the full size. */
  readonly scale: number;
  /** Progress and details, for people. */
  readonly say: (line: string) => void;
  /** The control plane of this run, started when it is first asked for. */
  readonly cluster: () => Promise<Cluster>;
  /** A control plane that has just started and that nobody else uses. */
  readonly ownCluster: () => Promise<OwnCluster>;
}

export interface Benchmark {
  /** One line for the help. */
  readonly about: string;
  /** The names of the figures that `run` returns, with their goals. */
  readonly goals: Readonly<Record<string, Pick<Figure, 'goal' | 'better'>>>;
  /** Returns the value of each figure. */
  readonly run: (bench: Bench) => Promise<Readonly<Record<string, number>>>;
}
