// Principle P4 with everything that is judged: with reviews, evidence, policies, exceptions and expressions, neither polls in which nothing
// changed nor a restart make a write. A real API server counts the writes itself, over the whole cluster.

import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { CHECK_EXCEPTION } from '../../../src/api/kinds.ts';
import type { CheckExceptionSpec } from '../../../src/api/v1alpha1/checkexception.gen.ts';
import type { IncidentReviewSpec } from '../../../src/api/v1alpha1/incidentreview.gen.ts';
import {
  createDisclosurePolicy,
  createReview,
  createSlaPolicy,
  putData,
  timeIn,
} from '../../support/operator/review-objects.ts';
import type { OperatorStage } from '../../support/operator/operator.ts';
import {
  applySource,
  createCheck,
  createIncident,
  INTERVAL_MS,
  keyIn,
  SOURCE,
  typeOf,
} from '../../support/operator/objects.ts';
import type { TestClusters } from '../../support/clusters/test-cluster.ts';
import { DAY_MS, HOUR_MS, resultOf, withCluster } from './world.ts';

const MIRRORED = 20;
const REPORTED = 10;
/** Long enough for another look at what is looked at every ten minutes. */
const POLLS = 11;

type Evidence = NonNullable<IncidentReviewSpec['evidence']>;

const LOG = 'who was told, and when';

/** Evidence in a Secret, in a ConfigMap and elsewhere; right, wrong, missing and expired. */
function evidence(stage: OperatorStage): Evidence {
  const inside = { secretRef: { name: 'evidence', key: 'log' } };
  const uri = 'https://files.example.com/log';
  return [
    { name: 'verified', kind: 'Log', ...inside, sha256: createHash('sha256').update(LOG).digest('hex') },
    { name: 'different', kind: 'Log', configMapRef: { name: 'evidence', key: 'log' }, sha256: 'a'.repeat(64) },
    { name: 'missing', kind: 'Report', configMapRef: { name: 'nowhere', key: 'log' } },
    { name: 'elsewhere', kind: 'Report', uri, expiresAt: timeIn(stage, 2 * DAY_MS) },
    { name: 'expired', kind: 'Report', uri, expiresAt: timeIn(stage, -DAY_MS) },
  ];
}

/** Reviews of incidents, used in turn. */
function reviewSpecs(stage: OperatorStage): ReadonlyArray<Partial<IncidentReviewSpec>> {
  const confirmed = { assessment: 'Confirmed' as const, dataTypes: ['PersonalData'] };
  const told = { recipient: 'Authority', obligation: '', notifiedAt: timeIn(stage, -HOUR_MS) };
  return [
    { dataLoss: { assessment: 'None' }, owner: 'maria' },
    { dataLoss: { assessment: 'Suspected' } },
    { dataLoss: confirmed, awareAt: timeIn(stage), evidence: evidence(stage) },
    { dataLoss: confirmed, disclosures: [told] },
    { dataLoss: confirmed, awareAt: timeIn(stage, -4 * DAY_MS), state: 'Containing' },
    { state: 'Resolved', acknowledgedAt: timeIn(stage) },
  ];
}

async function exceptAll(stage: OperatorStage): Promise<void> {
  const specs: Record<string, Partial<CheckExceptionSpec>> = {
    active: { target: { incidentRef: { name: 'reported-1' } }, expiresAt: timeIn(stage, DAY_MS) },
    'by-labels': {
      target: { matchLabels: { 'docket.dev/severity': 'High' } },
      covers: 'Future',
      type: 'ResponseOnTime',
      reviewInterval: '9d',
    },
    pending: { target: { incidentRef: { name: 'reported-2' } }, expiresAt: timeIn(stage, DAY_MS), approvedBy: 'ann' },
    expired: { target: { incidentRef: { name: 'reported-2' } }, expiresAt: timeIn(stage, -DAY_MS) },
    unmatched: { target: { incidentRef: { name: 'nobody' } }, expiresAt: timeIn(stage, DAY_MS) },
  };
  for (const [name, fields] of Object.entries(specs)) {
    const spec = {
      reason: 'Accepted until the vendor ships the fix.',
      requestedBy: 'ann',
      approvedBy: 'bob',
      ...fields,
    };
    const object = { ...typeOf(CHECK_EXCEPTION), metadata: keyIn(stage, name), spec };
    await stage.cluster.client.create(CHECK_EXCEPTION, object);
  }
}

async function createChecks(stage: OperatorStage): Promise<void> {
  for (const type of ['ResolutionOnTime', 'ReviewComplete', 'DataLossReported'] as const) {
    await createCheck(stage, type.toLowerCase(), { type });
  }
  await createCheck(stage, 'evidence', {
    type: 'EvidenceUploaded',
    evidenceUploaded: { required: 'OnDataLoss', kinds: ['Log'], verification: 'Verified' },
  });
  const rules = {
    true: 'incident.spec.severity in ["Critical", "High", "Medium", "Low"]',
    owned: 'review.spec.owner == "maria"',
    broken: 'incident.no.such',
  };
  for (const [name, rule] of Object.entries(rules)) {
    await createCheck(stage, `rule-${name}`, { type: 'Expression', expression: { rule } });
  }
}

