// The chart installed on a real API server, and what it would run, run: the Deployment's own arguments, with a token of its ServiceAccount.
// It does its work with the rights that the chart grants, in both modes; none is missing, and none is left unused.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../../../tools/control-plane/ports.ts';
import { asFlags, CHART, helm, type Manifest, objectsIn } from '../../support/chart/helm.ts';
import { startInstalled } from '../../support/chart/installed.ts';
import { useControlPlane } from '../../support/clusters/control-plane.ts';
import type { Program } from '../../support/processes/program.ts';
import { grantedRights } from '../../support/rights/granted.ts';
import { ACCOUNT_USER } from '../../support/rights/operator-account.ts';
import { rightOf } from '../../support/rights/used.ts';
import { eventually } from '../../support/time/eventually.ts';

const TOKEN = 'a-token-of-some-length-for-the-sender';
const DEMO = path.resolve(CHART, '../../config/demo');

/** Besides the demonstration: evidence in a ConfigMap and in a Secret, a source that receives, a rule in CEL, an exception, an SLAPolicy. */
const worldOf = (admin: string): string => `
apiVersion: v1
kind: ConfigMap
metadata: { name: evidence, namespace: default }
data: { receipt: 'Case 1' }
---
apiVersion: v1
kind: Secret
metadata: { name: evidence, namespace: default, labels: { docket.dev/evidence: "true" } }
stringData: { receipt: 'Case 2' }
---
apiVersion: v1
kind: Secret
metadata: { name: pushed, namespace: default }
stringData: { webhookSecret: ${TOKEN} }
---
apiVersion: docket.dev/v1alpha1
kind: IncidentSource
metadata: { name: pushed, namespace: default }
spec:
  secretRef: { name: pushed }
  webhook:
    signature: { preset: Bearer }
    format: Custom
    incidents: [{ id: item.id, title: item.title }]
---
apiVersion: docket.dev/v1alpha1
kind: Incident
metadata: { name: lost-laptop, namespace: default }
spec: { title: Laptop left on a train, severity: High, detectedAt: "${new Date().toISOString()}" }
---
apiVersion: docket.dev/v1alpha1
kind: IncidentReview
metadata: { name: lost-laptop, namespace: default }
spec:
  incidentRef: { name: lost-laptop }
  owner: maria@example.com
  evidence:
    - { name: one, kind: Notification, configMapRef: { name: evidence, key: receipt } }
    - { name: two, kind: Notification, secretRef: { name: evidence, key: receipt } }
---
apiVersion: docket.dev/v1alpha1
kind: ComplianceCheck
metadata: { name: titled, namespace: default }
spec:
  type: Expression
  expression: { rule: "incident.spec.title != ''", failureReason: Untitled }
---
apiVersion: docket.dev/v1alpha1
kind: CheckException
metadata: { name: lost-laptop, namespace: default }
spec:
  target: { incidentRef: { name: lost-laptop } }
  reason: The laptop is at the customs office, which has confirmed it.
  requestedBy: ${admin}
  reviewInterval: 30d
---
apiVersion: docket.dev/v1alpha1
kind: SLAPolicy
metadata: { name: at-once }
spec: { targets: [{ severity: Critical, acknowledgeWithin: 15m }] }
`;

