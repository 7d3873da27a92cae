// config/admission on a real API server, with the roles of config/rbac: who may write, approve and delete what, each rule from both
// sides, and what the refusal says. With a controller manager, as a namespace is emptied by one.

import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { incidentName } from '../../src/api/names.ts';
import { useControlPlane } from '../support/clusters/control-plane.ts';
import { docketObject, peopleAt } from '../support/clusters/people.ts';
import { eventually } from '../support/time/eventually.ts';

const CONFIG = path.resolve(import.meta.dirname, '../../config');
const OPERATOR = 'system:serviceaccount:docket-system:docket';
const GITOPS = 'system:serviceaccount:team:gitops';
const MIRRORED = incidentName({ provider: 'pagerDuty', source: 'pager', externalID: 'Q1' });
const NAMESPACE = 'team';

const plane = useControlPlane({ controllerManager: true });

const { kubectl, apply, merge, remove, grant } = peopleAt(plane, NAMESPACE);

const object = (kind: string, name: string, spec: object, metadata: object = {}): object =>
  docketObject(kind, name, spec, { namespace: NAMESPACE, ...metadata });

const mirrored = (fields: object = {}, metadata: object = {}): object =>
  object(
    'Incident',
    MIRRORED,
    { sourceRef: { name: 'pager' }, externalID: 'Q1', title: 'Disk full', severity: 'High', ...fields },
    { labels: { 'docket.dev/source': 'pager' }, ...metadata },
  );

const reported = (name: string, metadata: object = {}): object =>
  object('Incident', name, { title: 'Lost', severity: 'Low', detectedAt: '2026-03-02T08:00:00Z' }, metadata);

const exception = (name: string, fields: object): object =>
  object('CheckException', name, {
    target: { incidentRef: { name: MIRRORED } },
    reason: 'The vendor closes it with its next release.',
    expiresAt: '2099-01-01T00:00:00Z',
    ...fields,
  });

beforeAll(async () => {
  for (const folder of ['crd', 'rbac', 'admission']) await plane().kubectl(['apply', '-k', path.join(CONFIG, folder)]);
  await plane().createNamespace(NAMESPACE);
  for (const user of ['alice', 'bob', 'carol']) {
    for (const role of ['docket-view', 'docket-edit', 'docket-admin']) await grant(role, user);
  }
  await grant('docket-approver', 'bob');
  await grant('docket-gitops', GITOPS);
  await grant('docket-retention', 'carol');
  // Policies come into force some time after they are applied.
  await eventually(
    async () => /come from its source/.exec(await apply(mirrored(), 'alice'))?.[0],
    'come from its source',
    30_000,
  );
}, 120_000);

describe('the facts of a mirrored incident', () => {
  it('are written by the operator', async () => {
    expect(await apply(mirrored(), OPERATOR)).toMatch(/created|configured/);
    expect(await apply(mirrored({ severity: 'Critical' }), OPERATOR)).toMatch(/configured/);
  });

  it.each([
    {
      name: 'a fact',
      patch: { spec: { severity: 'Low' } },
      want: /come from its source; record your judgement in an IncidentReview/,
    },
    {
      name: 'a label of Docket',
      patch: { metadata: { labels: { 'docket.dev/source': 'other' } } },
      want: /set by the operator/,
    },
    {
      name: 'a label of Docket that is taken off',
      patch: { metadata: { labels: { 'docket.dev/source': null } } },
      want: /set by the operator/,
    },
    { name: 'a label of their own', patch: { metadata: { labels: { team: 'blue' } } }, want: /patched/ },
  ])('$name, changed by an editor: $want', async ({ patch, want }) => {
    expect(await merge(`incident/${MIRRORED}`, patch, 'alice')).toMatch(want);
  });

  it('have no owner, whoever writes', async () => {
    const ownerReferences = [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'x', uid: 'x' }];
    expect(await merge(`incident/${MIRRORED}`, { metadata: { ownerReferences } }, OPERATOR)).toMatch(/has no owner/);
  });

  it('are no business of a reported incident, which an editor writes', async () => {
    expect(await apply(reported('laptop'), 'alice')).toMatch(/created/);
    expect(await merge('incident/laptop', { spec: { severity: 'High' } }, 'alice')).toMatch(/patched/);
  });
});

