// The closure of a review is written to the source of its incident: once, on data that can be trusted, where the source allows it. A person
// who reopens the incident there wins.

import { describe, expect, it } from 'vitest';
import { INCIDENT_REVIEW } from '../../../src/api/kinds.ts';
import type { IncidentReviewSpec } from '../../../src/api/v1alpha1/incidentreview.gen.ts';
import type { IncidentSourceSpec } from '../../../src/api/v1alpha1/incidentsource.gen.ts';
import type { TestClusters } from '../../support/clusters/test-cluster.ts';
import { applySource, INTERVAL_MS, merge, patchSource, SOURCE } from '../../support/operator/objects.ts';
import type { OperatorStage } from '../../support/operator/operator.ts';
import { createReview, timeIn } from '../../support/operator/review-objects.ts';
import { incidentOf } from '../../support/operator/views.ts';
import { withCluster } from './world.ts';

const ID = 'Q1';
const REVIEW = 'review';
/** Of the account's one user. */
const USER = 'earline.greenholt@example.com';
/** Longer than an attempt whose answer was lost is left alone. */
const QUIET_MS = 100_000;

const SUMMARY = 'The laptop was wiped before anybody read it.';
const closure = (closedAt: string): Pick<IncidentReviewSpec, 'closure'> => {
  return { closure: { summary: SUMMARY, closedAt } };
};

async function closeAtSource(stage: OperatorStage, source: Partial<IncidentSourceSpec> = {}): Promise<void> {
  stage.vendor.account.trigger({ id: ID });
  const pagerDuty = { region: 'US', endpoint: stage.vendor.url, from: USER } as const;
  await applySource(stage, { pagerDuty, writeBack: 'Enabled', ...source });
  await stage.settle();
  const external = { sourceName: SOURCE, externalID: ID };
  await createReview(stage, REVIEW, { external, ...closure(timeIn(stage)) });
  await stage.settle();
}

const closeAgain = async (stage: OperatorStage): Promise<void> => {
  await merge(stage, INCIDENT_REVIEW, REVIEW, { spec: closure(timeIn(stage)) });
  await stage.settle();
};

async function poll(stage: OperatorStage): Promise<void> {
  await stage.pass(INTERVAL_MS);
  await stage.settle();
}

function writtenBack({ world }: OperatorStage): string {
  const { conditions = [] } = incidentOf(world, ID).status ?? {};
  const { status = 'none', reason = '' } = conditions.find(({ type }) => type === 'WrittenBack') ?? {};
  return `${status} ${reason}`;
}

/** How often Docket wrote what, as the vendor shows it. */
function written({ vendor: { account } }: OperatorStage): { resolutions: number; notes: number; status: string } {
  const ours = account.logEntries.filter(({ resolution }) => resolution?.includes(SUMMARY));
  return { resolutions: ours.length, notes: account.notes.get(ID)?.length ?? 0, status: account.get(ID).status };
}

const ONCE = { resolutions: 1, notes: 1, status: 'resolved' };
const NOTHING = { resolutions: 0, notes: 0, status: 'triggered' };

