// An exception does not change the verdict: while it applies, the check counts what it covers as exempted, and the exception shows what the
// verdicts would be. It ends by the clock, by deletion, or by covering nothing; the check then counts the verdict at once.

import { describe, expect, it } from 'vitest';
import { CHECK_EXCEPTION } from '../../../src/api/kinds.ts';
import type { CheckException, CheckExceptionSpec } from '../../../src/api/v1alpha1/checkexception.gen.ts';
import { timeIn } from '../../support/operator/review-objects.ts';
import type { OperatorStage } from '../../support/operator/operator.ts';
import { createCheck, deleteIncident, keyIn, merge, typeOf } from '../../support/operator/objects.ts';
import { described } from '../../support/operator/views.ts';
import type { TestClusters } from '../../support/clusters/test-cluster.ts';
import {
  countsOf,
  DAY_MS,
  goTo,
  HOUR_MS,
  metricBy,
  ORIGINS,
  REPORTED,
  resultOf,
  SECOND_MS,
  withCluster,
} from './world.ts';

const CHECK = 'closed';
const EXCEPTION = 'accepted';
const NOTHING = { failing: 0, due: 0, unknown: 0 };

/** An approved exception for `leak`, for two hours unless `changes` say otherwise. */
async function except(stage: OperatorStage, changes: Partial<CheckExceptionSpec> = {}): Promise<void> {
  const spec: CheckExceptionSpec = {
    target: { incidentRef: { name: 'leak' } },
    reason: 'The vendor closes it with its next release.',
    covers: 'Approved',
    requestedBy: 'ann',
    approvedBy: 'bob',
    ...(changes.reviewInterval === undefined ? { expiresAt: timeIn(stage, 2 * HOUR_MS) } : {}),
    ...changes,
  };
  const object: CheckException = {
    ...(typeOf(CHECK_EXCEPTION) as Pick<CheckException, 'apiVersion' | 'kind'>),
    metadata: keyIn(stage, EXCEPTION),
    spec,
  };
  await stage.cluster.client.create(CHECK_EXCEPTION, object);
  await stage.settle();
}

async function editException(stage: OperatorStage, spec: Partial<CheckExceptionSpec>): Promise<void> {
  await merge(stage, CHECK_EXCEPTION, EXCEPTION, { spec });
  await stage.settle();
}

async function prune(stage: OperatorStage): Promise<void> {
  await stage.cluster.client.delete(CHECK_EXCEPTION, keyIn(stage, EXCEPTION));
  await stage.settle();
}

/** As kubectl shows it. */
const shown = ({ world }: OperatorStage): unknown => {
  const { state, applied, wouldBe } = world.exceptions.get(EXCEPTION)?.status ?? {};
  return { state, applied, wouldBe };
};

const conditionOf = ({ world }: OperatorStage, type: string): string =>
  described(world.exceptions.get(EXCEPTION)?.status?.conditions)[type] ?? '';

const ACTIVE = { state: 'Active', applied: 1, wouldBe: { failing: 1, due: 0, unknown: 0 } };
const inState = (state: string): object => ({ state, applied: 0, wouldBe: NOTHING });

/** The check fails over one open incident; its name. */
async function failing(stage: OperatorStage, origin = REPORTED): Promise<string> {
  await createCheck(stage, CHECK, { type: 'IncidentClosed' });
  const incident = await origin.open(stage);
  expect(resultOf(stage, CHECK)).toBe('Failing IncidentOpen');
  return incident;
}

function expectExempted(stage: OperatorStage, incident: string): void {
  expect(shown(stage)).toEqual(ACTIVE);
  expect([resultOf(stage, CHECK), countsOf(stage, CHECK)]).toEqual(['Passing AllExempted', { exempted: 1 }]);
  expect(stage.world.incidents.get(incident)?.status?.counts).toMatchObject({ failing: 0, exempted: 1 });
}

function expectInForce(stage: OperatorStage, incident: string): void {
  expect([resultOf(stage, CHECK), countsOf(stage, CHECK)]).toEqual(['Failing IncidentOpen', { failing: 1 }]);
  expect(stage.world.incidents.get(incident)?.status?.counts).toMatchObject({ failing: 1, exempted: 0 });
}

const activeOnes = async (stage: OperatorStage): Promise<number | undefined> =>
  (await metricBy(stage, 'docket_exceptions', 'state'))['Active'];

