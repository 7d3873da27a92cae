// DisclosuresMade: for each selected incident it is known what obliges to tell somebody, by a loss of data or by what the incident is
// classified as, and whoever has to be told was told. A question of a policy that nobody has answered is not green.

import { earliest, rfc3339 } from '../../base/instants.ts';
import { disclosureOrder } from '../contradictions.ts';
import { answerTo } from '../disclosure/classification.ts';
import type { Obligation } from '../disclosure/obligation.ts';
import type { Verdict } from '../verdict.ts';
import { incidentCheck, type IncidentSubject, type IncidentVerdict } from '../subjects/incident.ts';
import { type AssessmentParameters, assessmentParameters, clockFacts, clockStart } from './assessment-clock.ts';
import type { CheckFacts } from './check-type.ts';
import { assessmentFact, obligationFact } from './facts.ts';
import { lastBefore, metVerdict, owedSince, uncoveredVerdict, unmetVerdict } from './obligations-met.ts';
import { due, failing, passing, unknown } from './verdicts.ts';

const reasons = {
  NothingToDisclose: 'Nobody has to be told: no obligation of any DisclosurePolicy holds for the incident.',
  ClassificationDue:
    'The review does not say yet whether the incident is what a DisclosurePolicy asks about, and there is still time.',
  NotClassified: 'The time for saying whether the incident is what a DisclosurePolicy asks about has passed.',
  AssessmentDue:
    'It is not assessed yet whether data was lost (a suspicion is no assessment), and there is still time.',
  NotAssessed: 'The time for assessing whether data was lost has passed.',
  Disclosed: 'Whoever has to be told was told.',
  DisclosedLate:
    "Whoever has to be told was told, at least one of them after the deadline: the incident's deadlines say whom.",
  DisclosureNotNeeded:
    'No obligation applies to the data that was lost, and the review gives the reason why nobody was told.',
  DisclosureOwed: "Somebody has to be told: the incident's deadlines say whom and until when.",
  DisclosureOverdue: 'A deadline for telling somebody has passed.',
  ObligationUndefined:
    'Data was lost, no obligation of any DisclosurePolicy covers it, and the review names nobody who was told and no reason for that.',
  PolicyInvalid:
    'A DisclosurePolicy that would apply cannot be read, so that nobody knows whom to tell, or what has to be known: its conditions say why.',
} as const;

/** Something that has to be known, and is not yet. */
interface Question {
  readonly by: number;
  readonly due: 'ClassificationDue' | 'AssessmentDue';
  readonly late: 'NotClassified' | 'NotAssessed';
}

const NOTHING = passing('NothingToDisclose');

/** What a review dates in the future is not said yet, and nothing is owed by it before. */
const disclosuresMadeVerdict: IncidentVerdict<AssessmentParameters> = (subject, check, nowMs) => {
  const verdict = verdictNow(subject, check, nowMs);
  const announced = (subject.review?.classifications ?? []).map(({ at }) => at).filter((at) => at > nowMs);
  if (announced.length === 0) return verdict;
  return { ...verdict, holdsUntil: earliest([verdict.holdsUntil, lastBefore(announced)]) };
};

function verdictNow(subject: IncidentSubject, check: CheckFacts<AssessmentParameters>, nowMs: number): Verdict {
  const { obligations, invalidPolicy } = subject.disclosure;
  const since = owedSince(subject);
  const owed = obligations.filter(({ owedFrom }) => owedFrom === undefined || owedFrom <= nowMs);
  const unmet = unmetVerdict(owed, since, nowMs);
  if (unmet !== undefined) return unmet;
  const settled = settledVerdict(subject, owed, nowMs);
  if (settled.result === 'Failing') return settled;
  const question = firstQuestion(subject, check, nowMs);
  if (question !== undefined && nowMs > question.by) return failing(question.late, question.by, question.by);
  if (invalidPolicy !== undefined) return unknown('PolicyInvalid', since, question?.by);
  return question === undefined ? settled : due(question.due, subject.detectedAt, question.by);
}

/** Where nothing that is owed is unmet. A policy that cannot be read may cover the loss. */
function settledVerdict(subject: IncidentSubject, owed: readonly Obligation[], nowMs: number): Verdict {
  if (owed.length > 0) return metVerdict(owed);
  const isUncovered = subject.review?.assessment === 'Confirmed' && subject.disclosure.invalidPolicy === undefined;
  return isUncovered ? uncoveredVerdict(subject, owedSince(subject), nowMs) : NOTHING;
}

/** Of all that has to be known and is not, what has to be known first. */
function firstQuestion(
  subject: IncidentSubject,
  check: CheckFacts<AssessmentParameters>,
  nowMs: number,
): Question | undefined {
  const classification = firstClassificationBy(subject, check, nowMs);
  const assessment = assessmentBy(subject, check);
  if (classification !== undefined && classification <= (assessment ?? Number.POSITIVE_INFINITY))
    return { by: classification, due: 'ClassificationDue', late: 'NotClassified' };
  return assessment === undefined ? undefined : { by: assessment, due: 'AssessmentDue', late: 'NotAssessed' };
}

function firstClassificationBy(
  subject: IncidentSubject,
  { parameters }: CheckFacts<AssessmentParameters>,
  nowMs: number,
): number | undefined {
  const { row, review, disclosure } = subject;
  const from = clockStart(subject, parameters);
  const open = disclosure.classifications.filter(
    ({ name, isForSeverity }) =>
      (isForSeverity || parameters.severities.has(row.severity)) && !isAnswered(name, review, nowMs),
  );
  return earliest(open.map(({ withinMs }) => from + (parameters.withinMs ?? withinMs)));
}

function isAnswered(name: string, review: IncidentSubject['review'], nowMs: number): boolean {
  const answer = answerTo(name, review?.classifications ?? []);
  return answer !== undefined && answer.at <= nowMs;
}

/** Whether data was lost has to be known where that makes something owed. */
function assessmentBy(subject: IncidentSubject, { parameters }: CheckFacts<AssessmentParameters>): number | undefined {
  const { row, review, disclosure } = subject;
  const assessment = review?.assessment;
  const { asksForDataLoss, assessWithinMs } = disclosure;
  if (!asksForDataLoss || assessment === 'None' || assessment === 'Confirmed') return undefined;
  if (assessment === undefined && !parameters.severities.has(row.severity)) return undefined;
  const withinMs = parameters.withinMs ?? assessWithinMs;
  return withinMs === undefined ? undefined : clockStart(subject, parameters) + withinMs;
}

export const disclosuresMade = incidentCheck<AssessmentParameters>({
  reasons,
  order: (subject) => disclosureOrder(subject, subject.disclosure.obligations),
  facts: (incident, nowMs) => [
    ...classificationFacts(incident),
    ...clockFacts(incident),
    ...(incident.disclosure.asksForDataLoss ? [assessmentFact(incident)] : []),
    ...incident.disclosure.obligations.map((obligation) => obligationFact(obligation, nowMs)),
  ],
  parameters: assessmentParameters('disclosuresMade'),
  verdict: disclosuresMadeVerdict,
});

/** What policies ask, with the answers of the review, and what it says that no policy asks. */
function classificationFacts({ review, disclosure }: IncidentSubject): string[] {
  const answers = review?.classifications ?? [];
  const asked = new Set([...disclosure.classifications, ...answers].map(({ name }) => name));
  return [...asked].map((name) => {
    const answer = answerTo(name, answers);
    return answer === undefined
      ? `nobody says whether it is ${name}`
      : `classified as ${name}: ${answer.outcome}, ${rfc3339(answer.at)}`;
  });
}
