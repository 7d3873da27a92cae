// The kustomizations of config/ on a real API server: it takes them, they give the operator what it needs and nothing more,
// and its Pod passes the restricted Pod Security standard. Nothing runs here: there is no kubelet.

import path from 'node:path';

import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';

import { useControlPlane } from '../support/clusters/control-plane.ts';

const CONFIG = path.resolve(import.meta.dirname, '../../config');
const OPERATOR = 'system:serviceaccount:docket-system:docket';
/** Its own: config/default holds admission policies, which hold for a whole cluster. */
const plane = useControlPlane();

interface Deployment {
  readonly kind: string;
  readonly spec: {
    readonly template: {
      readonly metadata: object;
      readonly spec: {
        readonly containers: ReadonlyArray<{ readonly image: string; readonly args: readonly string[] }>;
      };
    };
  };
}

/** May a user do something, written as kubectl writes it (`update incidents/status.docket.dev`)? */
async function may(user: string, action: string, namespace: string): Promise<boolean> {
  const [verb = '', text = ''] = action.split(' ');
  const dot = text.indexOf('.');
  const [resource = '', subresource = ''] = (dot < 0 ? text : text.slice(0, dot)).split('/');
  const group = dot < 0 ? '' : text.slice(dot + 1);
  const answer = await plane().request({
    method: 'POST',
    path: '/apis/authorization.k8s.io/v1/subjectaccessreviews',
    body: {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SubjectAccessReview',
      spec: { user, resourceAttributes: { verb, group, resource, subresource, namespace } },
    },
  });
  expect(answer.status).toBe(201);
  return (JSON.parse(answer.body) as { status: { allowed: boolean } }).status.allowed;
}

const apply = async (folder: string): Promise<string[]> => {
  const { stdout } = await plane().kubectl(['apply', '-k', path.join(CONFIG, folder)]);
  return stdout.trim().split('\n');
};

async function deployment(): Promise<Deployment> {
  const { stdout } = await plane().kubectl(['kustomize', path.join(CONFIG, 'default')]);
  const objects = stdout.split(/^---$/m).map((text) => parse(text) as Deployment);
  const found = objects.find((each) => each.kind === 'Deployment');
  if (found === undefined) throw new Error('find the Deployment in config/default: there is none');
  return found;
}

/** Asks for the Deployment's Pod, with some of its spec replaced, without making it. */
async function tryPod(spec: object): Promise<string> {
  const { template } = (await deployment()).spec;
  const answer = await plane().request({
    method: 'POST',
    path: '/api/v1/namespaces/docket-system/pods?dryRun=All',
    body: {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { ...template.metadata, name: 'docket-try' },
      spec: { ...template.spec, ...spec },
    },
  });
  return `${answer.status} ${answer.body}`;
}

beforeAll(async () => {
  await apply('default');
});

describe('config', () => {
  it.each(['default', 'crd', 'rbac', 'manager'])('%s can be applied again and again', async (folder) => {
    expect((await apply(folder)).length).toBeGreaterThan(1);
    // kubectl calls some objects configured without changing them; what differs is what counts.
    const { stdout } = await plane().kubectl(['diff', '-k', path.join(CONFIG, folder)]);
    expect(stdout).toBe('');
  });

  it('runs the operator with leader election, from an image with a tag', async () => {
    const [container] = (await deployment()).spec.template.spec.containers;
    expect(container?.args).toEqual(expect.arrayContaining(['operator', '--leader-elect=true']));
    expect(container?.image).toMatch(/^docket:v\d/);
  });

  it('has a Pod that its namespace, which enforces the restricted standard, admits', async () => {
    expect(await tryPod({})).toMatch(/^201 /);
  });

  it('has a namespace that refuses the same Pod as root', async () => {
    expect(await tryPod({ securityContext: {} })).toMatch(/^403 .*violates PodSecurity/);
  });
});

