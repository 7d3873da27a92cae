// Reviews in the running operator: bound whichever comes first, one per incident, their evidence hashed where it is stored, and without a
// trace on the incident once they are deleted.

import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { CONFIG_MAP, SECRET } from '../../../src/api/kinds.ts';
import type { ComplianceCheckSpec } from '../../../src/api/v1alpha1/compliancecheck.gen.ts';
import { incidentName } from '../../../src/api/names.ts';
import { KubeError } from '../../../src/kube/errors.ts';
import { kstatusOf } from '../../support/operator/kstatus.ts';
import { createReview, deleteReview, editReview, putData, timeIn } from '../../support/operator/review-objects.ts';
import { type OperatorStage, withOperator } from '../../support/operator/operator.ts';
import {
  applySource,
  createCheck,
  createIncident,
  deleteIncident,
  keyIn,
  merge,
  SOURCE,
} from '../../support/operator/objects.ts';
import { allResultsOf, reviewOf } from '../../support/operator/views.ts';
import { memoryClusters, type TestClusters } from '../../support/clusters/test-cluster.ts';

const HOUR_MS = 3_600_000;
const LOOK_AGAIN_MS = 600_000;

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const onEmbedded = (body: (stage: OperatorStage) => Promise<void>): Promise<void> =>
  withOperator(memoryClusters(), body, { isForAll: true });

const report = (stage: OperatorStage, name: string): Promise<void> =>
  createIncident(stage, name, { title: 'Laptop lost', detectedAt: timeIn(stage) });

const messageOf = ({ world }: OperatorStage, name: string, type: string): string =>
  world.reviews.get(name)?.status?.conditions?.find((condition) => condition.type === type)?.message ?? '';

describe('a review', () => {
  it('that comes before its incident is Ready, and counts once the incident exists', () =>
    onEmbedded(async (stage) => {
      await createReview(stage, 'review', { incidentRef: { name: 'leak' }, dataLoss: { assessment: 'None' } });
      await stage.settle();
      expect(reviewOf(stage.world, 'review')).toMatchObject({
        Ready: 'True Recorded',
        Bound: 'False IncidentNotFound',
      });
      expect([...stage.world.reviews.values()].map(kstatusOf)).toEqual(['Current']);
      await report(stage, 'leak');
      await stage.settle();
      expect(reviewOf(stage.world, 'review')).toMatchObject({ Ready: 'True Recorded', Bound: 'True Bound' });
      expect(stage.world.reviews.get('review')?.status?.bound).toEqual({ name: 'leak' });
      expect(stage.world.incidents.get('leak')?.status).toMatchObject({
        dataLoss: 'None',
        reviewRef: { name: 'review' },
      });
      await deleteIncident(stage, 'leak');
      await stage.settle();
      expect(reviewOf(stage.world, 'review')).toMatchObject({ Bound: 'False IncidentNotFound' });
      expect(stage.world.reviews.get('review')?.status?.bound).toBeUndefined();
    }));

  it('by source and external ID counts for the incident of that ID, before and after it is mirrored', () =>
    onEmbedded(async (stage) => {
      const { id } = stage.vendor.account.trigger();
      const external = { sourceName: SOURCE, externalID: id };
      await createReview(stage, 'review', { external });
      await stage.settle();
      expect(messageOf(stage, 'review', 'Bound')).toContain(`source "${SOURCE}"`);
      await applySource(stage);
      await stage.settle();
      const name = incidentName({ provider: 'pagerDuty', source: SOURCE, externalID: id });
      expect(stage.world.reviews.get('review')?.status?.bound).toEqual({ name });
      await stage.pass(2_000);
      await createReview(stage, 'by-name', { incidentRef: { name } });
      await stage.settle();
      expect(reviewOf(stage.world, 'by-name')).toMatchObject({ Bound: 'False Duplicate' });
    }));

  it('that is the second one of its incident says which counts, and takes over when that is deleted', () =>
    onEmbedded(async (stage) => {
      await report(stage, 'leak');
      await createReview(stage, 'first', { incidentRef: { name: 'leak' }, dataLoss: { assessment: 'None' } });
      await stage.pass(2_000);
      await createReview(stage, 'another', { incidentRef: { name: 'leak' }, dataLoss: { assessment: 'Confirmed' } });
      await stage.settle();
      expect(reviewOf(stage.world, 'first')).toMatchObject({ Bound: 'True Bound' });
      expect(reviewOf(stage.world, 'another')).toMatchObject({
        Ready: 'True Recorded',
        Bound: 'False Duplicate',
      });
      expect(messageOf(stage, 'another', 'Bound')).toContain('"first"');
      expect(stage.world.incidents.get('leak')?.status?.dataLoss).toBe('None');
      await deleteReview(stage, 'first');
      await stage.settle();
      expect(reviewOf(stage.world, 'another')).toMatchObject({ Bound: 'True Bound' });
      expect(stage.world.incidents.get('leak')?.status).toMatchObject({
        dataLoss: 'Confirmed',
        reviewRef: { name: 'another' },
      });
    }));

  it('that is deleted leaves the incident, and what it had settled is owed again', () =>
    onEmbedded(async (stage) => {
      await report(stage, 'leak');
      await createCheck(stage, 'assessed', {
        type: 'DataLossReported',
        dataLossReported: { severities: ['High'], within: '1h' },
      });
      await stage.settle();
      expect(allResultsOf(stage.world)).toEqual({ assessed: 'Due' });
      await createReview(stage, 'review', { incidentRef: { name: 'leak' }, dataLoss: { assessment: 'None' } });
      await stage.settle();
      expect(allResultsOf(stage.world)).toEqual({ assessed: 'Passing' });
      await deleteReview(stage, 'review');
      await stage.settle();
      expect(allResultsOf(stage.world)).toEqual({ assessed: 'Due' });
      const { status } = stage.world.incidents.get('leak') ?? {};
      expect([status?.dataLoss, status?.reviewRef]).toEqual(['NotAssessed', undefined]);
      await createReview(stage, 'review', { incidentRef: { name: 'leak' }, dataLoss: { assessment: 'None' } });
      await stage.pass(HOUR_MS);
      expect(allResultsOf(stage.world)).toEqual({ assessed: 'Passing' });
      await deleteReview(stage, 'review');
      await stage.settle();
      expect(allResultsOf(stage.world)).toEqual({ assessed: 'Failing' });
    }));
});

