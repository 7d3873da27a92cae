// Incidents as subjects: most checks judge them, each with its review, its policies and its clocks. An exception names one by
// `incidentRef`. The row and its projection are in verdict.ts and rows.ts, as stores and counts use them too.

import { INCIDENT } from '../../api/kinds.ts';
import type { Incident } from '../../api/v1alpha1/incident.gen.ts';
import { type CheckDefinition, checkOver, type CheckType, type VerdictOn } from '../checks/check-type.ts';
import { type Contradiction, contradicted, contradictionFact, REVIEWS_CONTESTED } from '../contradictions.ts';
import { JoinedIncident } from '../joined-incident.ts';
import { scopeOverSources } from '../scope.ts';
import {
  carries,
  every,
  namesOf,
  oneOf,
  parseWindow,
  refuse,
  type Selector,
  type SelectorResult,
} from '../selector.ts';
import type { IncidentRow, Verdict } from '../verdict.ts';
import { hasSameMembers } from './same-members.ts';
import { type SourceRow, sourceSubjects } from './source.ts';
import type { SubjectKind } from './subject-kind.ts';

/** What a check over incidents judges: the row, and what is joined to it. */
export type IncidentSubject = JoinedIncident;

export type IncidentVerdict<Parameters = null> = VerdictOn<IncidentSubject, Parameters>;

/** An incident belongs to no critical system, so `systemRefs` does not apply. */
function compileSelector(selector: Selector = {}, defaultWindow?: string): SelectorResult<IncidentRow> {
  const misplaced = refuse(selector, ['systemRefs'], 'incidents');
  if (misplaced !== undefined) return misplaced;
  const window = parseWindow(selector.detectedWithin ?? defaultWindow);
  if (!window.ok) return window;
  const sourceNames = namesOf(selector.sourceRefs);
  return {
    ok: true,
    selector: {
      selects: every([
        oneOf(sourceNames, (row: IncidentRow) => row.source),
        oneOf(selector.origins, (row) => row.origin),
        oneOf(selector.severities, (row) => row.severity),
        oneOf(selector.zones, (row) => row.zone),
        oneOf(selector.categories, (row) => row.category),
        carries(selector.matchLabels),
      ]),
      windowMs: window.ms,
      sourceNames,
      zones: selector.zones ?? [],
      systemNames: [],
    },
  };
}

/** Facts of storage: an incident whose row differs only in these is judged as before. */
const BOOKKEEPING: ReadonlySet<string> = new Set(['resourceVersion', 'generation', 'statusDigest']);

export const incidentSubjects: SubjectKind<'incident', IncidentRow, IncidentSubject> = {
  kind: 'incident',
  objects: {
    kind: INCIDENT.kind,
    store: 'incidents',
    rowOf: (stored: IncidentRow) => stored,
    titleOf: (object) => (object as Incident).spec.title,
  },
  targetMember: 'incidentRef',
  compileSelector,
  subjectOf: (row, joins) => new JoinedIncident(row, joins),
  anchorOf: (row) => row.detectedAt,
  hasSameFacts: (a, b) => hasSameMembers(a, b, BOOKKEEPING),
  // An incident has the zone of its source; whatever else it is like is known only once its source was read.
  scopeOf: (selector, rowsOf) => scopeOverSources(selector, rowsOf(sourceSubjects), inZones(selector.zones)),
};

function inZones(zones: readonly string[]): (row: SourceRow) => boolean {
  return ({ zone }) => zones.length === 0 || (zone !== undefined && zones.includes(zone));
}

interface IncidentDefinition<Parameters> extends CheckDefinition<IncidentSubject, Parameters> {
  /** The first two times in the wrong order, of those that the verdict rests on. Absent: it rests on no two times. */
  readonly order?: (subject: IncidentSubject, verdict: Verdict) => Contradiction | undefined;
}

/** A check type over incidents. Its verdict is Unknown where the times contradict each other that it rests on. */
export function incidentCheck<Parameters>({
  order,
  ...definition
}: IncidentDefinition<Parameters>): CheckType<'incident', IncidentRow, IncidentSubject> {
  const { verdict, facts } = definition;
  return checkOver(incidentSubjects, {
    ...definition,
    verdict: (subject, check, nowMs) => {
      const judged = verdict(subject, check, nowMs);
      if (judged.result === 'Failing') return judged;
      if (subject.isContested) return contested(judged, subject.detectedAt);
      return order === undefined || judged.result === 'Unknown' ? judged : contradicted(judged, order(subject, judged));
    },
    facts: (subject, nowMs) => {
      const found = order?.(subject, NO_VERDICT);
      return [...facts(subject, nowMs), ...(found === undefined ? [] : [contradictionFact(found)])];
    },
  });
}

/** Nothing that rests on a review is known. What is Due may fail by time alone, so it is asked for again then. */
function contested({ holdsUntil }: Verdict, since: number): Verdict {
  return { result: 'Unknown', reason: REVIEWS_CONTESTED, since, dueAt: undefined, holdsUntil };
}

/** Where only the facts are asked for. */
const NO_VERDICT: Verdict = { result: 'Passing', reason: '' };
