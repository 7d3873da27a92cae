// What people wrote at the vendor about a data loss: it reaches the incident as a hint, moves no verdict, and goes when the label goes.

import { describe, expect, it } from 'vitest';
import { CONFIG_MAP, INCIDENT_SOURCE } from '../../src/api/kinds.ts';
import { normalizeIncident } from '../../src/integrations/defender/normalize.ts';
import { normalizeFinding } from '../../src/integrations/github/normalize.ts';
import { normalizeFinding as normalizeGuardDuty } from '../../src/integrations/guardduty/normalize.ts';
import { normalizeIssue } from '../../src/integrations/jira/normalize.ts';
import { normalizeIncident as normalizePagerDuty } from '../../src/integrations/pagerduty/normalize.ts';
import { normalizeIncident as normalizeZenduty } from '../../src/integrations/zenduty/normalize.ts';
import type { IncidentRecord } from '../../src/integrations/ports/record.ts';
import { memoryClusters } from '../support/clusters/test-cluster.ts';
import { INTERVAL_MS, merge, SOURCE, typeOf } from '../support/operator/objects.ts';
import { type OperatorStage, withOperator } from '../support/operator/operator.ts';

const AT = '2026-03-02T10:00:00Z';
const OPTIONS = { severityMap: [], dataPolicy: 'Minimal' } as const;

type Read = (written: unknown) => { readonly kind: string; readonly record?: IncidentRecord };

const JIRA: Read = (labels) =>
  normalizeIssue(
    {
      id: '1',
      key: 'SEC-1',
      fields: { status: { statusCategory: { key: 'new' } }, created: AT, updated: AT, labels },
    },
    { ...OPTIONS, severityField: undefined, urlOf: () => undefined },
  );
const GITHUB: Read = (labels) =>
  normalizeFinding(
    { number: 7, state: 'open', created_at: AT, updated_at: AT, title: 'x', labels },
    { ...OPTIONS, stream: 'Issues', repo: { owner: 'acme', repo: 'shop' } },
  );
const defender =
  (field: string): Read =>
  (written) =>
    normalizeIncident(
      { id: '1', status: 'active', createdDateTime: AT, lastUpdateDateTime: AT, [field]: written },
      OPTIONS,
    );
const PAGERDUTY: Read = (title) =>
  normalizePagerDuty({ id: 'Q1', created_at: AT, status: 'triggered', title }, OPTIONS);
const zenduty =
  (field: string): Read =>
  (written) =>
    normalizeZenduty(
      { unique_id: 'e1', incident_number: 1, status: 1, creation_date: AT, [field]: written },
      { ...OPTIONS, urlOf: String },
    );
const guardDuty =
  (fieldsOf: (written: unknown) => object, words?: readonly string[]): Read =>
  (written) => {
    const { Service, ...fields } = fieldsOf(written) as { Service?: object };
    const times = { CreatedAt: AT, UpdatedAt: AT };
    const finding = { Id: 'f1', ...times, Severity: 5, Service: { Archived: false, ...Service }, ...fields };
    return normalizeGuardDuty(finding, { ...OPTIONS, region: 'eu-west-1', dataLossWords: words });
  };
const tagged = (Tags: unknown) => ({ Resource: { S3BucketDetails: [{ Name: 'b' }, { Tags }] } });

