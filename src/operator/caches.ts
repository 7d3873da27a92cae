// The caches of the operator: one store per kind, fed by a reflector per namespace. Reads the cluster, writes nothing.

import { COMPLIANCE_CHECK, INCIDENT, INCIDENT_SOURCE } from '../api/kinds.ts';
import type { ComplianceCheck } from '../api/v1alpha1/compliancecheck.gen.ts';
import type { Incident } from '../api/v1alpha1/incident.gen.ts';
import type { IncidentSource } from '../api/v1alpha1/incidentsource.gen.ts';
import type { KubeObject, ResourceType } from '../api/meta.ts';
import { incidentRow } from '../compliance/rows.ts';
import type { IncidentRow } from '../compliance/verdict.ts';
import type { KubeClient } from '../kube/client.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Lister, Row } from '../runtime/lister.ts';
import type { Logger } from '../runtime/log.ts';
import type { RuntimeMetrics } from '../runtime/metrics.ts';
import { type ObjectRow, objectRow } from '../runtime/object-row.ts';
import { createReflector, type Reflector } from '../runtime/reflector.ts';
import { createStore, type Store } from '../runtime/store.ts';

export interface CacheOptions {
  readonly client: KubeClient;
  /** Empty: every namespace. */
  readonly namespaces: readonly string[];
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Logger;
  readonly metrics: RuntimeMetrics;
}

export interface Caches {
  readonly sources: Lister<ObjectRow<IncidentSource>>;
  readonly checks: Lister<ObjectRow<ComplianceCheck>>;
  /**
   * Without an index, each of which would be a tenth of the rows: by source and external ID an incident is found under its name, which
   * is made of both (api/names.ts), and a sync goes through its namespace.
   */
  readonly incidents: Lister<IncidentRow>;
  readonly reflectors: readonly Reflector[];
  /** Watches until the signal aborts. */
  run(signal: AbortSignal): Promise<void>;
  readonly synced: boolean;
  whenSynced(signal: AbortSignal): Promise<void>;
}

export function createCaches(options: CacheOptions): Caches {
  const onHandlerError = (err: unknown): void => options.log.error({ err }, 'change handler failed');
  const sources = createStore<ObjectRow<IncidentSource>>({
    indexes: { namespace: (row) => row.namespace },
    onHandlerError,
  });
  const checks = createStore<ObjectRow<ComplianceCheck>>({
    indexes: { namespace: (row) => row.namespace },
    onHandlerError,
  });
  const incidents = createStore<IncidentRow>({ indexes: {}, onHandlerError });
  const reflectors = [
    ...reflect(options, INCIDENT_SOURCE, sources, (object: IncidentSource) => objectRow(object)),
    ...reflect(options, COMPLIANCE_CHECK, checks, (object: ComplianceCheck) => objectRow(object)),
    ...reflect(options, INCIDENT, incidents, (object: Incident) => incidentRow(object)),
  ];
  const stores = [sources, checks, incidents] as const;
  return {
    sources,
    checks,
    incidents,
    reflectors,
    async run(signal) {
      await Promise.all(reflectors.map((reflector) => reflector.run(signal)));
    },
    get synced() {
      return stores.every((store) => store.synced);
    },
    async whenSynced(signal) {
      await Promise.all(stores.map((store) => store.whenSynced(signal)));
    },
  };
}

function reflect<T extends KubeObject, R extends Row>(
  { namespaces, client, clock, random, log, metrics }: CacheOptions,
  type: ResourceType,
  store: Store<R>,
  project: (object: T) => R,
): Reflector[] {
  const scopes = namespaces.length === 0 ? [undefined] : namespaces;
  return scopes.map((namespace) =>
    createReflector<T, R>({
      client,
      type,
      store,
      project,
      clock,
      random,
      log,
      metrics,
      ...(namespace === undefined ? {} : { namespace }),
    }),
  );
}
