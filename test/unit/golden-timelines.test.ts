// The rows of the golden timelines are objects that a cluster takes: each is created in the embedded one, and the deadline worked
// out from what was stored.

import { describe, expect, it } from 'vitest';

import { DOCKET_KINDS, NAMESPACE } from '../../src/api/kinds.ts';
import type { KubeObject } from '../../src/api/meta.ts';
import { CRDS } from '../../src/api/v1alpha1/crds.gen.ts';
import type { DisclosurePolicy } from '../../src/api/v1alpha1/disclosurepolicy.gen.ts';
import type { Incident } from '../../src/api/v1alpha1/incident.gen.ts';
import type { IncidentReview } from '../../src/api/v1alpha1/incidentreview.gen.ts';
import type { SLAPolicy } from '../../src/api/v1alpha1/slapolicy.gen.ts';
import { assessWithinOf, obligationsOf, obliges } from '../../src/compliance/disclosure.ts';
import { plainRow } from '../../src/compliance/compact-row.ts';
import { classificationsAsked } from '../../src/compliance/disclosure/classification.ts';
import {
  ASSESS_WITHIN_MS,
  compileDisclosurePolicy,
  type DisclosureRules,
} from '../../src/compliance/disclosure/policy.ts';
import { type ReviewRow, reviewRow } from '../../src/compliance/reviews/review-row.ts';
import { incidentRow } from '../../src/compliance/rows.ts';
import type { IncidentRow } from '../../src/compliance/verdict.ts';
import { compileSlaPolicy, slaDeadlines } from '../../src/compliance/sla.ts';
import { slaPolicyFor } from '../support/builders/policies.ts';
import { createMemoryCluster } from '../../src/kube/memory.ts';
import { systemClock } from '../../src/base/clock.ts';
import { GOLDEN_TIMELINES, objectsOf } from '../support/golden/golden-timelines.ts';

const { client, unknownFields } = createMemoryCluster({ crds: CRDS, clock: systemClock });

async function created(object: KubeObject): Promise<KubeObject> {
  const type = DOCKET_KINDS.find(({ kind }) => kind === object.kind);
  if (type === undefined) throw new Error(`${object.kind} is no kind of Docket`);
  expect(unknownFields(object)).toEqual([]);
  return client.create(type, object);
}

const isKind =
  <Kind extends KubeObject>(kind: string) =>
  (object: KubeObject): object is Kind =>
    object.kind === kind;

function compiled<Policy>(result: { ok: true; policy: Policy } | { ok: false; message: string }): Policy {
  if (!result.ok) throw new Error(result.message);
  return result.policy;
}

/** How soon the first answer is owed that a review does not give. */
function answerWithinMs(
  policies: readonly DisclosureRules[],
  row: IncidentRow,
  review: ReviewRow | undefined,
): number | undefined {
  const isOpen = ({ name }: { name: string }): boolean =>
    review?.classifications.every((answer) => answer.name !== name) ?? true;
  return classificationsAsked(policies, row).find(isOpen)?.withinMs;
}

/** By when somebody must be told, or an answer is owed that a review does not give. */
function disclosureDeadlineOf(objects: readonly KubeObject[], type: string, row: IncidentRow): number | undefined {
  const stored = objects.find(isKind<IncidentReview>('IncidentReview'));
  const review = stored && reviewRow(stored);
  const policies = objects
    .filter(isKind<DisclosurePolicy>('DisclosurePolicy'))
    .map((policy) => compiled(compileDisclosurePolicy(policy)));
  const facts = { ...plainRow(row), review };
  if (review === undefined || !obliges(review)) {
    const answerWithin = type === 'DisclosuresMade' ? answerWithinMs(policies, row, review) : undefined;
    return row.detectedAt + (answerWithin ?? assessWithinOf(policies, facts) ?? ASSESS_WITHIN_MS);
  }
  return obligationsOf(policies, facts).find(({ metAt }) => metAt === undefined)?.dueAt;
}

/** By when something is owed, as far as the stored objects of a row say. */
function deadlineOf(objects: readonly KubeObject[], type: string): number | undefined {
  const incident = objects.find(isKind<Incident>('Incident'));
  if (incident === undefined) throw new Error('the row has no incident');
  const row = incidentRow(incident);
  if (!type.endsWith('OnTime')) return disclosureDeadlineOf(objects, type, row);
  const policies = objects.filter(isKind<SLAPolicy>('SLAPolicy')).map((policy) => compiled(compileSlaPolicy(policy)));
  const { acknowledgeBy, resolveBy } = slaDeadlines(slaPolicyFor(policies, row), row.severity, row.detectedAt);
  return type === 'ResponseOnTime' ? acknowledgeBy : resolveBy;
}

describe('golden timelines', () => {
  it.each(
    GOLDEN_TIMELINES.map((row, index) => ({ row, namespace: `golden-${index}`, name: row.name, because: row.because })),
  )('$name: $because', async ({ row, namespace }) => {
    await client.create(NAMESPACE, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
    const objects: KubeObject[] = [];
    for (const object of objectsOf(row, namespace)) objects.push(await created(object));
    expect(deadlineOf(objects, row.check.type)).toBe(Date.parse(row.deadline));
  });

  it('have names of their own', () => {
    expect(new Set(GOLDEN_TIMELINES.map(({ name }) => name)).size).toBe(GOLDEN_TIMELINES.length);
    expect(GOLDEN_TIMELINES.length).toBeGreaterThanOrEqual(45);
  });
});
