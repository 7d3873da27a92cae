// Judges objects from anywhere, at one instant, with the operator's own judge over stores that are filled once. Writes nothing and watches
// nothing.

import { INCIDENT, INCIDENT_REVIEW, INCIDENT_SOURCE } from '../../api/kinds.ts';
import { keyOf, type KubeObject, type ResourceType } from '../../api/meta.ts';
import type { Incident } from '../../api/v1alpha1/incident.gen.ts';
import type { IncidentReview } from '../../api/v1alpha1/incidentreview.gen.ts';
import type { IncidentSource } from '../../api/v1alpha1/incidentsource.gen.ts';
import type { Freshness } from '../../compliance/freshness.ts';
import { incidentStatus } from '../../compliance/incident-status.ts';
import { judgeCheck, type JudgedCheck } from '../../compliance/judged-check.ts';
import { incidentRow } from '../../compliance/rows.ts';
import { type PendingVerdict, UNJUDGED } from '../../compliance/tally.ts';
import { Judge } from '../judge.ts';
import { createStores, eachKind, type Stores } from '../stores.ts';
import { type AccessFiles, judgeAccess } from './access.ts';
import { frozenAt } from './frozen-clock.ts';
import { settleExpressions, type SubjectInput } from './settle-expressions.ts';
import { freshnessOf } from './source-trust.ts';

/** What is judged, and at which instant. Objects are as a cluster stores them: with defaults, uid, resourceVersion and generation. */
export interface World {
  readonly now: Date;
  readonly objects: readonly KubeObject[];
  /** The accounts and people of files. Absent: the objects are of a cluster, where nobody keeps them. */
  readonly access?: AccessFiles;
}

/** The outcome. Keys are `namespace/name`. */
export interface Judgement {
  readonly now: Date;
  readonly judge: Judge;
  readonly stores: Stores;
  readonly freshness: Freshness;
  /** The object of a kind under a key; undefined for one that is not here. */
  readonly objectOf: (kind: string, key: string) => KubeObject | undefined;
  /** Incidents as they are judged, with the status that they have now. */
  readonly incidents: ReadonlyMap<string, Incident>;
  /** The checks with their results. A check whose sources have not been read is missing: its stored result is kept. */
  readonly observations: ReadonlyMap<string, JudgedCheck>;
  /** Which systems and rosters of the files cannot be read, and why: one sentence each. */
  readonly accessNotes: readonly string[];
}

export async function judgeObjects({ now, objects, access }: World): Promise<Judgement> {
  const clock = frozenAt(now);
  const faults: unknown[] = [];
  const stores = createStores((error) => faults.push(error));
  const freshness = freshnessOf(ofKind<IncidentSource>(objects, INCIDENT_SOURCE), now);
  const judge = new Judge({ caches: stores, freshness, clock });
  const pending: PendingVerdict[] = [];
  judge.onPending((asked) => pending.push(...asked));
  eachKind(stores, ({ type, store, project }) => {
    if (type !== INCIDENT) store.replace(ofKind<never>(objects, type).map(project));
  });
  const accessNotes = access === undefined ? [] : judgeAccess({ objects, files: access, judge, freshness, now });
  const incidents = byKey(ofKind<Incident>(objects, INCIDENT).map((object) => withStatus(object, judge, now)));
  stores.incidents.replace([...incidents.values()].map(incidentRow));
  if (faults.length > 0) throw faults[0];
  const reviews = byKey(ofKind<IncidentReview>(objects, INCIDENT_REVIEW));
  const inputOf = (key: string) => inputOfSubject(key, { judge, incidents, reviews });
  await settleExpressions({ pending, judge, inputOf, nowMs: now.getTime() });
  return {
    ...{ now, judge, stores, freshness, incidents, accessNotes },
    objectOf: objectFinder(objects),
    observations: judgeChecks({ judge, stores, freshness, now }),
  };
}

type Standing = Pick<Judgement, 'judge' | 'stores' | 'freshness' | 'now'>;

/** As the check controller judges them. */
function judgeChecks({ judge, stores, freshness, now }: Standing): ReadonlyMap<string, JudgedCheck> {
  const monotonicMs = frozenAt(now).monotonicMs();
  const judged = new Map<string, JudgedCheck>();
  for (const { object: check } of stores.checks.list()) {
    const key = keyOf(check.metadata);
    const one = judgeCheck({
      check,
      compiled: judge.compiled(key),
      tally: judge.tally.result(key),
      scopeOf: (compiled) => judge.tally.scopeOf(compiled),
      freshnessOf: (data) => freshness.judge(data, monotonicMs),
    });
    if (one !== undefined) judged.set(key, one);
  }
  return judged;
}

function ofKind<T extends KubeObject>(objects: readonly KubeObject[], { kind }: ResourceType): T[] {
  return objects.filter((object): object is T => object.kind === kind);
}

/** Finds objects by kind and key. Goes through them once, at the first call. */
function objectFinder(objects: readonly KubeObject[]): Judgement['objectOf'] {
  const found = new Map<string, KubeObject>();
  return (kind, key) => {
    if (found.size === 0) for (const each of objects) found.set(`${each.kind}/${keyOf(each.metadata)}`, each);
    return found.get(`${kind}/${key}`);
  };
}

const byKey = <T extends KubeObject>(objects: readonly T[]): Map<string, T> =>
  new Map(objects.map((object) => [keyOf(object.metadata), object]));

interface Subjects {
  readonly judge: Judge;
  readonly incidents: ReadonlyMap<string, Incident>;
  readonly reviews: ReadonlyMap<string, IncidentReview>;
}

/** An incident with the review that counts for it. */
function inputOfSubject(key: string, { judge, incidents, reviews }: Subjects): ReturnType<SubjectInput> {
  const incident = incidents.get(key);
  if (incident === undefined) return undefined;
  const row = incidentRow(incident);
  const review = judge.joins.reviewOf(row);
  return { incident, review: review && reviews.get(keyOf(review)), detectedAt: row.detectedAt };
}

/** The incident with the status that the incident controller would write. */
function withStatus(incident: Incident, judge: Judge, now: Date): Incident {
  const observation = { incident: judge.joined(incidentRow(incident)), verdicts: UNJUDGED, stored: incident.status };
  return { ...incident, status: incidentStatus(observation, now) };
}
