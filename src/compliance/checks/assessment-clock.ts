// The clock of an assessment: from when on it runs, and what a check may state of that. DataLossReported and DisclosuresMade share it.
// A check's own age never counts, as re-creating the check would start the clock again.

import { rfc3339 } from '../../base/instants.ts';
import type { Severity } from '../../api/v1alpha1/vocabulary.gen.ts';
import type { IncidentSubject } from '../subjects/incident.ts';
import { durationParameter, instantParameter, type ParameterParser } from './check-type.ts';

export interface AssessmentParameters {
  /** The severities that owe an answer where no policy says it. */
  readonly severities: ReadonlySet<Severity>;
  /** Undefined: as the policies say. */
  readonly withinMs: number | undefined;
  /** The clock starts no earlier than this, epoch milliseconds. Undefined: nothing is stated. */
  readonly sinceMs: number | undefined;
}

const DEFAULT_SEVERITIES: readonly Severity[] = ['Critical', 'High'];

/** Reads a member of the spec with `severities`, `within` and `since`. */
export function assessmentParameters(
  member: 'dataLossReported' | 'disclosuresMade',
): ParameterParser<AssessmentParameters> {
  return (spec) => {
    const { severities = DEFAULT_SEVERITIES, within, since } = spec[member] ?? {};
    const withinMs = durationParameter(`${member}.within`, within);
    if (!withinMs.ok) return withinMs;
    const sinceMs = instantParameter(`${member}.since`, since);
    if (!sinceMs.ok) return sinceMs;
    return { ok: true, value: { severities: new Set(severities), withinMs: withinMs.value, sinceMs: sinceMs.value } };
  };
}

/**
 * When the clock starts: at detection, or when the incident came on record here where that is later, or at the instant that the
 * check states where that is later still.
 */
export function clockStart(
  { assessableFrom }: IncidentSubject,
  { sinceMs = Number.NEGATIVE_INFINITY }: Pick<AssessmentParameters, 'sinceMs'>,
): number {
  return Math.max(assessableFrom, sinceMs);
}

/** From when an assessment counts where that is not the detection; nothing where it is. */
export function clockFacts({ detectedAt, assessableFrom }: IncidentSubject): string[] {
  return assessableFrom === detectedAt ? [] : [`on record here since ${rfc3339(assessableFrom)}`];
}
