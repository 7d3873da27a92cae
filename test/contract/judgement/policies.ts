// Policies that are edited, added and deleted: open incidents are judged by what they say now, resolved ones by what they said then, also
// after a restart.

import { describe, expect, it } from 'vitest';
import { DISCLOSURE_POLICY, SLA_POLICY } from '../../../src/api/kinds.ts';
import {
  createDisclosurePolicy,
  createReview,
  createSlaPolicy,
  disclosureSpec,
  patchCluster,
  timeIn,
} from '../../support/operator/review-objects.ts';
import type { OperatorStage } from '../../support/operator/operator.ts';
import { createCheck, createIncident, patchSource } from '../../support/operator/objects.ts';
import { described } from '../../support/operator/views.ts';
import type { TestClusters } from '../../support/clusters/test-cluster.ts';
import {
  countsOf,
  DAY_MS,
  goTo,
  HOUR_MS,
  later,
  MIRRORED,
  ORIGINS,
  poll,
  REPORTED,
  resultOf,
  SECOND_MS,
  statusOf,
  withCluster,
} from './world.ts';

const SLA = 'ours';
const DISCLOSURE = 'gdpr';
const ON_TIME = 'resolved-on-time';
const OTHER = 'open';

const resolveWithin = (within: string) => ({ targets: [{ severity: 'High' as const, resolveWithin: within }] });

const editSla = async (stage: OperatorStage, within: string): Promise<void> => {
  await patchCluster(stage, SLA_POLICY, SLA, { spec: resolveWithin(within) });
  await stage.settle();
};

const deadlinesOf = ({ world }: OperatorStage, incident: string) => world.incidents.get(incident)?.status?.deadlines;

/** A check over two confirmed losses, one of `origin` that is resolved in time and one that stays open; when both were detected. */
async function resolvedAndOpen(stage: OperatorStage, origin = REPORTED): Promise<{ done: string; detectedAt: string }> {
  await createSlaPolicy(stage, SLA, { ...resolveWithin('3d'), default: true });
  await createDisclosurePolicy(stage, DISCLOSURE);
  await createCheck(stage, ON_TIME, { type: 'ResolutionOnTime' });
  const detectedAt = timeIn(stage);
  await createIncident(stage, OTHER, { title: 'Phone lost', detectedAt });
  const done = await origin.open(stage);
  const dataLoss = { assessment: 'Confirmed' as const, dataTypes: ['PersonalData'] };
  for (const name of [OTHER, done]) await createReview(stage, name, { incidentRef: { name }, dataLoss });
  await stage.settle();
  await origin.resolve(stage);
  expect(stage.world.incidents.get(done)?.status?.state).toBe('Resolved');
  return { done, detectedAt };
}

