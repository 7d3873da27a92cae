// What the demonstration shows: the sources, incidents and checks of a cluster as three tables, in the columns of kubectl.

import type { KubeObject } from '../api/meta.ts';
import { COMPLIANCE_CHECK, INCIDENT, INCIDENT_SOURCE } from '../api/kinds.ts';
import { findCondition } from '../api/conditions.ts';
import type { ComplianceCheck } from '../api/v1alpha1/compliancecheck.gen.ts';
import type { Incident } from '../api/v1alpha1/incident.gen.ts';
import type { IncidentSource } from '../api/v1alpha1/incidentsource.gen.ts';
import type { KubeClient } from '../kube/client.ts';
import { age, table } from './table.ts';

/** The three kinds as they are now, each in the order of its names. */
export interface Snapshot {
  readonly sources: readonly IncidentSource[];
  readonly incidents: readonly Incident[];
  readonly checks: readonly ComplianceCheck[];
}

export async function takeSnapshot(client: KubeClient): Promise<Snapshot> {
  const [sources, incidents, checks] = await Promise.all([
    client.list<IncidentSource>(INCIDENT_SOURCE),
    client.list<Incident>(INCIDENT),
    client.list<ComplianceCheck>(COMPLIANCE_CHECK),
  ]);
  return { sources: sorted(sources.items), incidents: sorted(incidents.items), checks: sorted(checks.items) };
}

/** Every source was read, every incident has a status, and every check a verdict that rests on a reading. */
export function isSettled({ sources, incidents, checks }: Snapshot): boolean {
  return (
    sources.every(({ metadata, status }) => {
      const ready = findCondition(status?.conditions, 'Ready');
      return ready !== undefined && ready.status !== 'Unknown' && status?.observedGeneration === metadata.generation;
    }) &&
    incidents.every(({ status }) => status?.conditions !== undefined) &&
    checks.every(({ status }) => status?.result !== undefined && status.reason !== 'AwaitingFirstSync')
  );
}

/** The three tables, `width` columns wide at most. */
export function render({ sources, incidents, checks }: Snapshot, now: Date, width: number): string {
  const nowMs = now.getTime();
  return [
    table(['SOURCE', 'PROVIDER', 'READY', 'COMPLETE', 'OPEN', 'TOTAL', 'REASON'], sources.map(sourceRow), width),
    table(
      ['INCIDENT', 'SEVERITY', 'STATE', 'FAILING', 'DETECTED', 'TITLE'],
      incidents.map((each) => incidentRow(each, nowMs)),
      width,
    ),
    table(['CHECK', 'TYPE', 'RESULT', 'REASON', 'FAILING', 'DUE', 'PASSING'], checks.map(checkRow), width),
  ].join('\n\n');
}

/** As the tables' cells show it: nothing for what is not known yet. */
const cell = (value: string | number | undefined): string => String(value ?? '');

function sourceRow({ metadata, status }: IncidentSource): string[] {
  const condition = (type: string) => findCondition(status?.conditions, type);
  const cells = [status?.provider, condition('Ready')?.status, condition('Complete')?.status];
  const { open, total } = status?.incidents ?? {};
  return [metadata.name, ...[...cells, open, total, condition('Ready')?.reason].map(cell)];
}

function incidentRow({ metadata, spec, status }: Incident, nowMs: number): string[] {
  const detected = spec.detectedAt === undefined ? '' : age(Date.parse(spec.detectedAt), nowMs);
  const state = status?.state ?? spec.state;
  return [metadata.name, spec.severity, state, cell(status?.counts?.failing), detected, spec.title];
}

function checkRow({ metadata, spec, status = {} }: ComplianceCheck): string[] {
  const { failing, due, passing } = status.counts ?? {};
  return [metadata.name, spec.type, ...[status.result, status.reason, failing, due, passing].map(cell)];
}

function sorted<T extends KubeObject>(objects: readonly T[]): T[] {
  return objects.toSorted((one, other) => (nameOf(one) < nameOf(other) ? -1 : 1));
}

const nameOf = ({ metadata }: KubeObject): string => `${metadata.namespace ?? ''}/${metadata.name}`;
