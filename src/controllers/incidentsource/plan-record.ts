// One record → the Incident that mirrors it, and the write that updates the stored Incident to it. Pure.

import { apiVersionOf } from '../../api/meta.ts';
import { INCIDENT } from '../../api/kinds.ts';
import { incidentName } from '../../api/names.ts';
import type { Incident, IncidentSpec } from '../../api/v1alpha1/incident.gen.ts';
import type { IncidentSource } from '../../api/v1alpha1/incidentsource.gen.ts';
import { PROVIDER_TITLES, type ProviderName, SEVERITIES, type Severity } from '../../api/v1alpha1/vocabulary.gen.ts';
import { recordDigest } from '../../compliance/digest.ts';
import { earliest, instantOf, rfc3339 } from '../../base/instants.ts';
import { shortDigest } from '../../compliance/rows.ts';
import type { IncidentRow } from '../../compliance/verdict.ts';
import type { IncidentRecord } from '../../integrations/ports/record.ts';
import type { ExistsDecision, Write } from '../../runtime/plan.ts';
import type { DesiredIncident } from './observation.ts';

/** The only labels that Docket sets on objects that it creates: GitOps tools prune objects that carry their own labels. */
export const LABELS = {
  source: 'docket.dev/source',
  zone: 'docket.dev/zone',
  severity: 'docket.dev/severity',
  state: 'docket.dev/state',
} as const;

/** Optional facts that the stored incident may have and the record may lack. A merge patch must name them to remove them. */
const OPTIONAL_FACTS = [
  'acknowledgedAt',
  'assignees',
  'category',
  'closedAt',
  'dataLossHint',
  'description',
  'mergedIntoRef',
  'occurrences',
  'resolvedAt',
  'service',
  'sourceSeverity',
  'stateUntil',
  'url',
  'zone',
] as const satisfies ReadonlyArray<keyof IncidentSpec>;

/** Where a record is from. */
export interface Origin {
  readonly source: IncidentSource;
  readonly provider: ProviderName;
  /** The administrator lets a severityMap lower what is on record, too. */
  readonly lowers?: boolean | undefined;
}

/** `row` is the row in the cache under the record's name. */
export function desiredIncident(
  origin: Origin,
  record: IncidentRecord,
  lookUp: (key: string) => IncidentRow | undefined,
): DesiredIncident {
  const { source, provider } = origin;
  const { namespace = '', name: sourceName } = source.metadata;
  const name = incidentName({ provider, source: sourceName, externalID: record.externalID });
  const key = `${namespace}/${name}`;
  const row = lookUp(key);
  const severity = keptSeverity(record, origin.lowers === true ? undefined : row) ?? record.severity;
  const spec = mirroredSpec(origin, { ...record, severity }, row);
  const labels = mirroredLabels(spec);
  const incident: Incident = {
    apiVersion: apiVersionOf(INCIDENT) as Incident['apiVersion'],
    kind: 'Incident',
    metadata: { namespace, name, labels },
    spec,
  };
  const lowered = severity === record.severity ? {} : { lowered: { from: severity, to: record.severity } };
  return { key, incident, digest: recordDigest(spec, labels), row, ...lowered };
}

/**
 * The severity on record, where the record's is lower although the source says what it said: then the spec's map lowered it, or another
 * field that the spec names. Deadlines, checks and policies go by the severity, so that whoever may edit the source could end a failure.
 */
function keptSeverity(
  { severity, sourceSeverity }: IncidentRecord,
  row: IncidentRow | undefined,
): Severity | undefined {
  if (row === undefined || SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(row.severity)) return undefined;
  const isSameField = shortDigest(sourceSeverity?.field) === row.ratedBy;
  const saysOther = shortDigest(sourceSeverity?.value) !== row.rated;
  return isSameField && saysOther ? undefined : row.severity;
}

/** The row of the incident that mirrors a record, if there is one and its name is not held by another. */
export function recordedRow(
  { source, provider, externalID }: Recorded,
  lookUp: (key: string) => IncidentRow | undefined,
): IncidentRow | undefined {
  const { namespace = '', name: sourceName } = source.metadata;
  const row = lookUp(`${namespace}/${incidentName({ provider, source: sourceName, externalID })}`);
  return row?.externalID === externalID && row.source === sourceName ? row : undefined;
}

