// Builders of policies for tests: everything has a value, a test names only what it is about.

import type { DisclosurePolicy, DisclosurePolicySpec } from '../../../src/api/v1alpha1/disclosurepolicy.gen.ts';
import type { SLAPolicy, SLAPolicySpec } from '../../../src/api/v1alpha1/slapolicy.gen.ts';
import { compileDisclosurePolicy } from '../../../src/compliance/disclosure/policy.ts';
import { type DisclosureRules } from '../../../src/compliance/disclosure.ts';
import type { Place } from '../../../src/compliance/applies-to.ts';
import { BUILT_IN_SLA, claimant, compileSlaPolicy, type SlaPolicy } from '../../../src/compliance/sla.ts';

type Metadata = Partial<SLAPolicy['metadata']>;

const METADATA = { uid: 'p1', resourceVersion: '1', generation: 1, creationTimestamp: '2026-01-01T00:00:00Z' } as const;

/** Around the clock, for every incident: High within an hour and a day. */
export function anSlaPolicy(spec: Partial<SLAPolicySpec> = {}, metadata: Metadata = {}): SLAPolicy {
  return {
    apiVersion: 'docket.dev/v1alpha1',
    kind: 'SLAPolicy',
    metadata: { ...METADATA, name: 'targets', ...metadata },
    spec: { targets: [{ severity: 'High', acknowledgeWithin: '1h', resolveWithin: '1d' }], ...spec },
  };
}

/** For every incident: the authority within 72 hours of becoming aware, whatever was lost. */
export function aDisclosurePolicy(spec: Partial<DisclosurePolicySpec> = {}, metadata: Metadata = {}): DisclosurePolicy {
  return {
    apiVersion: 'docket.dev/v1alpha1',
    kind: 'DisclosurePolicy',
    metadata: { ...METADATA, name: 'law', ...metadata },
    spec: { assessWithin: '72h', counting: 'Exact', obligations: [anObligationSpec()], ...spec },
  };
}

type ObligationSpec = DisclosurePolicySpec['obligations'][number];

export function anObligationSpec(spec: Partial<ObligationSpec> = {}): ObligationSpec {
  return {
    name: 'notice',
    when: 'DataLoss',
    dataType: '*',
    recipient: 'Authority',
    clocks: [{ start: 'Aware', within: '72h' }],
    ...spec,
  };
}

/** To the authority within four hours of being classified as Significant. */
export function aClassified({ dataType: _none, ...spec }: Partial<ObligationSpec> = {}): ObligationSpec {
  return {
    name: 'significant',
    when: 'Classified',
    classification: 'Significant',
    recipient: 'Authority',
    clocks: [{ start: 'Classified', within: '4h' }],
    ...spec,
  };
}

/** Compiles, and fails the test where that is refused. */
export function slaRules(...parts: Parameters<typeof anSlaPolicy>): SlaPolicy {
  return policyOf(compileSlaPolicy(anSlaPolicy(...parts)));
}

/** Compiles, and fails the test where that is refused. */
export function disclosureRules(...parts: Parameters<typeof aDisclosurePolicy>): DisclosureRules {
  return policyOf(compileDisclosurePolicy(aDisclosurePolicy(...parts)));
}

function policyOf<Policy>(result: { ok: true; policy: Policy } | { ok: false; message: string }): Policy {
  if (!result.ok) throw new Error(result.message);
  return result.policy;
}

/** The policy of an incident whose source names none. */
export function slaPolicyFor(policies: readonly SlaPolicy[], place: Place): SlaPolicy {
  return claimant(policies, place) ?? BUILT_IN_SLA;
}
