// One evaluator (principle P8): what `docket test` says of a dump of a cluster is what the operator has stored there, and what
// `docket explain` says of the cluster is what it says of the dump. One suite for every kind of cluster.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rfc3339 } from '../../src/base/instants.ts';
import {
  CHECK_EXCEPTION,
  CONFIG_MAP,
  DISCLOSURE_POLICY,
  DOCKET_KINDS,
  INCIDENT_REVIEW,
  SLA_POLICY,
} from '../../src/api/kinds.ts';
import { apiVersionOf, type KubeObject, type ResourceType } from '../../src/api/meta.ts';
import type { ComplianceCheckSpec } from '../../src/api/v1alpha1/compliancecheck.gen.ts';
import type { CheckReport } from '../../src/cli/test/report.ts';
import { explainCheck } from '../../src/judgement/explain/check.ts';
import { readCluster } from '../../src/cli/explain/cluster-objects.ts';
import { explainIncident } from '../../src/judgement/explain/incident.ts';
import { readObjects } from '../../src/cli/files/file-objects.ts';
import { judgeObjects } from '../../src/judgement/offline/judge-objects.ts';
import { docket, Folder } from '../support/processes/command-line.ts';
import { type OperatorStage, withOperator, type World } from '../support/operator/operator.ts';
import { applySource, createCheck, createIncident } from '../support/operator/objects.ts';
import type { TestClusters } from '../support/clusters/test-cluster.ts';

interface Clusters {
  readonly name: string;
  readonly make: () => TestClusters | Promise<TestClusters>;
}

export function describeOffline({ name, make }: Clusters): void {
  describe(`the same verdicts on ${name} and offline`, () => {
    let clusters: TestClusters;
    beforeAll(async () => {
      clusters = await make();
    });
    afterAll(async () => clusters[Symbol.asyncDispose]());

    it('holds for every type of check, before, at and after deadlines', async () => {
      await withOperator(clusters, async (stage) => {
        await populate(stage);
        await expectSame(stage, await stage.settle(), { response: 'AcknowledgementDue', loss: 'DisclosureOwed' });
        await stage.pass(3 * 60_000);
        await expectSame(stage, await stage.settle(), { response: 'AcknowledgementOverdue', loss: 'DisclosureOwed' });
        expect(stage.world.checks.get('closed')?.status?.counts?.exempted).toBe(1);
        await stage.pass(3 * 60_000);
        await expectSame(stage, await stage.settle(), {
          response: 'AcknowledgementOverdue',
          loss: 'DisclosureOverdue',
        });
        expect(stage.world.checks.get('closed')?.status?.counts?.exempted).toBe(0);
      });
    });
  });
}

/** Incidents, reviews, policies, exceptions and a check of each type. */
async function populate(stage: OperatorStage): Promise<void> {
  const { namespace } = stage.cluster;
  const nowMs = stage.clock.now().getTime();
  const ago = (minutes: number): string => rfc3339(nowMs - minutes * 60_000);
  await applySource(stage);
  await createIncident(stage, 'leak', { title: 'records lost', severity: 'Critical', detectedAt: ago(10) });
  await createIncident(stage, 'slow', { title: 'disk full', detectedAt: ago(58) });
  await createIncident(stage, 'done', { title: 'solved', severity: 'Low', detectedAt: ago(90) });
  const obligations = [
    { name: 'authority', dataType: '*', recipient: 'Authority', clocks: [{ start: 'Aware', within: '9m' }] },
    {
      name: 'persons',
      dataType: '*',
      recipient: 'DataSubjects',
      clocks: [{ start: 'Disclosed', of: 'authority', within: '1mo' }],
    },
  ];
  await create(stage, DISCLOSURE_POLICY, `loss-${namespace}`, { appliesTo: { namespaces: [namespace] }, obligations });
  const targets = [{ severity: 'High', acknowledgeWithin: '1h', resolveWithin: '3d' }];
  await create(stage, SLA_POLICY, `sla-${namespace}`, { appliesTo: { namespaces: [namespace] }, targets });
  await create(stage, INCIDENT_REVIEW, 'leak', {
    incidentRef: { name: 'leak' },
    awareAt: ago(5),
    dataLoss: { assessment: 'Confirmed', dataTypes: ['PersonalData'] },
    evidence: [{ name: 'report', kind: 'Report', uri: 'https://example.com/report' }],
  });
  await create(stage, INCIDENT_REVIEW, 'done', {
    incidentRef: { name: 'done' },
    state: 'Resolved',
    closure: { summary: 'a typo', rootCause: 'haste' },
  });
  await create(stage, CHECK_EXCEPTION, 'accepted', {
    checkRef: { name: 'closed' },
    target: { incidentRef: { name: 'slow' } },
    reason: 'a new disk is on its way here',
    requestedBy: 'ann',
    approvedBy: 'bob',
    expiresAt: ago(-5),
  });
  for (const [name, spec] of Object.entries(CHECKS)) await createCheck(stage, name, spec);
}