describe('an exception', () => {
  it.each([
    { name: 'in the name of another', fields: { requestedBy: 'bob' }, as: 'alice', want: /set it to alice/ },
    {
      name: 'approved by its author at once',
      fields: { requestedBy: 'bob', approvedBy: 'bob' },
      as: 'bob',
      want: /leave approvedBy out, and have somebody else set it/,
    },
    { name: 'in their own name', fields: { requestedBy: 'alice' }, as: 'alice', want: /created/ },
    {
      name: 'with both names, by a GitOps controller',
      fields: { requestedBy: 'alice', approvedBy: 'bob' },
      as: GITOPS,
      want: /created/,
    },
    {
      name: 'with one name twice, by a GitOps controller',
      fields: { requestedBy: 'alice', approvedBy: 'alice' },
      as: GITOPS,
      want: /nobody approves their own/,
    },
    {
      name: 'with both names, by who merely says to be one',
      fields: { requestedBy: 'alice', approvedBy: 'bob' },
      as: 'carol',
      want: /forbidden|requestedBy must/,
    },
  ])('$name: $want', async ({ name, fields, as, want }) => {
    expect(await apply(exception(name.replaceAll(/[^a-z]+/gi, '-').toLowerCase(), fields), as)).toMatch(want);
  });

  it('is approved by somebody else who may, and needs that again when it changes', async () => {
    const approve = (who: string, as: string): Promise<string> =>
      merge('checkexception/asked', { spec: { approvedBy: who } }, as);
    expect(await apply(exception('asked', { requestedBy: 'alice' }), 'alice')).toMatch(/created/);
    expect(await approve('alice', 'alice')).toMatch(
      /nobody approves their own exception: have somebody else set approvedBy/,
    );
    expect(await approve('bob', 'alice')).toMatch(/set it to alice/);
    expect(await approve('carol', 'bob')).toMatch(/set it to bob/);
    expect(await approve('bob', 'bob')).toMatch(/patched/);
    expect(await merge('checkexception/asked', { spec: { expiresAt: '2099-02-01T00:00:00Z' } }, 'alice')).toMatch(
      /new approval/,
    );
    const changed = { spec: { expiresAt: '2099-02-01T00:00:00Z', approvedBy: null } };
    expect(await merge('checkexception/asked', changed, 'alice')).toMatch(/patched/);
    expect(await kubectl(['get', 'cex', 'asked', '-n', NAMESPACE, '-o', 'jsonpath={.spec.approvedBy}'])).toBe('');
  });

  it('is not approved by who may not', async () => {
    expect(await apply(exception('unapproved', { requestedBy: 'bob' }), 'bob')).toMatch(/created/);
    expect(await merge('checkexception/unapproved', { spec: { approvedBy: 'alice' } }, 'alice')).toMatch(
      /ClusterRole docket-approver/,
    );
  });
});

describe('the operator', () => {
  it('writes no review and no exception, even as cluster-admin', async () => {
    await plane().kubectl([
      'create',
      'clusterrolebinding',
      'too-much',
      '--clusterrole=cluster-admin',
      `--user=${OPERATOR}`,
    ]);
    const review = object('IncidentReview', 'signed-off', { incidentRef: { name: MIRRORED } });
    await eventually(
      async () => await kubectl(['auth', 'can-i', 'create', 'incidentreviews', '-n', NAMESPACE], { as: OPERATOR }),
      'yes',
      10_000,
    );
    expect(await apply(review, OPERATOR)).toMatch(/the operator does not write reviews or exceptions/);
    expect(await apply(exception('signed-off', { requestedBy: OPERATOR }), OPERATOR)).toMatch(
      /the operator does not write/,
    );
    expect(await apply(review, 'alice')).toMatch(/created/);
    expect(await merge('incidentreview/signed-off', { spec: { state: 'Closed' } }, OPERATOR)).toMatch(
      /the operator does not write/,
    );
    expect(await remove('incidentreview/signed-off', OPERATOR)).toMatch(/the operator does not write/);
    await plane().kubectl(['delete', 'clusterrolebinding', 'too-much']);
  });

  it.each(['create', 'update', 'patch', 'delete'])('may by its role not %s reviews or exceptions', async (verb) => {
    for (const kind of ['incidentreviews.docket.dev', 'checkexceptions.docket.dev']) {
      const may = ['auth', 'can-i', verb, kind, '-n', NAMESPACE];
      await eventually(() => kubectl(may, { as: OPERATOR }), 'no', 10_000);
    }
  });
});