export function describeExceptions(clusters: () => TestClusters): void {
  describe('an exception', () => {
    it.each(ORIGINS)('of a $name incident shows what would be, and ends by the clock alone', (origin) =>
      withCluster(clusters(), async (stage) => {
        const incident = await failing(stage, origin);
        const expiresAt = timeIn(stage, 2 * HOUR_MS);
        await except(stage, { target: { incidentRef: { name: incident } }, expiresAt });
        expectExempted(stage, incident);
        expect([conditionOf(stage, 'Active'), conditionOf(stage, 'Ready')]).toEqual([
          'True InForce',
          'True NamesUnverified',
        ]);
        expect(await activeOnes(stage)).toBe(1);
        expect(await metricBy(stage, 'docket_exception_next_expiry_timestamp_seconds', 'namespace')).toEqual({
          [stage.cluster.namespace]: Date.parse(expiresAt) / 1000,
        });
        const events = stage.cluster.client.total;
        await goTo(stage, expiresAt);
        expectExempted(stage, incident);
        await stage.pass(SECOND_MS);
        expectInForce(stage, incident);
        expect([shown(stage), conditionOf(stage, 'Active')]).toEqual([inState('Expired'), 'False Expired']);
        expect(await activeOnes(stage)).toBe(0);
        expect(await metricBy(stage, 'docket_exception_next_expiry_timestamp_seconds', 'namespace')).toEqual({});
        expect(stage.cluster.client.total - events).toBe(0);
      }),
    );

    it('that is reviewed at intervals ends so long after it was approved, also in another process', () =>
      withCluster(clusters(), async (stage) => {
        const incident = await failing(stage);
        await except(stage, { reviewInterval: '30d' });
        const { approvedAt = '' } = stage.world.exceptions.get(EXCEPTION)?.status ?? {};
        const until = Date.parse(approvedAt) + 30 * DAY_MS;
        await stage.restart({ isForAll: true });
        await goTo(stage, until);
        expectExempted(stage, incident);
        await stage.pass(SECOND_MS);
        expectInForce(stage, incident);
        await editException(stage, { ticketURL: 'https://tickets.example.com/7' });
        expectExempted(stage, incident);
      }));

    it('counts once somebody else has approved it', () =>
      withCluster(clusters(), async (stage) => {
        const incident = await failing(stage);
        await except(stage, { approvedBy: 'ann' });
        expect([shown(stage), conditionOf(stage, 'Active')]).toEqual([inState('Pending'), 'False SelfApproved']);
        expectInForce(stage, incident);
        await editException(stage, { approvedBy: 'bob' });
        expectExempted(stage, incident);
        await editException(stage, { approvedBy: null as unknown as string });
        expect([shown(stage), conditionOf(stage, 'Active')]).toEqual([inState('Pending'), 'False NotApproved']);
        expectInForce(stage, incident);
      }));

    it('of something that does not exist says so, until it exists, and again when it is deleted', () =>
      withCluster(clusters(), async (stage) => {
        await createCheck(stage, CHECK, { type: 'IncidentClosed' });
        await except(stage);
        expect([shown(stage), conditionOf(stage, 'Active')]).toEqual([inState('Unmatched'), 'False NothingMatched']);
        const incident = await REPORTED.open(stage);
        expectExempted(stage, incident);
        await deleteIncident(stage, incident);
        await stage.settle();
        expect(shown(stage)).toEqual(inState('Unmatched'));
      }));

    it('that is deleted leaves the verdict as it is without it', () =>
      withCluster(clusters(), async (stage) => {
        const incident = await failing(stage);
        await except(stage, { type: 'IncidentClosed' });
        expectExempted(stage, incident);
        await prune(stage);
        expectInForce(stage, incident);
        expect(await metricBy(stage, 'docket_exceptions', 'state')).toEqual({});
      }));

    it('of one check leaves the others alone', () =>
      withCluster(clusters(), async (stage) => {
        const incident = await failing(stage);
        await createCheck(stage, 'assessed', {
          type: 'DataLossReported',
          dataLossReported: { severities: ['High'], within: '1h' },
        });
        await except(stage, { checkRef: { name: CHECK } });
        expect(shown(stage)).toEqual(ACTIVE);
        expect([resultOf(stage, CHECK), resultOf(stage, 'assessed')]).toEqual([
          'Passing AllExempted',
          'Due AssessmentDue',
        ]);
        expect(stage.world.incidents.get(incident)?.status?.counts).toMatchObject({ due: 1, exempted: 1 });
      }));
  });
}
