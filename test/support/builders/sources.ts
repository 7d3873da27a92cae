// Builders for tests of what the IncidentSource controller decides: a source of PagerDuty, and a sync of it that ended.

import type { IncidentSource, IncidentSourceSpec } from '../../../src/api/v1alpha1/incidentsource.gen.ts';
import type { SourceObservation, SyncOutcome } from '../../../src/controllers/incidentsource/observation.ts';
import type { IncidentRecord } from '../../../src/integrations/ports/record.ts';

export type Finished = Extract<SourceObservation, { kind: 'finished' }>;

interface SourceFields extends Partial<Pick<IncidentSource, 'status' | 'metadata'>> {
  readonly spec?: Partial<IncidentSourceSpec>;
}

/** Read every five minutes, of generation 3, not read yet. */
export function aPagerDutySource({ spec = {}, status, metadata }: SourceFields = {}): IncidentSource {
  return {
    apiVersion: 'docket.dev/v1alpha1',
    kind: 'IncidentSource',
    metadata: { name: 'pager', namespace: 'team-a', uid: 's1', resourceVersion: '7', generation: 3, ...metadata },
    spec: {
      pagerDuty: { region: 'US' },
      secretRef: { name: 'credential' },
      interval: '5m',
      backfill: '90d',
      writeBack: 'Disabled',
      defaultChecks: 'Enabled',
      dataPolicy: 'Minimal',
      ...spec,
    },
    ...(status === undefined ? {} : { status }),
  };
}

export const SYNCED: Extract<SyncOutcome, { kind: 'synced' }> = {
  kind: 'synced',
  rejected: [],
  collisions: [],
  unmatched: [],
  unmapped: [],
  degraded: [],
};

/** A first sync that went well and took no time. */
export function aFinished(facts: Partial<Finished> = {}): Finished {
  const source = facts.source ?? aPagerDutySource();
  return {
    kind: 'finished',
    source,
    resourceVersion: source.metadata.resourceVersion ?? '',
    outcome: SYNCED,
    incidents: { open: 2, total: 5 },
    dataIsFresh: false,
    secretMissingSinceMs: undefined,
    timing: { elapsedMs: 0, failures: 0, jitter: 0 },
    ...facts,
  };
}

export function aRecord(facts: Partial<IncidentRecord> = {}): IncidentRecord {
  return {
    externalID: 'Q1',
    title: 'Disk full',
    severity: 'High',
    state: 'Detected',
    detectedAt: '2026-03-02T09:00:00Z',
    ...facts,
  };
}
