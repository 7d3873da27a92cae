// A gauge whose series are computed at scrape from the caches, so that a deleted object has none.

import { Gauge, type Registry } from 'prom-client';

export type Labels = Readonly<Record<string, string>>;
export type Series = Iterable<readonly [labels: Labels, value: number]>;

export interface GaugeSpec {
  readonly name: string;
  readonly help: string;
  readonly labelNames: readonly string[];
  readonly read: () => Series;
}

/** A process that has not read the cluster shows nothing. */
export function registerGauge(
  registry: Registry,
  { name, help, labelNames, read }: GaugeSpec,
  shown: { readonly isShown: boolean },
): void {
  const gauge = new Gauge({
    name,
    help,
    labelNames: [...labelNames],
    collect() {
      this.reset();
      if (!shown.isShown) return;
      for (const [labels, value] of read()) this.set(labels, value);
    },
    registers: [],
  });
  registry.registerMetric(gauge);
}
