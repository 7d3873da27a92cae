// One incident of Microsoft Graph → the record that Docket keeps. Pure. Each bad item is rejected on its own, with a reason that quotes
// none of its text. Under dataPolicy Minimal the record has no person's name and no free text but the title.

import { FACT_BOUNDS, saying, toInstant, toLine, toParagraphs, toWebUrl } from '../../api/facts.ts';
import type { IncidentState, Severity } from '../../api/v1alpha1/vocabulary.gen.ts';
import { dataLossHint, listOf } from '../kit/data-loss.ts';
import { schemaFault, type Fault } from '../kit/schema-fault.ts';
import { severityOf, type SeverityMap } from '../kit/severity.ts';
import type { IncidentRecord, RejectedItem } from '../ports/record.ts';
import { memberOf } from '../kit/microsoft/answers.ts';
import { isIncident, type RawIncident } from './schema.ts';

export interface NormalizeOptions {
  readonly severityMap: SeverityMap;
  readonly dataPolicy: 'Minimal' | 'Full';
  /** What labels and notes are searched for; absent: the usual words. */
  readonly dataLossWords?: readonly string[] | undefined;
}

export type Normalized =
  | {
      readonly kind: 'record';
      readonly record: IncidentRecord;
      /** The vendor's word, in lower case. */
      readonly severity: string;
      /** Epoch milliseconds. */
      readonly createdMs: number;
      readonly updatedMs: number;
      readonly unmapped: string | undefined;
    }
  | { readonly kind: 'rejected'; readonly item: RejectedItem };

/** In lower case: the vendor's samples differ in case (`Active`, `active`). Merged incidents are `redirected`. */
const STATES: Readonly<Record<string, IncidentState>> = {
  active: 'Detected',
  inprogress: 'Triaging',
  awaitingaction: 'Triaging',
  resolved: 'Resolved',
  redirected: 'Resolved',
};
/** Graph has no critical incidents. A severity that it does not know counts as High, and is not reported as unmapped. */
const SEVERITIES: Readonly<Record<string, Severity>> = {
  high: 'High',
  medium: 'Medium',
  low: 'Low',
  informational: 'Info',
  unknown: 'High',
};
/** Numbers today. Nothing that could escape a URL's path is an id. */
const ID = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;

export function isIncidentID(value: unknown): value is string {
  return typeof value === 'string' && ID.test(value);
}

export function normalizeIncident(raw: unknown, options: NormalizeOptions): Normalized {
  if (!isIncident(raw)) return rejected(raw, schemaFault(isIncident, 'incident'));
  if (!isIncidentID(raw.id)) return rejected(raw, { reason: 'InvalidID', detail: '/id: not an id of Defender' });
  const status = raw.status.toLowerCase();
  const state = Object.hasOwn(STATES, status) ? STATES[status] : undefined;
  if (state === undefined) return rejected(raw, UNKNOWN_STATE);
  const [detectedAt, updatedAt] = [toInstant(raw.createdDateTime), toInstant(raw.lastUpdateDateTime)];
  if (detectedAt === undefined) return rejected(raw, noInstant('/createdDateTime'));
  if (updatedAt === undefined) return rejected(raw, noInstant('/lastUpdateDateTime'));
  const { unmapped, ...rated } = severityOf([{ value: raw.severity, names: SEVERITIES }], options.severityMap);
  const record: IncidentRecord = {
    externalID: raw.id,
    ...rated,
    state,
    detectedAt,
    // Graph keeps no time of resolution: the last change is the nearest that it says.
    ...(state === 'Resolved' ? { resolvedAt: updatedAt } : {}),
    ...describe(raw, options),
    ...dataLossHint(writtenIn(raw), options.dataLossWords),
  };
  return {
    kind: 'record',
    record,
    severity: raw.severity?.toLowerCase() ?? 'unknown',
    createdMs: Date.parse(raw.createdDateTime),
    updatedMs: Date.parse(raw.lastUpdateDateTime),
    unmapped,
  };
}

const UNKNOWN_STATE: Fault = { reason: 'UnknownState', detail: '/status: not a status of an incident that is known' };

function noInstant(field: string): Fault {
  return { reason: 'InvalidTime', detail: `${field}: not an instant with an offset` };
}

function rejected(raw: unknown, fault: Fault): Normalized {
  const externalID = memberOf(raw, 'id');
  return { kind: 'rejected', item: isIncidentID(externalID) ? { ...fault, externalID } : fault };
}

/** What people wrote there: tags and comments. Nothing of it is kept. */
function writtenIn({ customTags, comments }: RawIncident): readonly unknown[] {
  return [...listOf(customTags), ...listOf(comments).map((one) => memberOf(one, 'comment'))];
}

type Description = Pick<IncidentRecord, 'title' | 'category' | 'url' | 'assignees' | 'description' | 'mergedInto'>;

function describe(raw: RawIncident, { dataPolicy }: NormalizeOptions): Description {
  const title = toLine(raw.displayName ?? '', FACT_BOUNDS.title) || `Incident ${raw.id}`;
  const into = raw.redirectIncidentId;
  return {
    title,
    ...saying({
      category: categoryOf(raw.determination ?? ''),
      url: toWebUrl(raw.incidentWebUrl ?? ''),
      ...(dataPolicy === 'Full' ? personalFacts(raw, title) : {}),
      mergedInto: isIncidentID(into) && into !== raw.id ? into : undefined,
    }),
  };
}

/** The assignee is a mail address. */
function personalFacts(raw: RawIncident, title: string): Pick<IncidentRecord, 'assignees' | 'description'> {
  const description = toParagraphs(raw.description ?? raw.summary ?? '', FACT_BOUNDS.description);
  const assignee = toLine(raw.assignedTo ?? '', FACT_BOUNDS.assignee);
  return { assignees: assignee === '' ? [] : [assignee], description: description === title ? '' : description };
}

const UNDETERMINED = new Set(['unknown', 'other', 'unknownfuturevalue']);

/** What an analyst determined: `Phishing` of `phishing`. */
function categoryOf(determination: string): string {
  if (!/^[A-Za-z]{1,64}$/.test(determination) || UNDETERMINED.has(determination.toLowerCase())) return '';
  return `${determination.slice(0, 1).toUpperCase()}${determination.slice(1)}`;
}
