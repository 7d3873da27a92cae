// One incident as PagerDuty returns it → the record that Docket keeps. Pure. Each bad item is rejected on its own, with a reason that
// quotes none of its text. Under dataPolicy Minimal the record has no person's name and no free text but the title.

import { FACT_BOUNDS, saying, toInstant, toLine, toParagraphs, toWebUrl } from '../../api/facts.ts';
import type { IncidentState } from '../../api/v1alpha1/vocabulary.gen.ts';
import type { IncidentRecord, RejectedItem } from '../ports/record.ts';
import { dataLossHint } from '../kit/data-loss.ts';
import { schemaFault, type Fault } from '../kit/schema-fault.ts';
import type { SeverityMap } from '../kit/severity.ts';
import { incidentSeverity } from './normalize-severity.ts';
import { isIncident, memberOf, type RawIncident } from './schema.ts';

export interface NormalizeOptions {
  readonly severityMap: SeverityMap;
  readonly dataPolicy: 'Minimal' | 'Full';
  /** What titles and notes are searched for; absent: the usual words. */
  readonly dataLossWords?: readonly string[] | undefined;
}

export interface Selectors {
  readonly serviceID: string | undefined;
  readonly teamIDs: readonly string[];
  readonly urgency: string | undefined;
}

export type Normalized =
  | {
      readonly kind: 'record';
      readonly record: IncidentRecord;
      readonly selectors: Selectors;
      readonly unmapped: string | undefined;
    }
  | { readonly kind: 'rejected'; readonly item: RejectedItem };

const STATES: Readonly<Record<string, IncidentState>> = {
  triggered: 'Detected',
  acknowledged: 'Triaging',
  resolved: 'Resolved',
};
/** Ids are short and alphanumeric (PagerDuty/developer-docs docs/REST-API/06-Types.md). Nothing that could escape a URL's path is an id. */
const ID = /^[A-Za-z0-9][A-Za-z0-9_.:~-]{0,127}$/;

export function isIncidentID(value: unknown): value is string {
  return typeof value === 'string' && ID.test(value);
}

export function normalizeIncident(raw: unknown, options: NormalizeOptions): Normalized {
  if (!isIncident(raw)) return rejected(raw, schemaFault(isIncident, 'incident'));
  if (!isIncidentID(raw.id)) return rejected(raw, { reason: 'InvalidID', detail: '/id: not an id of PagerDuty' });
  const state = Object.hasOwn(STATES, raw.status) ? STATES[raw.status] : undefined;
  if (state === undefined) return rejected(raw, UNKNOWN_STATE);
  const times = timesOf(raw, state);
  if ('reason' in times) return rejected(raw, times);
  const { unmapped, ...rated } = incidentSeverity(raw, options.severityMap);
  const described = describe(raw, options);
  const hint = dataLossHint([described.title], options.dataLossWords);
  const record = { externalID: raw.id, ...rated, state, ...times, ...described, ...hint };
  return { kind: 'record', record, selectors: selectorsOf(raw), unmapped };
}

const UNKNOWN_STATE: Fault = { reason: 'UnknownState', detail: '/status: not triggered, acknowledged or resolved' };

function rejected(raw: unknown, fault: Fault): Normalized {
  const externalID = memberOf(raw, 'id');
  return { kind: 'rejected', item: isIncidentID(externalID) ? { ...fault, externalID } : fault };
}

type Times = Pick<IncidentRecord, 'detectedAt' | 'acknowledgedAt' | 'resolvedAt'>;

/** The times that apply in `state`. */
function timesOf(raw: RawIncident, state: IncidentState): Times | Fault {
  const detectedAt = instantOf(raw.created_at);
  const changedAt = instantOf(raw.last_status_change_at);
  const resolvedAt = instantOf(raw.resolved_at);
  const acknowledgements = (raw.acknowledgements ?? []).map(({ at }) => instantOf(at));
  if (typeof detectedAt !== 'string') return noInstant('/created_at');
  if (changedAt === null) return noInstant('/last_status_change_at');
  if (resolvedAt === null) return noInstant('/resolved_at');
  if (acknowledgements.includes(null)) return noInstant('/acknowledgements');
  return {
    detectedAt,
    ...saying({
      acknowledgedAt: earliest(acknowledgements) ?? (state === 'Triaging' ? changedAt : undefined),
      resolvedAt: state === 'Resolved' ? (resolvedAt ?? changedAt) : undefined,
    }),
  };
}

function noInstant(field: string): Fault {
  return { reason: 'InvalidTime', detail: `${field}: not an instant with an offset` };
}

/** Undefined when absent, null when it is not an instant. */
function instantOf(value: string | null | undefined): string | undefined | null {
  return value === undefined || value === null ? undefined : (toInstant(value) ?? null);
}

/** Several people may have acknowledged: the first one counts. Instants have one form, so they compare as text. */
function earliest(instants: ReadonlyArray<string | undefined | null>): string | undefined {
  let first: string | undefined;
  for (const instant of instants)
    if (typeof instant === 'string' && (first === undefined || instant < first)) first = instant;
  return first;
}

type Description = Pick<IncidentRecord, 'title' | 'url' | 'service' | 'assignees' | 'description' | 'mergedInto'>;

function describe(raw: RawIncident, { dataPolicy }: NormalizeOptions): Description {
  const title = toLine(firstText(raw.title, raw.summary), FACT_BOUNDS.title) || `Incident ${raw.id}`;
  const description = dataPolicy === 'Full' ? toParagraphs(firstText(raw.description), FACT_BOUNDS.description) : '';
  return {
    title,
    ...saying({
      url: toWebUrl(firstText(raw.html_url)),
      service: toLine(firstText(raw.service?.summary, raw.service?.name, raw.service?.id), FACT_BOUNDS.service),
      assignees: assigneesOf(raw, dataPolicy),
      description: description === title ? '' : description,
      mergedInto: mergedInto(raw),
    }),
  };
}

function mergedInto({ resolve_reason: reason }: RawIncident): string | undefined {
  const into = reason?.type === 'merge_resolve_reason' ? reason.incident?.id : undefined;
  return isIncidentID(into) ? into : undefined;
}

function firstText(...values: ReadonlyArray<string | null | undefined>): string {
  return values.find((value) => typeof value === 'string') ?? '';
}

/** Minimal keeps the ids of users, which mean nothing outside the account. Full keeps their names as PagerDuty shows them. */
function assigneesOf(raw: RawIncident, dataPolicy: 'Minimal' | 'Full'): readonly string[] {
  const names = (raw.assignments ?? []).map(({ assignee }) => {
    const name = dataPolicy === 'Full' ? firstText(assignee.summary, assignee.name) : '';
    return toLine(name === '' ? idText(assignee.id) : name, FACT_BOUNDS.assignee);
  });
  return [...new Set(names.filter((name) => name !== ''))].sort().slice(0, FACT_BOUNDS.assignees);
}

/** A value that is not an id (a mail address, say) is left out: it could identify a person. */
function idText(id: string): string {
  return isIncidentID(id) ? id : '';
}

function selectorsOf(raw: RawIncident): Selectors {
  return {
    serviceID: raw.service?.id,
    teamIDs: (raw.teams ?? []).map(({ id }) => id),
    urgency: raw.urgency ?? undefined,
  };
}
