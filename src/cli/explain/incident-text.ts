// `docket explain incident/NAME` for people.

import { counted } from '../files/findings.ts';
import { oneLine } from '../printable.ts';
import type { Dated, IncidentExplanation, SaidBy } from '../../judgement/explain/incident.ts';
import type { ClockExplanation, ObligationExplanation } from '../../judgement/explain/obligations.ts';
import type { SlaExplanation, SlaRule } from '../../judgement/explain/sla.ts';
import type { SubjectCheck } from '../../judgement/explain/subject-checks.ts';
import { UNREADABLE_POLICY } from './cluster-objects.ts';
import { indented, layout, named } from './text.ts';

export function incidentText(incident: IncidentExplanation): string {
  const { kind, namespace, name, title, now, obligations, checks } = incident;
  return layout(`${kind} ${namespace}/${name} "${title}" as of ${now}`, [
    { heading: 'Facts', lines: factLines(incident) },
    {
      heading: 'Deadlines',
      lines: named([...slaLines(incident.sla), ['assess by', incident.assessBy], ['classify by', incident.classifyBy]]),
    },
    { heading: `Obligations (${obligations.length})`, lines: obligations.flatMap(obligationLines) },
    {
      heading: `Checks (${checks.length})`,
      lines: checks.length === 0 ? ['no check selects it'] : checks.flatMap(checkLines),
    },
  ]);
}

function factLines(incident: IncidentExplanation): string[] {
  const { severity, source, externalID, occurrences, synced, detectedAt, acknowledged, resolved } = incident;
  return named([
    ['source', source === undefined ? 'none: it is reported' : `${source}, ${externalID ?? ''}`],
    ['severity', severity],
    ['state', stateText(incident)],
    ['synced', synced],
    ['detected', detectedAt],
    ['seen', seenText(occurrences)],
    ['acknowledged', datedText(acknowledged)],
    ['resolved', datedText(resolved)],
    ...reviewLines(incident),
  ]);
}

const SAID_BY = {
  Source: 'its source',
  Reporter: 'whoever reported it',
  Review: 'its review',
  Resolution: 'its resolution, which counts',
} as const satisfies Record<SaidBy, string>;

function stateText({ state: { value, by, record, review } }: IncidentExplanation): string {
  const said = [`the record says ${record}`, ...(review === undefined ? [] : [`the review ${review}`])].join(', ');
  return `${value}, by ${SAID_BY[by]} (${said})`;
}

const seenText = (seen: IncidentExplanation['occurrences']): string | undefined =>
  seen && `${counted(seen.count, 'time')}, from ${seen.firstAt} to ${seen.lastAt}`;

const datedText = (dated: Dated | undefined): string =>
  dated === undefined ? 'not known to be' : `${dated.time}, by ${SAID_BY[dated.by]}`;

function reviewLines({ review }: IncidentExplanation): Array<[string, string | undefined]> {
  if (review === undefined) return [['review', 'none']];
  const { name, assessment = 'not assessed', dataTypes, classifications, ignored } = review;
  const types = dataTypes.length === 0 ? '' : ` of ${dataTypes.join(', ')}`;
  return [
    ['review', name],
    ['data loss', `${assessment}${types}`],
    ...classifications.map(({ name: what, outcome, at }): [string, string] => [
      'classified',
      `${what}: ${outcome}, ${at}`,
    ]),
    [
      'not counted',
      ignored.length === 0 ? undefined : `${ignored.join(', ')}: an older review of the incident is there`,
    ],
  ];
}

const RULES = {
  NamedBySource: "named by the incident's source",
  AppliesTo: 'its appliesTo selects the incident',
  Default: 'it is the default',
  Unconditional: 'it applies to everything, and nothing more particular does',
  BuiltIn: 'no SLAPolicy applies',
} as const satisfies Record<SlaRule, string>;

function slaLines(sla: SlaExplanation): Array<[string, string | undefined]> {
  if ('reason' in sla && sla.policy === UNREADABLE_POLICY) return [['SLA policy', 'not readable']];
  if ('reason' in sla) return [['SLA policy', `${sla.policy}: ${sla.reason}`]];
  const { policy, generation, rule, acknowledgeBy = 'no target', resolveBy = 'no target' } = sla;
  const why = rule === undefined ? 'kept, as another policy may not loosen what is on record' : RULES[rule];
  return [
    ['SLA policy', `${policy} (generation ${generation}): ${why}`],
    ['acknowledge by', acknowledgeBy],
    ['resolve by', resolveBy],
  ];
}

const STATES = { Met: 'met', MetLate: 'met late', Owed: 'owed', Overdue: 'overdue' } as const;

function obligationLines(obligation: ObligationExplanation): string[] {
  const { policy, policyGeneration, name, recipient, dataType, classification, state, dueAt, metAt, clocks } =
    obligation;
  const basis =
    classification === undefined ? `data type ${dataType ?? ''}` : `what is classified as ${classification}`;
  const due = dueAt === undefined ? 'no date yet' : `due ${dueAt}`;
  const told = state === 'Met' || state === 'MetLate' ? 'told' : 'to be told';
  const met = metAt === undefined ? '' : `, ${told} ${metAt}`;
  return [
    oneLine(`tell ${recipient}: ${STATES[state]}, ${due}${met}`),
    ...indented([
      `obligation ${name} of ${policy} (generation ${policyGeneration}), for ${basis}`,
      ...(clocks.length === 0 ? ['kept from an earlier generation of the policy'] : clocks.map(clockText)),
    ]),
  ];
}

function clockText({ start, of, within, from, until, decides }: ClockExplanation): string {
  const clock = `${within} from ${start}${of === undefined ? '' : ` of ${of}`}`;
  const runs = from === undefined ? 'does not run yet' : `${from} to ${until ?? ''}`;
  return `- ${clock}: ${runs}${decides ? ' (decides)' : ''}`;
}

function checkLines({
  name,
  type,
  result,
  reason,
  meaning,
  since,
  dueAt,
  until,
  exemptedBy,
  check,
}: SubjectCheck): string[] {
  const times = [since && `since ${since}`, dueAt && `due ${dueAt}`, until && until !== dueAt && `until ${until}`];
  return [
    oneLine([`${name} (${type}): ${result}, ${reason}`, ...times.filter((part) => part)].join(', ')),
    ...indented([
      ...(meaning === undefined ? [] : [meaning]),
      ...(exemptedBy.length > 0 ? [`exempted by ${exemptedBy.join(', ')}`] : []),
      `the check as a whole: ${check.result}, ${check.reason}`,
    ]),
  ];
}
