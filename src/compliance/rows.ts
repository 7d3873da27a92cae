// Projects incidents to the rows that the stores hold: what checks, counts and syncs need, and no more. Keeps no part of the object in
// memory, and never fails: a value that cannot be read counts as absent, as the CRD has refused it already.

import { toLine } from '../api/facts.ts';
import type { Incident, IncidentSpec } from '../api/v1alpha1/incident.gen.ts';
import { compactRow } from './compact-row.ts';
import { digestOf, recordDigest } from './digest.ts';
import { statusDigest, storedSynced } from './incident-facts.ts';
import { instantOf } from '../base/instants.ts';
import { interned, internedLabels, internedOptional } from './intern.ts';
import { isOpen } from './lifecycle.ts';
import { pinsOf } from './pins.ts';
import type { IncidentRow } from './verdict.ts';
import { settledClosure } from './write-back.ts';

/** How much of a title the status has (crds/incidents.yaml). */
const MAX_TITLE = 60;

/** The row of an incident. Instants are epoch milliseconds; an instant that nobody states is undefined. */
export function incidentRow(object: Incident): IncidentRow {
  const { metadata, spec, status } = object;
  const source = internedOptional(spec.sourceRef?.name);
  const detected = detectedAt(object);
  return compactRow({
    namespace: interned(metadata.namespace ?? ''),
    name: metadata.name,
    uid: shortUid(metadata.uid),
    resourceVersion: compactVersion(metadata.resourceVersion),
    generation: metadata.generation ?? 0,
    source,
    externalID: spec.externalID,
    severity: interned(spec.severity) as IncidentRow['severity'],
    ...rating(spec),
    recordState: recordState(spec),
    state: stateOf(object),
    category: internedOptional(spec.category),
    zone: internedOptional(spec.zone),
    origin: internedOptional(spec.origin ?? defaultOrigin(spec)),
    title: toLine(spec.title, MAX_TITLE),
    detectedAt: detected,
    stateUntil: instantOf(spec.stateUntil),
    recordedAt: recordedAt(object),
    acknowledgedAt: instantOf(spec.acknowledgedAt),
    statedAcknowledgedAt: instantOf(status?.acknowledgedAt),
    resolvedAt: instantOf(spec.resolvedAt) ?? resolvedInTimeline(status),
    closedAt: instantOf(spec.closedAt),
    labels: internedLabels(metadata.labels),
    hinted: spec.dataLossHint !== undefined,
    digest: recordDigest(spec, metadata.labels),
    statusDigest: status === undefined ? undefined : statusDigest(status),
    synced: storedSynced(status),
    writtenBack: settledClosure(status?.writeBack),
    pins: pinsOf(status, detected),
  });
}

/** The record's until a status says more. */
function stateOf({ spec, status }: Incident): IncidentRow['state'] {
  return status?.state === undefined ? recordState(spec) : (interned(status.state) as IncidentRow['state']);
}

/** A uid takes 56 bytes and is only ever compared. */
export function shortUid(uid = ''): number {
  // `| 0`: the engine keeps a small integer in the field itself; a double would take 16 bytes elsewhere.
  return (digestOf(uid) % 0x40000000) | 0;
}

function rating({ sourceSeverity: said }: IncidentSpec): Pick<IncidentRow, 'rated' | 'ratedBy'> {
  return { rated: shortDigest(said?.value), ratedBy: shortDigest(said?.field) };
}

/** 30 bits that stand for a text, 0 for none. */
export function shortDigest(text: string | undefined): number {
  return text === undefined ? 0 : shortUid(text) || 1;
}

/** A resource version is opaque. In practice it is a decimal number that fits 31 bits for years; any other stays text. */
export function compactVersion(text = ''): string | number {
  const version = Number(text);
  return Number.isInteger(version) && version > 0 && version <= 0x7fffffff && String(version) === text ? version : text;
}

/** When the last resolution was seen, for a record that does not state it. */
function resolvedInTimeline(status: Incident['status']): number | undefined {
  const entries = status?.timeline ?? [];
  const open = entries.findLastIndex(({ to }) => isOpen(to));
  return instantOf(entries[open + 1]?.time);
}

/** A record that did not go through the API server's defaults has no state yet. */
function recordState({ state }: Partial<IncidentSpec>): IncidentRow['recordState'] {
  return interned(state ?? 'Detected') as IncidentRow['recordState'];
}

/** `Reported` for an incident without a source. The origin of a mirrored one is in its record. */
function defaultOrigin(spec: IncidentSpec): string | undefined {
  return spec.sourceRef === undefined ? 'Reported' : undefined;
}

/** Of a mirrored incident only: whoever reports one says when it was detected. A restored one has its earlier time in its spec. */
function recordedAt({ metadata, spec }: Incident): number | undefined {
  if (spec.sourceRef === undefined) return undefined;
  return instantOf(spec.recordedAt) ?? instantOf(metadata.creationTimestamp);
}

/** Without `detectedAt` the creation of the record counts. */
function detectedAt({ metadata, spec }: Incident): number {
  return instantOf(spec.detectedAt) ?? instantOf(metadata.creationTimestamp) ?? 0;
}
