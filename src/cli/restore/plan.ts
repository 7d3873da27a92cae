// What is written to put a backup back: each object as it is created, in which order, and the status that it gets afterwards. Pure.

import {
  CHECK_EXCEPTION,
  CRITICAL_SYSTEM,
  INCIDENT,
  INCIDENT_REVIEW,
  LASTING_KINDS,
  SLA_POLICY,
  STAFF_ROSTER,
} from '../../api/kinds.ts';
import { apiVersionOf, keyOf, type KubeObject, type ResourceType } from '../../api/meta.ts';
import { shortUid } from '../../compliance/rows.ts';
import type { IncidentSpec } from '../../api/v1alpha1/incident.gen.ts';
import type { IncidentReview } from '../../api/v1alpha1/incidentreview.gen.ts';

/** An object as kubectl printed it. */
export interface SavedObject extends KubeObject {
  readonly spec?: object;
  readonly status?: SavedStatus;
}

interface SavedStatus {
  readonly observedGeneration?: number;
}

/** Objects that do not depend on each other's age. The rounds of a plan are written one after the other. */
export interface Round {
  readonly type: ResourceType;
  readonly objects: readonly SavedObject[];
  /** Has to come into another second than the round before, as of two objects the older counts. */
  readonly isLater: boolean;
}

/** An exception needs all that it may cover, and an incident its policies. */
const ORDER: readonly string[] = [
  'SLAPolicy',
  'DisclosurePolicy',
  'Incident',
  'IncidentReview',
  'ComplianceCheck',
  'IncidentSource',
  STAFF_ROSTER.kind,
  CRITICAL_SYSTEM.kind,
  'CheckException',
];
/** What the operator found out about these is not found out again; a source and a policy are read anew. */
const WITH_STATUS = new Set(['Incident', 'IncidentReview', 'ComplianceCheck', 'CheckException']);
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** The rounds, in their order. Objects that are not Docket's are left out. */
export function rounds(saved: readonly SavedObject[]): Round[] {
  const types = LASTING_KINDS.toSorted((one, other) => ORDER.indexOf(one.kind) - ORDER.indexOf(other.kind));
  return types.flatMap((type) => {
    const own = saved.filter(({ apiVersion, kind }) => apiVersion === apiVersionOf(type) && kind === type.kind);
    const byAge = [...Map.groupBy(own.toSorted(older), rankIn(own))].toSorted(([one], [other]) => one - other);
    return byAge.map(([rank, objects]) => ({ type, objects, isLater: rank > 0 }));
  });
}

/** The object to create. Its owners, finalizers and identity belong to the cluster that it was in. */
export function created(object: SavedObject): KubeObject & { readonly spec?: object } {
  const { apiVersion, kind, metadata } = object;
  const { name, namespace, labels } = metadata;
  const spec = kind === INCIDENT.kind ? datedSpec(object) : object.spec;
  const { [LAST_APPLIED]: _applied, ...annotations } = metadata.annotations ?? {};
  return {
    apiVersion,
    kind,
    metadata: {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      ...(labels === undefined ? {} : { labels }),
      ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
    },
    ...(spec === undefined ? {} : { spec }),
  };
}

/** An incident from before its times were written down counts from the creation of its record, which is another one now. */
function datedSpec({ metadata: { creationTimestamp }, spec }: SavedObject): object {
  const { sourceRef } = spec as Partial<IncidentSpec>;
  return {
    ...(sourceRef === undefined ? { detectedAt: creationTimestamp } : { recordedAt: creationTimestamp }),
    ...spec,
  };
}

/**
 * The status that the object gets; undefined where it gets none. It counts for the new generation if it was up to date with the old one,
 * so that an approval of this very content holds on. `uids`: the old ones to the new ones.
 */
export function restoredStatus(
  { kind, metadata, status }: SavedObject,
  generation: number,
  uids: ReadonlyMap<string, string>,
): object | undefined {
  if (status === undefined || !WITH_STATUS.has(kind)) return undefined;
  const { observedGeneration, ...rest } = status;
  const isUpToDate = observedGeneration !== undefined && observedGeneration === metadata.generation;
  const known = { ...rest, ...(isUpToDate ? { observedGeneration: generation } : {}) };
  // Deadlines that are kept name the policy by its old uid: the policy that is there now is another one.
  return kind === CHECK_EXCEPTION.kind ? (renamed(known, namesOf(uids)) as object) : known;
}

type Names = ReadonlyMap<unknown, string | number>;

/** A status tells objects apart by their uids, or by the digests of these. */
function namesOf(uids: ReadonlyMap<string, string>): Names {
  return new Map(
    [...uids].flatMap(([old, now]): Array<[string | number, string | number]> => [
      [old, now],
      [shortUid(old), shortUid(now)],
    ]),
  );
}

/** The value with the new names, in members that hold the uid of an object. */
function renamed(value: unknown, names: Names): unknown {
  if (Array.isArray(value)) return value.map((each) => renamed(each, names));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([member, held]) => [
      member,
      /^uid/i.test(member) ? (names.get(held) ?? held) : renamed(held, names),
    ]),
  );
}

function older({ metadata: one }: SavedObject, { metadata: other }: SavedObject): number {
  return (one.creationTimestamp ?? '') < (other.creationTimestamp ?? '') ? -1 : 1;
}

/** Of objects that compete, how many older ones there are: reviews of one incident, and SLA policies. */
function rankIn(all: readonly SavedObject[]): (object: SavedObject) => number {
  const ranks = new Map<SavedObject, number>();
  for (const group of Map.groupBy(all.toSorted(older), contestOf).values()) {
    for (const [index, object] of group.entries()) {
      const before = group[index - 1];
      const isSameAge = before?.metadata.creationTimestamp === object.metadata.creationTimestamp;
      ranks.set(object, before === undefined ? 0 : (ranks.get(before) ?? 0) + (isSameAge ? 0 : 1));
    }
  }
  return (object) => ranks.get(object) ?? 0;
}

/** What an object competes for by its age. Alone where it competes for nothing. */
function contestOf(object: SavedObject): string {
  if (object.kind === SLA_POLICY.kind) return 'the same incidents';
  if (object.kind !== INCIDENT_REVIEW.kind) return keyOf(object.metadata);
  const { incidentRef, external } = object.spec as IncidentReview['spec'];
  return JSON.stringify([object.metadata.namespace, incidentRef?.name, external?.sourceName, external?.externalID]);
}
