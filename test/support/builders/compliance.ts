// Builders of objects and rows for tests of the compliance core: everything has a value, a test names only what it is about.

import type { ComplianceCheck, ComplianceCheckSpec } from '../../../src/api/v1alpha1/compliancecheck.gen.ts';
import type { Incident, IncidentSpec } from '../../../src/api/v1alpha1/incident.gen.ts';
import type { IncidentSource } from '../../../src/api/v1alpha1/incidentsource.gen.ts';
import { compileCheck } from '../../../src/compliance/checks/compile.ts';
import type { CompiledCheck } from '../../../src/compliance/checks/compile.ts';
import type { Obligation } from '../../../src/compliance/disclosure.ts';
import { JoinedIncident, type Joins, NOTHING_JOINED } from '../../../src/compliance/joined-incident.ts';
import type { ReviewRow } from '../../../src/compliance/reviews/review-row.ts';
import type { IncidentRow } from '../../../src/compliance/verdict.ts';
import type { SourceRow } from '../../../src/compliance/subjects/source.ts';

export type IncidentCheck = Extract<CompiledCheck, { subject: 'incident' }>;
export type SourceCheck = Extract<CompiledCheck, { subject: 'source' }>;

/** Epoch milliseconds of an RFC 3339 text. */
export function at(text: string): number {
  return new Date(text).getTime();
}

/** A mirrored incident, open and unacknowledged. */
export function anIncident(spec: Partial<IncidentSpec> = {}, rest: Partial<Incident> = {}): Incident {
  return {
    apiVersion: 'docket.dev/v1alpha1',
    kind: 'Incident',
    spec: {
      sourceRef: { name: 'pagerduty' },
      externalID: 'Q1',
      title: 'disk full',
      severity: 'High',
      state: 'Detected',
      zone: 'emea',
      origin: 'PagerDuty',
      category: 'Storage',
      detectedAt: '2026-03-02T09:00:00Z',
      ...spec,
    },
    ...rest,
    metadata: {
      name: 'pagerduty-q1-0123456789ab',
      namespace: 'team-a',
      uid: '11111111-1111-4111-8111-111111111111',
      resourceVersion: '100',
      generation: 1,
      creationTimestamp: '2026-03-02T09:00:05Z',
      labels: {
        'docket.dev/source': 'pagerduty',
        'docket.dev/severity': 'High',
        'docket.dev/state': 'Detected',
      },
      ...rest.metadata,
    },
  };
}

/** A source that is ready and complete. */
export function aSource(rest: Partial<IncidentSource> = {}): IncidentSource {
  const condition = (type: string) => ({
    type,
    status: 'True' as const,
    reason: 'Synced',
    message: '',
    lastTransitionTime: '2026-03-01T00:00:00Z',
  });
  return {
    apiVersion: 'docket.dev/v1alpha1',
    kind: 'IncidentSource',
    spec: {
      fixture: { configMapRef: { name: 'incidents' } },
      interval: '5m',
      backfill: '90d',
      writeBack: 'Disabled',
      defaultChecks: 'Enabled',
      dataPolicy: 'Minimal',
      zone: 'emea',
    },
    status: { conditions: [condition('Ready'), condition('Complete')] },
    ...rest,
    metadata: { name: 'pagerduty', namespace: 'team-a', uid: 's1', resourceVersion: '7', ...rest.metadata },
  };
}

export function anIncidentRow(facts: Partial<IncidentRow> = {}): IncidentRow {
  return {
    namespace: 'team-a',
    name: 'pagerduty-q1-0123456789ab',
    uid: 1,
    resourceVersion: '100',
    generation: 1,
    source: 'pagerduty',
    externalID: 'Q1',
    severity: 'High',
    rated: 0,
    ratedBy: 0,
    recordState: 'Detected',
    state: 'Detected',
    category: 'Storage',
    zone: 'emea',
    origin: 'PagerDuty',
    title: 'disk full',
    detectedAt: at('2026-03-02T09:00:00Z'),
    recordedAt: undefined,
    acknowledgedAt: undefined,
    statedAcknowledgedAt: undefined,
    resolvedAt: undefined,
    closedAt: undefined,
    labels: undefined,
    hinted: false,
    digest: 1,
    statusDigest: undefined,
    writtenBack: undefined,
    synced: undefined,
    pins: undefined,
    ...facts,
  };
}

