// What is read to decide the status of a review: nothing where the row shows that nothing changed, and each object that holds evidence
// once. All that is observed belongs to one version of the review.

import { describe, expect, it } from 'vitest';
import { anIncidentRow, aSubject } from '../../../test/support/builders/compliance.ts';
import { CONFIG_MAP, INCIDENT_REVIEW, NAMESPACE } from '../../api/kinds.ts';
import type { KubeObject } from '../../api/meta.ts';
import { CRDS } from '../../api/v1alpha1/crds.gen.ts';
import type { IncidentReview, IncidentReviewSpec } from '../../api/v1alpha1/incidentreview.gen.ts';
import { type ReviewRow, reviewRow } from '../../compliance/reviews/review-row.ts';
import type { KubeClient } from '../../kube/client.ts';
import { createMemoryCluster } from '../../kube/memory.ts';
import { systemClock } from '../../base/clock.ts';
import { createStore } from '../../runtime/store.ts';
import type { ReviewObservation } from './observation.ts';
import { createObserve } from './observe.ts';
import { plan } from './plan.ts';

const NOW = new Date('2026-03-02T10:00:00Z');
const KEY = 'team-a/review';
const key = { namespace: 'team-a', name: 'review' };

/** One review in a cluster, and what is read of that cluster. */
async function aReview(spec: Partial<IncidentReviewSpec>) {
  const { client } = createMemoryCluster({ crds: CRDS, clock: systemClock });
  await client.create(NAMESPACE, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'team-a' } });
  const whole = { incidentRef: { name: 'leak' }, ...spec };
  const object = { apiVersion: 'docket.dev/v1alpha1', kind: 'IncidentReview', metadata: key, spec: whole };
  await client.create(INCIDENT_REVIEW, object as IncidentReview);
  const reviews = createStore<ReviewRow>({ indexes: {}, onHandlerError: (error) => expect.fail(String(error)) });
  const reads: string[] = [];
  const reading: KubeClient = {
    ...client,
    get(type, wanted, options) {
      reads.push(`${type.kind} ${wanted.name}`);
      return client.get(type, wanted, options);
    },
  };
  const refresh = async (): Promise<void> => {
    reviews.upsert(reviewRow(await client.get<IncidentReview>(INCIDENT_REVIEW, key)));
  };
  await refresh();
  const incidentOf = () => aSubject(anIncidentRow({ name: 'leak' }));
  const observe = createObserve({ client: reading, reviews, incidentOf, now: () => NOW });
  const look = async (): Promise<ReviewObservation | undefined> => {
    reads.length = 0;
    const { value } = await observe(KEY, new AbortController().signal).next();
    return value ?? undefined;
  };
  /** As the controller would. */
  const settle = async (): Promise<void> => {
    const observation = await look();
    const status = observation && plan(observation, NOW).status;
    if (status === undefined) throw new Error('there is nothing to settle');
    const { resourceVersion } = status.target;
    await client.updateStatus(INCIDENT_REVIEW, { metadata: { ...key, resourceVersion }, status: status.next });
    await refresh();
  };
  return { client, look, settle, refresh, reads };
}

const inside = (name: string, at: string) => ({ name, kind: 'Log', configMapRef: { name: 'evidence', key: at } });

describe('a review whose status says already what is so', () => {
  it('is not read, and still looked at when its evidence expires', async () => {
    const uri = 'https://files.example.com/log';
    const expiresAt = '2026-03-02T10:05:00Z';
    const { look, settle, reads } = await aReview({ evidence: [{ name: 'log', kind: 'Log', uri, expiresAt }] });
    await settle();
    expect(reads).toEqual(['IncidentReview review']);
    const observation = await look();
    expect(reads).toEqual([]);
    expect(observation && plan(observation, NOW)).toMatchObject({ requeue: { kind: 'after', ms: 300_001 } });
    expect(observation && plan(observation, NOW).status).toBeUndefined();
  });

  it('is read when its evidence lies in the cluster: each object once, whatever is in it', async () => {
    const evidence = [inside('log', 'a'), inside('mail', 'b'), inside('none', 'c')];
    const { client, look, reads } = await aReview({ evidence });
    const metadata = { namespace: 'team-a', name: 'evidence' };
    await client.create(CONFIG_MAP, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata,
      data: { a: 'x', b: 'y' },
    } as KubeObject);
    const observation = await look();
    expect(reads).toEqual(['IncidentReview review', 'ConfigMap evidence']);
    expect(observation?.evidence.map(({ name, state }) => `${name} ${state}`)).toEqual([
      'log Attested',
      'mail Attested',
      'none Missing',
    ]);
  });
});

describe('a review that moves on', () => {
  it('is left to the news of it: what is seen of one generation is not written for another', async () => {
    const { client, look } = await aReview({});
    await client.patch(INCIDENT_REVIEW, key, { spec: { owner: 'maria' } }, { type: 'merge' });
    expect(await look()).toBeUndefined();
  });

  it('and is gone is nothing to do', async () => {
    const { client, look } = await aReview({});
    await client.delete(INCIDENT_REVIEW, key);
    expect(await look()).toBeUndefined();
  });
});
