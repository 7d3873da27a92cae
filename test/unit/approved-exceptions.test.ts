// Exceptions in files: what an exported status says that the approval covers holds offline as in the cluster, and without a status an
// exception covers what the files select.

import { describe, expect, it } from 'vitest';
import { docket, Folder } from '../support/processes/command-line.ts';

const apiVersion = 'docket.dev/v1alpha1';
const LABELS = { tier: 'gold' };
const incident = (name: string, severity: string): object => ({
  apiVersion,
  kind: 'Incident',
  metadata: { name, labels: LABELS },
  spec: { title: 'A leak', severity, detectedAt: '2026-03-02T09:00:00Z' },
});
const CHECK = { apiVersion, kind: 'ComplianceCheck', metadata: { name: 'closed' }, spec: { type: 'IncidentClosed' } };
const exception = (spec: object, status?: object): object => ({
  apiVersion,
  kind: 'CheckException',
  metadata: { name: 'gold', generation: 2 },
  spec: {
    target: { matchLabels: LABELS },
    reason: 'The vendor closes it with its next release.',
    requestedBy: 'ann',
    approvedBy: 'bob',
    expiresAt: '2026-04-01T00:00:00Z',
    ...spec,
  },
  ...(status === undefined ? {} : { status }),
});
const WORLD = [incident('a', 'Low'), incident('b', 'High'), CHECK];

async function run(command: 'test' | 'explain', ...exceptions: object[]): Promise<string> {
  await using folder = await Folder.with({ 'all.yaml': [...WORLD, ...exceptions] });
  const args = command === 'test' ? ['test', folder.path] : ['explain', 'check/closed', '-f', folder.path];
  const { out, err } = await docket(...args, '--now', '2026-03-03T09:00:00Z');
  return out + err;
}

/** The digest is of a uid that files make up, so a status without it stands for another object. */
const covered = (uidDigest: number) => ({
  observedGeneration: 2,
  state: 'Active',
  approvedAt: '2026-03-02T12:00:00Z',
  covered: [{ kind: 'Incident', name: 'a', uidDigest, severity: 'Low' }],
});

describe('an approved exception in files', () => {
  it('covers what the files select, where no status says what was approved', async () => {
    expect(await run('test', exception({}))).toContain('Passing');
    expect(await run('explain', exception({}))).not.toContain('wait for a new approval');
  });

  it('covers what was approved, where its status says so', async () => {
    const explained = await run('explain', exception({}, covered(0)));
    expect(explained).toContain('Failing');
    expect(explained).toContain('2 subjects came later, or became worse: they wait for a new approval');
    expect(await run('test', exception({}, covered(0)))).toContain('Failing');
  });

  it('covers the future, and says so', async () => {
    const explained = await run('explain', exception({ covers: 'Future' }, covered(0)));
    expect(explained).toContain('covers whatever carries its labels, also what comes later');
    expect(await run('test', exception({ covers: 'Future' }, covered(0)))).toContain('Passing');
  });
});
