// The write-back controller: writes the closure of a review to the source of its incident, once, where the source allows it. Looks after
// the part `writeBack` of an Incident's status and the condition WrittenBack; the Incident controller has the rest. Woken by a change of
// the incident, of its review and of its source, and when the source's data can be trusted again.

import { INCIDENT, INCIDENT_REVIEW, INCIDENT_SOURCE, SECRET } from '../../api/kinds.ts';
import { keyOf } from '../../api/meta.ts';
import { writesStatus } from '../../api/permissions.ts';
import type { IncidentStatus } from '../../api/v1alpha1/incident.gen.ts';
import type { JoinedIncident } from '../../compliance/joined-incident.ts';
import type { ReviewRow } from '../../compliance/reviews/review-row.ts';
import type { Controller } from '../../runtime/controller.ts';
import { createControllerOfMany } from '../../runtime/controller-of-many.ts';
import type { ControllerDescriptor, ControllerParts } from '../descriptor.ts';
import { type CandidateDeps, candidateKeys, candidateOf } from './candidates.ts';
import type { WriteBackEffect } from './effects.ts';
import type { WriteBackObservation } from './observation.ts';
import { createObserve, revisionOf } from './observe.ts';
import { plan, wantedEffects } from './plan.ts';
import { writeBackPorts } from './ports.ts';

/** Attempts run beside the workers. */
const WORKERS = 4;

export const writeBack: ControllerDescriptor = {
  permissions: [
    { type: INCIDENT, verbs: ['get'], why: 'The whole object is read before its status is written.' },
    writesStatus(INCIDENT),
    {
      type: INCIDENT_REVIEW,
      verbs: ['get'],
      why: 'The words of a closure are read when they are written to the source.',
    },
    {
      type: SECRET,
      verbs: ['get'],
      why: 'Credentials for writing, by name, in the namespace of the source that names them.',
    },
  ],
  create: createWriteBackController,
};

function createWriteBackController({ shell, caches, judge, freshness, ...parts }: ControllerParts): Controller {
  const { client, clock } = shell;
  const { sources, incidents, reviews } = caches;
  const deps: CandidateDeps = { sources, incidents, reviewOf: (row) => reviewThatCounts(judge.joined(row)) };
  const data = freshness.of(INCIDENT_SOURCE.kind);
  const { controller, wake } = createControllerOfMany<WriteBackObservation, WriteBackEffect>(
    {
      ...shell,
      observe: createObserve({ ...deps, client, judgeData: (key) => data.judge(key, clock.monotonicMs()) }),
      plan,
      workers: WORKERS,
      effects: {
        ports: writeBackPorts({ ...parts, client, sources, clock }),
        statusOf: ({ stored }) => stored,
        recordsIn: ({ writeBack: records = [] }: IncidentStatus = {}) => records,
        wanted: wantedEffects,
      },
    },
    () => candidateKeys(deps),
  );
  incidents.onChange((_before, after) => {
    if (after !== undefined && candidateOf(deps, after) !== undefined) wake(keyOf(after));
  });
  reviews.onChange((before, after) => {
    const row = after && judge.joins.incidentOf(after);
    if (row !== undefined && before?.generation !== after?.generation) wake(keyOf(row));
  });
  const wakeAll = (source: string): void => {
    const object = sources.get(source)?.object;
    if (object !== undefined) for (const key of candidateKeys(deps, object)) wake(key);
  };
  sources.onChange((before, after) => {
    const isNews = after !== undefined && (before && revisionOf(before.object)) !== revisionOf(after.object);
    if (isNews) wakeAll(`${after.namespace ?? ''}/${after.name}`);
  });
  freshness.onChange(({ kind, key }) => {
    if (kind === INCIDENT_SOURCE.kind) wakeAll(key);
  });
  return controller;
}

/** None where two contradict each other: nobody knows which closure counts. */
function reviewThatCounts({ review, isContested }: JoinedIncident): ReviewRow | undefined {
  return isContested ? undefined : review;
}
