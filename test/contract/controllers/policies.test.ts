// Policies in the running operator: open incidents follow an edit and resolved ones keep their deadlines, a policy shows what is owed by it,
// one of several defaults counts, and an unchanged world costs no write.

import { describe, expect, it } from 'vitest';
import { DISCLOSURE_POLICY, INCIDENT, SLA_POLICY } from '../../../src/api/kinds.ts';
import {
  createDisclosurePolicy,
  createReview,
  createSlaPolicy,
  disclosureSpec,
  editReview,
  patchCluster,
  putData,
  timeIn,
} from '../../support/operator/review-objects.ts';
import { type OperatorStage, withOperator } from '../../support/operator/operator.ts';
import { createCheck, createIncident, merge } from '../../support/operator/objects.ts';
import { described, allResultsOf } from '../../support/operator/views.ts';
import { memoryClusters } from '../../support/clusters/test-cluster.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const onEmbedded = (body: (stage: OperatorStage) => Promise<void>): Promise<void> =>
  withOperator(memoryClusters(), body, { isForAll: true });

/** A confirmed loss of personal data over a reported incident. */
async function confirmLoss(stage: OperatorStage, name: string): Promise<void> {
  await createIncident(stage, name, { title: 'Laptop lost', detectedAt: timeIn(stage) });
  await createReview(stage, `review-of-${name}`, {
    incidentRef: { name },
    dataLoss: { assessment: 'Confirmed', dataTypes: ['PersonalData'] },
  });
}

const resolve = (stage: OperatorStage, name: string): Promise<unknown> =>
  merge(stage, INCIDENT, name, { spec: { state: 'Resolved', resolvedAt: timeIn(stage) } });

const deadlinesOf = ({ world }: OperatorStage, name: string) => world.incidents.get(name)?.status?.deadlines;

describe('an edited policy', () => {
  it('moves the deadlines of open incidents, and none of a resolved one', () =>
    onEmbedded(async (stage) => {
      await createSlaPolicy(stage, 'ours', { targets: [{ severity: 'High', resolveWithin: '3d' }], default: true });
      await createDisclosurePolicy(stage, 'gdpr');
      const detected = timeIn(stage);
      for (const name of ['open', 'done']) await confirmLoss(stage, name);
      await stage.settle();
      await resolve(stage, 'done');
      await stage.settle();
      const before = deadlinesOf(stage, 'done');
      expect(before).toMatchObject({
        resolveBy: plus(detected, 3 * DAY_MS),
        slaPolicy: { name: 'ours', generation: 1 },
      });
      expect(before?.disclose?.[0]).toMatchObject({ dueAt: plus(detected, 72 * HOUR_MS), policyGeneration: 1 });
      expect(deadlinesOf(stage, 'open')).toEqual(before);

      await patchCluster(stage, SLA_POLICY, 'ours', { spec: { targets: [{ severity: 'High', resolveWithin: '1d' }] } });
      await patchCluster(stage, DISCLOSURE_POLICY, 'gdpr', { spec: disclosureSpec('24h') });
      await stage.settle();
      expect(deadlinesOf(stage, 'open')).toMatchObject({
        resolveBy: plus(detected, DAY_MS),
        slaPolicy: { name: 'ours', generation: 2 },
      });
      expect(deadlinesOf(stage, 'open')?.disclose?.[0]).toMatchObject({ dueAt: plus(detected, DAY_MS) });
      expect(deadlinesOf(stage, 'done')).toEqual(before);
      expect(stage.world.reviews.get('review-of-open')?.status?.nextDue).toBe(plus(detected, DAY_MS));
      expect(stage.world.reviews.get('review-of-done')?.status?.nextDue).toBe(plus(detected, 72 * HOUR_MS));

      // The next process keeps the deadlines of resolved incidents, too; a reopened one follows the policies again.
      await stage.restart({ isForAll: true });
      await stage.settle();
      expect(deadlinesOf(stage, 'done')).toEqual(before);
      await merge(stage, INCIDENT, 'done', { spec: { state: 'Triaging', resolvedAt: null } });
      await stage.settle();
      expect(deadlinesOf(stage, 'done')).toMatchObject({ slaPolicy: { name: 'ours', generation: 2 } });
    }));
});

const owedBy = ({ world }: OperatorStage, name: string): unknown[] => {
  const { open, overdue, dataTypes } = world.disclosurePolicies.get(name)?.status ?? {};
  return [dataTypes, open, overdue];
};

