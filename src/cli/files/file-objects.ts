// Reads the objects in YAML files as a cluster would store them if they were applied at an instant, with the default checks of their critical
// systems. Reports what is wrong with the
// files; computes no verdict.

import { COMPLIANCE_CHECK, INCIDENT, INCIDENT_REVIEW, INCIDENT_SOURCE } from '../../api/kinds.ts';
import type { KubeObject, ObjectMeta } from '../../api/meta.ts';
import type { Incident } from '../../api/v1alpha1/incident.gen.ts';
import type { IncidentReview } from '../../api/v1alpha1/incidentreview.gen.ts';
import type { IncidentSource } from '../../api/v1alpha1/incidentsource.gen.ts';
import type { AccessFiles } from '../../judgement/offline/access.ts';
import { accessFilesOf } from './access-files.ts';
import { defaultChecksOf } from './default-checks.ts';
import { type Finding, findingAt } from './findings.ts';
import { summaryOf, type Validation, validateDirectory, type ValidationOptions } from './validation.ts';
import type { Accepted } from './judge-object.ts';
import { type EvidenceFiles, evidenceStatus } from './evidence.ts';
import { asFresh } from '../../judgement/offline/source-trust.ts';

export interface FileObjects {
  /** What is wrong. Use the objects only when this is empty. */
  readonly findings: readonly Finding[];
  /** Those in the files, and the default checks that the operator would create. */
  readonly objects: readonly KubeObject[];
  /** What was assumed because no file says it, one sentence each. */
  readonly notes: readonly string[];
  /** `7 objects of docket.dev in 2 files`. */
  readonly summary: string;
  readonly validation: Validation;
  /** The accounts and people that the files hold. */
  readonly access: AccessFiles;
}

/** Reads a folder (recursively), one file, or standard input (`-`). Rejects when it is not there. */
export async function readObjects(
  root: string,
  now: Date,
  options: Omit<ValidationOptions, 'asStored'> = {},
): Promise<FileObjects> {
  const validation = await validateDirectory(root, { ...options, asStored: true });
  const findings = [...validation.findings, ...validation.accepted.flatMap(timeFindings)];
  const objects = findings.length > 0 ? [] : validation.accepted.map((each) => identified(each, now));
  const files = { holders: validation.holders, objects: validation.loaded.objects };
  const access = await accessFilesOf(validation, now);
  return {
    findings,
    objects: [...objects.map((object) => completed(object, files, now)), ...defaultChecksOf(objects, access, now)],
    notes: validation.accepted.flatMap(noteOf),
    summary: summaryOf(validation),
    validation,
    access,
  };
}

/** A creationTimestamp in a file must be an instant. */
function timeFindings({ loaded }: Accepted): Finding[] {
  const { creationTimestamp: time } = loaded.object.metadata;
  if (time === undefined || time === null || (typeof time === 'string' && !Number.isNaN(Date.parse(time)))) return [];
  const fix = 'write an instant as RFC 3339 does, such as 2026-03-31T17:00:00Z, or leave it out';
  return [findingAt(loaded, 'metadata.creationTimestamp', 'is not an instant', fix)];
}

/** Adds the metadata that a cluster sets (uid, generation, creation time), unless the file has it. */
function identified({ loaded, object, type }: Accepted, now: Date): KubeObject {
  const said = loaded.object.metadata as Partial<ObjectMeta>;
  const { observedGeneration } = (object as { status?: { observedGeneration?: number } }).status ?? {};
  const metadata = {
    ...object.metadata,
    uid: said.uid ?? `${type.kind}/${object.metadata.namespace ?? ''}/${object.metadata.name}`,
    resourceVersion: '1',
    generation: said.generation ?? observedGeneration ?? 1,
    creationTimestamp: said.creationTimestamp ?? detectionOf(object) ?? now.toISOString(),
  };
  return { ...object, metadata };
}

/** An incident that nobody dates was on record when it was detected, so that its deadlines run from then. */
function detectionOf(object: KubeObject): string | undefined {
  return object.kind === INCIDENT.kind ? (object as Incident).spec.detectedAt : undefined;
}

/** Fills in the parts of a status that a controller would write and that verdicts depend on. */
function completed(object: KubeObject, files: EvidenceFiles, now: Date): KubeObject {
  switch (object.kind) {
    // A stored result is dropped: the check is judged again.
    case COMPLIANCE_CHECK.kind:
      return { ...object, status: undefined } as KubeObject;
    case INCIDENT_SOURCE.kind:
      return asFresh(object as IncidentSource, now);
    case INCIDENT_REVIEW.kind:
      return { ...object, status: evidenceStatus(object as IncidentReview, files) } as IncidentReview;
    default:
      return object;
  }
}

function noteOf({ loaded, object }: Accepted): string[] {
  const isDated = typeof loaded.object.metadata['creationTimestamp'] === 'string';
  if (object.kind !== INCIDENT.kind || isDated || (object as Incident).spec.detectedAt !== undefined) return [];
  return [`${loaded.file}:${loaded.line}: ${object.metadata.name} says no detectedAt: it counts as detected at --now`];
}