describe('the operator', () => {
  it.each([
    { action: 'watch incidentsources.docket.dev', want: true, because: 'sources tell it what to do' },
    { action: 'update incidentsources.docket.dev', want: false, because: 'what people want is theirs to write' },
    { action: 'update incidentsources/status.docket.dev', want: true, because: 'it says how a source is' },
    { action: 'create incidents.docket.dev', want: true, because: 'it mirrors incidents' },
    { action: 'patch incidents.docket.dev', want: true, because: 'and keeps them current' },
    { action: 'delete incidents.docket.dev', want: false, because: 'a record stays' },
    { action: 'create compliancechecks.docket.dev', want: true, because: 'a source gets default checks' },
    { action: 'update compliancechecks.docket.dev', want: false, because: 'which it never changes afterwards' },
    { action: 'update compliancechecks/status.docket.dev', want: true, because: 'results are its own' },
    { action: 'patch compliancechecks/status.docket.dev', want: false, because: 'it writes a status as a whole' },
    { action: 'mirror incidents.docket.dev', want: true, because: 'admission lets nobody else write mirrored facts' },
    { action: 'purge incidents.docket.dev', want: false, because: 'a record stays' },
    { action: 'watch incidentreviews.docket.dev', want: true, because: 'reviews decide verdicts' },
    { action: 'create incidentreviews.docket.dev', want: false, because: 'software does not sign off' },
    { action: 'update incidentreviews.docket.dev', want: false, because: 'nor change what was signed' },
    { action: 'patch incidentreviews.docket.dev', want: false, because: 'in no way at all' },
    { action: 'delete incidentreviews.docket.dev', want: false, because: 'reviews stay' },
    { action: 'update incidentreviews/status.docket.dev', want: true, because: 'it says how a review is bound' },
    { action: 'watch checkexceptions.docket.dev', want: true, because: 'exceptions cover verdicts' },
    { action: 'create checkexceptions.docket.dev', want: false, because: 'software exempts nothing' },
    { action: 'patch checkexceptions.docket.dev', want: false, because: 'nor approves' },
    { action: 'delete checkexceptions.docket.dev', want: false, because: 'an exception ends by itself' },
    { action: 'approve checkexceptions.docket.dev', want: false, because: 'people approve' },
    { action: 'vouch checkexceptions.docket.dev', want: false, because: 'nor does it vouch' },
    { action: 'update checkexceptions/status.docket.dev', want: true, because: 'it says whether one applies' },
    { action: 'watch slapolicies.docket.dev', want: true, because: 'deadlines follow them' },
    { action: 'update slapolicies.docket.dev', want: false, because: 'what is promised is for people to say' },
    { action: 'update slapolicies/status.docket.dev', want: true, because: 'it says which is the default' },
    { action: 'watch disclosurepolicies.docket.dev', want: true, because: 'obligations follow them' },
    { action: 'create disclosurepolicies.docket.dev', want: false, because: 'what is owed is for people to say' },
    { action: 'update disclosurepolicies/status.docket.dev', want: true, because: 'it counts what is owed' },
    {
      action: 'list validatingadmissionpolicies.admissionregistration.k8s.io',
      want: false,
      because: 'it looks at the one for exceptions only',
    },
    {
      action: 'update validatingadmissionpolicies.admissionregistration.k8s.io',
      want: false,
      because: 'what holds it back is not its to change',
    },
    { action: 'get secrets', want: true, because: 'a source names its credential' },
    { action: 'list secrets', want: false, because: 'it cannot find out which there are' },
    { action: 'watch secrets', want: false, because: 'nor be told' },
    { action: 'get configmaps', want: true, because: 'a fixture is one' },
    { action: 'list configmaps', want: false, because: 'read by name' },
    { action: 'create events.events.k8s.io', want: true, because: 'a transition is an Event' },
    { action: 'patch events.events.k8s.io', want: false, because: 'which it never changes' },
    { action: 'list events.events.k8s.io', want: false, because: 'nor reads' },
    { action: 'create leases.coordination.k8s.io', want: false, because: 'leases only at home' },
    { action: 'create pods', want: false, because: 'it runs nothing' },
    { action: 'escalate clusterroles.rbac.authorization.k8s.io', want: false, because: 'nor grows' },
  ])('$action in any namespace: $want, $because', async ({ action, want }) => {
    expect(await may(OPERATOR, action, 'anywhere')).toBe(want);
  });

  it.each([
    { action: 'get leases.coordination.k8s.io', want: true },
    { action: 'create leases.coordination.k8s.io', want: true },
    { action: 'update leases.coordination.k8s.io', want: true },
    { action: 'list leases.coordination.k8s.io', want: false },
    { action: 'delete leases.coordination.k8s.io', want: false },
  ])('$action at home: $want', async ({ action, want }) => {
    expect(await may(OPERATOR, action, 'docket-system')).toBe(want);
  });
});

