// What is owed for an incident and until when, as its status shows it, each with its policy. Pure.

import type { IncidentStatus } from '../../api/v1alpha1/incident.gen.ts';
import { earliest, instantAfter, rfc3339Exact } from '../../base/instants.ts';
import { answerTo } from '../disclosure/classification.ts';
import type { JoinedIncident } from '../joined-incident.ts';
import type { Obligation } from '../disclosure/obligation.ts';

type Deadlines = NonNullable<IncidentStatus['deadlines']>;

/** How many a status holds; the earliest deadlines come first. */
const MAX_OBLIGATIONS = 50;

/** Undefined where nothing is owed and no policy applies. */
export function deadlines(incident: JoinedIncident): Deadlines | undefined {
  const all: Deadlines = {
    ...slaDeadlines(incident),
    ...assessment(incident),
    ...classification(incident),
    ...disclosures(incident),
  };
  return Object.keys(all).length === 0 ? undefined : all;
}

/** While the policy cannot be read or is missing, what was stored stays, so that the next policy is compared with it. */
function slaDeadlines({ sla: present }: JoinedIncident): Deadlines {
  const sla = present.ok ? present : present.onRecord;
  if (sla === undefined) return {};
  const { policy, generation, uid, severity, acknowledgeBy, resolveBy } = sla;
  return {
    slaPolicy: { name: policy, generation, ...(uid === undefined ? {} : { uid }) },
    ...(severity === undefined ? {} : { severity }),
    ...time('acknowledgeBy', acknowledgeBy),
    ...time('resolveBy', resolveBy),
  };
}

/** An assessment is owed for severe incidents, and where data loss is suspected. */
function assessment({ row, assessableFrom, review, disclosure }: JoinedIncident): Deadlines {
  const isOwed = row.severity === 'Critical' || row.severity === 'High' || review?.assessment === 'Suspected';
  return isOwed ? time('assessBy', instantAfter(assessableFrom, disclosure.assessWithinMs)) : {};
}

/** An answer is owed for what is severe, and where the policy that asks names the severity. */
function classification({ row, assessableFrom, review, disclosure }: JoinedIncident): Deadlines {
  const isSevere = row.severity === 'Critical' || row.severity === 'High';
  const open = disclosure.classifications.filter(
    ({ name, isForSeverity }) =>
      (isForSeverity || isSevere) && answerTo(name, review?.classifications ?? []) === undefined,
  );
  return time('classifyBy', instantAfter(assessableFrom, earliest(open.map(({ withinMs }) => withinMs))));
}

function disclosures({ disclosure }: JoinedIncident): Deadlines {
  if (disclosure.obligations.length === 0) return {};
  return { disclose: disclosure.obligations.slice(0, MAX_OBLIGATIONS).map(stored) };
}

function stored({
  policy,
  policyGeneration,
  policyUid,
  name,
  recipient,
  basis,
  dueAt,
  metAt,
}: Obligation): NonNullable<Deadlines['disclose']>[number] {
  return {
    ...{ policy, policyGeneration, obligation: name, recipient },
    ...(policyUid === undefined ? {} : { policyUID: policyUid }),
    ...(basis.when === 'Classified' && { classification: basis.classification }),
    ...time('dueAt', dueAt),
    ...time('metAt', metAt),
  };
}

/** An object with this instant, or an empty one. Exact, as a resolved incident is judged by the stored instants. */
function time<Name extends string>(name: Name, ms: number | undefined): Partial<Record<Name, string>> {
  return ms === undefined ? {} : ({ [name]: rfc3339Exact(ms) } as Record<Name, string>);
}
