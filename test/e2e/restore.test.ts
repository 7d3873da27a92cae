// docs/backup.md, followed as by a reader: a backup of one cluster is put back into another one. The checks say the same, and every deadline
// and approval is the same to the second, although every object is new.

import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, expect, it } from 'vitest';
import type { ControlPlane } from '../../tools/control-plane/control-plane.ts';
import { startOwnControlPlane } from '../support/clusters/control-plane.ts';
import { docketObject, peopleAt } from '../support/clusters/people.ts';
import { type Program, startOperator } from '../support/processes/program.ts';
import { operatorFlags } from '../support/rights/operator-account.ts';
import { eventually } from '../support/time/eventually.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const NAMESPACE = 'team';
const ELSEWHERE = 'elsewhere';
const GITOPS = 'system:serviceaccount:argocd:gitops';
const MIRRORED = 'pager-q1-0123456789ab';
const run = promisify(execFile);
const ending: Array<() => Promise<unknown>> = [];
afterEach(async () => {
  for (const end of ending.splice(0).toReversed()) await end();
});

const hoursAgo = (hours: number): string => new Date(Date.now() - hours * 3_600_000).toISOString().replace(/\.\d+/, '');
const object = (kind: string, name: string, spec: object): object =>
  docketObject(kind, name, spec, { namespace: NAMESPACE });
const sla = (resolveWithin: string): object =>
  docketObject('SLAPolicy', 'gold', {
    default: true,
    targets: [{ severity: 'High', acknowledgeWithin: '1h', resolveWithin }],
  });

const WORLD: readonly object[] = [
  sla('3d'),
  docketObject('DisclosurePolicy', 'gdpr', {
    obligations: [
      {
        name: 'authority',
        dataType: 'PersonalData',
        recipient: 'SupervisoryAuthority',
        clocks: [{ start: 'Aware', within: '72h' }],
      },
    ],
  }),
  object('Incident', 'open', { title: 'Open', severity: 'High', detectedAt: hoursAgo(5) }),
  object('Incident', 'leak', { title: 'Leak', severity: 'High', detectedAt: hoursAgo(30) }),
  object('Incident', 'done', {
    ...{ title: 'Done', severity: 'High', state: 'Resolved' },
    ...{ detectedAt: hoursAgo(240), acknowledgedAt: hoursAgo(239.9), resolvedAt: hoursAgo(192) },
  }),
  object('Incident', MIRRORED, {
    ...{ sourceRef: { name: 'pager' }, externalID: 'Q1', title: 'Disk full', severity: 'High' },
    detectedAt: hoursAgo(3),
  }),
  object('IncidentReview', 'leak', {
    incidentRef: { name: 'leak' },
    ...{ state: 'Investigating', acknowledgedAt: hoursAgo(29), awareAt: hoursAgo(20) },
    dataLoss: { assessment: 'Confirmed', dataTypes: ['PersonalData'] },
    timeline: [{ time: hoursAgo(29), author: 'maria', type: 'Note', content: 'Seen.' }],
    evidence: [{ name: 'letter', kind: 'Notification', configMapRef: { name: 'evidence', key: 'letter' } }],
  }),
  ...['IncidentClosed', 'ResponseOnTime', 'ResolutionOnTime', 'DataLossReported'].map((type) =>
    object('ComplianceCheck', type.toLowerCase(), { type }),
  ),
];
/** The page says that ConfigMaps are backed up elsewhere. */
const EVIDENCE = {
  ...{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'evidence', namespace: NAMESPACE } },
  data: { letter: 'Case 1' },
};
const EXCEPTION = object('CheckException', 'open', {
  target: { incidentRef: { name: 'open' } },
  reason: 'The vendor closes it with its next release.',
  ...{ requestedBy: 'alice', approvedBy: 'bob', reviewInterval: '30d' },
});

async function clusterOf(): Promise<ControlPlane> {
  const plane = await startOwnControlPlane();
  ending.push(() => plane.stop());
  return plane;
}

async function operate(plane: ControlPlane): Promise<Program> {
  const flags = await operatorFlags(plane, { namespaces: [NAMESPACE, ELSEWHERE], everywhere: true });
  const program = await startOperator(flags);
  ending.push(() => program.stop());
  await eventually(() => program.readyz(), 200, 30_000);
  return program;
}

/** The blocks of commands on the page, with its two files in a folder of this test. */
async function blocksIn(folder: string): Promise<string[]> {
  const page = await readFile(path.join(ROOT, 'docs/backup.md'), 'utf8');
  const blocks = [...page.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, text = '']) => text);
  return blocks.map((text) =>
    text.replaceAll(/docket-backup\.yaml|restore\.kubeconfig/g, (name) => `${folder}/${name}`),
  );
}

async function shell({ kubeconfig, info }: ControlPlane, script: string): Promise<string> {
  const env = {
    ...process.env,
    PATH: `${path.dirname(info.kubectlBinary)}${path.delimiter}${process.env['PATH']}`,
    KUBECONFIG: kubeconfig,
    KUBECACHEDIR: info.dir,
  };
  return (await run('sh', ['-e', '-c', script], { cwd: ROOT, env })).stdout;
}

interface Stored {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly uid: string };
  readonly spec: object;
  readonly status?: Readonly<Record<string, unknown>>;
}

