// The facts that decide what a check says of one incident, a sentence each: what people look for first. Quotes what is stored, decides
// nothing.

import type { CheckTypeName } from '../../compliance/checks/registry.ts';
import { isMet } from '../../compliance/disclosure/obligation.ts';
import type { JoinedIncident } from '../../compliance/joined-incident.ts';
import { isOpen } from '../../compliance/lifecycle.ts';
import type { Closure, Evidence } from '../../compliance/reviews/review-row.ts';
import type { SlaTerms } from '../../compliance/policies.ts';
import { instantText } from './instant-text.ts';

type Facts = (incident: JoinedIncident, nowMs: number) => readonly string[];

/** By type of the check; sources are subjects of their own kind. */
const FACTS = {
  IncidentClosed: (incident) => [stateFact(incident), detectedFact(incident)],
  ResponseOnTime: (incident) => [
    detectedFact(incident),
    doneFact('acknowledged', incident.acknowledgedAt),
    ...(incident.acknowledgedAt === undefined ? [resolvedFact(incident)] : []),
    deadlineFact('acknowledge', incident.sla, incident.sla.ok ? incident.sla.acknowledgeBy : undefined),
  ],
  ResolutionOnTime: (incident) => [
    detectedFact(incident),
    resolvedFact(incident),
    deadlineFact('resolve', incident.sla, incident.sla.ok ? incident.sla.resolveBy : undefined),
  ],
  DataLossReported: (incident, nowMs) => [assessmentFact(incident), ...disclosureFacts(incident, nowMs)],
  EvidenceUploaded: (incident) => [assessmentFact(incident), ...evidenceFacts(incident)],
  ReviewComplete: (incident) => [resolvedFact(incident), closureFact(incident)],
  Expression: (incident) => [stateFact(incident), reviewFact(incident)],
} as const satisfies Partial<Record<CheckTypeName, Facts>>;

export function decidingFacts(type: string, incident: JoinedIncident, nowMs: number): readonly string[] {
  return Object.hasOwn(FACTS, type) ? FACTS[type as keyof typeof FACTS](incident, nowMs) : [];
}

function stateFact({ row, state, review }: JoinedIncident): string {
  if (state !== row.recordState)
    return `${state}, by the review ${review?.name ?? ''}; its record says ${row.recordState}`;
  return `${state}, by ${row.source === undefined ? 'whoever reported it' : `the source ${row.source}`}`;
}

const detectedFact = ({ row }: JoinedIncident): string => `detected ${instantText(row.detectedAt)}`;

const doneFact = (what: string, at: number | undefined): string =>
  at === undefined ? `not ${what}` : `${what} ${instantText(at)}`;

function resolvedFact({ state, resolvedAt }: JoinedIncident): string {
  if (!isOpen(state) && resolvedAt === undefined) return 'resolved, and nothing says when';
  return doneFact('resolved', resolvedAt);
}

function deadlineFact(what: string, sla: SlaTerms, by: number | undefined): string {
  if (!sla.ok) return `SLA policy ${sla.name}: ${sla.reason}`;
  const policy = `SLA policy ${sla.policy} (generation ${sla.generation})`;
  return by === undefined ? `${policy} has no target for the severity` : `${policy}: ${what} by ${instantText(by)}`;
}

function reviewFact({ review }: JoinedIncident): string {
  return review === undefined ? 'no review' : `review ${review.name}`;
}

function assessmentFact({ review }: JoinedIncident): string {
  if (review === undefined) return 'no review: nobody has assessed whether data was lost';
  const { assessment, dataTypes, name } = review;
  if (assessment === undefined) return `the review ${name} does not say whether data was lost`;
  const types = dataTypes.length === 0 ? '' : ` of ${dataTypes.join(', ')}`;
  return `the review ${name} says ${assessment}${assessment === 'None' ? '' : `: loss${types}`}`;
}

function disclosureFacts({ review, disclosure }: JoinedIncident, nowMs: number): string[] {
  if (review?.assessment !== 'Confirmed') return [];
  if (disclosure.obligations.length === 0) return ['no obligation of any DisclosurePolicy covers the data'];
  return disclosure.obligations.map((obligation) => {
    const { policy, name, recipient, dueAt, metAt } = obligation;
    const whom = `${recipient} (${policy}/${name})`;
    const by = dueAt === undefined ? 'without a date yet' : `by ${instantText(dueAt)}`;
    if (metAt === undefined) return `owed to ${whom} ${by}`;
    return `${isMet(obligation, nowMs) ? 'told' : 'to tell'} ${whom} ${instantText(metAt)}, due ${by}`;
  });
}

function evidenceFacts({ review }: JoinedIncident): string[] {
  const evidence = review?.evidence ?? [];
  return evidence.length === 0 ? ['no evidence is attached'] : evidence.map(evidenceFact);
}

function evidenceFact({ name, kind, state, expiresAt }: Evidence): string {
  return `evidence ${name} (${kind}): ${state}${expiresAt === undefined ? '' : `, until ${instantText(expiresAt)}`}`;
}

const PARTS = {
  summary: 'the summary',
  rootCause: 'the root cause',
  prevention: 'a prevention measure',
  reviewer: 'the reviewer',
} as const satisfies Partial<Record<keyof Closure, string>>;

function closureFact({ review }: JoinedIncident): string {
  if (review === undefined) return 'no review';
  const { closure } = review;
  if (closure === undefined) return `the review ${review.name} has no closure`;
  const missing = (Object.keys(PARTS) as Array<keyof typeof PARTS>).filter((part) => !closure[part]);
  const parts = missing.map((part) => PARTS[part]).join(', ');
  return missing.length === 0 ? `the closure of the review ${review.name} is complete` : `the closure lacks ${parts}`;
}
