// Judges objects, wherever they come from, at one instant: the operator's own judge over stores that are filled once. Writes nothing
// and watches nothing.

import { INCIDENT, INCIDENT_SOURCE } from '../../api/kinds.ts';
import { keyOf, type KubeObject, type ResourceType } from '../../api/meta.ts';
import type { Incident } from '../../api/v1alpha1/incident.gen.ts';
import type { IncidentSource } from '../../api/v1alpha1/incidentsource.gen.ts';
import type { Freshness } from '../../compliance/freshness.ts';
import { incidentRow } from '../../compliance/rows.ts';
import type { SubjectSummary } from '../../compliance/tally.ts';
import { createObserve } from '../../controllers/compliancecheck/observe.ts';
import type { CheckObservation } from '../../controllers/compliancecheck/plan.ts';
import { incidentStatus } from '../../controllers/incident/plan-status.ts';
import { Judge } from '../../operator/judge.ts';
import { createStores, eachKind, type Stores } from '../../operator/stores.ts';
import { frozenAt } from './frozen-clock.ts';
import { freshnessOf } from './source-trust.ts';

/** What is judged, and as of when. Objects are as a cluster stores them: with defaults, uid, resourceVersion and generation. */
export interface World {
  readonly now: Date;
  readonly objects: readonly KubeObject[];
}

/** What came of it. Keys are `namespace/name`. */
export interface Judgement {
  readonly now: Date;
  readonly judge: Judge;
  readonly stores: Stores;
  readonly freshness: Freshness;
  /** Incidents as they are judged, with the status that they have now. */
  readonly incidents: ReadonlyMap<string, Incident>;
  /** What a check says; undefined where its sources have not been read yet and what is stored stands. */
  verdictOf(key: string): Promise<CheckObservation | undefined>;
}

export async function judgeObjects({ now, objects }: World): Promise<Judgement> {
  const clock = frozenAt(now);
  const faults: unknown[] = [];
  const stores = createStores((error) => faults.push(error));
  const freshness = freshnessOf(ofKind<IncidentSource>(objects, INCIDENT_SOURCE), now);
  const judge = new Judge({ caches: stores, freshness, clock });
  eachKind(stores, ({ type, store, project }) => {
    if (type !== INCIDENT) store.replace(ofKind<never>(objects, type).map(project));
  });
  const incidents = ofKind<Incident>(objects, INCIDENT).map((object) => withStatus(object, judge, now));
  stores.incidents.replace(incidents.map(incidentRow));
  if (faults.length > 0) throw faults[0];
  const observe = createObserve({
    ...{ checks: stores.checks, sources: stores.sources, freshness, clock },
    resultOf: (key) => judge.tally.result(key),
    compiled: (key) => judge.compiled(key),
    hasUnreadable: () => false,
  });
  return {
    ...{ now, judge, stores, freshness },
    incidents: new Map(incidents.map((incident) => [keyOf(incident.metadata), incident])),
    verdictOf: async (key) => (await observe(key).next()).value ?? undefined,
  };
}

function ofKind<T extends KubeObject>(objects: readonly KubeObject[], { kind }: ResourceType): T[] {
  return objects.filter((object): object is T => object.kind === kind);
}

/** As the incident controller would leave it: with the state that follows from its review, and when that was seen. */
function withStatus(incident: Incident, judge: Judge, now: Date): Incident {
  const observation = { incident: judge.joined(incidentRow(incident)), verdicts: UNJUDGED, stored: incident.status };
  return { ...incident, status: incidentStatus(observation, now) };
}

/** What checks say of an incident is no part of what they judge it by. */
const UNJUDGED: SubjectSummary = { counts: { passing: 0, due: 0, failing: 0, unknown: 0, exempted: 0 }, failing: [] };
