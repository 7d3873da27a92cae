// What people do in a cluster with Docket: apply sources, Secrets and checks, edit and delete them. With the test's own client.

import { COMPLIANCE_CHECK, INCIDENT, INCIDENT_SOURCE, SECRET } from '../../../src/api/kinds.ts';
import { apiVersionOf, type KubeObject, type ResourceType } from '../../../src/api/meta.ts';
import type { ComplianceCheck, ComplianceCheckSpec } from '../../../src/api/v1alpha1/compliancecheck.gen.ts';
import type { Incident, IncidentSpec } from '../../../src/api/v1alpha1/incident.gen.ts';
import type { IncidentSource, IncidentSourceSpec } from '../../../src/api/v1alpha1/incidentsource.gen.ts';
import { isNotFound } from '../../../src/kube/errors.ts';
import { GOOD_TOKEN, type OperatorStage } from './operator.ts';

/** Of the sources here. */
export const INTERVAL_MS = 60_000;
export const SOURCE = 'pager';
export const SECRET_NAME = 'pager-credential';

/** Fields with a default need not be given; `null` in a patch removes. */
type SourceFields = Partial<IncidentSourceSpec>;

/** The Secret and a source for the loopback PagerDuty, read every minute. */
export async function applySource(stage: OperatorStage, fields: SourceFields = {}, name = SOURCE): Promise<void> {
  await applySecret(stage);
  await createSource(stage, fields, name);
}

export async function createSource(stage: OperatorStage, fields: SourceFields = {}, name = SOURCE): Promise<void> {
  const { pagerDuty, ...rest } = fields;
  const spec = {
    pagerDuty: { endpoint: stage.vendor.url, ...pagerDuty },
    secretRef: { name: SECRET_NAME },
    interval: '1m',
    ...rest,
  } as IncidentSourceSpec;
  const object: IncidentSource = { ...typeOf(INCIDENT_SOURCE), ...named(stage, name), spec } as IncidentSource;
  await stage.cluster.client.create(INCIDENT_SOURCE, object);
}

/** As `kubectl patch --type merge`. */
export function patchSource(stage: OperatorStage, patch: object, name = SOURCE): Promise<unknown> {
  return merge(stage, INCIDENT_SOURCE, name, patch);
}

export function deleteSource(stage: OperatorStage, name = SOURCE): Promise<void> {
  return stage.cluster.client.delete(INCIDENT_SOURCE, keyIn(stage, name));
}

export async function applySecret(stage: OperatorStage, data: Record<string, string> = { token: GOOD_TOKEN }) {
  const encoded = Object.fromEntries(
    Object.entries(data).map(([key, value]) => [key, Buffer.from(value).toString('base64')]),
  );
  const { client } = stage.cluster;
  await deleteSecret(stage).catch((error: unknown) => {
    if (!isNotFound(error)) throw error;
  });
  await client.create(SECRET, {
    ...typeOf(SECRET),
    ...named(stage, SECRET_NAME),
    data: encoded,
  } as KubeObject);
}

export function deleteSecret(stage: OperatorStage): Promise<void> {
  return stage.cluster.client.delete(SECRET, keyIn(stage, SECRET_NAME));
}

export async function createCheck(stage: OperatorStage, name: string, spec: Partial<ComplianceCheckSpec>) {
  const whole = { type: 'IncidentClosed', ...spec } as ComplianceCheckSpec;
  const object = { ...typeOf(COMPLIANCE_CHECK), ...named(stage, name), spec: whole } as ComplianceCheck;
  await stage.cluster.client.create(COMPLIANCE_CHECK, object);
}

export function merge(stage: OperatorStage, type: ResourceType, name: string, patch: object): Promise<unknown> {
  return stage.cluster.client.patch(type, keyIn(stage, name), patch, { type: 'merge' });
}

export function keyIn({ cluster: { namespace } }: OperatorStage, name: string) {
  return { namespace, name };
}

function named({ cluster: { namespace } }: OperatorStage, name: string) {
  return { metadata: { namespace, name } };
}

export function typeOf(type: ResourceType): Pick<KubeObject, 'apiVersion' | 'kind'> {
  return { apiVersion: apiVersionOf(type), kind: type.kind };
}

/** An incident as a person makes it: reported, unless it says whose it is. */
export async function createIncident(stage: OperatorStage, name: string, fields: Partial<IncidentSpec>): Promise<void> {
  const spec = { severity: 'High', state: 'Detected', detectedAt: '2026-03-02T09:00:00Z', ...fields } as IncidentSpec;
  const object = { ...typeOf(INCIDENT), ...named(stage, name), spec } as Incident;
  await stage.cluster.client.create(INCIDENT, object);
}

export async function deleteIncident(stage: OperatorStage, name: string): Promise<void> {
  stage.deletedByTest.push(name);
  await stage.cluster.client.delete(INCIDENT, keyIn(stage, name));
}
