// What each role of the chart may do, as the API server itself lists it (`kubectl auth can-i --list`), held against a file per mode: a
// right that comes or goes shows in a diff.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asFlags, CHART, helm } from '../../support/chart/helm.ts';
import { useControlPlane } from '../../support/clusters/control-plane.ts';
import { eventually } from '../../support/time/eventually.ts';

const ROLES = ['view', 'edit', 'admin', 'auditor', 'responder', 'policy-admin', 'approver', 'gitops', 'retention'];
const OPERATOR = 'system:serviceaccount:docket-system:docket';

describe.each([
  { mode: 'cluster', watchNamespaces: [] },
  { mode: 'namespaces', watchNamespaces: ['payments'] },
])('rights in the mode $mode', ({ mode, watchNamespaces }) => {
  const plane = useControlPlane();
  let home: string;

  beforeAll(async () => {
    home = await mkdtemp(path.join(tmpdir(), 'docket-chart-'));
    await plane().createNamespace('payments');
    await plane().createNamespace('elsewhere');
    const args = ['install', 'docket', CHART, '--namespace', 'docket-system', '--create-namespace'];
    await helm([...args, ...asFlags({ watchNamespaces })], { kubeconfig: plane().kubeconfig, home });
    for (const role of ROLES) {
      const who = [`--clusterrole=docket-${role}`, `--user=${role}`, '--namespace=payments'];
      await plane().kubectl(['create', 'rolebinding', role, ...who]);
    }
  });
  afterAll(() => rm(home, { recursive: true, force: true }));

  /** The rows of the list, without those that everybody has. */
  async function rightsOf(user: string, namespace: string): Promise<string[]> {
    const list = async (as: string): Promise<string[]> => {
      const { stdout } = await plane().kubectl(['auth', 'can-i', '--list', '-n', namespace, `--as=${as}`]);
      const rows = stdout.trim().split('\n').slice(1);
      return rows.map((row) => row.trim().replaceAll(/ {2,}/g, '  ')).toSorted();
    };
    const everybodys = new Set(await list('nobody'));
    return (await list(user)).filter((row) => !everybodys.has(row));
  }

  it('are those of the file', async () => {
    // A new binding takes effect some milliseconds after it is made.
    await eventually(async () => (await rightsOf('retention', 'payments')).length > 0, true, 10_000);
    const users = [...ROLES, OPERATOR];
    const parts = await Promise.all(
      users.flatMap((user) =>
        ['payments', 'elsewhere'].map(async (namespace) => {
          const rights = await rightsOf(user, namespace);
          return `${user} in ${namespace}\n${rights.map((row) => `  ${row}\n`).join('')}`;
        }),
      ),
    );
    await expect(parts.join('\n')).toMatchFileSnapshot(`__snapshots__/rights-${mode}.txt`);
  });

  it('end at the namespace for people, and for an operator of some namespaces', async () => {
    for (const role of ROLES) expect(await rightsOf(role, 'elsewhere'), role).toEqual([]);
    const far = await rightsOf(OPERATOR, 'elsewhere');
    expect(far.some((row) => row.startsWith('secrets'))).toBe(mode === 'cluster');
    expect(far.some((row) => row.startsWith('incidents.docket.dev'))).toBe(mode === 'cluster');
  });
});