/** An incident with what is joined to it; nothing by default. */
export function aSubject(facts: Partial<IncidentRow> = {}, joins: Partial<Joins> = {}): JoinedIncident {
  return new JoinedIncident(anIncidentRow(facts), { ...NOTHING_JOINED, ...joins });
}

/** An obligation that is owed and not late. */
export function anObligation(facts: Partial<Obligation> = {}): Obligation {
  return {
    policy: 'gdpr',
    policyGeneration: 1,
    policyUid: undefined,
    name: 'authority',
    recipient: 'SupervisoryAuthority',
    basis: { when: 'DataLoss', dataType: 'PersonalData' },
    owedFrom: undefined,
    follows: undefined,
    dueAt: at('2026-03-05T09:00:00Z'),
    metAt: undefined,
    ...facts,
  };
}

/** An empty review that names the incident of {@link anIncidentRow}. */
export function aReviewRow(facts: Partial<ReviewRow> = {}): ReviewRow {
  return {
    namespace: 'team-a',
    name: 'review',
    uid: 2,
    resourceVersion: '200',
    generation: 1,
    createdAt: at('2026-03-02T10:00:00Z'),
    incident: 'pagerduty-q1-0123456789ab',
    external: undefined,
    state: undefined,
    acknowledgedAt: undefined,
    awareAt: undefined,
    classifiedAt: undefined,
    corrections: [],
    classifications: [],
    assessment: undefined,
    dataTypes: [],
    hasNoDisclosureReason: false,
    disclosures: [],
    evidence: [],
    closure: undefined,
    hasReferences: false,
    statusDigest: undefined,
    ...facts,
  };
}

export function aSourceRow(facts: Partial<SourceRow> = {}): SourceRow {
  return {
    namespace: 'team-a',
    name: 'pagerduty',
    ready: 'True',
    readySince: at('2026-03-01T00:00:00Z'),
    readyReason: 'Synced',
    complete: 'True',
    completeSince: at('2026-03-01T00:00:00Z'),
    completeReason: 'Synced',
    suspended: false,
    intervalMs: 300_000,
    zone: 'emea',
    labels: undefined,
    ...facts,
  };
}

export function aCheck(
  spec: Partial<ComplianceCheckSpec> = {},
  metadata: Partial<ComplianceCheck['metadata']> = {},
): ComplianceCheck {
  return {
    apiVersion: 'docket.dev/v1alpha1',
    kind: 'ComplianceCheck',
    metadata: {
      name: 'incidents-closed',
      namespace: 'team-a',
      uid: 'c1',
      generation: 1,
      creationTimestamp: '2026-03-01T00:00:00Z',
      ...metadata,
    },
    spec: { type: 'IncidentClosed', severity: 'Medium', ...spec },
  };
}

/** The compiled check; fails the test if it does not compile. */
export function compiled(check: ComplianceCheck): CompiledCheck {
  const result = compileCheck(check);
  if (!result.ok) throw new Error(result.message);
  return result.check;
}

export function anIncidentCheck(...parts: Parameters<typeof aCheck>): IncidentCheck {
  const check = compiled(aCheck(...parts));
  if (check.subject !== 'incident') throw new Error(`${check.type} is not over incidents`);
  return check;
}

export function aSourceCheck(...parts: Parameters<typeof aCheck>): SourceCheck {
  const check = compiled(aCheck({ type: 'SourceHealthy', ...parts[0] }, parts[1]));
  if (check.subject !== 'source') throw new Error(`${check.type} is not over sources`);
  return check;
}
