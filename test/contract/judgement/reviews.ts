// Reviews and incidents are joined whichever comes first, and the older review counts. Deleting one removes only what it said. A complete
// closure closes a resolved incident until its source reopens it.

import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { IncidentReviewSpec } from '../../../src/api/v1alpha1/incidentreview.gen.ts';
import { createReview, deleteReview, editReview } from '../../support/operator/review-objects.ts';
import type { OperatorStage } from '../../support/operator/operator.ts';
import { createCheck } from '../../support/operator/objects.ts';
import { reviewOf } from '../../support/operator/views.ts';
import type { TestClusters } from '../../support/clusters/test-cluster.ts';
import { goTo, MIRRORED, type Origin, ORIGINS, REPORTED, resultOf, SECOND_MS, statusOf, withCluster } from './world.ts';

/** A second ends between two creations now and then. */
const ATTEMPTS = 10;
const ASSESSED = 'assessed';
const REVIEWED = 'reviewed';

const NO_LOSS = { dataLoss: { assessment: 'None' } } as const;
const SUSPECTED = { dataLoss: { assessment: 'Suspected' } } as const;
const LOSS: Partial<IncidentReviewSpec> = { dataLoss: { assessment: 'Confirmed', dataTypes: ['PersonalData'] } };

const CLOSURE: NonNullable<IncidentReviewSpec['closure']> = {
  summary: 'A laptop was left on a train.',
  rootCause: 'It was not encrypted, as nobody had to.',
  preventionMeasures: ['Disks are encrypted before they are handed out.'],
  reviewer: 'maria',
};

const createChecks = async (stage: OperatorStage): Promise<void> => {
  await createCheck(stage, ASSESSED, {
    type: 'DataLossReported',
    dataLossReported: { severities: ['High'], within: '2h' },
  });
  await createCheck(stage, REVIEWED, { type: 'ReviewComplete', reviewComplete: { within: '1d' } });
};

async function review(stage: OperatorStage, name: string, spec: Partial<IncidentReviewSpec>): Promise<void> {
  await createReview(stage, name, spec);
  await stage.settle();
}

async function edit(stage: OperatorStage, spec: Partial<IncidentReviewSpec>): Promise<void> {
  await editReview(stage, 'review', spec);
  await stage.settle();
}

const incidentStatus = ({ world }: OperatorStage, incident: string) => world.incidents.get(incident)?.status ?? {};

/** The changes of state, without their times. */
const wayOf = (stage: OperatorStage, incident: string): string[] =>
  (incidentStatus(stage, incident).timeline ?? []).map(({ from = '', to, origin }) => `${from}>${to} ${origin}`);

/** The results in a check's history. */
const historyOf = ({ world }: OperatorStage, check: string): string[] =>
  (statusOf(world, check).history ?? []).map(({ result, reason }) => `${result} ${reason}`);

async function expectPromotion(stage: OperatorStage, origin: Origin): Promise<void> {
  await createChecks(stage);
  const incident = await origin.open(stage);
  await review(stage, 'a-first-one', { ...origin.reference, ...NO_LOSS });
  await stage.pass(2 * SECOND_MS);
  // A real API server dates what it creates by its own clock, in whole seconds.
  await sleep(SECOND_MS + 100);
  await review(stage, 'b-second-one', { incidentRef: { name: incident }, ...LOSS });
  expect(reviewOf(stage.world, 'a-first-one')).toMatchObject({ Bound: 'True Bound' });
  expect(reviewOf(stage.world, 'b-second-one')).toMatchObject({
    Bound: 'False Duplicate',
    Ready: 'True Recorded',
  });
  expect(incidentStatus(stage, incident)).toMatchObject({ dataLoss: 'None', reviewRef: { name: 'a-first-one' } });
  expect(resultOf(stage, ASSESSED)).toBe('Unknown ReviewsContested');
  await deleteReview(stage, 'a-first-one');
  await stage.settle();
  expect(reviewOf(stage.world, 'b-second-one')).toMatchObject({ Bound: 'True Bound' });
  expect(incidentStatus(stage, incident)).toMatchObject({ dataLoss: 'Confirmed', reviewRef: { name: 'b-second-one' } });
  expect(resultOf(stage, ASSESSED)).toBe('Failing ObligationUndefined');
}

/** Both within one second, by the API server's own clock; `a` is the first by name. */
async function reviewTwiceInOneSecond(
  stage: OperatorStage,
  reference: Origin['reference'],
  said: { readonly a: Partial<IncidentReviewSpec>; readonly b: Partial<IncidentReviewSpec> },
): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    await Promise.all([
      createReview(stage, 'a', { ...reference, ...said.a }),
      createReview(stage, 'b', { ...reference, ...said.b }),
    ]);
    await stage.settle();
    const [a, b] = ['a', 'b'].map((name) => stage.world.reviews.get(name)?.metadata.creationTimestamp);
    if (a !== undefined && a === b) return;
    await deleteReview(stage, 'a');
    await deleteReview(stage, 'b');
    await stage.settle();
  }
  throw new Error(`no two reviews were created within one second in ${ATTEMPTS} attempts`);
}

async function expectContest(stage: OperatorStage, origin: Origin): Promise<void> {
  await createChecks(stage);
  const incident = await origin.open(stage);
  await reviewTwiceInOneSecond(stage, { incidentRef: { name: incident } }, { a: NO_LOSS, b: SUSPECTED });
  expect(reviewOf(stage.world, 'b')).toMatchObject({ Bound: 'False Duplicate' });
  expect(resultOf(stage, ASSESSED)).toBe('Unknown ReviewsContested');
  await editReview(stage, 'b', NO_LOSS);
  await stage.settle();
  expect(resultOf(stage, ASSESSED)).toBe('Passing AllPassing');
  await editReview(stage, 'b', SUSPECTED);
  await stage.settle();
  expect(resultOf(stage, ASSESSED)).toBe('Unknown ReviewsContested');
  await deleteReview(stage, 'a');
  await stage.settle();
  expect(resultOf(stage, ASSESSED)).toBe('Due AssessmentDue');
}

