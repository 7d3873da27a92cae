// A data loss from its report to the last disclosure: assessed in time or not, confirmed, disclosed to one recipient after the other. What
// changes by time alone changes without an event, and the metrics follow.

import { describe, expect, it } from 'vitest';
import { DISCLOSURE_POLICY } from '../../../src/api/kinds.ts';
import type { IncidentReviewSpec } from '../../../src/api/v1alpha1/incidentreview.gen.ts';
import {
  createDisclosurePolicy,
  createReview,
  editReview,
  patchCluster,
  timeIn,
} from '../../support/operator/review-objects.ts';
import type { OperatorStage } from '../../support/operator/operator.ts';
import { createCheck } from '../../support/operator/objects.ts';
import type { TestClusters } from '../../support/clusters/test-cluster.ts';
import {
  DAY_MS,
  goTo,
  HOUR_MS,
  later,
  metricBy,
  type Origin,
  ORIGINS,
  REPORTED,
  resultOf,
  SECOND_MS,
  statusOf,
  withCluster,
} from './world.ts';

const CHECK = 'told';
const POLICY = 'gdpr';
const REVIEW = 'review';
const ASSESS_WITHIN_MS = HOUR_MS;
const TELL_WITHIN_MS = 2 * HOUR_MS;
const PERSONS_WITHIN_MS = 7 * DAY_MS;

type Disclosures = NonNullable<IncidentReviewSpec['disclosures']>;

/** A policy of two stages, a check, and an incident that nobody has assessed; its name. */
async function unassessed(stage: OperatorStage, origin: Origin): Promise<string> {
  await createDisclosurePolicy(stage, POLICY, '2h');
  await patchCluster(stage, DISCLOSURE_POLICY, POLICY, { spec: { assessWithin: '1h' } });
  await createCheck(stage, CHECK, { type: 'DataLossReported' });
  return origin.open(stage);
}

/** People confirm the loss now. */
async function confirm(stage: OperatorStage, incident: string): Promise<string> {
  const awareAt = timeIn(stage);
  await createReview(stage, REVIEW, {
    incidentRef: { name: incident },
    awareAt,
    dataLoss: { assessment: 'Confirmed', dataTypes: ['PersonalData'] },
  });
  await stage.settle();
  return awareAt;
}

const told = (recipient: string, notifiedAt: string): Disclosures[number] => ({
  recipient,
  obligation: '',
  notifiedAt,
});

async function disclose(stage: OperatorStage, disclosures: Disclosures): Promise<void> {
  await editReview(stage, REVIEW, { disclosures });
  await stage.settle();
}

/** Who must be told by when, as the incident's status says; the review's status has to say the same. */
function owed(stage: OperatorStage, incident: string): unknown[] {
  const { incidents, reviews } = stage.world;
  const onIncident = incidents.get(incident)?.status?.deadlines?.disclose ?? [];
  const onReview = reviews.get(REVIEW)?.status?.obligations ?? [];
  expect(onIncident.map(({ policyGeneration: _generation, policyUID: _uid, ...rest }) => rest)).toEqual(onReview);
  return onReview.map(({ policy, obligation: _name, ...rest }) => {
    expect(policy).toBe(POLICY);
    return rest;
  });
}

const openAndOverdue = ({ world }: OperatorStage): unknown[] => {
  const { open, overdue } = world.disclosurePolicies.get(POLICY)?.status ?? {};
  return [open, overdue];
};

const seconds = (instant: string): number => Date.parse(instant) / 1000;

async function expectMetrics(
  stage: OperatorStage,
  { next, overdue }: { readonly next: Record<string, string>; readonly overdue: Record<string, number> },
): Promise<void> {
  const deadlines = Object.entries(next).map(([recipient, instant]) => [recipient, seconds(instant)]);
  expect(await metricBy(stage, 'docket_disclosure_next_deadline_timestamp_seconds', 'recipient')).toEqual(
    Object.fromEntries(deadlines),
  );
  expect(await metricBy(stage, 'docket_disclosures_overdue', 'recipient')).toEqual(overdue);
}

/** Asserts that the check is Due, and Failing from a millisecond after its deadline. */
async function expectAssessmentOwed(stage: OperatorStage, incident: string): Promise<void> {
  const { spec, status } = stage.world.incidents.get(incident) ?? {};
  const since = spec?.detectedAt ?? '';
  // A mirrored incident's clock starts when it came on record, where that is later.
  const recorded = spec?.recordedAt ?? since;
  const by = later(seconds(since) > seconds(recorded) ? since : recorded, ASSESS_WITHIN_MS);
  expect(resultOf(stage, CHECK)).toBe('Due AssessmentDue');
  expect(statusOf(stage.world, CHECK).nextDeadline).toBe(by);
  expect(status?.deadlines?.assessBy).toBe(later(since, ASSESS_WITHIN_MS));
  expect(await metricBy(stage, 'docket_check_next_deadline_timestamp_seconds', 'check')).toEqual({ told: seconds(by) });
  const events = stage.cluster.client.total;
  await goTo(stage, by);
  expect(resultOf(stage, CHECK)).toBe('Due AssessmentDue');
  await stage.pass(SECOND_MS);
  expect(resultOf(stage, CHECK)).toBe('Failing NotAssessed');
  expect(statusOf(stage.world, CHECK).failing).toEqual([
    { name: incident, reason: 'NotAssessed', since: by, dueAt: by },
  ]);
  expect(stage.cluster.client.total - events).toBe(0);
}

