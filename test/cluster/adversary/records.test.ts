// Who tries to be rid of a record without the verb purge, or to approve alone, on a real API server with a controller manager and
// config/default: each way is one row of the table in SECURITY.md. The record has to be there afterwards.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { useControlPlane } from '../../support/clusters/control-plane.ts';
import { docketObject, peopleAt } from '../../support/clusters/people.ts';
import { docket } from '../../support/processes/command-line.ts';
import { eventually } from '../../support/time/eventually.ts';

const CONFIG = path.resolve(import.meta.dirname, '../../../config');
const NAMESPACE = 'team';
const ROBOT = `system:serviceaccount:${NAMESPACE}:robot`;
const GITOPS = 'system:serviceaccount:argocd:argocd-application-controller';

const plane = useControlPlane({ controllerManager: true });
const { kubectl, apply, merge, remove, grant } = peopleAt(plane, NAMESPACE);

const object = (kind: string, name: string, spec: object, metadata: object = {}): object =>
  docketObject(kind, name, spec, { namespace: NAMESPACE, ...metadata });
const incident = (name: string, metadata: object = {}): object =>
  object('Incident', name, { title: 'Lost', severity: 'Low', detectedAt: '2026-03-02T08:00:00Z' }, metadata);
const review = (name: string, of: string, metadata: object = {}): object =>
  object('IncidentReview', name, { incidentRef: { name: of }, owner: 'alice' }, metadata);
const exception = (name: string, fields: object, metadata: object = {}): object =>
  object(
    'CheckException',
    name,
    {
      target: { incidentRef: { name: 'kept' } },
      reason: 'The vendor closes it with its next release.',
      reviewInterval: '90d',
      ...fields,
    },
    metadata,
  );

const OWNER = [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'gone', uid: '3f1d0f6e-0000-4000-8000-000000000000' }];
const names = (kind: string): Promise<string> =>
  kubectl(['get', kind, '-n', NAMESPACE, '-o', 'jsonpath={.items[*].metadata.name}']);

beforeAll(async () => {
  await plane().kubectl(['apply', '-k', path.join(CONFIG, 'crd')]);
  await plane().kubectl(['wait', '--for=condition=Established', 'crd', '--all']);
  await plane().kubectl(['apply', '-k', path.join(CONFIG, 'default')]);
  await plane().createNamespace(NAMESPACE);
  await grant('edit', 'alice');
  await grant('admin', 'adam');
  for (const role of ['edit', 'docket-approver']) await grant(role, 'bob');
  for (const role of ['edit', 'docket-approver']) await grant(role, ROBOT);
  await grant('docket-gitops', GITOPS);
  await grant('docket-retention', 'carol');
  await apply(incident('kept'));
  // Aggregation and policies come into force some time after they are applied, all of them within a second.
  const fact = object(
    'Incident',
    'pager-0123456789ab',
    { sourceRef: { name: 'pager' }, externalID: 'Q1', title: 'Disk full', severity: 'High' },
    { labels: { 'docket.dev/source': 'pager' } },
  );
  // A dry run leaves nothing behind while they are not.
  const attempt = ['apply', '--dry-run=server', '-f', '-'];
  const refused = async (): Promise<boolean> =>
    /come from its source/.test(await kubectl(attempt, { as: 'alice', input: fact }));
  await eventually(refused, true, 30_000);
  await new Promise((resolve) => setTimeout(resolve, 1500));
  await apply(review('kept', 'kept'));
  await apply(exception('kept', { requestedBy: 'alice', approvedBy: 'bob' }), GITOPS);
}, 180_000);