const LOG = 'who was told, and when';
const KEY = 'log.txt';
const INSIDE = { name: 'evidence', key: KEY };
const EVIDENCE_CHECK: NonNullable<ComplianceCheckSpec['evidenceUploaded']> = {
  required: 'Always',
  kinds: ['Log'],
  verification: 'Verified',
};

async function attach(stage: OperatorStage, kind: 'ConfigMap' | 'Secret', expiresAt?: string): Promise<void> {
  await report(stage, 'leak');
  await createCheck(stage, 'uploaded', { type: 'EvidenceUploaded', evidenceUploaded: EVIDENCE_CHECK });
  const place = kind === 'Secret' ? { secretRef: INSIDE } : { configMapRef: INSIDE };
  const expires = expiresAt === undefined ? {} : { expiresAt };
  await createReview(stage, 'review', {
    incidentRef: { name: 'leak' },
    evidence: [{ name: 'log', kind: 'Log', sha256: sha256(LOG), ...place, ...expires }],
  });
}

const evidenceOf = ({ world }: OperatorStage): string[] =>
  (world.reviews.get('review')?.status?.evidence ?? []).map(({ name, state, reason }) => `${name} ${state} ${reason}`);

const verifiedOf = ({ world }: OperatorStage): string => reviewOf(world, 'review')['EvidenceVerified'] ?? '';

