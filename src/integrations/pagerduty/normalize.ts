// One incident as PagerDuty states it → the record that Docket keeps. Pure. A bad item is rejected by itself, with a reason that
// holds none of its text; under dataPolicy Minimal no person's name and no free text but the title passes.

import { FACT_BOUNDS, toInstant, toLine, toParagraphs, toWebUrl } from '../../api/facts.ts';
import { type IncidentRecord, type IncidentState, type RejectedItem } from '../provider.ts';
import { severityOf, type SeverityMap } from './normalize-severity.ts';
import { isIncident, memberOf, type RawIncident } from './schema.ts';

export interface NormalizeOptions {
  readonly severityMap: SeverityMap;
  readonly dataPolicy: 'Minimal' | 'Full';
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
/** Ids are short and alphanumeric (https://developer.pagerduty.com/docs/types); what could leave a URL's path is none. */
const ID = /^[A-Za-z0-9][A-Za-z0-9_.:~-]{0,127}$/;

export function isIncidentID(value: unknown): value is string {
  return typeof value === 'string' && ID.test(value);
}

export function normalizeIncident(raw: unknown, options: NormalizeOptions): Normalized {
  const externalID = memberOf(raw, 'id');
  const reject = (reason: RejectedItem['reason'], detail: string): Normalized => ({
    kind: 'rejected',
    item: isIncidentID(externalID) ? { reason, externalID, detail } : { reason, detail },
  });
  if (!isIncident(raw)) {
    const error = isIncident.errors?.[0];
    const field = error?.instancePath === '' ? 'incident' : (error?.instancePath ?? 'incident');
    const reason = error?.keyword === 'required' ? 'MissingField' : 'WrongType';
    return reject(reason, `${field}: ${error?.message ?? 'not an incident'}`);
  }
  if (!isIncidentID(raw.id)) return reject('InvalidID', '/id: not an id of PagerDuty');
  const state = Object.hasOwn(STATES, raw.status) ? STATES[raw.status] : undefined;
  if (state === undefined) return reject('UnknownState', '/status: neither triggered nor acknowledged nor resolved');
  const times = timesOf(raw, state);
  if (typeof times === 'string') return reject('InvalidTime', `${times}: not an instant with an offset`);
  const { severity, unmapped } = severityOf(raw, options.severityMap);
  const record = { externalID: raw.id, severity, state, ...times, ...describe(raw, options) };
  return { kind: 'record', record, selectors: selectorsOf(raw), unmapped };
}

type Times = Pick<IncidentRecord, 'detectedAt' | 'acknowledgedAt' | 'resolvedAt'>;

/** The times that hold in `state`, or the path of the field that is no instant. */
function timesOf(raw: RawIncident, state: IncidentState): Times | string {
  const detectedAt = toInstant(raw.created_at);
  if (detectedAt === undefined) return '/created_at';
  const acknowledgements = (raw.acknowledgements ?? []).map(({ at }) => toInstant(at));
  if (acknowledgements.includes(undefined)) return '/acknowledgements';
  const changedAt = instantOf(raw.last_status_change_at);
  if (changedAt === null) return '/last_status_change_at';
  const resolvedAt = instantOf(raw.resolved_at);
  if (resolvedAt === null) return '/resolved_at';
  // Several people may have acknowledged; the first one counts. All of one form, so they sort as text.
  const first = acknowledgements.toSorted()[0] ?? (state === 'Triaging' ? changedAt : undefined);
  const ended = state === 'Resolved' ? (resolvedAt ?? changedAt) : undefined;
  return {
    detectedAt,
    ...(first === undefined ? {} : { acknowledgedAt: first }),
    ...(ended === undefined ? {} : { resolvedAt: ended }),
  };
}

/** Undefined when absent, null when it is no instant. */
function instantOf(value: string | null | undefined): string | undefined | null {
  return value === undefined || value === null ? undefined : (toInstant(value) ?? null);
}

type Description = Pick<IncidentRecord, 'title' | 'url' | 'service' | 'assignees' | 'description' | 'mergedInto'>;

function describe(raw: RawIncident, { dataPolicy }: NormalizeOptions): Description {
  const title = toLine(raw.title ?? raw.summary ?? '', FACT_BOUNDS.title);
  const url = toWebUrl(raw.html_url ?? '');
  const service = toLine(raw.service?.summary ?? raw.service?.name ?? raw.service?.id ?? '', FACT_BOUNDS.service);
  const assignees = assigneesOf(raw, dataPolicy);
  const description = dataPolicy === 'Full' ? toParagraphs(raw.description ?? '', FACT_BOUNDS.description) : '';
  const merged = raw.resolve_reason?.type === 'merge_resolve_reason' ? raw.resolve_reason.incident?.id : undefined;
  return {
    title: title === '' ? `Incident ${raw.id}` : title,
    ...(url === undefined ? {} : { url }),
    ...(service === '' ? {} : { service }),
    ...(assignees.length === 0 ? {} : { assignees }),
    ...(description === '' || description === title ? {} : { description }),
    ...(isIncidentID(merged) ? { mergedInto: merged } : {}),
  };
}

/** Minimal: the ids of users, which say nothing outside the account. Full: their names as PagerDuty shows them. */
function assigneesOf(raw: RawIncident, dataPolicy: 'Minimal' | 'Full'): readonly string[] {
  const names = (raw.assignments ?? []).map(({ assignee }) =>
    toLine((dataPolicy === 'Full' ? assignee.summary : undefined) ?? idText(assignee.id), FACT_BOUNDS.assignee),
  );
  return [...new Set(names.filter((name) => name !== ''))].sort().slice(0, FACT_BOUNDS.assignees);
}

/** An id that is none (a mail address, say) is left out: it could be a person's. */
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
