// Gauges that say whether the operator can do its work: which sources are ready, what waits to be applied, which watches show life. Computed at
// scrape, on every replica; they say nothing of what was found.

import { Gauge, type Registry } from 'prom-client';
import type { Delivery } from '../api/v1alpha1/delivery.gen.ts';
import type { IncidentSource } from '../api/v1alpha1/incidentsource.gen.ts';
import { findCondition } from '../api/conditions.ts';
import type { Lister } from '../runtime/lister.ts';
import type { ObjectRow } from '../runtime/object-row.ts';

/** One watch of the cluster. */
export interface WatchLife {
  readonly kind: string;
  readonly isAlive: boolean;
}

/** docket_source_ready{namespace,source}: the condition Ready as it is stored; 0 also where there is none yet. */
export function observeSources(
  registry: Registry,
  sources: Lister<ObjectRow<IncidentSource>>,
  shown: { readonly isShown: boolean } = { isShown: true },
): void {
  const gauge = new Gauge({
    name: 'docket_source_ready',
    help: '1 when a source has the condition Ready, 0 when it has not.',
    labelNames: ['namespace', 'source'],
    collect() {
      this.reset();
      if (!shown.isShown) return;
      for (const { object } of sources.list()) {
        const { namespace = '', name } = object.metadata;
        this.set(
          { namespace, source: name },
          findCondition(object.status?.conditions, 'Ready')?.status === 'True' ? 1 : 0,
        );
      }
    },
    registers: [],
  });
  registry.registerMetric(gauge);
}

/** docket_source_severity_lowered{namespace,source}: 1 where its severityMap lowers a severity, 0 elsewhere. */
export function observeLowered(
  registry: Registry,
  sources: Lister<ObjectRow<IncidentSource>>,
  shown: { readonly isShown: boolean } = { isShown: true },
): void {
  const gauge = new Gauge({
    name: 'docket_source_severity_lowered',
    help: '1 for a source whose severityMap lowers a severity below its usual meaning, 0 for the others.',
    labelNames: ['namespace', 'source'],
    collect() {
      this.reset();
      if (!shown.isShown) return;
      for (const { object } of sources.list()) {
        const { namespace = '', name } = object.metadata;
        const isLowered = findCondition(object.status?.conditions, 'Lowered')?.status === 'True';
        this.set({ namespace, source: name }, isLowered ? 1 : 0);
      }
    },
    registers: [],
  });
  registry.registerMetric(gauge);
}

/** docket_deliveries_waiting{namespace,source}: stored for a sender and not applied yet. No series for a source without any. */
export function observeDeliveries(registry: Registry, deliveries: Lister<ObjectRow<Delivery>>): void {
  const gauge = new Gauge({
    name: 'docket_deliveries_waiting',
    help: 'Deliveries of a source that are stored and not applied yet.',
    labelNames: ['namespace', 'source'],
    collect() {
      this.reset();
      for (const { object } of deliveries.list()) {
        this.inc({ namespace: object.metadata.namespace ?? '', source: object.spec.sourceRef.name });
      }
    },
    registers: [],
  });
  registry.registerMetric(gauge);
}

/** docket_watch_alive{kind}: of several watches of a kind, one per namespace, the worst. */
export function observeWatches(registry: Registry, watches: () => Iterable<WatchLife>): void {
  const gauge = new Gauge({
    name: 'docket_watch_alive',
    help: '1 when every watch of a kind showed life lately, 0 when one did not.',
    labelNames: ['kind'],
    collect() {
      this.reset();
      for (const [kind, lives] of Map.groupBy(watches(), (each) => each.kind)) {
        this.set({ kind }, lives.every(({ isAlive }) => isAlive) ? 1 : 0);
      }
    },
    registers: [],
  });
  registry.registerMetric(gauge);
}