describe('a record', () => {
  it.each([
    { vendor: 'Jira', read: JIRA, written: ['pci', 'Data-Loss'] },
    { vendor: 'GitHub', read: GITHUB, written: [{ name: 'type: data loss' }] },
    { vendor: 'Defender, by a tag', read: defender('customTags'), written: ['data leak'] },
    { vendor: 'Defender, by a comment', read: defender('comments'), written: [{ comment: 'A data breach, jane.' }] },
    { vendor: 'Zenduty, by a tag', read: zenduty('tags'), written: [{ name: 'Data-Leak' }, { name: 'pci' }] },
    { vendor: 'GuardDuty, by a tag', read: guardDuty(tagged), written: [{ Key: 'pci', Value: 'data loss' }] },
  ])('of $vendor has the hint, and nothing of the text for it', ({ read, written }) => {
    const { record } = read(written);
    expect(record?.dataLossHint).toBe('Suspected');
    // Labels that a severityMap may name are kept as what the source says of the severity.
    expect(JSON.stringify({ ...record, sourceSeverity: undefined })).not.toMatch(/jane|pci|type:/);
    expect(read([]).record).not.toHaveProperty('dataLossHint');
  });

  it.each([
    { vendor: 'Zenduty, by its title', read: zenduty('title'), said: 'Data loss in the shop' },
    { vendor: 'Zenduty, by its summary', read: zenduty('summary'), said: 'Since noon there is a data breach.' },
    {
      vendor: 'PagerDuty, by its title',
      read: PAGERDUTY,
      said: 'DLP: data exfiltration',
    },
    { vendor: 'GuardDuty, by its title', read: guardDuty((Title) => ({ Title })), said: 'Data exfiltration by DNS' },
    {
      vendor: 'GuardDuty, by its type and a word of the spec',
      read: guardDuty((Type) => ({ Type }), ['exfiltration']),
      said: 'UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration.OutsideAWS',
    },
    {
      vendor: 'GuardDuty, by its feedback',
      read: guardDuty((UserFeedback) => ({ Service: { UserFeedback } })),
      said: 'a data leak',
    },
  ])('of $vendor has the hint', ({ read, said }) => {
    expect(read(said).record?.dataLossHint).toBe('Suspected');
    expect(read('Disk full').record).not.toHaveProperty('dataLossHint');
  });

  it.each([
    { vendor: 'Zenduty', read: zenduty('tags') },
    { vendor: 'GuardDuty', read: guardDuty(tagged) },
    { vendor: 'GuardDuty, whatever its resource is', read: guardDuty((Resource) => ({ Resource })) },
    { vendor: 'Jira', read: JIRA },
    { vendor: 'Defender, by a tag', read: defender('customTags') },
    { vendor: 'Defender, by a comment', read: defender('comments') },
  ])('of $vendor is not lost for a list that is none', ({ read }) => {
    for (const written of ['data loss', 7, { a: 1 }, [null], [[]], [{ comment: {} }]]) {
      expect(read(written)).toMatchObject({ kind: 'record' });
      expect(read(written).record).not.toHaveProperty('dataLossHint');
    }
  });
});

async function replay(stage: OperatorStage, labels: readonly string[]): Promise<void> {
  const { client, namespace } = stage.cluster;
  const entry = { id: 'a', title: 'x', severity: 'Low', labels, timeline: [{ at: '0s', state: 'triggered' }] };
  const data = { 'incidents.json': JSON.stringify([entry]) };
  const map = { ...typeOf(CONFIG_MAP), metadata: { namespace, name: 'demo' }, data };
  if (stage.world.sources.size === 0) await client.create(CONFIG_MAP, map);
  else await merge(stage, CONFIG_MAP, 'demo', { data });
}

describe('an incident', () => {
  it('shows the hint while the source has it, and is judged as without it', () =>
    withOperator(memoryClusters(), async (stage) => {
      await replay(stage, ['data loss']);
      const spec = { fixture: { configMapRef: { name: 'demo' } }, interval: '1m' };
      const metadata = { namespace: stage.cluster.namespace, name: SOURCE };
      await stage.cluster.client.create(INCIDENT_SOURCE, { ...typeOf(INCIDENT_SOURCE), metadata, spec } as never);
      await stage.settle();
      const [incident] = stage.world.incidents.values();
      expect(incident?.spec.dataLossHint).toBe('Suspected');
      expect(incident?.status?.dataLoss).toBe('NotAssessed');
      // A review that says Suspected would owe an assessment, whatever the severity.
      const counts = stage.world.checks.get(`${SOURCE}-data-loss-reported`)?.status?.counts;
      expect(counts).toMatchObject({ passing: 1, due: 0, failing: 0 });
      await replay(stage, []);
      await stage.pass(2 * INTERVAL_MS);
      expect([...stage.world.incidents.values()][0]?.spec).not.toHaveProperty('dataLossHint');
    }));
});