describe.each([
  { mode: 'in every namespace', watchNamespaces: [], lease: 'docket' },
  { mode: 'in one namespace', watchNamespaces: ['default'], lease: 'docket.default' },
])('the operator that the chart installs $mode', ({ watchNamespaces, lease }) => {
  const plane = useControlPlane({ audit: true });
  let home: string;
  let program: Program;
  let objects: readonly Manifest[];
  let webhooks: number;
  const get = async (...args: string[]): Promise<string> => (await plane().kubectl(['get', ...args])).stdout;
  const inCluster = (...args: string[]): Promise<string> =>
    helm([...args, '--namespace', 'docket-system'], { kubeconfig: plane().kubeconfig, home });

  beforeAll(async () => {
    home = await mkdtemp(path.join(tmpdir(), 'docket-chart-'));
    webhooks = await freePort();
    const ports = { 'metrics.port': await freePort(), probesPort: await freePort(), 'webhook.port': webhooks };
    const extraArgs = ['--allow-fixtures'];
    await inCluster(
      'install',
      'docket',
      CHART,
      '--create-namespace',
      ...asFlags({ ...ports, 'webhook.enabled': true, watchNamespaces, extraArgs }),
    );
    objects = objectsIn(await inCluster('get', 'manifest', 'docket'));
    await plane().kubectl(['wait', '--for=condition=Established', 'crd', '--all', '--timeout=30s']);
    program = await startInstalled({ plane: plane(), home });
    await eventually(() => program.readyz(), 200, 60_000);
    const admin = (await plane().kubectl(['auth', 'whoami', '-o', 'jsonpath={.status.userInfo.username}'])).stdout;
    await plane().kubectl(['apply', '-f', DEMO]);
    await plane().kubectl(['apply', '-f', '-'], { input: worldOf(admin) });
  });
  afterAll(async () => {
    program.signal('SIGKILL');
    await program.ended;
    await rm(home, { recursive: true, force: true });
  });

  it('reads its sources, judges its checks and says so', async () => {
    await plane().kubectl([
      'wait',
      '--for=condition=Ready',
      '--timeout=60s',
      'incidentsource',
      '--all',
      '-n',
      'default',
    ]);
    await plane().kubectl(['wait', '--for=condition=Compliant=false', '--timeout=60s', 'chk/payments-incident-closed']);
    await plane().kubectl(['wait', '--for=condition=Ready', '--timeout=60s', 'chk', '--all']);
    await plane().kubectl(['wait', '--for=condition=Ready', '--timeout=60s', 'cex,irev,sla,dpol', '--all']);
    const evidence = 'jsonpath={.status.evidence[*].state}';
    await eventually(() => get('irev', 'lost-laptop', '-o', evidence), 'Attested Attested', 30_000);
    expect(await program.metrics()).toContain(`leader_election_master_status{name="${lease}"} 1\n`);
  });

  it('takes what is pushed', async () => {
    const push = async (): Promise<number> => {
      const body = JSON.stringify({ id: 'P1', title: 'A badge was lost' });
      const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' };
      const sent = { method: 'POST', headers, body, signal: AbortSignal.timeout(5_000) };
      return (await fetch(`http://127.0.0.1:${webhooks}/webhooks/default/pushed`, sent)).status;
    };
    await eventually(async () => (await push()) < 300, true, 30_000);
    const titles = 'jsonpath={.items[*].spec.title}';
    const pushed = (): Promise<string> => get('incd', '-n', 'default', '-l', 'docket.dev/source=pushed', '-o', titles);
    await eventually(pushed, 'A badge was lost', 30_000);
    await eventually(() => get('deliveries', '-n', 'default', '-o', 'name'), '', 30_000);
  });

  it('was refused nothing', async () => {
    const requests = await plane().audit().requests({ user: ACCOUNT_USER });
    const refused = requests.filter(({ responseStatus }) => responseStatus?.code === 403);
    expect(refused.map(({ verb, requestURI }) => `${verb} ${requestURI}`)).toEqual([]);
    expect(requests.length).toBeGreaterThan(50);
  });

  it('used every verb that it is granted, and no other', async () => {
    const granted = grantedRights(objects);
    // This API server streams what there is into each watch; one that cannot, and a watch that is cut off for long, take a list.
    const streamed = granted.filter((verb) => /^list \w+\.docket\.dev$/.test(verb));
    const used = async (): Promise<string[]> => {
      const requests = await plane().audit().requests({ user: ACCOUNT_USER });
      return [...new Set([...streamed, ...requests.flatMap(rightOf)])].toSorted();
    };
    // The last one comes when an incident of the demonstration moves on, after 45 s.
    await eventually(used, granted, 90_000);
  });

  it('stops when it is asked to, and gives the lease back', async () => {
    expect(await program.stop()).toBe(0);
    expect(await get('lease', lease, '-n', 'docket-system', '-o', 'jsonpath={.spec.holderIdentity}')).toBe('');
  });
});