describe('a record is not deleted in a roundabout way', () => {
  const RECORDS = ['incident/kept', 'incidentreview/kept', 'checkexception/kept'];

  it.each(RECORDS)('by an owner that is not there: an editor gives %s none', async (target) => {
    const answer = await merge(target, { metadata: { ownerReferences: OWNER } }, 'alice');
    // The garbage collector looks at it within a second or two; without the policy the record is gone by then.
    await new Promise((resolve) => setTimeout(resolve, 3000));
    expect(await kubectl(['get', target, '-n', NAMESPACE, '-o', 'name'])).toContain('/kept');
    expect(answer).toMatch(/a record has no owner/);
  });

  it.each([
    { what: 'an incident', made: incident('owned', { ownerReferences: OWNER }) },
    { what: 'a review', made: review('owned', 'kept', { ownerReferences: OWNER }) },
    { what: 'an exception', made: exception('owned', { requestedBy: 'alice' }, { ownerReferences: OWNER }) },
  ])('by an owner from the start: $what', async ({ made }) => {
    expect(await apply(made, 'alice')).toMatch(/a record has no owner/);
  });

  it.each(RECORDS)('nor held with its namespace by a finalizer: %s', async (target) => {
    const finalizers = ['example.com/never'];
    expect(await merge(target, { metadata: { finalizers } }, 'alice')).toMatch(/finalizers of a record/);
    expect(await merge(target, { metadata: { finalizers } }, 'carol')).toMatch(/forbidden/);
  });

  it('and who holds purge, and may write, sets and takes off both', async () => {
    await grant('docket-edit', 'carol');
    const ownerReferences = [{ apiVersion: 'v1', kind: 'Namespace', name: 'x', uid: 'x' }];
    await eventually(
      async () =>
        /patched/.test(await merge('incident/kept', { metadata: { finalizers: ['example.com/held'] } }, 'carol')),
      true,
      10_000,
    );
    expect(await merge('incident/kept', { metadata: { ownerReferences } }, 'alice')).toMatch(/has no owner/);
    // What is there may stay when somebody else edits the record, and an editor does not take a finalizer off.
    expect(await merge('incident/kept', { spec: { severity: 'Medium' } }, 'alice')).toMatch(/patched/);
    expect(await merge('incident/kept', { metadata: { finalizers: null } }, 'alice')).toMatch(/finalizers of a record/);
    expect(await merge('incident/kept', { metadata: { finalizers: null } }, 'carol')).toMatch(/patched/);
  });

  it('nor by taking its review away first', async () => {
    expect(await remove('incidentreview/kept', 'adam')).toMatch(/an IncidentReview is a record: .*docket-retention/);
    const all = ['delete', 'incidentreviews', '--all', '-n', NAMESPACE, '--wait=false'];
    expect(await kubectl(all, { as: 'adam' })).toMatch(/an IncidentReview is a record/);
    const collection = `/apis/docket.dev/v1alpha1/namespaces/${NAMESPACE}/incidentreviews`;
    expect(await kubectl(['delete', '--raw', collection], { as: 'adam' })).toMatch(/an IncidentReview is a record/);
    expect(await names('incidentreviews')).toContain('kept');
  });

  it('nor before the operator has said that it is reviewed', async () => {
    expect(await kubectl(['get', 'incident/kept', '-n', NAMESPACE, '-o', 'jsonpath={.status}'])).toBe('');
    expect(await remove('incident/kept', 'adam')).toMatch(/a reviewed Incident is a record/);
    expect(await names('incidents')).toContain('kept');
    await apply(incident('noise'));
    expect(await remove('incident/noise', 'adam')).toMatch(/deleted/);
  });

  it('but a review that names nothing, as the operator found, goes with the right to delete', async () => {
    await apply(review('mistyped', 'no-such-incident'), 'alice');
    expect(await remove('incidentreview/mistyped', 'adam')).toMatch(/is a record/);
    const condition = { type: 'Bound', status: 'False', reason: 'IncidentNotFound', message: 'There is none.' };
    const status = { conditions: [{ ...condition, lastTransitionTime: '2026-03-02T08:00:00Z' }] };
    const patch = ['patch', 'incidentreview/mistyped', '-n', NAMESPACE, '--subresource=status', '--type=merge', '-p'];
    await plane().kubectl([...patch, JSON.stringify({ status })]);
    expect(await remove('incidentreview/mistyped', 'adam')).toMatch(/deleted/);
  });

  it('nor with a namespace whose label is taken off first', async () => {
    await plane().createNamespace('archive');
    await plane().kubectl(['label', 'namespace', 'archive', 'docket.dev/records=Retain']);
    const verbs = ['--verb=get,update,patch,delete', '--resource=namespaces'];
    await plane().kubectl(['create', 'clusterrole', 'namespaces', ...verbs]);
    await plane().kubectl(['create', 'clusterrolebinding', 'namespaces', '--clusterrole=namespaces', '--user=adam']);
    const label = (text: string): Promise<string> =>
      kubectl(['label', '--overwrite', 'namespace', 'archive', text], { as: 'adam' });
    await eventually(async () => /labeled/.test(await label('team=blue')), true, 10_000);
    for (const text of ['docket.dev/records-', 'docket.dev/records=None']) {
      expect(await label(text)).toMatch(/taking its label docket.dev\/records off takes the verb purge/);
    }
    expect(await kubectl(['delete', 'namespace', 'archive'], { as: 'adam' })).toMatch(/holds Docket records/);
  });

  it('and a namespace that is deleted takes its reviews with it, and does not hang', async () => {
    await plane().createNamespace('leaving');
    const there = { namespace: 'leaving' };
    for (const each of [incident('kept', there), review('kept', 'kept', there)]) await apply(each);
    await plane().kubectl(['delete', 'namespace', 'leaving', '--timeout=60s']);
    expect(await kubectl(['get', 'namespace', 'leaving'])).toMatch(/NotFound/);
  });
});

