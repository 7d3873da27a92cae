// The tally: what every check says of everything it selects, over incidents and sources (accounts join here) alike. Routes each
// call to the kind of subjects that it concerns. The work is in tally/subject-tally.ts.

import type { IncidentSubject, SourceSubject } from './checks/check-type.ts';
import type { CompiledCheck } from './checks/compile.ts';
import { JoinedIncident, NOTHING_JOINED } from './joined-incident.ts';
import type { SubjectKind } from './tally/assessor.ts';
import type { TallyChanges } from './tally/changes.ts';
import type { TallyResult } from './tally/results.ts';
import { SubjectTally } from './tally/subject-tally.ts';
import type { IncidentRow, SourceRow } from './verdict.ts';

export type { PendingVerdict, TallyChanges } from './tally/changes.ts';
export type { VerdictAt } from './tally/column.ts';
export type { ListedSubject } from './tally/list-head.ts';
export { NO_RESULT, UNJUDGED } from './tally/results.ts';
export type { CheckTest, PairCounts, SubjectSummary, TallyResult } from './tally/results.ts';

/** What is joined to rows, and which pairs an exception covers. Absent members: nothing is. */
export interface TallyOptions {
  readonly nowMs: number;
  /** Called at most once a call and kind, at its end, with what changed. It must only enqueue keys. */
  readonly onChange: (changes: TallyChanges<'incident' | 'source'>) => void;
  /** Joins to an incident's row what its checks judge besides. Whoever changes that calls `incidents.touch`. */
  readonly incidentSubject?: (row: IncidentRow) => IncidentSubject;
  readonly exemptIncident?: SubjectKind<'incident', IncidentRow, IncidentSubject>['exemptUntil'];
  readonly exemptSource?: SubjectKind<'source', SourceRow, SourceSubject>['exemptUntil'];
}

export class Tally {
  readonly incidents: SubjectTally<'incident', IncidentRow, IncidentSubject>;
  readonly sources: SubjectTally<'source', SourceRow, SourceSubject>;

  constructor({ nowMs, onChange, incidentSubject, exemptIncident, exemptSource }: TallyOptions) {
    this.incidents = new SubjectTally(
      {
        kind: 'incident',
        subjectOf: incidentSubject ?? ((row) => new JoinedIncident(row, NOTHING_JOINED)),
        anchorOf: (row) => row.detectedAt,
        ...(exemptIncident && { exemptUntil: exemptIncident }),
      },
      nowMs,
      onChange,
    );
    this.sources = new SubjectTally(
      {
        kind: 'source',
        subjectOf: (row) => ({ row }),
        anchorOf: () => Number.POSITIVE_INFINITY,
        ...(exemptSource && { exemptUntil: exemptSource }),
      },
      nowMs,
      onChange,
    );
  }

  /** A check came or changed, or something that all its verdicts depend on did. O(subjects of its namespace). */
  setCheck(check: CompiledCheck, nowMs: number): void {
    switch (check.subject) {
      case 'incident':
        this.sources.removeCheck(check.key, nowMs);
        return this.incidents.setCheck(check, nowMs);
      case 'source':
        this.incidents.removeCheck(check.key, nowMs);
        return this.sources.setCheck(check, nowMs);
    }
  }

  /** A check went, or cannot be judged. Key: `namespace/name`. */
  removeCheck(checkKey: string, nowMs: number): void {
    this.incidents.removeCheck(checkKey, nowMs);
    this.sources.removeCheck(checkKey, nowMs);
  }

  /** Time passed: judges what changed by that alone. */
  advance(nowMs: number): void {
    this.incidents.advance(nowMs);
    this.sources.advance(nowMs);
  }

  /** The first instant at which `advance` may change something; undefined when only an event can. Never too late. */
  nextChangeAt(): number | undefined {
    const instants = [this.incidents.nextChangeAt(), this.sources.nextChangeAt()].filter((at) => at !== undefined);
    return instants.length === 0 ? undefined : Math.min(...instants);
  }

  /** What a check says over all its subjects; undefined for a check that is not here. */
  result(checkKey: string): TallyResult | undefined {
    return this.incidents.result(checkKey) ?? this.sources.result(checkKey);
  }
}