const CHECKS: Readonly<Record<string, Partial<ComplianceCheckSpec>>> = {
  closed: { type: 'IncidentClosed' },
  graceful: { type: 'IncidentClosed', gracePeriod: '1d' },
  response: { type: 'ResponseOnTime' },
  resolution: { type: 'ResolutionOnTime' },
  loss: { type: 'DataLossReported' },
  evidence: { type: 'EvidenceUploaded' },
  reviewed: { type: 'ReviewComplete', reviewComplete: { within: '1d' } },
  rule: { type: 'Expression', expression: { rule: 'incident.spec.severity != "High"', failureReason: 'TooSevere' } },
  healthy: { type: 'SourceHealthy' },
  gone: { type: 'IncidentClosed', selector: { sourceRefs: [{ name: 'nobody' }] } },
  idle: { type: 'IncidentClosed', suspend: true },
};

async function create(stage: OperatorStage, type: ResourceType, name: string, spec: object): Promise<void> {
  const { namespace, client } = stage.cluster;
  const metadata = type.namespaced ? { namespace, name } : { name };
  await client.create(type, { apiVersion: apiVersionOf(type), kind: type.kind, metadata, spec } as KubeObject);
}

/** Asserts that these reasons occur, so that the comparison covers them. */
async function expectSame(
  stage: OperatorStage,
  world: World,
  reasons: Readonly<Record<string, string>>,
): Promise<void> {
  for (const [name, reason] of Object.entries(reasons)) expect(world.checks.get(name)?.status?.reason).toBe(reason);
  const { namespace, client } = stage.cluster;
  const now = stage.clock.now();
  const dump = await readDump(stage);
  await using folder = await Folder.with({ 'dump.json': dump });
  const { out } = await docket('test', folder.path, '--now', now.toISOString(), '-o', 'json');
  const { checks } = JSON.parse(out) as { checks: CheckReport[] };
  expect(Object.fromEntries(checks.filter((each) => each.namespace === namespace).map(essence))).toEqual(
    storedOf(world),
  );

  const { objects } = await readCluster(client, namespace, AbortSignal.timeout(30_000));
  const live = await judgeObjects({ now, objects });
  const offline = await judgeObjects({ now, objects: (await readObjects(folder.path, now)).objects });
  for (const name of ['leak', 'slow', 'done']) {
    const key = `${namespace}/${name}`;
    expect(explainIncident(key, offline)).toEqual(explainIncident(key, live));
  }
  for (const name of Object.keys(CHECKS)) {
    const key = `${namespace}/${name}`;
    expect(explainCheck(key, offline)).toEqual(explainCheck(key, live));
  }
}

async function readDump({ cluster: { namespace, client } }: OperatorStage): Promise<KubeObject[]> {
  const lists = await Promise.all(
    [...DOCKET_KINDS, CONFIG_MAP].map(async (type) => {
      const { items } = await client.list(type, type.namespaced ? { namespace } : {});
      return items.map((item) => ({ ...item, apiVersion: apiVersionOf(type), kind: type.kind }));
    }),
  );
  return lists.flat();
}

/** The part of a check's result that both give. */
function essence({ name, result, reason, counts, failing, nextDeadline }: CheckReport) {
  return [name, { result, reason, counts, failing, nextDeadline }] as const;
}

function storedOf({ checks }: World): Record<string, unknown> {
  return Object.fromEntries(
    [...checks].map(([name, { status = {} }]) => {
      const { result, reason, counts, failing = [], nextDeadline } = status;
      return [name, { result, reason, counts, failing, nextDeadline }];
    }),
  );
}
