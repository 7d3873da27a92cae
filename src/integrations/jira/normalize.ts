// One issue as Jira returns it → the record that Docket keeps. Pure. Each bad item is rejected on its own, with a reason that quotes none
// of its text. Under dataPolicy Minimal the record has no person's name and no free text but the title.

import { FACT_BOUNDS, saying, toInstant, toLine, toParagraphs, toWebUrl } from '../../api/facts.ts';
import type { IncidentState } from '../../api/v1alpha1/vocabulary.gen.ts';
import type { IncidentRecord, RejectedItem } from '../ports/record.ts';
import { dataLossHint, listOf } from '../kit/data-loss.ts';
import { schemaFault, type Fault } from '../kit/schema-fault.ts';
import type { SeverityMap } from '../kit/severity.ts';
import { issueSeverity } from './normalize-severity.ts';
import { documentText } from './normalize-text.ts';
import { isIssue, memberOf, type RawIssue } from './schema.ts';

export interface NormalizeOptions {
  readonly severityMap: SeverityMap;
  readonly dataPolicy: 'Minimal' | 'Full';
  /** What labels and notes are searched for; absent: the usual words. */
  readonly dataLossWords?: readonly string[] | undefined;
  /** The id of the field that holds the severity. */
  readonly severityField: string | undefined;
  /** Where a person opens an issue. */
  readonly urlOf: (key: string) => string | undefined;
}

export interface ReadIssue {
  readonly kind: 'record';
  readonly record: IncidentRecord;
  readonly issueID: string;
  /** When the issue last moved between the categories To Do, In Progress and Done. */
  readonly categoryChangedAt: string | undefined;
  /** Epoch milliseconds of the last change. */
  readonly updatedMs: number;
  readonly unmapped: string | undefined;
}

export type Normalized = ReadIssue | { readonly kind: 'rejected'; readonly item: RejectedItem };

/** The categories of statuses. `undefined` is Jira's own key for a status without one: such an issue is not known to be done. */
const STATES: Readonly<Record<string, IncidentState>> = {
  new: 'Detected',
  undefined: 'Detected',
  indeterminate: 'Triaging',
  done: 'Resolved',
};
/** Nothing that could escape a URL's path or a quoted JQL value is a key. */
const KEY = /^[A-Za-z0-9][A-Za-z0-9_-]{0,254}$/;

export function isIssueKey(value: unknown): value is string {
  return typeof value === 'string' && KEY.test(value);
}

export function normalizeIssue(raw: unknown, options: NormalizeOptions): Normalized {
  if (!isIssue(raw)) return rejected(raw, schemaFault(isIssue, 'issue'));
  if (!isIssueKey(raw.key)) return rejected(raw, { reason: 'InvalidID', detail: '/key: not a key of Jira' });
  if (!isIssueKey(raw.id)) return rejected(raw, { reason: 'InvalidID', detail: '/id: not an id of Jira' });
  const category = raw.fields.status.statusCategory.key;
  const state = Object.hasOwn(STATES, category) ? STATES[category] : undefined;
  if (state === undefined) return rejected(raw, UNKNOWN_STATE);
  const times = timesOf(raw, state);
  if ('reason' in times) return rejected(raw, times);
  const { unmapped, ...rated } = issueSeverity(raw, options.severityMap, options.severityField);
  const { categoryChangedAt, updatedMs, ...known } = times;
  const hint = dataLossHint(listOf(raw.fields.labels), options.dataLossWords);
  const record = { externalID: raw.key, ...rated, state, ...known, ...describe(raw, options), ...hint };
  return { kind: 'record', record, issueID: raw.id, categoryChangedAt, updatedMs, unmapped };
}

const UNKNOWN_STATE: Fault = {
  reason: 'UnknownState',
  detail: '/fields/status/statusCategory/key: not new, indeterminate or done',
};

function rejected(raw: unknown, fault: Fault): Normalized {
  const externalID = memberOf(raw, 'key');
  return { kind: 'rejected', item: isIssueKey(externalID) ? { ...fault, externalID } : fault };
}

type Times = Pick<IncidentRecord, 'detectedAt' | 'resolvedAt'> & Pick<ReadIssue, 'categoryChangedAt' | 'updatedMs'>;

/**
 * When an issue was resolved: when it came into the category Done. `resolutiondate` may be missing, and may be left over from an earlier
 * resolution: both depend on the workflow.
 */
function timesOf({ fields }: RawIssue, state: IncidentState): Times | Fault {
  const detectedAt = instantOf(fields.created);
  const updatedAt = instantOf(fields.updated);
  const changedAt = instantOf(fields.statuscategorychangedate);
  const resolvedAt = instantOf(fields.resolutiondate);
  if (typeof detectedAt !== 'string') return noInstant('/fields/created');
  if (typeof updatedAt !== 'string') return noInstant('/fields/updated');
  if (changedAt === null) return noInstant('/fields/statuscategorychangedate');
  if (resolvedAt === null) return noInstant('/fields/resolutiondate');
  return {
    detectedAt,
    ...(state === 'Resolved' ? { resolvedAt: changedAt ?? resolvedAt ?? updatedAt } : {}),
    categoryChangedAt: changedAt,
    updatedMs: exactMs(fields.updated, updatedAt),
  };
}

function noInstant(field: string): Fault {
  return { reason: 'InvalidTime', detail: `${field}: not an instant with an offset` };
}

/** Undefined when absent, null when it is not an instant. */
function instantOf(value: string | null | undefined): string | undefined | null {
  return value === undefined || value === null ? undefined : (toInstant(value) ?? null);
}

/** With the milliseconds of the vendor's text (`2026-03-02T10:00:00.123+0000`), which the instant does not keep. */
function exactMs(text: string, instant: string): number {
  const fraction = /\.(\d{1,3})/.exec(text)?.[1] ?? '';
  return Date.parse(instant) + Number(fraction.padEnd(3, '0'));
}

type Description = Pick<IncidentRecord, 'title' | 'url' | 'service' | 'assignees' | 'description'>;

function describe({ key, fields }: RawIssue, { dataPolicy, urlOf }: NormalizeOptions): Description {
  const title = toLine(fields.summary ?? '', FACT_BOUNDS.title) || `Issue ${key}`;
  const isFull = dataPolicy === 'Full';
  return {
    title,
    ...saying({
      url: toWebUrl(urlOf(key) ?? ''),
      service: toLine(fields.project?.name ?? fields.project?.key ?? '', FACT_BOUNDS.service),
      assignees: assigneesOf(fields.assignee, isFull),
      description: isFull ? toParagraphs(documentText(fields.description), FACT_BOUNDS.description) : '',
    }),
  };
}

/** Minimal keeps the account id, which means nothing outside Atlassian. Full keeps the name as Jira shows it. */
function assigneesOf(assignee: RawIssue['fields']['assignee'], isFull: boolean): readonly string[] {
  const { accountId, displayName } = assignee ?? {};
  const name = isFull ? toLine(displayName ?? '', FACT_BOUNDS.assignee) : '';
  // A value that is not an account id (a mail address, say) could identify a person.
  const id = typeof accountId === 'string' && /^[A-Za-z0-9:_-]{1,128}$/.test(accountId) ? accountId : '';
  return [name === '' ? id : name].filter((each) => each !== '');
}
