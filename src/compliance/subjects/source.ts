// Sources as subjects: what a check of the type SourceHealthy judges, and what the results of all other checks rest on. An exception
// finds a source by its labels only. No window applies: a source is in scope for as long as it exists.

import { findCondition } from '../../api/conditions.ts';
import type { Condition, ConditionStatus } from '../../api/conditions.ts';
import { INCIDENT_SOURCE } from '../../api/kinds.ts';
import type { IncidentSource } from '../../api/v1alpha1/incidentsource.gen.ts';
import { instantOf } from '../../base/instants.ts';
import { type CheckDefinition, checkOver, type CheckType, type VerdictOn } from '../checks/check-type.ts';
import { sourceIntervalMs } from '../durations.ts';
import { interned, internedLabels, internedOptional } from '../intern.ts';
import { scopeOverSources } from '../scope.ts';
import { carries, every, namesOf, oneOf, refuse, type Selector, type SelectorResult } from '../selector.ts';
import { shortUid } from '../rows.ts';
import type { SubjectRow } from '../verdict.ts';
import { hasSameMembers } from './same-members.ts';
import type { SubjectKind } from './subject-kind.ts';

/** One source as it is judged. */
export interface SourceRow extends SubjectRow {
  readonly ready: ConditionStatus;
  /** Since when `ready` is so, and why; undefined while there is no such condition. */
  readonly readySince: number | undefined;
  readonly readyReason: string | undefined;
  readonly complete: ConditionStatus;
  readonly completeSince: number | undefined;
  readonly completeReason: string | undefined;
  readonly suspended: boolean;
  readonly intervalMs: number;
  readonly zone: string | undefined;
}

/** What a check over sources judges. */
export interface SourceSubject {
  readonly row: SourceRow;
}

export type SourceVerdict<Parameters = null> = VerdictOn<SourceSubject, Parameters>;

/** The row of a source. A condition that is not there yet is Unknown. */
export function sourceRow({ metadata, spec, status }: IncidentSource): SourceRow {
  const ready = findCondition(status?.conditions, 'Ready');
  const complete = findCondition(status?.conditions, 'Complete');
  return {
    namespace: interned(metadata.namespace ?? ''),
    name: metadata.name,
    ready: statusOf(ready),
    readySince: instantOf(ready?.lastTransitionTime),
    readyReason: ready?.reason,
    complete: statusOf(complete),
    completeSince: instantOf(complete?.lastTransitionTime),
    completeReason: complete?.reason,
    suspended: spec.suspend === true,
    intervalMs: sourceIntervalMs(spec),
    zone: internedOptional(spec.zone),
    labels: internedLabels(metadata.labels),
    uid: shortUid(metadata.uid),
  };
}

function statusOf(condition: Condition | undefined): ConditionStatus {
  return condition?.status ?? 'Unknown';
}

/** `sourceRefs`, `zones` and `matchLabels` apply; a source belongs to no critical system. */
function compileSelector(selector: Selector = {}): SelectorResult<SourceRow> {
  const misplaced = refuse(
    selector,
    ['systemRefs', 'origins', 'severities', 'categories', 'detectedWithin'],
    'sources',
  );
  if (misplaced !== undefined) return misplaced;
  const sourceNames = namesOf(selector.sourceRefs);
  return {
    ok: true,
    selector: {
      selects: every([
        oneOf(sourceNames, (row: SourceRow) => row.name),
        oneOf(selector.zones, (row) => row.zone),
        carries(selector.matchLabels),
      ]),
      windowMs: undefined,
      sourceNames,
      zones: selector.zones ?? [],
      systemNames: [],
    },
  };
}

const NOTHING: ReadonlySet<string> = new Set();
/** What its status says. Checks over sources judge that; how fresh its data is, `Freshness` tells. */
const STATUS: ReadonlySet<string> = new Set<keyof SourceRow>([
  ...(['ready', 'readySince', 'readyReason'] as const),
  ...(['complete', 'completeSince', 'completeReason'] as const),
]);

export const sourceSubjects: SubjectKind<'source', SourceRow, SourceSubject> = {
  kind: 'source',
  objects: {
    kind: INCIDENT_SOURCE.kind,
    store: 'sources',
    rowOf: ({ object }: { readonly object: IncidentSource }) => sourceRow(object),
  },
  dataKind: INCIDENT_SOURCE.kind,
  isSameData: (a, b) => hasSameMembers(a, b, STATUS),
  compileSelector,
  subjectOf: (row) => ({ row }),
  anchorOf: () => Number.POSITIVE_INFINITY,
  hasSameFacts: (a, b) => hasSameMembers(a, b, NOTHING),
  scopeOf: (selector, rowsOf) => scopeOverSources(selector, rowsOf(sourceSubjects), (row) => selector.selects(row)),
};

/** A check type over sources. */
export function sourceCheck<Parameters>(
  definition: CheckDefinition<SourceSubject, Parameters>,
): CheckType<'source', SourceRow, SourceSubject> {
  return checkOver(sourceSubjects, definition);
}
