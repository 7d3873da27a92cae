// One finding as GitHub returns it → the record that Docket keeps. Pure. Each bad item is rejected on its own, with a reason that quotes
// none of its text. Under dataPolicy Minimal the record has no person's name and no free text but the title.

import { FACT_BOUNDS, saying, toInstant, toLine, toParagraphs, toWebUrl } from '../../api/facts.ts';
import { dataLossHint } from '../kit/data-loss.ts';
import { schemaFault, type Fault } from '../kit/schema-fault.ts';
import type { SeverityMap } from '../kit/severity.ts';
import type { IncidentRecord, RejectedItem } from '../ports/record.ts';
import {
  externalIDOf,
  parseFullName,
  repoOfAddress,
  type Finding,
  type RepoName,
  type Stream,
} from './normalize-id.ts';
import {
  adviseAdvisory,
  adviseCode,
  adviseDependabot,
  adviseIssue,
  adviseSecret,
  type Advice,
} from './normalize-streams.ts';
import { hasValue, isAdvisory, isCodeAlert, isDependabotAlert, isIssue, isSecretAlert, memberOf } from './schema.ts';

export interface NormalizeOptions {
  readonly stream: Stream;
  /** The repository whose listing it comes from. Absent: the item names it. */
  readonly repo?: RepoName | undefined;
  readonly severityMap: SeverityMap;
  readonly dataPolicy: 'Minimal' | 'Full';
  /** What labels and notes are searched for; absent: the usual words. */
  readonly dataLossWords?: readonly string[] | undefined;
}

export type Normalized =
  | {
      readonly kind: 'record';
      readonly record: IncidentRecord;
      /** Names in lower case; GitHub compares labels so. */
      readonly labels: readonly string[];
      readonly unmapped: string | undefined;
    }
  /** A pull request, which is no incident. */
  | { readonly kind: 'ignored' }
  | { readonly kind: 'rejected'; readonly item: RejectedItem };

export function normalizeFinding(raw: unknown, options: NormalizeOptions): Normalized {
  if (options.stream === 'Issues' && hasValue(raw, 'pull_request')) return { kind: 'ignored' };
  const id = identify(raw, options);
  const advice = adviceOn(raw, options);
  if ('reason' in advice) return rejected(id, advice);
  if (id === undefined)
    return rejected(id, { reason: 'InvalidID', detail: `${options.stream}: no number, or no repository` });
  const times = timesOf(advice);
  if ('reason' in times) return rejected(id, times);
  const record = {
    externalID: externalIDOf(id),
    severity: advice.severity.severity,
    ...saying({ ownSeverity: advice.severity.ownSeverity, sourceSeverity: advice.severity.sourceSeverity }),
    state: advice.state,
    ...times,
    ...describe(advice, id, options),
    ...dataLossHint(advice.labels, options.dataLossWords),
  };
  return { kind: 'record', record, labels: advice.labels, unmapped: advice.severity.unmapped };
}

/** When a finding was last changed, for the order of a listing; its creation where GitHub does not say. Undefined: neither. */
export function changedAt(raw: unknown): string | undefined {
  const text = memberOf(raw, 'updated_at') ?? memberOf(raw, 'created_at');
  return typeof text === 'string' ? toInstant(text) : undefined;
}

/** What identifies a row within its listing; undefined for a row that cannot be read. */
export function rowKey(raw: unknown): string | undefined {
  const number = memberOf(raw, ['number', 'ghsa_id', 'full_name', 'id'].find((name) => hasValue(raw, name)) ?? '');
  const repo = memberOf(memberOf(raw, 'repository'), 'full_name');
  const isKey = typeof number === 'number' || typeof number === 'string';
  return isKey ? `${typeof repo === 'string' ? repo : ''} ${number}` : undefined;
}