export function describePolicies(clusters: () => TestClusters): void {
  describe('an edited policy', () => {
    it.each(ORIGINS)('moves what is open, and nothing of a $name incident that is resolved', (origin) =>
      withCluster(clusters(), async (stage) => {
        const { done, detectedAt } = await resolvedAndOpen(stage, origin);
        const before = deadlinesOf(stage, done);
        expect(before).toMatchObject({
          resolveBy: later(detectedAt, 3 * DAY_MS),
          slaPolicy: { name: SLA, generation: 1 },
          disclose: [{ dueAt: later(detectedAt, 3 * DAY_MS), policy: DISCLOSURE, policyGeneration: 1 }, {}],
        });
        expect([resultOf(stage, ON_TIME), countsOf(stage, ON_TIME)]).toEqual([
          'Due ResolutionDue',
          { due: 1, passing: 1 },
        ]);

        // Shorter than what both took: the resolved one was in time by what the policy said then.
        await patchCluster(stage, DISCLOSURE_POLICY, DISCLOSURE, { spec: disclosureSpec('1m') });
        await editSla(stage, '1m');
        await stage.pass(60 * SECOND_MS);
        expect(deadlinesOf(stage, OTHER)).toMatchObject({
          resolveBy: later(detectedAt, 60 * SECOND_MS),
          slaPolicy: { name: SLA, generation: 2 },
          disclose: [{ dueAt: later(detectedAt, 60 * SECOND_MS), policyGeneration: 2 }, {}],
        });
        expect([resultOf(stage, ON_TIME), countsOf(stage, ON_TIME)]).toEqual([
          'Failing ResolutionOverdue',
          { failing: 1, passing: 1 },
        ]);
        expect(deadlinesOf(stage, done)).toEqual(before);

        await stage.restart({ isForAll: true });
        await stage.settle();
        expect(deadlinesOf(stage, done)).toEqual(before);
        expect(countsOf(stage, ON_TIME)).toEqual({ failing: 1, passing: 1 });
        await origin.reopen(stage);
        expect(deadlinesOf(stage, done)).toMatchObject({ slaPolicy: { name: SLA, generation: 2 } });
        expect(countsOf(stage, ON_TIME)).toEqual({ failing: 2 });
      }),
    );

    it('moves a deadline that only the clock reaches', () =>
      withCluster(clusters(), async (stage) => {
        const { detectedAt } = await resolvedAndOpen(stage);
        await editSla(stage, '2h');
        const by = later(detectedAt, 2 * HOUR_MS);
        expect(statusOf(stage.world, ON_TIME).nextDeadline).toBe(by);
        await goTo(stage, by);
        expect(resultOf(stage, ON_TIME)).toBe('Due ResolutionDue');
        await stage.pass(SECOND_MS);
        expect(resultOf(stage, ON_TIME)).toBe('Failing ResolutionOverdue');
        await editSla(stage, '30d');
        expect(resultOf(stage, ON_TIME)).toBe('Due ResolutionDue');
      }));

    it('that cannot be used says so, and no open incident is judged by another one instead', () =>
      withCluster(clusters(), async (stage) => {
        const { done } = await resolvedAndOpen(stage);
        const before = deadlinesOf(stage, done);
        await patchCluster(stage, SLA_POLICY, SLA, { spec: { calendar: { timeZone: 'Utopia/Nowhere' } } });
        await stage.settle();
        expect(described(stage.world.slaPolicies.get(SLA)?.status?.conditions)).toMatchObject({
          Ready: 'False InvalidSpec',
        });
        expect([resultOf(stage, ON_TIME), countsOf(stage, ON_TIME)]).toEqual([
          'Unknown PolicyInvalid',
          { unknown: 1, passing: 1 },
        ]);
        expect(deadlinesOf(stage, done)).toEqual(before);
        await stage.cluster.client.delete(SLA_POLICY, { name: SLA });
        await stage.settle();
        expect(deadlinesOf(stage, OTHER)).toMatchObject({ slaPolicy: { name: 'built-in', generation: 0 } });
        expect(deadlinesOf(stage, done)).toEqual(before);
      }));
  });

  describe('a policy that is deleted and made again, with the generation that it had', () => {
    it('counts as another one: it moves open incidents, and changes nothing that is on record', () =>
      withCluster(clusters(), async (stage) => {
        const { done, detectedAt } = await resolvedAndOpen(stage);
        const before = deadlinesOf(stage, done);
        for (const type of [SLA_POLICY, DISCLOSURE_POLICY]) {
          await stage.cluster.client.delete(type, { name: type === SLA_POLICY ? SLA : DISCLOSURE });
        }
        await stage.settle();
        await createSlaPolicy(stage, SLA, { ...resolveWithin('1s'), default: true });
        await createDisclosurePolicy(stage, DISCLOSURE, '1m');
        await stage.pass(60 * SECOND_MS);
        expect(deadlinesOf(stage, OTHER)).toMatchObject({
          resolveBy: later(detectedAt, SECOND_MS),
          slaPolicy: { name: SLA, generation: 1 },
          disclose: [{ dueAt: later(detectedAt, 60 * SECOND_MS), policyGeneration: 1 }, {}],
        });
        expect(deadlinesOf(stage, done)).toEqual(before);
        expect(countsOf(stage, ON_TIME)).toEqual({ failing: 1, passing: 1 });
        await stage.restart({ isForAll: true });
        await stage.settle();
        expect(deadlinesOf(stage, done)).toEqual(before);
        expect(countsOf(stage, ON_TIME)).toEqual({ failing: 1, passing: 1 });
      }));
  });

  describe('a policy that a source names', () => {
    it('counts for its incidents only, and there is no other where it is missing', () =>
      withCluster(clusters(), async (stage) => {
        await createSlaPolicy(stage, SLA, { ...resolveWithin('3d'), default: true });
        await createCheck(stage, ON_TIME, { type: 'ResolutionOnTime' });
        await createIncident(stage, OTHER, { title: 'Phone lost', detectedAt: timeIn(stage) });
        const incident = await MIRRORED.open(stage);
        await patchSource(stage, { spec: { slaPolicyRef: { name: 'theirs' } } });
        await stage.settle();
        expect([resultOf(stage, ON_TIME), countsOf(stage, ON_TIME)]).toEqual([
          'Unknown PolicyMissing',
          { unknown: 1, due: 1 },
        ]);
        await createSlaPolicy(stage, 'theirs', resolveWithin('2d'));
        await createSlaPolicy(stage, 'looser', { ...resolveWithin('9d'), appliesTo: { zones: ['nowhere'] } });
        await stage.settle();
        expect(resultOf(stage, ON_TIME)).toBe('Due ResolutionDue');
        // What is on record is loosened by no other choice, also not by way of a policy that is missing.
        for (const name of ['nowhere', 'looser']) {
          await patchSource(stage, { spec: { slaPolicyRef: { name } } });
          await stage.settle();
        }
        expect([deadlinesOf(stage, incident)?.slaPolicy, deadlinesOf(stage, OTHER)?.slaPolicy]).toMatchObject([
          { name: 'theirs', generation: 1 },
          { name: SLA, generation: 1 },
        ]);
      }));

    it('and is missing makes nothing unknown of what has missed the deadline on record, also after a restart', () =>
      withCluster(clusters(), async (stage) => {
        await createSlaPolicy(stage, SLA, { ...resolveWithin('1h'), default: true });
        await createCheck(stage, ON_TIME, { type: 'ResolutionOnTime' });
        const late = await MIRRORED.open(stage);
        await stage.pass(HOUR_MS + SECOND_MS);
        expect(resultOf(stage, ON_TIME)).toBe('Failing ResolutionOverdue');
        const before = deadlinesOf(stage, late);
        await patchSource(stage, { spec: { slaPolicyRef: { name: 'nowhere' } } });
        stage.vendor.account.trigger({ id: 'Q2' });
        await poll(stage);
        const failing = statusOf(stage.world, ON_TIME).failing?.map(({ name }) => name);
        expect([failing, countsOf(stage, ON_TIME)]).toEqual([[late], { failing: 1, unknown: 1 }]);
        await stage.restart({ isForAll: true });
        await stage.settle();
        expect(countsOf(stage, ON_TIME)).toEqual({ failing: 1, unknown: 1 });
        expect(deadlinesOf(stage, late)).toEqual(before);
      }));
  });
}
