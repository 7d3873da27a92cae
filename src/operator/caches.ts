// The caches of the operator: one store per kind, fed by a reflector per namespace. Reads the cluster, writes nothing.

import {
  CHECK_EXCEPTION,
  COMPLIANCE_CHECK,
  DISCLOSURE_POLICY,
  INCIDENT,
  INCIDENT_REVIEW,
  INCIDENT_SOURCE,
  SLA_POLICY,
} from '../api/kinds.ts';
import type { CheckException } from '../api/v1alpha1/checkexception.gen.ts';
import type { ComplianceCheck } from '../api/v1alpha1/compliancecheck.gen.ts';
import type { DisclosurePolicy } from '../api/v1alpha1/disclosurepolicy.gen.ts';
import type { Incident } from '../api/v1alpha1/incident.gen.ts';
import type { IncidentReview } from '../api/v1alpha1/incidentreview.gen.ts';
import type { IncidentSource } from '../api/v1alpha1/incidentsource.gen.ts';
import type { SLAPolicy } from '../api/v1alpha1/slapolicy.gen.ts';
import type { KubeObject, ResourceType } from '../api/meta.ts';
import { type ReviewRow, reviewRow } from '../compliance/review-row.ts';
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
  readonly reviews: Lister<ReviewRow>;
  readonly exceptions: Lister<ObjectRow<CheckException>>;
  readonly slaPolicies: Lister<ObjectRow<SLAPolicy>>;
  readonly disclosurePolicies: Lister<ObjectRow<DisclosurePolicy>>;
  readonly reflectors: readonly Reflector[];
  /** Watches until the signal aborts. */
  run(signal: AbortSignal): Promise<void>;
  readonly synced: boolean;
  whenSynced(signal: AbortSignal): Promise<void>;
}

/** The kinds that are looked up by namespace. */
const BY_NAMESPACE = { namespace: (row: Row) => row.namespace };

export function createCaches(options: CacheOptions): Caches {
  const onHandlerError = (err: unknown): void => options.log.error({ err }, 'change handler failed');
  const storeOf = <R extends Row>(indexes: Readonly<Record<string, (row: R) => string | undefined>> = {}): Store<R> =>
    createStore<R>({ indexes, onHandlerError });
  const sources = storeOf<ObjectRow<IncidentSource>>(BY_NAMESPACE);
  const checks = storeOf<ObjectRow<ComplianceCheck>>(BY_NAMESPACE);
  const incidents = storeOf<IncidentRow>();
  const reviews = storeOf<ReviewRow>();
  const exceptions = storeOf<ObjectRow<CheckException>>();
  const slaPolicies = storeOf<ObjectRow<SLAPolicy>>();
  const disclosurePolicies = storeOf<ObjectRow<DisclosurePolicy>>();
  const reflectors = [
    ...reflect(options, INCIDENT_SOURCE, sources, (object: IncidentSource) => objectRow(object)),
    ...reflect(options, COMPLIANCE_CHECK, checks, (object: ComplianceCheck) => objectRow(object)),
    ...reflect(options, SLA_POLICY, slaPolicies, (object: SLAPolicy) => objectRow(object)),
    ...reflect(options, DISCLOSURE_POLICY, disclosurePolicies, (object: DisclosurePolicy) => objectRow(object)),
    ...reflect(options, CHECK_EXCEPTION, exceptions, (object: CheckException) => objectRow(object)),
    ...reflect(options, INCIDENT_REVIEW, reviews, (object: IncidentReview) => reviewRow(object)),
    ...reflect(options, INCIDENT, incidents, (object: Incident) => incidentRow(object)),
  ];
  const stores = [sources, checks, incidents, reviews, exceptions, slaPolicies, disclosurePolicies] as const;
  return {
    sources,
    checks,
    incidents,
    reviews,
    exceptions,
    slaPolicies,
    disclosurePolicies,
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
  const scopes = namespaces.length === 0 || !type.namespaced ? [undefined] : namespaces;
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
