// What the judgement tests share: a whole cluster with an incident in it, reported or mirrored, a clock that goes to an instant, and
// results and metrics as short text.

import { INCIDENT } from '../../../src/api/kinds.ts';
import type { ComplianceCheckStatus } from '../../../src/api/v1alpha1/compliancecheck.gen.ts';
import type { IncidentReviewSpec } from '../../../src/api/v1alpha1/incidentreview.gen.ts';
import { timeIn } from '../../support/operator/review-objects.ts';
import { parseExposition } from '../../support/metrics/exposition.ts';
import { type OperatorStage, withOperator } from '../../support/operator/operator.ts';
import { applySource, createIncident, merge, SOURCE } from '../../support/operator/objects.ts';
import { incidentOf } from '../../support/operator/views.ts';
import type { TestClusters } from '../../support/clusters/test-cluster.ts';

export const SECOND_MS = 1_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;
/** Of the source of mirrored incidents. */
const INTERVAL = '1m';
const INTERVAL_MS = 60_000;
/** Longer than the operator takes to notice that its clock was set forward. */
const WAKE_MS = 31_000;

/** With an operator that has all namespaces. */
export function withCluster(clusters: TestClusters, body: (stage: OperatorStage) => Promise<void>): Promise<void> {
  return withOperator(clusters, body, { isForAll: true });
}

/** Lets time pass until an instant. A long way is jumped, as if the machine had slept until shortly before. */
export async function goTo(stage: OperatorStage, instant: string | number): Promise<void> {
  const atMs = typeof instant === 'number' ? instant : Date.parse(instant);
  const left = (): number => atMs - stage.clock.now().getTime();
  if (left() > WAKE_MS) stage.clock.stepWall(left() - WAKE_MS);
  await stage.pass(left());
}

/** An incident of one of two origins, and how its state changes there. */
export interface Origin {
  readonly name: 'reported' | 'mirrored';
  /** How a review names the incident, before the incident exists. */
  readonly reference: Pick<IncidentReviewSpec, 'incidentRef' | 'external'>;
  /** Resolves with the name of the incident, which is detected now and has the severity High. */
  readonly open: (stage: OperatorStage) => Promise<string>;
  readonly resolve: (stage: OperatorStage) => Promise<void>;
  readonly reopen: (stage: OperatorStage) => Promise<void>;
}

const EXTERNAL_ID = 'Q1';

export const REPORTED: Origin = {
  name: 'reported',
  reference: { incidentRef: { name: 'leak' } },
  async open(stage) {
    await createIncident(stage, 'leak', { title: 'Laptop lost', detectedAt: timeIn(stage) });
    await stage.settle();
    return 'leak';
  },
  async resolve(stage) {
    await merge(stage, INCIDENT, 'leak', { spec: { state: 'Resolved', resolvedAt: timeIn(stage) } });
    await stage.settle();
  },
  async reopen(stage) {
    await merge(stage, INCIDENT, 'leak', { spec: { state: 'Triaging', resolvedAt: null } });
    await stage.settle();
  },
};

export const MIRRORED: Origin = {
  name: 'mirrored',
  reference: { external: { sourceName: SOURCE, externalID: EXTERNAL_ID } },
  async open(stage) {
    stage.vendor.account.trigger({ id: EXTERNAL_ID });
    await applySource(stage, { interval: INTERVAL, defaultChecks: 'Disabled' });
    await stage.settle();
    return incidentOf(stage.world, EXTERNAL_ID).metadata.name;
  },
  async resolve(stage) {
    stage.vendor.account.resolve(EXTERNAL_ID);
    await poll(stage);
  },
  async reopen(stage) {
    stage.vendor.account.reopen(EXTERNAL_ID);
    await poll(stage);
  },
};

export const ORIGINS = [REPORTED, MIRRORED];

/** Passes the time of one more poll. */
export async function poll(stage: OperatorStage): Promise<void> {
  await stage.pass(INTERVAL_MS);
  await stage.settle();
}

/** The result of a check and its reason, such as `Failing NotAssessed`. */
export function resultOf({ world }: OperatorStage, check: string): string {
  const { result = 'none', reason = '' } = statusOf(world, check);
  return `${result} ${reason}`;
}

/** How many subjects of a check have each result, without zeros. */
export function countsOf({ world }: OperatorStage, check: string): Record<string, number> {
  const { counts = {} } = statusOf(world, check);
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
}

export function statusOf({ checks }: OperatorStage['world'], check: string): ComplianceCheckStatus {
  return checks.get(check)?.status ?? {};
}

/** The values of a metric by one of its labels. */
export async function metricBy(stage: OperatorStage, name: string, label: string): Promise<Record<string, number>> {
  const { samples = [] } = parseExposition(await stage.replica.metrics()).get(name) ?? {};
  return Object.fromEntries(samples.map(({ labels, value }) => [labels[label] ?? '', value]));
}

/** RFC 3339, this many milliseconds after an instant. */
export function later(instant: string, ms: number): string {
  return `${new Date(Date.parse(instant) + ms).toISOString().slice(0, 19)}Z`;
}
