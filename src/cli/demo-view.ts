// What the demonstration shows: the sources, incidents, reviews and checks of a cluster as tables, in the columns of kubectl.

import type { KubeObject } from '../api/meta.ts';
import { COMPLIANCE_CHECK, INCIDENT, INCIDENT_REVIEW, INCIDENT_SOURCE } from '../api/kinds.ts';
import { findCondition } from '../api/conditions.ts';
import type { ComplianceCheck } from '../api/v1alpha1/compliancecheck.gen.ts';
import type { Incident } from '../api/v1alpha1/incident.gen.ts';
import type { IncidentReview } from '../api/v1alpha1/incidentreview.gen.ts';
import type { IncidentSource } from '../api/v1alpha1/incidentsource.gen.ts';
import type { KubeClient } from '../kube/client.ts';
import { age, table } from './table.ts';

/** The kinds as they are now, each in the order of its names. */
export interface Snapshot {
  readonly sources: readonly IncidentSource[];
  readonly incidents: readonly Incident[];
  readonly reviews: readonly IncidentReview[];
  readonly checks: readonly ComplianceCheck[];
}

export async function takeSnapshot(client: KubeClient): Promise<Snapshot> {
  const [sources, incidents, reviews, checks] = await Promise.all([
    client.list<IncidentSource>(INCIDENT_SOURCE),
    client.list<Incident>(INCIDENT),
    client.list<IncidentReview>(INCIDENT_REVIEW),
    client.list<ComplianceCheck>(COMPLIANCE_CHECK),
  ]);
  return {
    sources: sorted(sources.items),
    incidents: sorted(incidents.items),
    reviews: sorted(reviews.items),
    checks: sorted(checks.items),
  };
}

/** Every source was read, every incident and review has a status, and every check a verdict that rests on a reading. */
export function isSettled({ sources, incidents, reviews, checks }: Snapshot): boolean {
  return (
    sources.every(({ metadata, status }) => {
      const ready = findCondition(status?.conditions, 'Ready');
      return ready !== undefined && ready.status !== 'Unknown' && status?.observedGeneration === metadata.generation;
    }) &&
    [...incidents, ...reviews].every(({ status }) => status?.conditions !== undefined) &&
    checks.every(({ status }) => status?.result !== undefined && status.reason !== 'AwaitingFirstSync')
  );
}

/** The tables, `width` columns wide at most; that of the reviews only where there are any. */
export function render({ sources, incidents, reviews, checks }: Snapshot, now: Date, width: number): string {
  const nowMs = now.getTime();
  const reviewRows = reviews.map((each) => reviewRow(each, nowMs));
  return [
    table(['SOURCE', 'PROVIDER', 'READY', 'COMPLETE', 'OPEN', 'TOTAL', 'REASON'], sources.map(sourceRow), width),
    table(
      ['INCIDENT', 'SEVERITY', 'STATE', 'DATA-LOSS', 'FAILING', 'DUE', 'DETECTED', 'TITLE'],
      incidents.map((each) => incidentRow(each, nowMs)),
      width,
    ),
    ...(reviews.length === 0
      ? []
      : [table(['REVIEW', 'INCIDENT', 'DATA-LOSS', 'OWNER', 'OWED', 'TOLD', 'NEXT-DUE'], reviewRows, width)]),
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
  const { state = spec.state, dataLoss, counts } = status ?? {};
  const cells = [dataLoss, counts?.failing, counts?.due].map(cell);
  return [metadata.name, spec.severity, state, ...cells, detected, spec.title];
}

/** Whom to tell, who was told, and how long there is to tell the next. */
function reviewRow({ metadata, spec, status = {} }: IncidentReview, nowMs: number): string[] {
  const { bound, obligations = [], nextDue } = status;
  const told = obligations.filter(({ metAt }) => metAt !== undefined && Date.parse(metAt) <= nowMs).length;
  const cells = [bound?.name, spec.dataLoss?.assessment, spec.owner, obligations.length - told, told].map(cell);
  return [metadata.name, ...cells, nextDue === undefined ? '' : untilOrSince(Date.parse(nextDue), nowMs)];
}

const untilOrSince = (dueMs: number, nowMs: number): string =>
  dueMs >= nowMs ? `in ${age(nowMs, dueMs)}` : `${age(dueMs, nowMs)} ago`;

function checkRow({ metadata, spec, status = {} }: ComplianceCheck): string[] {
  const { failing, due, passing } = status.counts ?? {};
  return [metadata.name, spec.type, ...[status.result, status.reason, failing, due, passing].map(cell)];
}

function sorted<T extends KubeObject>(objects: readonly T[]): T[] {
  return objects.toSorted((one, other) => (nameOf(one) < nameOf(other) ? -1 : 1));
}

const nameOf = ({ metadata }: KubeObject): string => `${metadata.namespace ?? ''}/${metadata.name}`;
