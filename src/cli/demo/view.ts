// What the demonstration shows: objects of a cluster as tables, one per kind, in the columns of kubectl.

import type { KubeObject, ResourceType } from '../../api/meta.ts';
import {
  COMPLIANCE_CHECK,
  CRITICAL_SYSTEM,
  INCIDENT,
  INCIDENT_REVIEW,
  INCIDENT_SOURCE,
  STAFF_ROSTER,
} from '../../api/kinds.ts';
import { findCondition } from '../../api/conditions.ts';
import type { ComplianceCheck } from '../../api/v1alpha1/compliancecheck.gen.ts';
import type { CriticalSystem } from '../../api/v1alpha1/criticalsystem.gen.ts';
import type { Incident } from '../../api/v1alpha1/incident.gen.ts';
import type { IncidentReview } from '../../api/v1alpha1/incidentreview.gen.ts';
import type { IncidentSource } from '../../api/v1alpha1/incidentsource.gen.ts';
import type { StaffRoster } from '../../api/v1alpha1/staffroster.gen.ts';
import type { KubeClient } from '../../kube/client.ts';
import { age, table } from '../table.ts';

/** The objects of one kind, as they were when they were listed. */
interface Listed {
  /** Everything that was to be found out about them has been. */
  readonly isSettled: boolean;
  /** Their table, `width` columns wide at most; undefined where none is shown. */
  readonly render: (nowMs: number, width: number) => string | undefined;
}

export type Snapshot = readonly Listed[];

/** How the objects of one kind are shown. */
interface View<T extends KubeObject> {
  readonly type: ResourceType;
  readonly headings: readonly string[];
  readonly row: (object: T, nowMs: number) => string[];
  readonly isSettled: (object: T) => boolean;
  /** No table where there are no objects. */
  readonly isOptional?: boolean;
}

const lister =
  <T extends KubeObject>(view: View<T>) =>
  async (client: KubeClient): Promise<Listed> => {
    const objects = sorted((await client.list<T>(view.type)).items);
    return {
      isSettled: objects.every(view.isSettled),
      render(nowMs, width) {
        if (view.isOptional === true && objects.length === 0) return undefined;
        const rows = objects.map((object) => view.row(object, nowMs));
        return table(view.headings, rows, width);
      },
    };
  };

/** The tables, from top to bottom. */
const TABLES = [
  lister<IncidentSource>({
    type: INCIDENT_SOURCE,
    headings: ['SOURCE', 'PROVIDER', 'READY', 'COMPLETE', 'OPEN', 'TOTAL', 'REASON'],
    row: sourceRow,
    isSettled: isRead,
  }),
  lister<Incident>({
    type: INCIDENT,
    headings: ['INCIDENT', 'SEVERITY', 'STATE', 'DATA-LOSS', 'FAILING', 'DUE', 'DETECTED', 'TITLE'],
    row: incidentRow,
    isSettled: hasConditions,
  }),
  lister<IncidentReview>({
    type: INCIDENT_REVIEW,
    headings: ['REVIEW', 'INCIDENT', 'DATA-LOSS', 'OWNER', 'OWED', 'TOLD', 'NEXT-DUE'],
    row: reviewRow,
    isSettled: hasConditions,
    isOptional: true,
  }),
  lister<StaffRoster>({
    type: STAFF_ROSTER,
    headings: ['ROSTER', 'SOURCE', 'READY', 'ACTIVE', 'OFFBOARDED', 'REASON'],
    row: rosterRow,
    isSettled: isRead,
    isOptional: true,
  }),
  lister<CriticalSystem>({
    type: CRITICAL_SYSTEM,
    headings: ['SYSTEM', 'PROVIDER', 'READY', 'ACCOUNTS', 'INVALID', 'OFFBOARDED', 'UNIDENTIFIED', 'REASON'],
    row: systemRow,
    isSettled: isRead,
    isOptional: true,
  }),
  lister<ComplianceCheck>({
    type: COMPLIANCE_CHECK,
    headings: ['CHECK', 'TYPE', 'RESULT', 'REASON', 'FAILING', 'DUE', 'PASSING'],
    row: checkRow,
    // A verdict that rests on a reading of its sources.
    isSettled: ({ status }) => status?.result !== undefined && status.reason !== 'AwaitingFirstSync',
  }),
];

export function takeSnapshot(client: KubeClient): Promise<Snapshot> {
  return Promise.all(TABLES.map((list) => list(client)));
}

/** Every source, roster and system was read, every incident and review has a status, and every check a verdict that rests on a reading. */
export function isSettled(snapshot: Snapshot): boolean {
  return snapshot.every((listed) => listed.isSettled);
}

/** The tables, `width` columns wide at most. */
export function render(snapshot: Snapshot, now: Date, width: number): string {
  return snapshot.flatMap((listed) => listed.render(now.getTime(), width) ?? []).join('\n\n');
}

function isRead({ metadata, status }: IncidentSource | StaffRoster | CriticalSystem): boolean {
  const ready = findCondition(status?.conditions, 'Ready');
  return ready !== undefined && ready.status !== 'Unknown' && status?.observedGeneration === metadata.generation;
}

function hasConditions({ status }: Incident | IncidentReview): boolean {
  return status?.conditions !== undefined;
}

/** The text of a cell; empty for what is not known yet. */
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

function rosterRow({ metadata, status = {} }: StaffRoster): string[] {
  const ready = findCondition(status.conditions, 'Ready');
  const { active, offboarded } = status.people ?? {};
  return [metadata.name, ...[status.source, ready?.status, active, offboarded, ready?.reason].map(cell)];
}

/** How many accounts need attention; whose they are is not shown. */
function systemRow({ metadata, status = {} }: CriticalSystem): string[] {
  const ready = findCondition(status.conditions, 'Ready');
  const { total, invalid, offboarded, unidentified } = status.accounts ?? {};
  const cells = [status.provider, ready?.status, total, invalid, offboarded, unidentified, ready?.reason];
  return [metadata.name, ...cells.map(cell)];
}

function checkRow({ metadata, spec, status = {} }: ComplianceCheck): string[] {
  const { failing, due, passing } = status.counts ?? {};
  return [metadata.name, spec.type, ...[status.result, status.reason, failing, due, passing].map(cell)];
}

function sorted<T extends KubeObject>(objects: readonly T[]): T[] {
  return objects.toSorted((one, other) => (nameOf(one) < nameOf(other) ? -1 : 1));
}

const nameOf = ({ metadata }: KubeObject): string => `${metadata.namespace ?? ''}/${metadata.name}`;
