// DataLossReported: for each selected incident it is said whether data was lost, and whoever has to be told of a loss was told. A
// confirmed loss that nobody was told of fails at once; what no policy covers is not green either. What is owed for what the incident
// is classified as is left to DisclosuresMade.

import { instantAfter } from '../../base/instants.ts';
import { disclosureOrder } from '../contradictions.ts';
import type { Obligation } from '../disclosure/obligation.ts';
import type { Verdict } from '../verdict.ts';
import { incidentCheck, type IncidentSubject, type IncidentVerdict } from '../subjects/incident.ts';
import { type AssessmentParameters, assessmentParameters, clockFacts, clockStart } from './assessment-clock.ts';
import type { CheckFacts } from './check-type.ts';
import { assessmentFact, obligationFact } from './facts.ts';
import { metVerdict, owedSince, uncoveredVerdict, unmetVerdict } from './obligations-met.ts';
import { due, failing, passing, unknown } from './verdicts.ts';

const reasons = {
  NoDataLoss: 'The review says that no data was lost.',
  NoDataLossReported: 'Nobody reported a loss, and the severity asks for no assessment.',
  AssessmentDue:
    'It is not assessed yet whether data was lost (a suspicion is no assessment), and there is still time.',
  NotAssessed: 'The time for assessing whether data was lost has passed.',
  Disclosed: 'Whoever has to be told of the loss was told.',
  DisclosedLate:
    "Whoever has to be told was told, at least one of them after the deadline: the incident's deadlines say whom.",
  DisclosureNotNeeded:
    'No obligation applies to the data that was lost, and the review gives the reason why nobody was told.',
  DisclosureOwed: "Data was lost and somebody has to be told: the incident's deadlines say whom and until when.",
  DisclosureOverdue: 'Data was lost, and a deadline for telling somebody has passed.',
  ObligationUndefined:
    'Data was lost, no obligation of any DisclosurePolicy covers it, and the review names nobody who was told and no reason for that.',
  PolicyInvalid:
    'A DisclosurePolicy that would apply cannot be read, so that nobody knows whom to tell, or how soon to assess: its conditions say why.',
} as const;

const NO_LOSS = passing('NoDataLoss');
const NO_LOSS_REPORTED = passing('NoDataLossReported');

const dataLossReportedVerdict: IncidentVerdict<AssessmentParameters> = (subject, check, nowMs) => {
  switch (subject.review?.assessment) {
    case 'None':
      return NO_LOSS;
    case 'Confirmed':
      return confirmed(subject, nowMs);
    case 'Suspected':
      return unassessed(subject, check, nowMs);
    case undefined:
      return check.parameters.severities.has(subject.row.severity)
        ? unassessed(subject, check, nowMs)
        : NO_LOSS_REPORTED;
  }
};

function unassessed(
  subject: IncidentSubject,
  { parameters }: CheckFacts<AssessmentParameters>,
  nowMs: number,
): Verdict {
  const { detectedAt: since, disclosure } = subject;
  const by = instantAfter(clockStart(subject, parameters), parameters.withinMs ?? disclosure.assessWithinMs);
  if (by !== undefined && nowMs > by) return failing('NotAssessed', by, by);
  const isKnown = parameters.withinMs !== undefined || disclosure.invalidPolicy === undefined;
  return isKnown ? due('AssessmentDue', since, by) : unknown('PolicyInvalid', since, by);
}

function confirmed(subject: IncidentSubject, nowMs: number): Verdict {
  const { invalidPolicy } = subject.disclosure;
  const obligations = lossObligations(subject);
  const since = owedSince(subject);
  const unmet = unmetVerdict(obligations, since, nowMs);
  if (unmet !== undefined) return unmet;
  if (invalidPolicy !== undefined) return unknown('PolicyInvalid', since);
  return obligations.length === 0 ? uncoveredVerdict(subject, since, nowMs) : metVerdict(obligations);
}

function lossObligations({ disclosure }: IncidentSubject): readonly Obligation[] {
  return disclosure.obligations.filter(({ basis }) => basis.when === 'DataLoss');
}

export const dataLossReported = incidentCheck<AssessmentParameters>({
  reasons,
  order: (subject) => disclosureOrder(subject, lossObligations(subject)),
  facts: (incident, nowMs) => [assessmentFact(incident), ...clockFacts(incident), ...disclosureFacts(incident, nowMs)],
  parameters: assessmentParameters('dataLossReported'),
  verdict: dataLossReportedVerdict,
});

function disclosureFacts(subject: IncidentSubject, nowMs: number): string[] {
  if (subject.review?.assessment !== 'Confirmed') return [];
  const obligations = lossObligations(subject);
  if (obligations.length === 0) return ['no obligation of any DisclosurePolicy covers the data'];
  return obligations.map((obligation) => obligationFact(obligation, nowMs));
}