export function describeWriteBack(clusters: () => TestClusters): void {
  describe('a closure', () => {
    const onCluster = (name: string, body: (stage: OperatorStage) => Promise<void>): void => {
      it(name, () => withCluster(clusters(), body));
    };

    onCluster('resolves the incident at its source, with a note that names the review', async (stage) => {
      await closeAtSource(stage);
      expect(written(stage)).toEqual(ONCE);
      expect(writtenBack(stage)).toBe('True Written');
      const [note = ''] = stage.vendor.account.notes.get(ID) ?? [];
      expect(note).toContain(SUMMARY);
      expect(note).toContain(`${stage.cluster.namespace}/${REVIEW}`);
      await poll(stage);
      expect(incidentOf(stage.world, ID).spec.state).toBe('Resolved');
      expect(incidentOf(stage.world, ID).status?.writeBack?.map(({ state }) => state)).toEqual(['Done', 'Done']);
    });

    onCluster('is written where the source says so, and nowhere else', async (stage) => {
      await closeAtSource(stage, { writeBack: 'Disabled' });
      await poll(stage);
      expect(written(stage)).toEqual(NOTHING);
      expect(writtenBack(stage)).toBe('none ');
      await patchSource(stage, { spec: { writeBack: 'Enabled' } });
      await stage.settle();
      expect(written(stage)).toEqual(ONCE);
    });

    onCluster('does not resolve what a person reopens afterwards; another closure does', async (stage) => {
      await closeAtSource(stage);
      await poll(stage);
      stage.vendor.account.reopen(ID);
      await poll(stage);
      await poll(stage);
      expect(written(stage)).toEqual({ ...ONCE, status: 'triggered' });
      expect(incidentOf(stage.world, ID).status?.state).not.toBe('Resolved');
      await closeAgain(stage);
      expect(written(stage)).toEqual({ resolutions: 2, notes: 2, status: 'resolved' });
      expect(writtenBack(stage)).toBe('True Written');
    });

    onCluster('gives way to a person who reopened the incident after it, before it could be written', async (stage) => {
      await closeAtSource(stage, { writeBack: 'Disabled' });
      await stage.pass(1_000);
      stage.vendor.account.resolve(ID, new Date(stage.clock.now().getTime() - INTERVAL_MS));
      stage.vendor.account.reopen(ID);
      await poll(stage);
      await patchSource(stage, { spec: { writeBack: 'Enabled' } });
      await stage.settle();
      expect(written(stage).resolutions).toBe(0);
      expect(writtenBack(stage)).toBe('False Reopened');
      await closeAgain(stage);
      expect(written(stage)).toMatchObject({ resolutions: 1, status: 'resolved' });
    });

    onCluster('waits until the data of the source can be trusted', async (stage) => {
      await closeAtSource(stage, { writeBack: 'Disabled' });
      stage.vendor.failNext({}, { kind: 'status', status: 401 }, 1_000);
      await poll(stage);
      await patchSource(stage, { spec: { writeBack: 'Enabled' } });
      await stage.settle();
      expect(written(stage)).toEqual(NOTHING);
      expect(writtenBack(stage)).toBe('False SourceNotFresh');
      stage.vendor.clearFaults();
      await poll(stage);
      expect(written(stage)).toEqual(ONCE);
      expect(writtenBack(stage)).toBe('True Written');
    });

    onCluster('says what the provider refuses, and is written once that is mended', async (stage) => {
      const { url: endpoint } = stage.vendor;
      await closeAtSource(stage, { pagerDuty: { region: 'US', endpoint } });
      expect(written(stage)).toEqual(NOTHING);
      expect(writtenBack(stage)).toBe('False MissingField');
      stage.vendor.takeRequests();
      await poll(stage);
      expect(stage.vendor.takeRequests().filter(({ method }) => method !== 'GET')).toEqual([]);
      await patchSource(stage, { spec: { pagerDuty: { from: USER } } });
      await stage.settle();
      expect(written(stage)).toEqual(ONCE);
    });

    onCluster('is written once although the answers are lost', async (stage) => {
      stage.vendor.failNext(({ method }) => method === 'PUT', { kind: 'reset' });
      stage.vendor.failNext(({ method }) => method === 'POST', { kind: 'status', status: 500 });
      await closeAtSource(stage);
      await stage.pass(QUIET_MS);
      await stage.settle();
      expect(written(stage)).toEqual(ONCE);
      expect(writtenBack(stage)).toBe('True Written');
    });

    onCluster('that is written costs nothing afterwards, a restart included', async (stage) => {
      await closeAtSource(stage);
      await poll(stage);
      await stage.cluster.takeWrites();
      stage.vendor.takeRequests();
      await poll(stage);
      await stage.restart({ isForAll: true });
      await poll(stage);
      expect(await stage.cluster.takeWrites()).toEqual({});
      expect(stage.vendor.takeRequests().filter(({ method }) => method !== 'GET')).toEqual([]);
      expect(written(stage)).toEqual(ONCE);
    });
  });
}