function adviceOn(raw: unknown, { stream, severityMap }: NormalizeOptions): Advice | Fault {
  switch (stream) {
    case 'Issues':
      return isIssue(raw) ? adviseIssue(raw, severityMap) : schemaFault(isIssue, 'issue');
    case 'DependabotAlerts':
      return isDependabotAlert(raw) ? adviseDependabot(raw, severityMap) : schemaFault(isDependabotAlert, 'alert');
    case 'CodeScanningAlerts':
      return isCodeAlert(raw) ? adviseCode(raw, severityMap) : schemaFault(isCodeAlert, 'alert');
    case 'SecretScanningAlerts':
      return isSecretAlert(raw) ? adviseSecret(raw, severityMap) : schemaFault(isSecretAlert, 'alert');
    case 'SecurityAdvisories':
      return isAdvisory(raw) ? adviseAdvisory(raw, severityMap) : schemaFault(isAdvisory, 'advisory');
  }
}

function identify(raw: unknown, { stream, repo }: NormalizeOptions): Finding | undefined {
  const own = memberOf(raw, stream === 'SecurityAdvisories' ? 'ghsa_id' : 'number');
  const number = stream === 'SecurityAdvisories' ? ghsaOf(own) : numberOf(own);
  const name = repo ?? parseFullName(memberOf(memberOf(raw, 'repository'), 'full_name')) ?? addressed(raw);
  return number === undefined || name === undefined ? undefined : { ...name, stream, number };
}

/** The listing of an organization's advisories names their repositories in addresses only. */
function addressed(raw: unknown): RepoName | undefined {
  return repoOfAddress(memberOf(raw, 'url')) ?? repoOfAddress(memberOf(raw, 'html_url'));
}

function numberOf(value: unknown): string | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 && value < 1e15
    ? String(value)
    : undefined;
}

function ghsaOf(value: unknown): string | undefined {
  return typeof value === 'string' && /^GHSA(-[a-z0-9]{4}){3}$/.test(value) ? value : undefined;
}

function rejected(id: Finding | undefined, fault: Fault): Normalized {
  return { kind: 'rejected', item: id === undefined ? fault : { ...fault, externalID: externalIDOf(id) } };
}

type Times = Pick<IncidentRecord, 'detectedAt' | 'resolvedAt'>;

/** The times that apply in the state. GitHub says nowhere when somebody acknowledged a finding. */
function timesOf({ state, createdAt, resolvedAt, updatedAt }: Advice): Times | Fault {
  const detectedAt = instantOf(createdAt);
  const doneAt = instantOf(resolvedAt) ?? instantOf(updatedAt);
  if (detectedAt === undefined) return { reason: 'InvalidTime', detail: '/created_at: not an instant with an offset' };
  if (state !== 'Resolved') return { detectedAt };
  if (doneAt !== undefined) return { detectedAt, resolvedAt: doneAt };
  return { reason: 'InvalidTime', detail: 'no instant at which it was resolved' };
}

function instantOf(value: string | null | undefined): string | undefined {
  return typeof value === 'string' ? toInstant(value) : undefined;
}

type Description = Pick<IncidentRecord, 'title' | 'url' | 'service' | 'category' | 'assignees' | 'description'>;

function describe(advice: Advice, id: Finding, { dataPolicy }: NormalizeOptions): Description {
  const title = toLine(advice.title, FACT_BOUNDS.title) || `${id.stream} ${id.number}`;
  const isFull = dataPolicy === 'Full';
  const assignees = advice.assignees.map((user) => (isFull ? (user.login ?? '') : String(user.id)));
  const description = isFull ? toParagraphs(advice.text, FACT_BOUNDS.description) : '';
  return {
    title,
    ...saying({
      url: toWebUrl(advice.url ?? ''),
      service: toLine(`${id.owner}/${id.repo}`, FACT_BOUNDS.service),
      assignees: [...new Set(assignees.map((name) => toLine(name, FACT_BOUNDS.assignee)))]
        .filter((name) => name !== '')
        .toSorted()
        .slice(0, FACT_BOUNDS.assignees),
      description: description === title ? '' : description,
    }),
  };
}
