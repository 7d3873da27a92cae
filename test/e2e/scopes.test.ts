// Two operators with different namespaces: each has a leader, as the lease's name follows the scope. Under one name the second says that it
// waits for nothing. And what an operator may not read it names, with the reason.

import { afterEach, beforeAll, expect, it } from 'vitest';
import { freshNamespace, sharedControlPlane } from '../support/clusters/control-plane.ts';
import { prepareReplicas, type Replica, SHORT_LEASE, startReplica } from '../support/processes/elected-programs.ts';
import { type Program, startOperator } from '../support/processes/program.ts';
import { eventually } from '../support/time/eventually.ts';

const LAPTOP = {
  apiVersion: 'docket.dev/v1alpha1',
  kind: 'Incident',
  metadata: { name: 'lost-laptop' },
  spec: { title: 'Lost', severity: 'High', detectedAt: '2026-03-02T08:00:00Z' },
};
let programs: Program[] = [];

beforeAll(prepareReplicas);
afterEach(async () => {
  await Promise.all(programs.map((program) => program.stop()));
  programs = [];
});

async function start(...flags: readonly string[]): Promise<Replica> {
  const replica = await startReplica([...SHORT_LEASE, ...flags]);
  programs.push(replica);
  return replica;
}

async function readyz({ probesUrl }: Program): Promise<string> {
  try {
    const answer = await fetch(`${probesUrl}/readyz`);
    return `${answer.status} ${await answer.text()}`;
  } catch {
    return 'not listening yet';
  }
}

const leads = (replica: Program, lease: string) => async (): Promise<boolean> => {
  const text = await replica.metrics().catch(() => '');
  return text.includes(`leader_election_master_status{name="${lease}"} 1`);
};

it('work side by side when each watches its own namespace', async () => {
  const namespaces = [await freshNamespace(), await freshNamespace()];
  const input = JSON.stringify(LAPTOP);
  for (const namespace of namespaces) {
    await sharedControlPlane().kubectl(['apply', '-n', namespace, '-f', '-'], { input });
  }
  const replicas = await Promise.all(namespaces.map((namespace) => start('--namespace', namespace)));
  for (const [index, namespace] of namespaces.entries()) {
    const replica = replicas[index];
    if (replica === undefined) throw new Error('start a replica for each namespace: one is missing');
    await eventually(leads(replica, `docket.${namespace}`), true, 20_000);
    const state = ['get', 'incident/lost-laptop', '-n', namespace, '-o', 'jsonpath={.status.state}'];
    await eventually(async () => (await sharedControlPlane().kubectl(state)).stdout, 'Detected', 20_000);
  }
});

it('under one name, the second says whose lease it is, and is not ready', async () => {
  const [first, second] = [await freshNamespace(), await freshNamespace()];
  const shared = ['--leader-election-lease-name', `shared-${first}`];
  const leader = await start('--namespace', first, ...shared);
  await eventually(leads(leader, `shared-${first}`), true, 20_000);
  const waiting = await start('--namespace', second, ...shared);
  await eventually(
    () => readyz(waiting),
    `503 the lease shared-${first} is held by an operator with another scope (${first}) than this one (${second}): give each its own --leader-election-lease-name\n`,
    20_000,
  );
  expect(waiting.log.some((line) => line.includes('the lease is held for another scope'))).toBe(true);
  expect(await readyz(leader)).toBe('200 ok\n');
});

it('names what it may not read, and why', async () => {
  const namespace = await freshNamespace();
  const plane = sharedControlPlane();
  const token = await plane.serviceAccountToken(namespace, 'weak');
  const user = `system:serviceaccount:${namespace}:weak`;
  for (const role of ['docket-view', 'docket-policy-reader']) {
    await plane.kubectl([
      'create',
      'clusterrolebinding',
      `${namespace}-${role}`,
      `--clusterrole=${role}`,
      `--user=${user}`,
    ]);
  }
  const kubeconfig = await plane.writeKubeconfig({ user: 'weak', token, namespace });
  const reads = await startOperator(['--kubeconfig', kubeconfig, '--namespace', namespace]);
  programs.push(reads);
  await eventually(() => readyz(reads), '200 ok\n', 20_000);

  await plane.kubectl(['delete', 'clusterrolebinding', `${namespace}-docket-view`]);
  const blind = await startOperator(['--kubeconfig', kubeconfig, '--namespace', namespace]);
  programs.push(blind);
  await eventually(async () => /^503 the caches are not synced yet\n/.test(await readyz(blind)), true, 20_000);
  const reason = `cannot read Incident in namespace ${namespace}: `;
  await eventually(async () => (await readyz(blind)).includes(reason), true, 20_000);
  expect(await readyz(blind)).toMatch(/cannot read Incident in namespace \S+: .*(403|forbidden)/i);
  expect(await readyz(blind)).not.toMatch(/cannot read SLAPolicy/);
});