describe('a delivery', () => {
  const create = (name: string, as: string): Promise<string> => {
    const items = [{ kind: 'Hint', key: name, time: '2026-03-02T08:00:00Z', externalID: 'Q1' }];
    const spec = { sourceRef: { name: 'pager' }, sourceUID: 'u1', receivedAt: '2026-03-02T08:00:00Z', items };
    return kubectl(['create', '-f', '-'], { as, input: object('Delivery', name, spec) });
  };

  it('is made by the operator', async () => {
    expect(await create('pager-1', OPERATOR)).toMatch(/created/);
  });

  it('is made by no role for people, not even admin', async () => {
    expect(await create('pager-2', 'alice')).toMatch(/User "alice" cannot create resource "deliveries"/);
  });

  it('is made by nobody without the verb mirror, whatever else they may', async () => {
    await plane().kubectl(['create', 'clusterrole', 'deliveries', '--verb=*', '--resource=deliveries.docket.dev']);
    await grant('deliveries', 'alice');
    const refusal = async (): Promise<string | undefined> =>
      /send it to POST .*/.exec(await create('pager-3', 'alice'))?.[0];
    await eventually(refusal, 'send it to POST /webhooks/<namespace>/<source>', 10_000);
    await plane().kubectl(['create', 'clusterrole', 'mirror', '--verb=mirror', '--resource=incidents.docket.dev']);
    await grant('mirror', 'alice');
    await eventually(async () => /created/.exec(await create('pager-4', 'alice'))?.[0], 'created', 10_000);
    const made = await kubectl(['get', 'deliveries', '-n', NAMESPACE, '-o', 'name']);
    expect(made.split('\n')).toEqual(['delivery.docket.dev/pager-1', 'delivery.docket.dev/pager-4']);
  });
});

describe('deleting', () => {
  const reviewed = async (name: string, namespace = NAMESPACE): Promise<void> => {
    await apply(reported(name, { namespace }));
    const patch = JSON.stringify({ status: { reviewRef: { name: 'review' } } });
    await plane().kubectl([
      'patch',
      'incident',
      name,
      '-n',
      namespace,
      '--subresource=status',
      '--type=merge',
      '-p',
      patch,
    ]);
  };

  it('a reviewed incident takes the verb purge', async () => {
    await reviewed('kept');
    expect(await remove('incident/kept', 'alice')).toMatch(/a reviewed Incident is a record: .*docket-retention/);
    expect(await remove('incident/kept', 'carol')).toMatch(/deleted/);
    await apply(reported('unreviewed'));
    expect(await remove('incident/unreviewed', 'alice')).toMatch(/deleted/);
  });

  it('a namespace takes its reviewed incidents with it, and does not hang', async () => {
    await plane().createNamespace('leaving');
    await reviewed('leaves', 'leaving');
    await plane().kubectl(['delete', 'namespace', 'leaving', '--timeout=60s']);
    expect(await kubectl(['get', 'namespace', 'leaving'])).toMatch(/NotFound/);
  });

  it('a namespace that holds records takes the verb purge', async () => {
    await plane().createNamespace('archive');
    await plane().kubectl(['label', 'namespace', 'archive', 'docket.dev/records=Retain']);
    await plane().kubectl(['create', 'clusterrole', 'namespaces', '--verb=delete', '--resource=namespaces']);
    await plane().kubectl([
      'create',
      'clusterrolebinding',
      'namespaces',
      '--clusterrole=namespaces',
      '--user=alice',
      '--user=dave',
    ]);
    await plane().kubectl([
      'create',
      'rolebinding',
      'purge',
      '--clusterrole=docket-retention',
      '--user=dave',
      '-n',
      'archive',
    ]);
    expect(await kubectl(['delete', 'namespace', 'archive', '--wait=false'], { as: 'alice' })).toMatch(
      /holds Docket records/,
    );
    expect(await kubectl(['delete', 'namespace', 'archive', '--wait=false'], { as: 'dave' })).toMatch(/deleted/);
  });

  it('a CRD of the group takes the verb purge, and one of another does not', async () => {
    await plane().kubectl([
      'create',
      'clusterrole',
      'crds',
      '--verb=delete',
      '--resource=customresourcedefinitions.apiextensions.k8s.io',
    ]);
    await plane().kubectl(['create', 'clusterrolebinding', 'crds', '--clusterrole=crds', '--user=alice']);
    const crd = ['delete', 'crd', 'slapolicies.docket.dev', '--wait=false', '--dry-run=server'];
    expect(await kubectl(crd, { as: 'alice' })).toMatch(/deletes every object of its kind/);
    expect(await kubectl(crd)).toMatch(/deleted/);
  });
});
