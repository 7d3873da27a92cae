// The six states of an incident: their order, whether the source or the review decides, and the timeline of changes. Reads no clock:
// callers pass the time.

import type { IncidentStatus } from '../api/v1alpha1/incident.gen.ts';
import { INCIDENT_STATES, type IncidentState } from '../api/v1alpha1/vocabulary.gen.ts';
import { rfc3339, wholeSecond } from '../base/instants.ts';
import type { IncidentRow, Synced } from './verdict.ts';

/** The API lists them in the order in which an incident goes through them. */
const RANK = new Map<IncidentState, number>(INCIDENT_STATES.map((state, rank) => [state, rank]));

/** How far a state is: 0 for Detected to 5 for Closed. */
export function rankOf(state: IncidentState): number {
  return RANK.get(state) ?? 0;
}

/** Neither resolved nor closed. */
export function isOpen(state: IncidentState): boolean {
  return state !== 'Resolved' && state !== 'Closed';
}

/** Whether its source still lists it, as far as is known. True for a new record. */
export function isListed({ synced }: { readonly synced: Synced | undefined }): boolean {
  return synced === undefined || synced === 'Listed';
}

/** Whether nobody but the review can tell how far an incident is: it was reported, or its source knows no states. */
export function isReviewsState(row: Pick<IncidentRow, 'source' | 'stateUntil' | 'detectedAt'>): boolean {
  return row.source === undefined || (row.stateUntil !== undefined && row.stateUntil <= row.detectedAt);
}

/** The state that is further on. */
export function laterState(a: IncidentState, b: IncidentState): IncidentState {
  return rankOf(a) >= rankOf(b) ? a : b;
}

/**
 * Who can tell the state. `Listed`: its source, which lists it. `Left`: its source does not list it any more (it left the filters, was
 * deleted there, or the source is gone), so that it stays as it was last known. `Reported`: a person or a source that knows no states, and
 * then the review.
 */
export type Standing = 'Listed' | 'Left' | 'Reported';

/** What goes into {@link effectiveState}. */
export interface StateInput {
  /** The record's own state (`spec.state`). */
  readonly recordState: IncidentState;
  readonly standing: Standing;
  /** What the review says; absent without a review, or while it says nothing. */
  readonly review?: { readonly state: IncidentState; readonly closureComplete: boolean } | undefined;
}

/**
 * The lifecycle's state (`status.state`): the later of the source's and the review's, where the source decides between open
 * and resolved, so that reopening there reopens here. A review closes only what is resolved, and only with a complete closure. Where
 * the source does not list the incident any more, only a complete closure resolves what was open.
 */
export function effectiveState({ recordState, standing, review }: StateInput): IncidentState {
  if (review === undefined) return recordState;
  const attested = review.state === 'Closed' && !review.closureComplete ? 'Resolved' : review.state;
  if (standing === 'Reported') return attested;
  if (standing === 'Left' && (isOpen(attested) || review.closureComplete)) return attested;
  return isOpen(recordState) && !isOpen(attested) ? recordState : laterState(recordState, attested);
}

export type TimelineEntry = NonNullable<IncidentStatus['timeline']>[number];

/** The instants that a record states, epoch milliseconds. */
export interface RecordTimes {
  readonly detectedAt: number;
  readonly acknowledgedAt: number | undefined;
  readonly resolvedAt: number | undefined;
  readonly closedAt: number | undefined;
}

/** The present facts of an incident, for {@link nextTimeline}. */
export interface StateSeen {
  readonly state: IncidentState;
  readonly times: RecordTimes;
  /** Who brought the state about: the review where it differs from the record's, else the source or the reporter. */
  readonly origin: TimelineEntry['origin'];
  /** Who states the times of the record, for the entries that rest on them. */
  readonly recordOrigin: 'Source' | 'Reporter';
  readonly nowMs: number;
}

const MAX_ENTRIES = 20;

/**
 * The timeline with the way to `state` added, at most the 20 latest entries; the same list when nothing is new. A change has
 * the record's time where it states one, else `nowMs`. States in between get an entry where the record has their time, so that a lost
 * timeline is rebuilt.
 */
export function nextTimeline(
  timeline: readonly TimelineEntry[] | undefined,
  seen: StateSeen,
): readonly TimelineEntry[] {
  const last = timeline?.at(-1);
  if (timeline !== undefined && last?.to === seen.state) return timeline;
  const steps = stepsTo(seen, last);
  return [...(timeline ?? []), ...steps].slice(-MAX_ENTRIES);
}

/** Entries from the state of `last` (from nothing without one) up to and including the state that was seen. */
function stepsTo(seen: StateSeen, last: TimelineEntry | undefined): TimelineEntry[] {
  const steps: TimelineEntry[] = [];
  let from = last?.to;
  let at = instantOf(last);
  const end = wholeSecond(recordedTime(seen.state, seen.times) ?? seen.nowMs);
  for (const state of between(from, seen.state)) {
    // Stored times have whole seconds: compare what would be stored.
    const recorded = wholeSecond(recordedTime(state, seen.times) ?? Number.NaN);
    if (!(recorded >= at && recorded <= end)) continue;
    steps.push(entry(recorded, from, state, seen.recordOrigin));
    from = state;
    at = recorded;
  }
  steps.push(finalStep(seen, from, at));
  return steps;
}

/** The last entry. It has the record's time unless that is before the latest entry; then it has the present time. */
function finalStep(seen: StateSeen, from: IncidentState | undefined, at: number): TimelineEntry {
  const recorded = seen.origin === 'Review' ? undefined : recordedTime(seen.state, seen.times);
  const dated = recorded !== undefined && wholeSecond(recorded) >= at;
  return entry(dated ? recorded : Math.max(seen.nowMs, at), from, seen.state, seen.origin);
}

/** The states strictly between two, from the first state where there is none yet. Empty when the second is not later. */
function between(from: IncidentState | undefined, to: IncidentState): IncidentState[] {
  const start = from === undefined ? 0 : rankOf(from) + 1;
  return INCIDENT_STATES.slice(start, Math.max(start, rankOf(to)));
}

function recordedTime(state: IncidentState, times: RecordTimes): number | undefined {
  switch (state) {
    case 'Detected':
      return times.detectedAt;
    case 'Triaging':
      return times.acknowledgedAt;
    case 'Resolved':
      return times.resolvedAt;
    case 'Closed':
      return times.closedAt;
    case 'Investigating':
    case 'Containing':
      return undefined;
  }
}

/** The time of a stored entry. Minus infinity without one, or where it cannot be read. */
function instantOf(last: TimelineEntry | undefined): number {
  const ms = Date.parse(last?.time ?? '');
  return Number.isNaN(ms) ? Number.NEGATIVE_INFINITY : ms;
}

function entry(
  ms: number,
  from: IncidentState | undefined,
  to: IncidentState,
  origin: TimelineEntry['origin'],
): TimelineEntry {
  const time = rfc3339(ms);
  return from === undefined ? { time, to, origin } : { time, from, to, origin };
}