describe('evidence', () => {
  it.each(['ConfigMap', 'Secret'] as const)(
    'in a %s is missing, verified, something else and missing again, as what lies there is',
    (kind) =>
      onEmbedded(async (stage) => {
        const absent = kind === 'Secret' ? 'log Missing NotReadable' : 'log Missing ObjectNotFound';
        await attach(stage, kind);
        await stage.settle();
        expect([evidenceOf(stage), verifiedOf(stage)]).toEqual([[absent], 'False EvidenceMissing']);
        expect(allResultsOf(stage.world)).toEqual({ uploaded: 'Failing' });

        await putData(stage, kind, 'evidence', { [KEY]: LOG });
        await stage.pass(LOOK_AGAIN_MS);
        expect([evidenceOf(stage), verifiedOf(stage)]).toEqual([['log Verified HashMatches'], 'True AllVerified']);
        await stage.settle();
        expect(allResultsOf(stage.world)).toEqual({ uploaded: 'Passing' });

        await putData(stage, kind, 'evidence', { [KEY]: `${LOG}\n` });
        await stage.pass(LOOK_AGAIN_MS);
        expect([evidenceOf(stage), verifiedOf(stage)]).toEqual([
          ['log Mismatch HashDiffers'],
          'False EvidenceMismatch',
        ]);
        await stage.settle();
        expect(allResultsOf(stage.world)).toEqual({ uploaded: 'Failing' });

        await putData(stage, kind, 'evidence', { other: LOG });
        await stage.pass(LOOK_AGAIN_MS);
        expect(evidenceOf(stage)).toEqual(['log Missing KeyNotFound']);
        await stage.cluster.client.delete(kind === 'Secret' ? SECRET : CONFIG_MAP, keyIn(stage, 'evidence'));
        await stage.pass(LOOK_AGAIN_MS);
        expect(evidenceOf(stage)).toEqual([absent]);
        // The content is stored nowhere else.
        const seen = JSON.stringify([stage.world.reviews.get('review')?.status, stage.log, stage.transitions]);
        expect(seen).not.toMatch(new RegExp(`${LOG}|${sha256(`${LOG}\n`)}`));
      }),
  );

  it('in a Secret that is not labelled as evidence is the same as in none, whatever hash is guessed', () =>
    onEmbedded(async (stage) => {
      await attach(stage, 'Secret');
      await stage.settle();
      const { status: none } = stage.world.reviews.get('review') ?? {};
      await putData(stage, 'Secret', 'evidence', { [KEY]: LOG });
      for (const labels of [{ 'docket.dev/evidence': null }, { 'docket.dev/evidence': 'yes' }]) {
        await merge(stage, SECRET, 'evidence', { metadata: { labels } });
        await stage.pass(LOOK_AGAIN_MS);
        expect(stage.world.reviews.get('review')?.status).toEqual(none);
        expect(evidenceOf(stage)).toEqual(['log Missing NotReadable']);
      }
      await merge(stage, SECRET, 'evidence', { metadata: { labels: { 'docket.dev/evidence': 'true' } } });
      await stage.pass(LOOK_AGAIN_MS);
      expect(evidenceOf(stage)).toEqual(['log Verified HashMatches']);
    }));

  it('is judged again when the review states another hash', () =>
    onEmbedded(async (stage) => {
      await putData(stage, 'ConfigMap', 'evidence', { [KEY]: LOG });
      await attach(stage, 'ConfigMap');
      await stage.settle();
      expect(verifiedOf(stage)).toBe('True AllVerified');
      const item = { name: 'log', kind: 'Log', configMapRef: INSIDE };
      await editReview(stage, 'review', { evidence: [{ ...item, sha256: sha256('another') }] });
      await stage.settle();
      expect(verifiedOf(stage)).toBe('False EvidenceMismatch');
      await editReview(stage, 'review', { evidence: [item] });
      await stage.settle();
      expect([evidenceOf(stage), verifiedOf(stage)]).toEqual([['log Attested HashNotStated'], 'Unknown Attested']);
      expect(allResultsOf(stage.world)).toEqual({ uploaded: 'Failing' });
    }));

  it('keeps its result while the review changes elsewhere, and is not Unknown in between', () =>
    onEmbedded(async (stage) => {
      await putData(stage, 'ConfigMap', 'evidence', { [KEY]: LOG });
      await attach(stage, 'ConfigMap');
      await stage.settle();
      expect(allResultsOf(stage.world)).toEqual({ uploaded: 'Passing' });
      const before = stage.transitions.length;
      await editReview(stage, 'review', { owner: 'maria@example.com' });
      await stage.pass(5_000);
      expect(stage.world.reviews.get('review')?.status?.observedGeneration).toBe(2);
      expect(stage.transitions.slice(before)).toEqual([]);
    }));

  it('expires by the clock alone, and keeps its result', () =>
    onEmbedded(async (stage) => {
      await putData(stage, 'ConfigMap', 'evidence', { [KEY]: LOG });
      await attach(stage, 'ConfigMap', timeIn(stage, HOUR_MS));
      await stage.settle();
      expect(allResultsOf(stage.world)).toEqual({ uploaded: 'Passing' });
      await stage.pass(HOUR_MS);
      expect(evidenceOf(stage)).toEqual(['log Verified Expired']);
      expect(verifiedOf(stage)).toBe('True AllVerified');
      expect(allResultsOf(stage.world)).toEqual({ uploaded: 'Failing' });
    }));

  it('that may not be read is Unknown, whatever it was before, and is read once that is allowed', () => {
    const denial = { isOn: false };
    return withOperator(
      denying(denial),
      async (stage) => {
        await putData(stage, 'Secret', 'evidence', { [KEY]: LOG });
        await attach(stage, 'Secret');
        await stage.settle();
        expect(allResultsOf(stage.world)).toEqual({ uploaded: 'Passing' });
        denial.isOn = true;
        await stage.pass(LOOK_AGAIN_MS);
        await stage.settle();
        expect(evidenceOf(stage)).toEqual([]);
        expect(reviewOf(stage.world, 'review')).toMatchObject({
          Ready: 'False EvidenceForbidden',
          Stalled: 'True EvidenceForbidden',
          Bound: 'True Bound',
        });
        expect(allResultsOf(stage.world)).toEqual({ uploaded: 'Unknown EvidencePending' });
        denial.isOn = false;
        await stage.pass(60_000);
        await stage.settle();
        expect(reviewOf(stage.world, 'review')).not.toHaveProperty('Stalled');
        expect(allResultsOf(stage.world)).toEqual({ uploaded: 'Passing' });
      },
      { isForAll: true },
    );
  });
});

/** The embedded cluster has no RBAC: this client refuses Secrets to the operator while the denial is on. */
function denying(denial: { readonly isOn: boolean }): TestClusters {
  const clusters = memoryClusters();
  return {
    async create(clock) {
      const cluster = await clusters.create(clock);
      const { operator: client } = cluster;
      const operator: typeof client = Object.create(client, {
        get: {
          value: async (...call: Parameters<typeof client.get>) => {
            if (denial.isOn && call[0] === SECRET) throw new KubeError('denied', { code: 403, reason: 'Forbidden' });
            return client.get(...call);
          },
        },
      }) as typeof client;
      return { ...cluster, operator };
    },
    [Symbol.asyncDispose]: () => clusters[Symbol.asyncDispose](),
  };
}