async function createPolicies(stage: OperatorStage): Promise<void> {
  const targets = [{ severity: 'High' as const, resolveWithin: '3d', acknowledgeWithin: '1h' }];
  await createSlaPolicy(stage, 'ours', { targets, default: true });
  await createSlaPolicy(stage, 'second-default', { targets, default: true });
  await createSlaPolicy(stage, 'broken', {
    targets,
    calendar: { timeZone: 'Utopia/Nowhere', days: ['Mon'] },
    appliesTo: { zones: ['mars'] },
  });
  await createDisclosurePolicy(stage, 'gdpr');
}

/** Open and resolved incidents of both origins, of which most are reviewed, one of them twice. */
async function fill(stage: OperatorStage): Promise<void> {
  const { account } = stage.vendor;
  for (let index = 0; index < MIRRORED; index++) {
    const { id } = account.trigger({ id: `Q${index}`, priority: `P${(index % 4) + 1}` });
    if (index % 3 > 0) account.acknowledge(id);
    if (index % 4 > 2) account.resolve(id);
  }
  for (let index = 0; index < REPORTED; index++) {
    await createIncident(stage, `reported-${index}`, {
      title: `Report ${index}`,
      detectedAt: timeIn(stage, -index * HOUR_MS),
    });
  }
  const said = reviewSpecs(stage);
  const review = (name: string, reference: Partial<IncidentReviewSpec>, index: number): Promise<void> =>
    createReview(stage, name, { ...reference, ...said[index % said.length] });
  for (let index = 0; index < MIRRORED - 5; index++) {
    await review(`mirrored-${index}`, { external: { sourceName: SOURCE, externalID: `Q${index}` } }, index);
  }
  for (let index = 0; index < REPORTED; index++) {
    await review(`reported-${index}`, { incidentRef: { name: `reported-${index}` } }, index);
  }
  await review('early', { incidentRef: { name: 'not-reported-yet' } }, 0);
  // It says the same as the first: two that contradict each other, created within a second, would make the checks unknown.
  await review('second', { incidentRef: { name: 'reported-0' } }, 0);
}

/** At least one check of each result, so that no write is missing only because nothing is judged. */
const RESULTS = {
  datalossreported: 'Failing DisclosureOverdue',
  evidence: 'Failing EvidenceMissing',
  'pager-data-loss-reported': 'Failing DisclosureOverdue',
  'pager-evidence-uploaded': 'Failing EvidenceMissing',
  'pager-incident-closed': 'Failing IncidentOpen',
  'pager-response-on-time': 'Passing AllPassing',
  'pager-source-healthy': 'Passing AllPassing',
  resolutionontime: 'Due ResolutionDue',
  reviewcomplete: 'Due ReviewDue',
  'rule-broken': 'Unknown ExpressionError',
  'rule-owned': 'Unknown ExpressionError',
  'rule-true': 'Passing AllPassing',
};

const resultsOf = (stage: OperatorStage): Record<string, string> =>
  Object.fromEntries([...stage.world.checks.keys()].map((check) => [check, resultOf(stage, check)]));

async function pollOften(stage: OperatorStage): Promise<void> {
  for (let poll = 0; poll < POLLS; poll++) {
    stage.vendor.takeRequests();
    await stage.pass(INTERVAL_MS);
    expect(stage.vendor.takeRequests().length).toBeGreaterThan(0);
  }
}

export function describeQuietJudgement(clusters: () => TestClusters): void {
  describe('an unchanged world with reviews, policies, exceptions and rules', () => {
    it(`costs no write in ${POLLS} polls, nor at a restart`, () =>
      withCluster(clusters(), async (stage) => {
        await createPolicies(stage);
        await createChecks(stage);
        await putData(stage, 'Secret', 'evidence', { log: LOG });
        await putData(stage, 'ConfigMap', 'evidence', { log: LOG });
        await fill(stage);
        await exceptAll(stage);
        await applySource(stage);
        await stage.settle();
        expect(stage.world.incidents.size).toBe(MIRRORED + REPORTED);
        expect(stage.world.reviews.size).toBe(MIRRORED + REPORTED - 3);
        expect(
          Object.fromEntries([...stage.world.exceptions].map(([name, { status }]) => [name, status?.state])),
        ).toEqual({
          active: 'Active',
          'by-labels': 'Active',
          pending: 'Pending',
          expired: 'Expired',
          unmatched: 'Unmatched',
        });
        expect(resultsOf(stage)).toEqual(RESULTS);

        await stage.cluster.takeWrites();
        await pollOften(stage);
        expect(await stage.cluster.takeWrites()).toEqual({});
        await stage.restart({ isForAll: true });
        await pollOften(stage);
        expect(await stage.cluster.takeWrites()).toEqual({});
      }));
  });
}