interface Recorded {
  readonly source: IncidentSource;
  readonly provider: ProviderName;
  readonly externalID: string;
}

/** According to the cache the name belongs to another incident, so nothing is written to it. */
export function isHeldByAnother({ incident: { spec }, row }: DesiredIncident): boolean {
  return row !== undefined && (row.externalID !== spec.externalID || row.source !== spec.sourceRef?.name);
}

/** Nothing when the stored facts are equal; otherwise a create, or a patch of the version in the cache. */
export function recordWrite(desired: DesiredIncident, now: Date): Write | undefined {
  const { incident, digest, row, recordedAt = now } = desired;
  if (row?.digest === digest) return undefined;
  const decide = (existing: { metadata: Incident['metadata'] }): ExistsDecision =>
    reconcileExisting(existing as Incident, incident, digest);
  if (row === undefined)
    return { kind: 'create', type: INCIDENT, object: onRecordSince(incident, recordedAt), onExists: decide };
  const { namespace = '', name } = incident.metadata;
  return {
    kind: 'patch',
    type: INCIDENT,
    key: { namespace, name },
    patch: factsPatch(incident, String(row.resourceVersion)),
    onConflict: decide,
  };
}

/** A new incident keeps the time when it came on record, so that a backup that is restored does not start its clocks again. */
function onRecordSince(incident: Incident, since: Date | number): Incident {
  return { ...incident, spec: { ...incident.spec, recordedAt: rfc3339(since) } };
}

function mirroredSpec(
  { source, provider }: Origin,
  record: IncidentRecord,
  row: IncidentRow | undefined,
): IncidentSpec {
  const { externalID, mergedInto, acknowledgedAt, origin, assignees, ownSeverity: _own, ...facts } = record;
  // The first acknowledgement counts. A vendor may drop it once it expires or the incident is resolved. What is in the spec does not count: it
  // may be from a time when people could write it.
  const known = earliest([instantOf(acknowledgedAt), row?.statedAcknowledgedAt]);
  const sourceName = source.metadata.name;
  return {
    sourceRef: { name: sourceName },
    externalID,
    ...facts,
    origin: origin ?? PROVIDER_TITLES[provider],
    ...(known === undefined ? {} : { acknowledgedAt: rfc3339(new Date(known)) }),
    ...(assignees === undefined || assignees.length === 0 ? {} : { assignees: [...assignees] }),
    ...(source.spec.zone === undefined ? {} : { zone: source.spec.zone }),
    ...(mergedInto === undefined
      ? {}
      : { mergedIntoRef: { name: incidentName({ provider, source: sourceName, externalID: mergedInto }) } }),
  };
}

function mirroredLabels(spec: IncidentSpec): Record<string, string> {
  return {
    [LABELS.source]: spec.sourceRef?.name ?? '',
    [LABELS.severity]: spec.severity,
    [LABELS.state]: spec.state,
    ...(spec.zone === undefined ? {} : { [LABELS.zone]: spec.zone }),
  };
}

/** The name is taken: by this same incident (adopt and update it), or by another one (never overwrite it). */
function reconcileExisting(existing: Incident, desired: Incident, digest: number): ExistsDecision {
  const same =
    existing.spec.externalID === desired.spec.externalID &&
    existing.spec.sourceRef?.name === desired.spec.sourceRef?.name;
  if (!same) return { kind: 'collision', message: 'the name belongs to another incident' };
  if (recordDigest(existing.spec, existing.metadata.labels ?? {}) === digest) return { kind: 'keep' };
  return { kind: 'patch', patch: factsPatch(desired, existing.metadata.resourceVersion ?? '') };
}

function factsPatch(desired: Incident, resourceVersion: string): Readonly<Record<string, unknown>> {
  const absent = Object.fromEntries(OPTIONAL_FACTS.map((field) => [field, null]));
  const labels = { [LABELS.zone]: null, ...desired.metadata.labels };
  const { sourceSeverity: rated } = desired.spec;
  const own = rated === undefined ? {} : { sourceSeverity: { field: null, ...rated } };
  return { metadata: { resourceVersion, labels }, spec: { ...absent, ...desired.spec, ...own } };
}