describe('roles for people', () => {
  let namespace: string;
  beforeAll(async () => {
    const { kubectl } = plane();
    namespace = await plane().createNamespace();
    for (const role of [
      'view',
      'edit',
      'admin',
      'auditor',
      'responder',
      'policy-admin',
      'approver',
      'gitops',
      'retention',
      'policy-reader',
      'restore',
    ]) {
      const who = [`--clusterrole=docket-${role}`, `--user=${namespace}-${role}`, `--namespace=${namespace}`];
      await kubectl(['create', 'rolebinding', role, ...who]);
    }
  });

  it.each([
    { role: 'view', action: 'list incidents.docket.dev', want: true },
    { role: 'view', action: 'update incidents.docket.dev', want: false },
    { role: 'edit', action: 'create incidentsources.docket.dev', want: true },
    { role: 'edit', action: 'create incidents.docket.dev', want: true },
    { role: 'edit', action: 'delete incidents.docket.dev', want: false },
    { role: 'edit', action: 'update incidents/status.docket.dev', want: false },
    { role: 'admin', action: 'delete incidents.docket.dev', want: true },
    { role: 'view', action: 'list checkexceptions.docket.dev', want: true },
    { role: 'edit', action: 'create incidentreviews.docket.dev', want: true },
    { role: 'edit', action: 'delete incidentreviews.docket.dev', want: false },
    { role: 'edit', action: 'create checkexceptions.docket.dev', want: true },
    { role: 'edit', action: 'approve checkexceptions.docket.dev', want: false },
    { role: 'edit', action: 'mirror incidents.docket.dev', want: false },
    { role: 'edit', action: 'update checkexceptions/status.docket.dev', want: false },
    { role: 'admin', action: 'delete incidentreviews.docket.dev', want: true },
    { role: 'admin', action: 'purge incidents.docket.dev', want: false },
    { role: 'admin', action: 'vouch checkexceptions.docket.dev', want: false },
    { role: 'policy-admin', action: 'update disclosurepolicies.docket.dev', want: true },
    { role: 'policy-admin', action: 'update incidentreviews.docket.dev', want: false },
    { role: 'responder', action: 'create incidentreviews.docket.dev', want: true },
    { role: 'responder', action: 'patch incidents.docket.dev', want: true },
    { role: 'responder', action: 'list compliancechecks.docket.dev', want: true },
    { role: 'responder', action: 'update compliancechecks.docket.dev', want: false },
    { role: 'responder', action: 'create checkexceptions.docket.dev', want: false },
    { role: 'responder', action: 'delete incidents.docket.dev', want: false },
    { role: 'approver', action: 'approve checkexceptions.docket.dev', want: true },
    { role: 'approver', action: 'patch checkexceptions.docket.dev', want: true },
    { role: 'approver', action: 'create checkexceptions.docket.dev', want: false },
    { role: 'approver', action: 'vouch checkexceptions.docket.dev', want: false },
    { role: 'gitops', action: 'vouch checkexceptions.docket.dev', want: true },
    { role: 'gitops', action: 'delete incidentreviews.docket.dev', want: true },
    { role: 'gitops', action: 'delete incidents.docket.dev', want: false },
    { role: 'gitops', action: 'mirror incidents.docket.dev', want: false },
    { role: 'retention', action: 'purge incidents.docket.dev', want: true },
    { role: 'retention', action: 'update incidentreviews.docket.dev', want: false },
    { role: 'policy-reader', action: 'list slapolicies.docket.dev', want: true },
    { role: 'policy-reader', action: 'list incidents.docket.dev', want: false },
    { role: 'policy-reader', action: 'update slapolicies.docket.dev', want: false },
    { role: 'restore', action: 'mirror incidents.docket.dev', want: true },
    { role: 'restore', action: 'vouch checkexceptions.docket.dev', want: true },
    { role: 'restore', action: 'create slapolicies.docket.dev', want: true },
    { role: 'restore', action: 'patch incidents/status.docket.dev', want: true },
    { role: 'restore', action: 'purge incidents.docket.dev', want: false },
    { role: 'restore', action: 'delete incidentreviews.docket.dev', want: false },
    { role: 'auditor', action: 'list compliancechecks.docket.dev', want: true },
    { role: 'auditor', action: 'list incidentreviews.docket.dev', want: true },
    { role: 'auditor', action: 'update incidentreviews.docket.dev', want: false },
    { role: 'auditor', action: 'get secrets', want: false },
    { role: 'auditor', action: 'patch incidents.docket.dev', want: false },
  ])('$role: $action is $want', async ({ role, action, want }) => {
    expect(await may(`${namespace}-${role}`, action, namespace)).toBe(want);
  });
});