describe('a disclosure policy', () => {
  it('shows what is owed by it: told, in time and late', () =>
    onEmbedded(async (stage) => {
      await createDisclosurePolicy(stage, 'gdpr', '2h');
      await stage.settle();
      expect(owedBy(stage, 'gdpr')).toEqual(['PersonalData', 0, 0]);
      for (const name of ['a', 'b']) await confirmLoss(stage, name);
      await stage.settle();
      expect(owedBy(stage, 'gdpr')).toEqual(['PersonalData', 4, 0]);
      const notifiedAt = timeIn(stage);
      await editReview(stage, 'review-of-a', { disclosures: [{ recipient: 'Authority', obligation: '', notifiedAt }] });
      await stage.settle();
      expect(owedBy(stage, 'gdpr')).toEqual(['PersonalData', 3, 0]);
      await stage.pass(2 * HOUR_MS);
      expect(owedBy(stage, 'gdpr')).toEqual(['PersonalData', 2, 1]);
      expect(await stage.replica.series('docket_disclosures_overdue')).toEqual([
        'docket_disclosures_overdue{namespace="team-a",recipient="Authority"} 1',
        'docket_disclosures_overdue{namespace="team-a",recipient="Persons"} 0',
      ]);
      const due = Date.parse(notifiedAt) + 7 * DAY_MS;
      expect(await stage.replica.series('docket_disclosure_next_deadline_timestamp_seconds')).toEqual([
        `docket_disclosure_next_deadline_timestamp_seconds{namespace="team-a",recipient="Persons"} ${due / 1000}`,
      ]);
    }));

  it('is written at most once a second, however many incidents change', () =>
    onEmbedded(async (stage) => {
      await createDisclosurePolicy(stage, 'gdpr');
      await stage.settle();
      await stage.cluster.takeWrites();
      for (let index = 0; index < 40; index++) {
        await confirmLoss(stage, `leak-${index}`);
        await stage.rest();
      }
      await stage.settle();
      expect(owedBy(stage, 'gdpr')).toEqual(['PersonalData', 80, 0]);
      expect((await stage.cluster.takeWrites())['update disclosurepolicies/status']).toBeLessThanOrEqual(2);
    }));

  it('that cannot be used says so, and no check that needs it passes', () =>
    onEmbedded(async (stage) => {
      await createCheck(stage, 'told', { type: 'DataLossReported' });
      await createDisclosurePolicy(stage, 'gdpr');
      await confirmLoss(stage, 'leak');
      await stage.settle();
      expect(allResultsOf(stage.world)).toEqual({ told: 'Failing' });
      await patchCluster(stage, DISCLOSURE_POLICY, 'gdpr', { spec: { calendar: { timeZone: 'Utopia/Nowhere' } } });
      await stage.settle();
      expect(described(stage.world.disclosurePolicies.get('gdpr')?.status?.conditions)).toEqual({
        Ready: 'False InvalidSpec',
        Stalled: 'True InvalidSpec',
      });
      expect(allResultsOf(stage.world)).toEqual({ told: 'Unknown PolicyInvalid' });
      await patchCluster(stage, DISCLOSURE_POLICY, 'gdpr', { spec: { calendar: null } });
      await stage.settle();
      expect(described(stage.world.disclosurePolicies.get('gdpr')?.status?.conditions)).toEqual({
        Ready: 'True InUse',
      });
      expect(owedBy(stage, 'gdpr')).toEqual(['PersonalData', 2, 0]);
    }));
});

describe('of several default SLA policies', () => {
  const readyOf = ({ world }: OperatorStage): Record<string, string> =>
    Object.fromEntries(
      [...world.slaPolicies].map(([name, { status }]) => [name, described(status?.conditions)['Ready'] ?? '']),
    );

  it('the oldest counts, the others say so, and the next one takes over when it goes', () =>
    onEmbedded(async (stage) => {
      const targets = [{ severity: 'High', resolveWithin: '3d' }] as const;
      await createSlaPolicy(stage, 'ours', { targets: [...targets], default: true });
      await stage.pass(2_000);
      await createSlaPolicy(stage, 'another', { targets: [...targets], default: true });
      await stage.settle();
      expect(readyOf(stage)).toEqual({ ours: 'True InUse', another: 'True AnotherDefault' });
      await stage.cluster.client.delete(SLA_POLICY, { name: 'ours' });
      await stage.settle();
      expect(readyOf(stage)).toEqual({ another: 'True InUse' });
    }));
});

describe('an unchanged world', () => {
  it('of reviews, evidence and policies costs no write in an hour, nor at a restart', () =>
    onEmbedded(async (stage) => {
      await createSlaPolicy(stage, 'ours', { targets: [{ severity: 'High', resolveWithin: '3d' }], default: true });
      await createSlaPolicy(stage, 'another', { targets: [{ severity: 'Low', resolveWithin: '9d' }], default: true });
      await createDisclosurePolicy(stage, 'gdpr');
      await createCheck(stage, 'told', { type: 'DataLossReported' });
      await createCheck(stage, 'uploaded', { type: 'EvidenceUploaded' });
      for (const name of ['a', 'b', 'c']) await confirmLoss(stage, name);
      await createReview(stage, 'early', { incidentRef: { name: 'nobody' } });
      await stage.pass(2_000);
      await createReview(stage, 'second', { incidentRef: { name: 'a' } });
      await putData(stage, 'Secret', 'evidence', { log: 'x' });
      const kept = { kind: 'Log', uri: 'https://files.example.com/log' };
      await editReview(stage, 'review-of-a', {
        evidence: [
          { name: 'inside', kind: 'Log', secretRef: { name: 'evidence', key: 'log' } },
          { name: 'elsewhere', ...kept, expiresAt: timeIn(stage, 2 * DAY_MS) },
        ],
      });
      await editReview(stage, 'review-of-b', {
        evidence: [{ name: 'elsewhere', ...kept, expiresAt: timeIn(stage, -1) }],
      });
      await stage.settle();
      await resolve(stage, 'c');
      await stage.settle();
      expect(stage.world.reviews.get('review-of-b')?.status?.evidence).toEqual([
        { name: 'elsewhere', state: 'Attested', reason: 'Expired' },
      ]);
      await stage.cluster.takeWrites();
      await stage.pass(HOUR_MS);
      expect(await stage.cluster.takeWrites()).toEqual({});
      await stage.restart({ isForAll: true });
      await stage.pass(HOUR_MS);
      expect(await stage.cluster.takeWrites()).toEqual({});
    }));
});

function plus(time: string, ms: number): string {
  return `${new Date(Date.parse(time) + ms).toISOString().slice(0, 19)}Z`;
}
