// One incident as Zenduty returns it → the record that Docket keeps. Pure. Each bad item is rejected on its own, with a reason that quotes
// none of its text. Under dataPolicy Minimal the record has no person's name and no free text but the title.

import { FACT_BOUNDS, saying, toInstant, toLine, toParagraphs, toWebUrl } from '../../api/facts.ts';
import type { IncidentState, Severity } from '../../api/v1alpha1/vocabulary.gen.ts';
import type { IncidentRecord, RejectedItem } from '../ports/record.ts';
import { dataLossHint, listOf } from '../kit/data-loss.ts';
import { schemaFault, type Fault } from '../kit/schema-fault.ts';
import { severityOf, type SeverityMap, type SeverityVerdict } from '../kit/severity.ts';
import { isIncident, memberOf, type RawIncident } from './schema.ts';

export interface NormalizeOptions {
  readonly severityMap: SeverityMap;
  readonly dataPolicy: 'Minimal' | 'Full';
  /** What titles, summaries and tags are searched for; absent: the usual words. */
  readonly dataLossWords?: readonly string[] | undefined;
  /** Where a person opens an incident. */
  readonly urlOf: (incidentNumber: number) => string;
}

export interface Selectors {
  readonly serviceID: string | undefined;
  readonly teamID: string | undefined;
}

export interface ReadIncident {
  readonly kind: 'record';
  readonly record: IncidentRecord;
  readonly selectors: Selectors;
  readonly unmapped: string | undefined;
}

export type Normalized = ReadIncident | { readonly kind: 'rejected'; readonly item: RejectedItem };

const STATES: ReadonlyMap<number, IncidentState> = new Map([
  [1, 'Detected'],
  [2, 'Triaging'],
  [3, 'Resolved'],
]);
/** Nothing that could escape a URL's path is an id. */
const ID = /^[A-Za-z0-9][A-Za-z0-9_-]{0,127}$/;

export function isIncidentID(value: unknown): value is string {
  return typeof value === 'string' && ID.test(value);
}

export function normalizeIncident(raw: unknown, options: NormalizeOptions): Normalized {
  if (!isIncident(raw)) return rejected(raw, schemaFault(isIncident, 'incident'));
  if (!isIncidentID(raw.unique_id)) return rejected(raw, { reason: 'InvalidID', detail: '/unique_id: not an id' });
  const state = STATES.get(raw.status);
  if (state === undefined) return rejected(raw, UNKNOWN_STATE);
  const times = timesOf(raw, state);
  if ('reason' in times) return rejected(raw, times);
  const { unmapped, ...rated } = severityOfIncident(raw, options.severityMap);
  const hint = dataLossHint(saidOf(raw), options.dataLossWords);
  const record = { externalID: raw.unique_id, ...rated, state, ...times, ...describe(raw, options), ...hint };
  return { kind: 'record', record, selectors: selectorsOf(raw), unmapped };
}

const UNKNOWN_STATE: Fault = { reason: 'UnknownState', detail: '/status: not 1, 2 or 3' };

function rejected(raw: unknown, fault: Fault): Normalized {
  const externalID = memberOf(raw, 'unique_id');
  return { kind: 'rejected', item: isIncidentID(externalID) ? { ...fault, externalID } : fault };
}

type Times = Pick<IncidentRecord, 'detectedAt' | 'acknowledgedAt' | 'resolvedAt'>;

function timesOf(raw: RawIncident, state: IncidentState): Times | Fault {
  const detectedAt = instantOf(raw.creation_date);
  const acknowledgedAt = instantOf(raw.acknowledged_date);
  const resolvedAt = instantOf(raw.resolved_date);
  if (typeof detectedAt !== 'string') return noInstant('/creation_date');
  if (acknowledgedAt === null) return noInstant('/acknowledged_date');
  if (resolvedAt === null) return noInstant('/resolved_date');
  return { detectedAt, ...saying({ acknowledgedAt, resolvedAt: state === 'Resolved' ? resolvedAt : undefined }) };
}

function noInstant(field: string): Fault {
  return { reason: 'InvalidTime', detail: `${field}: not an instant with an offset` };
}

/** Undefined when absent, null when it is not an instant. */
function instantOf(value: string | null | undefined): string | undefined | null {
  return value === undefined || value === null ? undefined : (toInstant(value) ?? null);
}

const PRIORITIES: Readonly<Record<string, Severity>> = {
  p1: 'Critical',
  p2: 'High',
  p3: 'Medium',
  p4: 'Low',
  p5: 'Low',
};
const URGENCIES: Readonly<Record<string, Severity>> = { high: 'High', low: 'Low' };

/** A team names its priorities. The urgency counts where an incident has no priority, and listings have urgencies. */
function severityOfIncident(
  { team_priority_object: priority, urgency }: RawIncident,
  map: SeverityMap,
): SeverityVerdict {
  const urgencyName = urgency === 1 ? 'high' : urgency === 0 ? 'low' : undefined;
  const hints = [
    { value: priority?.name, names: PRIORITIES },
    { value: urgencyName, names: URGENCIES },
  ];
  return severityOf(hints, map);
}

/** What people and senders wrote there, but for notes. Nothing of it is kept. */
function saidOf({ title, summary, tags }: RawIncident): readonly unknown[] {
  return [title, summary, ...listOf(tags).map((tag) => memberOf(tag, 'name'))];
}

type Description = Pick<IncidentRecord, 'title' | 'url' | 'service' | 'assignees' | 'description' | 'mergedInto'>;

function describe(raw: RawIncident, { dataPolicy, urlOf }: NormalizeOptions): Description {
  const isFull = dataPolicy === 'Full';
  const title = toLine(raw.title ?? '', FACT_BOUNDS.title) || `Incident ${raw.incident_number}`;
  const description = isFull ? toParagraphs(raw.summary ?? '', FACT_BOUNDS.description) : '';
  return {
    title,
    ...saying({
      url: toWebUrl(urlOf(raw.incident_number)),
      service: toLine(raw.service_object?.name ?? '', FACT_BOUNDS.service),
      assignees: assigneesOf(raw, isFull),
      description: description === title ? '' : description,
      mergedInto: isIncidentID(raw.merged_with) ? raw.merged_with : undefined,
    }),
  };
}

/** Minimal keeps the id of the user, which means nothing outside the account. Full keeps the name as Zenduty shows it. */
function assigneesOf({ assigned_to: id, assigned_to_name: name }: RawIncident, isFull: boolean): readonly string[] {
  const shown = isFull ? toLine(name ?? '', FACT_BOUNDS.assignee) : '';
  // A value that is not an id (a mail address, say) could identify a person.
  const assignee = shown === '' ? (isIncidentID(id) ? id : '') : shown;
  return assignee === '' ? [] : [assignee];
}

function selectorsOf({ service, service_object: object }: RawIncident): Selectors {
  return { serviceID: service ?? object?.unique_id ?? undefined, teamID: object?.team ?? undefined };
}
