// The metrics of a process with data from the test: the registry as the operator composes it, and the stores that its gauges read.

import { checkedScrape } from './checked-scrape.ts';
import { Registry } from 'prom-client';
import type { CheckException } from '../../../src/api/v1alpha1/checkexception.gen.ts';
import type { CriticalSystem } from '../../../src/api/v1alpha1/criticalsystem.gen.ts';
import type { Delivery } from '../../../src/api/v1alpha1/delivery.gen.ts';
import type { IncidentSource } from '../../../src/api/v1alpha1/incidentsource.gen.ts';
import type { ComplianceCheck, ComplianceCheckSpec } from '../../../src/api/v1alpha1/compliancecheck.gen.ts';
import type { StaffRoster } from '../../../src/api/v1alpha1/staffroster.gen.ts';
import { Census } from '../../../src/compliance/census.ts';
import { DisclosureBook } from '../../../src/compliance/disclosure/book.ts';
import { Freshness } from '../../../src/compliance/freshness.ts';
import { observeAccess } from '../../../src/metrics/access.ts';
import { observeQueues } from '../../../src/metrics/queues.ts';
import { createMeters } from '../../../src/metrics/registry.ts';
import {
  observeDeliveries,
  observeLowered,
  observeSources,
  observeWatches,
  type WatchLife,
} from '../../../src/metrics/operation.ts';
import { observeExceptions, observeState } from '../../../src/metrics/state.ts';
import { type ObjectRow, objectRow } from '../../../src/runtime/object-row.ts';
import { createStore } from '../../../src/runtime/store.ts';
import { createWorkqueue } from '../../../src/runtime/workqueue.ts';
import { aRoster, aSystem } from '../builders/access.ts';
import { aCheck, at } from '../builders/compliance.ts';
import { anException } from '../builders/exceptions.ts';
import { aPagerDutySource } from '../builders/sources.ts';
import { type Family, parseExposition } from './exposition.ts';
import { FakeClock } from '../time/fake-clock.ts';

/** The metrics of a process, and the stores and meters that supply them. */
export function aProcess() {
  const registry = new Registry();
  const meters = createMeters(registry);
  const checks = createStore<ObjectRow<ComplianceCheck>>({
    indexes: {},
    onHandlerError: rethrow,
  });
  const exceptions = createStore<ObjectRow<CheckException>>({
    indexes: {},
    onHandlerError: rethrow,
  });
  const sources = createStore<ObjectRow<IncidentSource>>({
    indexes: {},
    onHandlerError: rethrow,
  });
  const systems = createStore<ObjectRow<CriticalSystem>>({
    indexes: {},
    onHandlerError: rethrow,
  });
  const rosters = createStore<ObjectRow<StaffRoster>>({
    indexes: {},
    onHandlerError: rethrow,
  });
  const deliveries = createStore<ObjectRow<Delivery>>({
    indexes: {},
    onHandlerError: rethrow,
  });
  const watches: WatchLife[] = [];
  const census = new Census();
  const freshness = new Freshness().of('IncidentSource');
  const disclosures = new DisclosureBook();
  const clock = new FakeClock();
  const queue = createWorkqueue({ name: 'incident', clock, metrics: meters });
  observeState(registry, { checks, census, freshness, disclosures });
  observeExceptions(registry, exceptions);
  observeSources(registry, sources);
  observeLowered(registry, sources);
  observeDeliveries(registry, deliveries);
  observeAccess(registry, {
    systems: { objects: systems, freshness },
    rosters: { objects: rosters, freshness },
  });
  observeWatches(registry, () => watches);
  observeQueues(registry, () => [queue]);
  const stores = { checks, exceptions, sources, systems, rosters, deliveries };
  const text = async (): Promise<string> => checkedScrape(await registry.metrics());
  const scrape = async (): Promise<Map<string, Family>> => parseExposition(await text());
  return { registry, meters, ...stores, watches, census, freshness, disclosures, clock, queue, text, scrape };
}

export type Process = ReturnType<typeof aProcess>;

let version = 1;

/** What a handler threw, after the store has taken the change. */
function rethrow(error: unknown): never {
  throw new Error('a handler of the metrics failed', { cause: error });
}

export function putCheck(
  { checks }: Process,
  called: string | { readonly namespace: string; readonly name: string; readonly creationTimestamp?: string },
  spec: Partial<ComplianceCheckSpec> = {},
  status: ComplianceCheck['status'] = {},
): void {
  const own = typeof called === 'string' ? { name: called } : called;
  const metadata = { ...own, uid: JSON.stringify(own), resourceVersion: String(version++) };
  checks.upsert(objectRow({ ...aCheck({ severity: 'High', ...spec }, metadata), status }));
}

export function putException(
  { exceptions }: Process,
  name: string,
  status: NonNullable<CheckException['status']> = {},
  namespace = 'team-a',
): void {
  const metadata = { namespace, name, uid: `${namespace}/${name}`, resourceVersion: String(version++) };
  exceptions.upsert(objectRow(anException({}, { metadata, status })));
}

export function putSource({ sources }: Process, name: string, ready?: 'True' | 'False'): void {
  const metadata = { name, uid: name, resourceVersion: String(version++) };
  const condition = { type: 'Ready', status: ready ?? 'Unknown', reason: 'Test', message: 'set by a test' } as const;
  const times = { lastTransitionTime: '2026-03-02T10:00:00Z', observedGeneration: 1 };
  const conditions = ready === undefined ? [] : [{ ...condition, ...times }];
  sources.upsert(
    objectRow(aPagerDutySource({ metadata: { namespace: 'team-a', ...metadata }, status: { conditions } })),
  );
}

export function putDelivery({ deliveries }: Process, name: string, source: string): void {
  const metadata = { namespace: 'team-a', name, uid: name, resourceVersion: String(version++) };
  const spec = { sourceRef: { name: source }, sourceUID: source, receivedAt: '2026-03-02T10:00:00Z', items: [] };
  deliveries.upsert(objectRow({ apiVersion: 'docket.dev/v1alpha1', kind: 'Delivery', metadata, spec }));
}

/** A critical system and a staff roster that were read. */
export function putAccess(
  { systems, rosters }: Process,
  accounts: NonNullable<CriticalSystem['status']>['accounts'] = { total: 1, valid: 1 },
): void {
  const versioned = { uid: 'u', resourceVersion: String(version++) };
  systems.upsert(objectRow({ ...aSystem({}, versioned), status: { accounts } }));
  rosters.upsert(objectRow(aRoster({}, versioned)));
}

export function readSource({ freshness }: Process, key: string, complete = true): void {
  freshness.succeeded(key, { monotonicMs: 0, wallMs: at('2026-03-02T10:00:00Z'), intervalMs: 60_000, complete });
}

/** The values of a metric family by one of its labels. */
export async function valuesOf(process: Process, name: string, label: string): Promise<Record<string, number>> {
  const { samples = [] } = (await process.scrape()).get(name) ?? {};
  return Object.fromEntries(samples.map(({ labels, value }) => [labels[label] ?? '', value]));
}
