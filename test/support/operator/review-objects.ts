// Creates and changes reviews with their evidence, and SLA and disclosure policies, with the test's own client.

import { CONFIG_MAP, DISCLOSURE_POLICY, INCIDENT_REVIEW, SECRET, SLA_POLICY } from '../../../src/api/kinds.ts';
import type { ResourceType } from '../../../src/api/meta.ts';
import type { DisclosurePolicy, DisclosurePolicySpec } from '../../../src/api/v1alpha1/disclosurepolicy.gen.ts';
import type { IncidentReview, IncidentReviewSpec } from '../../../src/api/v1alpha1/incidentreview.gen.ts';
import type { SLAPolicy, SLAPolicySpec } from '../../../src/api/v1alpha1/slapolicy.gen.ts';
import type { OperatorStage } from './operator.ts';
import { keyIn, merge, typeOf } from './objects.ts';

/** RFC 3339, so many milliseconds after the stage's present. */
export function timeIn({ clock }: OperatorStage, ms = 0): string {
  return `${new Date(clock.now().getTime() + ms).toISOString().slice(0, 19)}Z`;
}

export async function createReview(stage: OperatorStage, name: string, spec: Partial<IncidentReviewSpec>) {
  const object = { ...typeOf(INCIDENT_REVIEW), metadata: keyIn(stage, name), spec } as IncidentReview;
  await stage.cluster.client.create(INCIDENT_REVIEW, object);
}

/** As `kubectl patch --type merge`. */
export function editReview(stage: OperatorStage, name: string, spec: Partial<IncidentReviewSpec>): Promise<unknown> {
  return merge(stage, INCIDENT_REVIEW, name, { spec });
}

export function deleteReview(stage: OperatorStage, name: string): Promise<void> {
  return stage.cluster.client.delete(INCIDENT_REVIEW, keyIn(stage, name));
}

export async function createSlaPolicy(stage: OperatorStage, name: string, spec: SLAPolicySpec): Promise<void> {
  const object = { ...typeOf(SLA_POLICY), metadata: { name }, spec } as SLAPolicy;
  await stage.cluster.client.create(SLA_POLICY, object);
}

/** Two obligations for personal data: the authority within 72 hours of awareness, the persons within 7 days after it. */
export async function createDisclosurePolicy(stage: OperatorStage, name: string, within = '72h'): Promise<void> {
  const object = { ...typeOf(DISCLOSURE_POLICY), metadata: { name }, spec: disclosureSpec(within) };
  await stage.cluster.client.create(DISCLOSURE_POLICY, object as DisclosurePolicy);
}

export function disclosureSpec(within: string): Partial<DisclosurePolicySpec> {
  const of = 'authority';
  return {
    obligations: [
      {
        name: of,
        when: 'DataLoss',
        dataType: 'PersonalData',
        recipient: 'Authority',
        clocks: [{ start: 'Aware', within }],
      },
      {
        name: 'persons',
        when: 'DataLoss',
        dataType: 'PersonalData',
        recipient: 'Persons',
        clocks: [{ start: 'Disclosed', of, within: '7d' }],
      },
    ],
  };
}

/** Creates it, or replaces what is in it. */
export async function putData(
  stage: OperatorStage,
  kind: 'ConfigMap' | 'Secret',
  name: string,
  data: Readonly<Record<string, string>>,
): Promise<void> {
  const type = kind === 'Secret' ? SECRET : CONFIG_MAP;
  const { client } = stage.cluster;
  const labels = kind === 'Secret' ? { 'docket.dev/evidence': 'true' } : {};
  const named = { ...keyIn(stage, name), labels };
  const object = { ...typeOf(type), metadata: named, data: kind === 'Secret' ? encoded(data) : data };
  const { items } = await client.list(type, { namespace: stage.cluster.namespace });
  if (items.some(({ metadata }) => metadata.name === name)) await client.update(type, object);
  else await client.create(type, object);
}

export function patchCluster(stage: OperatorStage, type: ResourceType, name: string, patch: object): Promise<unknown> {
  return stage.cluster.client.patch(type, { name }, patch, { type: 'merge' });
}

function encoded(data: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => [key, Buffer.from(value, 'utf8').toString('base64')]),
  );
}