/** Asserts that the check fails at once and names the incident, then is overdue. */
async function expectDisclosureOwed(stage: OperatorStage, incident: string, awareAt: string): Promise<void> {
  const by = later(awareAt, TELL_WITHIN_MS);
  expect(resultOf(stage, CHECK)).toBe('Failing DisclosureOwed');
  expect(owed(stage, incident)).toEqual([{ recipient: 'Authority', dueAt: by }, { recipient: 'Persons' }]);
  expect(stage.world.incidents.get(incident)?.status).toMatchObject({ dataLoss: 'Confirmed', failing: [CHECK] });
  expect(openAndOverdue(stage)).toEqual([2, 0]);
  await expectMetrics(stage, { next: { Authority: by }, overdue: { Authority: 0, Persons: 0 } });
  await goTo(stage, by);
  expect(resultOf(stage, CHECK)).toBe('Failing DisclosureOwed');
  await stage.pass(SECOND_MS);
  expect(resultOf(stage, CHECK)).toBe('Failing DisclosureOverdue');
  expect(openAndOverdue(stage)).toEqual([1, 1]);
  await expectMetrics(stage, { next: {}, overdue: { Authority: 1, Persons: 0 } });
}

const wasLate = ({ world }: OperatorStage): boolean =>
  (world.reviews.get(REVIEW)?.status?.obligations ?? []).some(
    ({ metAt = '', dueAt = '' }) => Date.parse(metAt) > Date.parse(dueAt),
  );

/** Adds one disclosure after the other; only the last makes the check pass. The status keeps which one was late. */
async function expectDisclosed(stage: OperatorStage, incident: string, { isLate }: { isLate: boolean }): Promise<void> {
  const toldAt = timeIn(stage);
  const personsBy = later(toldAt, PERSONS_WITHIN_MS);
  await disclose(stage, [told('Authority', toldAt)]);
  expect(resultOf(stage, CHECK)).toBe('Failing DisclosureOwed');
  expect(owed(stage, incident)).toMatchObject([
    { recipient: 'Authority', metAt: toldAt },
    { recipient: 'Persons', dueAt: personsBy },
  ]);
  expect(openAndOverdue(stage)).toEqual([1, 0]);
  await expectMetrics(stage, { next: { Persons: personsBy }, overdue: { Persons: 0 } });
  await disclose(stage, [told('Authority', toldAt), told('Persons', timeIn(stage))]);
  expect(resultOf(stage, CHECK)).toBe('Passing AllPassing');
  expect(wasLate(stage)).toBe(isLate);
  expect(openAndOverdue(stage)).toEqual([0, 0]);
  expect(stage.world.incidents.get(incident)?.status?.failing).toBeUndefined();
  await expectMetrics(stage, { next: {}, overdue: {} });
}

export function describeDataLoss(clusters: () => TestClusters): void {
  describe('a loss of data', () => {
    it.each(ORIGINS)(
      'of a $name incident is not assessed, then confirmed, then late, then disclosed: each by itself or by a review',
      (origin) =>
        withCluster(clusters(), async (stage) => {
          const incident = await unassessed(stage, origin);
          await expectAssessmentOwed(stage, incident);
          const awareAt = await confirm(stage, incident);
          await expectDisclosureOwed(stage, incident, awareAt);
          await expectDisclosed(stage, incident, { isLate: true });
        }),
    );

    it('that is confirmed and disclosed in time was never late', () =>
      withCluster(clusters(), async (stage) => {
        const incident = await unassessed(stage, REPORTED);
        const awareAt = await confirm(stage, incident);
        await goTo(stage, later(awareAt, TELL_WITHIN_MS));
        await expectDisclosed(stage, incident, { isLate: false });
      }));

    it('that is suspected is owed an assessment whatever the severity, and none once it is ruled out', () =>
      withCluster(clusters(), async (stage) => {
        const incident = await unassessed(stage, REPORTED);
        await createReview(stage, REVIEW, { incidentRef: { name: incident }, dataLoss: { assessment: 'Suspected' } });
        await stage.settle();
        await expectAssessmentOwed(stage, incident);
        await editReview(stage, REVIEW, { dataLoss: { assessment: 'None' } });
        await stage.settle();
        expect(resultOf(stage, CHECK)).toBe('Passing AllPassing');
      }));
  });
}