async function storedIn(plane: ControlPlane): Promise<readonly Stored[]> {
  const kinds = 'incidents,incidentreviews,compliancechecks,checkexceptions';
  const { stdout } = await plane.kubectl(['get', kinds, '-n', NAMESPACE, '-o', 'json']);
  return (JSON.parse(stdout) as { items: Stored[] }).items;
}

/** What is concluded of each object: its whole status without the generations of policies and of the object. */
async function conclusions(plane: ControlPlane): Promise<Record<string, object>> {
  const items = await storedIn(plane);
  return Object.fromEntries(
    items.map(({ kind, metadata: { name }, spec, status = {} }) => {
      const { observedGeneration: _generation, conditions, deadlines, dataAsOf: _asOf, ...rest } = status;
      const told = (conditions as Array<{ type: string; status: string; reason: string }> | undefined)?.map(
        (condition) => `${condition.type} ${condition.status} ${condition.reason}`,
      );
      const { recordedAt: _written, ...stated } = spec as { readonly recordedAt?: string };
      return [
        `${kind}/${name}`,
        { stated, ...(withoutVersions(rest) as object), deadlines: withoutVersions(deadlines), told },
      ];
    }),
  );
}

const withoutVersions = (deadlines: unknown): unknown =>
  JSON.parse(
    JSON.stringify(deadlines ?? {}, (key: string, value: unknown) =>
      /^(uid|uidDigest|policyUID|generation|policyGeneration)$/.test(key) ? undefined : value,
    ),
  );

/** Once nothing changes any more and every object has a status. */
async function settled(plane: ControlPlane): Promise<Record<string, object>> {
  let before = '';
  await eventually(
    async () => {
      const items = await storedIn(plane);
      const now = JSON.stringify(items);
      const isSettled = now === before && items.every(({ status }) => status !== undefined);
      before = now;
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      return isSettled;
    },
    true,
    60_000,
  );
  return conclusions(plane);
}

it('a backup that is restored elsewhere says the same of everything', { timeout: 300_000 }, async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'docket-backup-'));
  ending.push(() => rm(folder, { recursive: true }));
  const [backUp = '', install = '', identity = '', restore = '', cleanUp = ''] = await blocksIn(folder);
  const old = await clusterOf();
  await shell(old, install);
  await old.createNamespace(NAMESPACE);
  await old.createNamespace(ELSEWHERE);
  const people = peopleAt(() => old, NAMESPACE);
  await people.grant('docket-gitops', GITOPS);
  const first = await operate(old);
  expect(await people.apply(EVIDENCE)).toMatch(/created/);
  for (const each of WORLD) expect(await people.apply(each)).toMatch(/created/);
  await settled(old);
  // What is resolved keeps the deadline that it was judged by.
  expect(await people.apply(sla('1d'))).toMatch(/configured/);
  await eventually(async () => /created/.test(await people.apply(EXCEPTION, GITOPS)), true, 10_000);
  const before = await settled(old);
  expect(before['CheckException/open']).toMatchObject({ state: 'Active', applied: 4 });
  expect(before['ComplianceCheck/resolutionontime']).toMatchObject({ result: 'Failing' });
  expect(before['IncidentReview/leak']).toMatchObject({ evidence: [{ name: 'letter', state: 'Attested' }] });
  await shell(old, backUp);
  const uids = new Set((await storedIn(old)).map(({ metadata }) => metadata.uid));
  await first.stop();

  const fresh = await clusterOf();
  await shell(fresh, install);
  await fresh.createNamespace(NAMESPACE);
  await fresh.createNamespace(ELSEWHERE);
  await shell(fresh, identity);
  // Admission comes into force some time after it is applied, and a role some time after it is bound. A dry run leaves nothing behind.
  const attempt = ['apply', '--dry-run=server', '-f', '-'];
  const tried = peopleAt(() => fresh, NAMESPACE);
  expect(await tried.apply(EVIDENCE)).toMatch(/created/);
  await eventually(
    async () => (await tried.kubectl(attempt, { input: EXCEPTION })).match(/must name who writes/)?.[0],
    'must name who writes',
    30_000,
  );
  const said = await shell(fresh, restore);
  expect(said).toMatch(/^incidents: 4 restored, 0 already there$/m);
  expect(said).toMatch(/^checkexceptions: 1 restored, 0 already there$/m);
  expect(await shell(fresh, restore)).toMatch(/^incidents: 0 restored, 4 already there$/m);
  await shell(fresh, cleanUp);
  await operate(fresh);
  const canary = docketObject(
    'Incident',
    'canary',
    { title: 'New', severity: 'Low', detectedAt: hoursAgo(1) },
    { namespace: ELSEWHERE },
  );
  await peopleAt(() => fresh, ELSEWHERE).apply(canary);
  const state = ['get', 'incident/canary', '-n', ELSEWHERE, '-o', 'jsonpath={.status.state}'];
  await eventually(async () => (await fresh.kubectl(state)).stdout, 'Detected', 20_000);
  expect(await settled(fresh)).toEqual(before);
  const now = (await storedIn(fresh)).map(({ metadata }) => metadata.uid);
  expect(now.filter((uid) => uids.has(uid))).toEqual([]);
});
