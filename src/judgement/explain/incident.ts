// Why an incident is judged as it is, as data: the JSON of `docket explain incident/NAME`, from which its text is made. Decides nothing:
// every part comes from the functions that the operator judges with.

import type { Incident, IncidentStatus } from '../../api/v1alpha1/incident.gen.ts';
import type { JoinedIncident } from '../../compliance/joined-incident.ts';
import { isListed, isOpen } from '../../compliance/lifecycle.ts';
import type { IncidentRow } from '../../compliance/verdict.ts';
import { rfc3339Exact } from '../../base/instants.ts';
import { instantText } from './instant-text.ts';
import type { Judgement } from '../offline/judge-objects.ts';
import { explainObligations, type ObligationExplanation } from './obligations.ts';
import { checksOn, type SubjectCheck } from './subject-checks.ts';
import { explainSla, type SlaExplanation } from './sla.ts';

/** Who states a time. */
export type SaidBy = 'Source' | 'Reporter' | 'Review' | 'Resolution';

export interface Dated {
  readonly time: string;
  readonly by: SaidBy;
}

export interface IncidentExplanation {
  readonly kind: 'Incident';
  readonly namespace: string;
  readonly name: string;
  readonly now: string;
  readonly title: string;
  readonly severity: string;
  readonly source?: string;
  readonly externalID?: string;
  readonly state: { readonly value: string; readonly by: SaidBy; readonly record: string; readonly review?: string };
  /** Set where its source does not list it any more, so that the review decides. */
  readonly synced?: string;
  readonly detectedAt: string;
  /** Of an incident that a detection counted together. */
  readonly occurrences?: { readonly count: number; readonly firstAt: string; readonly lastAt: string };
  readonly acknowledged?: Dated;
  readonly resolved?: Dated;
  readonly review?: {
    readonly name: string;
    readonly assessment?: string;
    readonly dataTypes: readonly string[];
    /** Whether the incident is what policies ask about. */
    readonly classifications: ReadonlyArray<{
      readonly name: string;
      readonly outcome: 'Yes' | 'No';
      readonly at: string;
    }>;
    /** Other reviews of the incident, which do not count as they are younger. */
    readonly ignored: readonly string[];
  };
  readonly sla: SlaExplanation;
  readonly assessBy?: string;
  readonly classifyBy?: string;
  readonly obligations: readonly ObligationExplanation[];
  /** Each check that selects it, by name. */
  readonly checks: readonly SubjectCheck[];
}

/** Undefined for an incident that is not there. Key: `namespace/name`. */
export function explainIncident(key: string, judgement: Judgement): IncidentExplanation | undefined {
  const { now, judge, stores, incidents } = judgement;
  const row = stores.incidents.get(key);
  const incident = incidents.get(key);
  if (row === undefined || incident === undefined) return undefined;
  const joined = judge.joined(row);
  const source = stores.sources.get(`${row.namespace}/${row.source ?? ''}`)?.object;
  return {
    kind: 'Incident',
    namespace: row.namespace,
    name: row.name,
    now: rfc3339Exact(now),
    ...identity(incident),
    ...facts(joined),
    ...reviewed(joined, judgement),
    sla: explainSla(joined, judge.joins.slaFor(row), source?.spec.slaPolicyRef?.name),
    ...stored(incident.status?.deadlines),
    obligations: explainObligations(joined, judgement),
    checks: checksOn(row, judgement),
  };
}

/** As the status has them. */
function stored({ assessBy, classifyBy }: NonNullable<IncidentStatus['deadlines']> = {}) {
  return { ...(assessBy !== undefined && { assessBy }), ...(classifyBy !== undefined && { classifyBy }) };
}

type Identity = Pick<IncidentExplanation, 'title' | 'severity' | 'source' | 'externalID' | 'occurrences'>;

function identity({ spec }: Incident): Identity {
  const { title, severity, sourceRef, externalID, occurrences } = spec;
  return {
    title,
    severity,
    ...(sourceRef !== undefined && { source: sourceRef.name }),
    ...(externalID !== undefined && { externalID }),
    ...(occurrences !== undefined && { occurrences }),
  };
}

type Facts = Pick<IncidentExplanation, 'state' | 'synced' | 'detectedAt' | 'acknowledged' | 'resolved'>;

function facts(joined: JoinedIncident): Facts {
  const { row, state, review, acknowledgedAt, resolvedAt } = joined;
  const recorder = recorderOf(row);
  return {
    state: {
      value: state,
      by: state === row.recordState ? recorder : 'Review',
      record: row.recordState,
      ...(review?.state !== undefined && { review: review.state }),
    },
    ...(!isListed(row) && row.synced !== undefined && { synced: row.synced }),
    detectedAt: instantText(row.detectedAt),
    ...dated('acknowledged', acknowledgedAt, acknowledgedAt === row.acknowledgedAt ? recorder : 'Review'),
    ...(acknowledgedAt === undefined && !isOpen(state) && dated('acknowledged', resolvedAt, 'Resolution')),
    ...dated('resolved', resolvedAt, state === row.recordState ? recorder : 'Review'),
  };
}

const recorderOf = ({ source }: IncidentRow): SaidBy => (source === undefined ? 'Reporter' : 'Source');

function dated<Name extends string>(name: Name, ms: number | undefined, by: SaidBy): Partial<Record<Name, Dated>> {
  return ms === undefined ? {} : ({ [name]: { time: instantText(ms), by } } as Record<Name, Dated>);
}

function reviewed({ row, review }: JoinedIncident, { judge }: Judgement): Pick<IncidentExplanation, 'review'> {
  if (review === undefined) return {};
  const { name, assessment, dataTypes, classifications } = review;
  const others = judge.joins.reviews.reviewsOf(row).map((each) => each.name);
  return {
    review: {
      name,
      ...(assessment !== undefined && { assessment }),
      dataTypes,
      classifications: classifications.map(({ at, ...answer }) => ({ ...answer, at: instantText(at) })),
      ignored: others.filter((other) => other !== name),
    },
  };
}
