// What the fields of each stream say: state, severity, times and texts. Pure. States as in the OpenAPI description of GitHub.

import type { IncidentState } from '../../api/v1alpha1/vocabulary.gen.ts';
import type { Fault } from '../kit/schema-fault.ts';
import type { SeverityMap, SeverityVerdict } from '../kit/severity.ts';
import {
  advisorySeverity,
  codeSeverity,
  dependabotSeverity,
  issueSeverity,
  secretSeverity,
} from './normalize-severity.ts';
import type { RawAdvisory, RawAlert, RawCodeAlert, RawIssue, RawSecretAlert, RawUser } from './schema.ts';

type Text = string | null | undefined;

export interface Advice {
  readonly state: IncidentState;
  readonly severity: SeverityVerdict;
  readonly title: string;
  /** Free text; only with dataPolicy Full. */
  readonly text: string;
  readonly url: Text;
  readonly createdAt: Text;
  readonly updatedAt: Text;
  readonly resolvedAt: Text;
  readonly labels: readonly string[];
  readonly assignees: readonly RawUser[];
}

const ALERT_STATES: Readonly<Record<string, IncidentState>> = {
  open: 'Detected',
  closed: 'Resolved',
  fixed: 'Resolved',
  dismissed: 'Resolved',
  auto_dismissed: 'Resolved',
  resolved: 'Resolved',
};
/** A draft was accepted from triage, so somebody works on it. */
const ADVISORY_STATES: Readonly<Record<string, IncidentState>> = {
  triage: 'Detected',
  draft: 'Triaging',
  published: 'Resolved',
  closed: 'Resolved',
  withdrawn: 'Resolved',
};
const UNKNOWN_STATE: Fault = { reason: 'UnknownState', detail: '/state: not a state that GitHub documents' };

export function adviseIssue(raw: RawIssue, map: SeverityMap): Advice | Fault {
  return advise(raw, {
    state: stateIn(ALERT_STATES, raw.state),
    severity: issueSeverity(raw, map),
    title: raw.title ?? '',
    text: raw.body ?? '',
    resolvedAt: raw.closed_at,
    labels: (raw.labels ?? []).map((label) => (typeof label === 'string' ? label : (label.name ?? '')).toLowerCase()),
    assignees: raw.assignees ?? [],
  });
}

export function adviseDependabot(raw: RawAlert, map: SeverityMap): Advice | Fault {
  const { ecosystem, name } = raw.dependency?.package ?? {};
  const where = [ecosystem, name].filter((part) => typeof part === 'string' && part !== '').join('/');
  const summary = raw.security_advisory?.summary ?? 'Vulnerable dependency';
  return advise(raw, {
    state: stateIn(ALERT_STATES, raw.state),
    severity: dependabotSeverity(raw, map),
    title: where === '' ? summary : `${summary} (${where})`,
    text: raw.security_advisory?.description ?? '',
    resolvedAt: raw.fixed_at ?? raw.dismissed_at ?? raw.auto_dismissed_at,
  });
}

/** GitHub describes the state as nullable: an alert without one is open unless it says when it was closed. */
export function adviseCode(raw: RawCodeAlert, map: SeverityMap): Advice | Fault {
  const resolvedAt = raw.fixed_at ?? raw.dismissed_at;
  const state = raw.state ?? (typeof resolvedAt === 'string' ? 'fixed' : 'open');
  return advise(raw, {
    state: stateIn(ALERT_STATES, state),
    severity: codeSeverity(raw, map),
    title: raw.rule.description ?? raw.rule.name ?? raw.rule.id ?? '',
    text: '',
    resolvedAt,
  });
}

export function adviseSecret(raw: RawSecretAlert, map: SeverityMap): Advice | Fault {
  const type = raw.secret_type_display_name ?? raw.secret_type;
  return advise(raw, {
    state: stateIn(ALERT_STATES, raw.state),
    severity: secretSeverity(raw, map),
    title: typeof type === 'string' ? `Secret found: ${type}` : 'Secret found',
    text: '',
    resolvedAt: raw.resolved_at,
  });
}

export function adviseAdvisory(raw: RawAdvisory, map: SeverityMap): Advice | Fault {
  const doneAt: Readonly<Record<string, Text>> = {
    published: raw.published_at,
    closed: raw.closed_at,
    withdrawn: raw.withdrawn_at,
  };
  const state = stateIn(ADVISORY_STATES, raw.state);
  const advice = {
    state,
    severity: advisorySeverity(raw, map),
    title: raw.summary ?? '',
    text: raw.description ?? '',
    resolvedAt: state === 'Resolved' ? doneAt[raw.state] : undefined,
  };
  return advise({ ...raw, created_at: raw.created_at ?? raw.published_at ?? raw.updated_at ?? null }, advice);
}

type Own = Omit<Advice, 'state' | 'url' | 'createdAt' | 'updatedAt' | 'labels' | 'assignees'> &
  Partial<Pick<Advice, 'labels' | 'assignees'>> & { readonly state: IncidentState | undefined };

function advise(
  raw: { readonly html_url?: Text; readonly created_at?: Text; readonly updated_at?: Text },
  { state, labels = [], assignees = [], ...own }: Own,
): Advice | Fault {
  if (state === undefined) return UNKNOWN_STATE;
  const { html_url: url, created_at: createdAt, updated_at: updatedAt } = raw;
  return { ...own, state, labels, assignees, url, createdAt, updatedAt };
}

function stateIn(states: Readonly<Record<string, IncidentState>>, state: string): IncidentState | undefined {
  return Object.hasOwn(states, state) ? states[state] : undefined;
}
