// The status of an incident: its state, what the checks say of it, its timeline and its conditions, computed once. Pure.

import { type ConditionState, conditionState, setConditions } from '../api/conditions.ts';
import type { IncidentStatus } from '../api/v1alpha1/incident.gen.ts';
import { rfc3339Exact } from '../base/instants.ts';
import type { JoinedIncident } from './joined-incident.ts';
import { nextTimeline } from './lifecycle.ts';
import { classifiedMember } from './reviews/review-row.ts';
import type { IncidentRow } from './verdict.ts';
import { deadlines } from './incident-status/deadlines.ts';
import { REASONS } from './incident-status/reasons.ts';
import type { SubjectSummary } from './tally.ts';

/** What the status of an incident is computed from. */
export interface IncidentFacts {
  /** With its review and policies; `row.synced` is by the latest listing, else as stored. */
  readonly incident: JoinedIncident;
  readonly verdicts: SubjectSummary;
  readonly stored: IncidentStatus | undefined;
}

/** The status as of `now`. The same facts with the status that was stored give the same status again later. */
export function incidentStatus({ incident, verdicts, stored }: IncidentFacts, now: Date): IncidentStatus {
  const { row, state } = incident;
  const isMirrored = row.source !== undefined;
  const recordOrigin = isMirrored ? 'Source' : 'Reporter';
  const origin = state === row.recordState ? recordOrigin : 'Review';
  const states: ConditionState[] = [
    conditionState('Ready', 'True', REASONS.recorded, 'The incident is on record and judged.'),
    ...(isMirrored ? [syncedState(row.synced)] : []),
    compliantState(verdicts),
  ];
  const { failing, due, unknown, exempted } = verdicts.counts;
  return {
    observedGeneration: row.generation,
    state,
    ...recorded(row),
    ...reviewed(incident),
    counts: { failing, due, unknown, exempted },
    ...(verdicts.failing.length === 0 ? {} : { failing: [...verdicts.failing] }),
    ...keptOf(stored),
    timeline: [...nextTimeline(stored?.timeline, { state, times: row, origin, recordOrigin, nowMs: now.getTime() })],
    conditions: setConditions(stored?.conditions, states, { generation: row.generation, now }),
  };
}

/** Kept for the controllers of the write-back and of replies, which own it. */
function keptOf(stored: IncidentStatus | undefined): Pick<IncidentStatus, 'writeBack' | 'replies'> {
  return {
    ...(stored?.writeBack && { writeBack: stored.writeBack }),
    ...(stored?.replies && { replies: stored.replies }),
  };
}

/** What the status repeats or keeps of the record. */
function recorded({
  title,
  statedAcknowledgedAt: stated,
}: IncidentRow): Pick<IncidentStatus, 'title' | 'acknowledgedAt'> {
  return {
    ...(title === '' ? {} : { title }),
    ...(stated === undefined ? {} : { acknowledgedAt: rfc3339Exact(stated) }),
  };
}

/** What the review says, and what is owed because of it and of the policies. */
function reviewed(
  incident: JoinedIncident,
): Pick<IncidentStatus, 'dataLoss' | 'classified' | 'reviewRef' | 'deadlines'> {
  const { review } = incident;
  const owed = deadlines(incident);
  return {
    dataLoss: review?.assessment ?? 'NotAssessed',
    ...(review && { ...classifiedMember(review), reviewRef: { name: review.name } }),
    ...(owed && { deadlines: owed }),
  };
}

function syncedState(synced: IncidentRow['synced']): ConditionState {
  switch (synced) {
    case 'NotFoundUpstream':
      return conditionState(
        'Synced',
        'False',
        REASONS.notFoundUpstream,
        'The source does not know the incident any more.',
      );
    case 'OutOfScope':
      return conditionState(
        'Synced',
        'False',
        REASONS.outOfScope,
        "The source's filters do not select the incident any more.",
      );
    case 'SourceMissing':
      return conditionState(
        'Synced',
        'False',
        REASONS.sourceMissing,
        'The source of the open incident does not exist (any more): a review with a complete closure ends it.',
      );
    case 'NotRepeated':
      return conditionState(
        'Synced',
        'False',
        REASONS.notRepeated,
        'The source has not repeated for so long that the incident is open that it may be over: its review ends it.',
      );
    case 'Listed':
    case undefined:
      return conditionState('Synced', 'True', REASONS.listed, 'The source lists the incident.');
  }
}

function compliantState({ counts }: IncidentFacts['verdicts']): ConditionState {
  if (counts.failing > 0) return conditionState('Compliant', 'False', REASONS.checksFail, 'At least one check fails.');
  if (counts.unknown > 0)
    return conditionState('Compliant', 'Unknown', REASONS.checksUnknown, 'At least one check cannot tell.');
  if (counts.passing + counts.due + counts.exempted === 0)
    return conditionState('Compliant', 'Unknown', REASONS.notChecked, 'No check selects the incident.');
  return conditionState(
    'Compliant',
    'True',
    REASONS.allChecksPass,
    'Every check that selects the incident passes, is due or is exempted.',
  );
}