describe('nobody is two people', () => {
  it('an approver asks as no ServiceAccount and approves as none', async () => {
    expect(await kubectl(['auth', 'can-i', 'impersonate', 'serviceaccounts', '-n', NAMESPACE], { as: 'bob' })).toBe(
      'yes',
    );
    expect(await apply(exception('robot', { requestedBy: ROBOT }), ROBOT)).toMatch(
      /a ServiceAccount asks for an exception, and approves one, only with the verb vouch/,
    );
    expect(await apply(exception('bobs', { requestedBy: 'bob' }), 'bob')).toMatch(/created/);
    expect(await merge('checkexception/bobs', { spec: { approvedBy: ROBOT } }, ROBOT)).toMatch(
      /only with the verb vouch/,
    );
  });

  it('a changed exception says how to take the approval off, which works under server-side apply', async () => {
    const applied = async (fields: object): Promise<string> =>
      kubectl(['apply', '--server-side', '-f', '-'], {
        as: 'alice',
        input: exception('changing', { requestedBy: 'alice', ...fields }),
      });
    expect(await applied({})).toMatch(/serverside-applied/);
    expect(await merge('checkexception/changing', { spec: { approvedBy: 'bob' } }, 'bob')).toMatch(/patched/);
    const refusal = await applied({ reviewInterval: '60d' });
    const [, command = ''] = /Take the old one off: kubectl (patch checkexception .*?) ; then/.exec(refusal) ?? [];
    expect(command).toBe(
      `patch checkexception changing -n ${NAMESPACE} --type=merge -p '{"spec":{"approvedBy":null}}'`,
    );
    expect(
      await kubectl(
        command.split(' ').map((word) => word.replaceAll("'", '')),
        { as: 'alice' },
      ),
    ).toMatch(/patched/);
    expect(await applied({ reviewInterval: '60d' })).toMatch(/serverside-applied/);
    expect(await kubectl(['get', 'cex', 'changing', '-n', NAMESPACE, '-o', 'jsonpath={.spec.approvedBy}'])).toBe('');
  });
});

describe('what people trip over', () => {
  it('the samples are taken while admission is on, and that of an exception in the name of who applies it', async () => {
    const files = ['apply', '-k', path.join(CONFIG, 'samples'), '-n', NAMESPACE];
    expect(await kubectl(files)).not.toMatch(/error|denied|forbidden/i);
    const sample = readFileSync(path.join(CONFIG, 'samples/checkexception/minimal.yaml'), 'utf8');
    const mine = sample.replace('maria@example.com', 'alice');
    expect(await kubectl(['apply', '-n', NAMESPACE, '-f', '-'], { input: mine, as: 'alice' })).toMatch(/created/);
    const full = ['apply', '-n', NAMESPACE, '-f', path.join(CONFIG, 'samples/checkexception/full.yaml')];
    expect(await kubectl(full, { as: GITOPS })).toMatch(/created/);
  });

  it('a viewer reads everything with the role for the policies, and is told without it', async () => {
    const vera = `system:serviceaccount:${NAMESPACE}:vera`;
    await grant('view', vera);
    const token = await plane().serviceAccountToken(NAMESPACE, 'vera');
    const kubeconfig = await plane().writeKubeconfig({ user: 'vera', token, namespace: NAMESPACE });
    const all = (): Promise<string> => kubectl(['get', 'docket', '-n', NAMESPACE], { as: vera });
    await eventually(async () => /slapolicies.docket.dev is forbidden/.test(await all()), true, 10_000);
    const explained = await docket('explain', 'incident/kept', '--kubeconfig', kubeconfig);
    expect(explained).toMatchObject({ code: 0, err: '' });
    expect(explained.out).toMatch(/^ {2}SLA policy +not readable$/m);
    expect(explained.out).toMatch(/^policies: not readable\n {2}You may not list disclosurepolicies and slapolicies/m);
    await plane().kubectl([
      ...['create', 'clusterrolebinding', 'policy-readers'],
      ...['--clusterrole=docket-policy-reader', `--user=${vera}`],
    ]);
    await eventually(async () => /forbidden/.test(await all()), false, 10_000);
    expect(await all()).toMatch(/slapolicy.docket.dev\/production/);
    const read = await docket('explain', 'incident/kept', '--kubeconfig', kubeconfig);
    expect(read).toMatchObject({ code: 0, err: '' });
    expect(read.out).not.toMatch(/not readable/);
  });
});