async function expectReturn(stage: OperatorStage, origin: Origin): Promise<void> {
  await createChecks(stage);
  const incident = await origin.open(stage);
  const { metadata, spec } = stage.world.incidents.get(incident) ?? {};
  const { nextDeadline = '' } = statusOf(stage.world, ASSESSED);
  await review(stage, 'review', { ...origin.reference, ...NO_LOSS });
  expect(resultOf(stage, ASSESSED)).toBe('Passing AllPassing');
  await deleteReview(stage, 'review');
  await stage.settle();
  expect(resultOf(stage, ASSESSED)).toBe('Due AssessmentDue');
  await review(stage, 'review', { ...origin.reference, ...NO_LOSS });
  await goTo(stage, nextDeadline);
  await stage.pass(SECOND_MS);
  expect(resultOf(stage, ASSESSED)).toBe('Passing AllPassing');
  await deleteReview(stage, 'review');
  await stage.settle();
  expect(resultOf(stage, ASSESSED)).toBe('Failing NotAssessed');
  const left = stage.world.incidents.get(incident);
  expect([left?.metadata.uid, left?.spec]).toEqual([metadata?.uid, spec]);
  expect(left?.status).not.toHaveProperty('reviewRef');
}

/** Resolves the incident at its origin, and completes the closure of its review. */
async function close(stage: OperatorStage, origin: Origin): Promise<string> {
  await createChecks(stage);
  const incident = await origin.open(stage);
  await origin.resolve(stage);
  await review(stage, 'review', { ...origin.reference, ...NO_LOSS, state: 'Closed' });
  expect(incidentStatus(stage, incident).state).toBe('Resolved');
  expect(resultOf(stage, REVIEWED)).toBe('Due ReviewDue');
  await edit(stage, { closure: CLOSURE });
  expect(incidentStatus(stage, incident).state).toBe('Closed');
  expect(resultOf(stage, REVIEWED)).toBe('Passing AllPassing');
  return incident;
}

export function describeReviews(clusters: () => TestClusters): void {
  describe('a review', () => {
    it.each(ORIGINS)('of a $name incident may come first, and counts from its first verdict on', (origin) =>
      withCluster(clusters(), async (stage) => {
        await createChecks(stage);
        await review(stage, 'review', { ...origin.reference, ...NO_LOSS });
        expect(reviewOf(stage.world, 'review')).toMatchObject({
          Bound: 'False IncidentNotFound',
          Ready: 'True Recorded',
        });
        const incident = await origin.open(stage);
        expect(reviewOf(stage.world, 'review')).toMatchObject({ Bound: 'True Bound' });
        expect(stage.world.reviews.get('review')?.status?.bound).toEqual({ name: incident });
        expect(incidentStatus(stage, incident)).toMatchObject({ dataLoss: 'None', reviewRef: { name: 'review' } });
        expect(new Set(historyOf(stage, ASSESSED).map((entry) => entry.split(' ')[0]))).not.toContain('Due');
        expect(resultOf(stage, ASSESSED)).toBe('Passing AllPassing');
      }),
    );

    it.each(ORIGINS)('of a $name incident that has one waits, and takes over when the older one goes', (origin) =>
      withCluster(clusters(), (stage) => expectPromotion(stage, origin)),
    );

    it.each(ORIGINS)(
      'of a $name incident that another contradicts within one second never passes by its name',
      (origin) => withCluster(clusters(), (stage) => expectContest(stage, origin)),
    );

    it.each(ORIGINS)(
      'of a $name incident that is pruned leaves the incident, and what it settled is owed again',
      (origin) => withCluster(clusters(), (stage) => expectReturn(stage, origin)),
    );

    it('closes a mirrored incident that is resolved by a complete closure, until its source reopens it', () =>
      withCluster(clusters(), async (stage) => {
        const incident = await close(stage, MIRRORED);
        await MIRRORED.reopen(stage);
        expect(incidentStatus(stage, incident).state).toBe('Detected');
        expect(wayOf(stage, incident)).toEqual([
          '>Detected Source',
          'Detected>Resolved Source',
          'Resolved>Closed Review',
          'Closed>Detected Source',
        ]);
        expect(resultOf(stage, REVIEWED)).toBe('Passing AllPassing');
      }));

    it('closes a reported incident, and decides alone whether that is open again', () =>
      withCluster(clusters(), async (stage) => {
        const incident = await close(stage, REPORTED);
        await REPORTED.reopen(stage);
        expect(incidentStatus(stage, incident).state).toBe('Closed');
        await edit(stage, { state: 'Containing' });
        expect(incidentStatus(stage, incident).state).toBe('Containing');
        expect(wayOf(stage, incident)).toEqual([
          '>Detected Reporter',
          'Detected>Resolved Reporter',
          'Resolved>Closed Review',
          'Closed>Containing Review',
        ]);
      }));

    it('that resolves an incident and does not say when did so when that was first seen', () =>
      withCluster(clusters(), async (stage) => {
        await createChecks(stage);
        const incident = await REPORTED.open(stage);
        await review(stage, 'review', { ...REPORTED.reference, state: 'Resolved' });
        expect(incidentStatus(stage, incident).state).toBe('Resolved');
        expect(resultOf(stage, REVIEWED)).toBe('Due ReviewDue');
        expect(historyOf(stage, REVIEWED)).not.toContain('Unknown ResolvedAtUnknown');
      }));
  });
}
