// The transitions of the built program as Events on a real API server: one for each, with the rights that config/rbac gives the operator, and
// kubectl describe shows them. A provider's text is in none.

import { afterAll, beforeAll, expect, it } from 'vitest';
import { freshNamespace, sharedControlPlane } from '../support/clusters/control-plane.ts';
import { docketObject } from '../support/clusters/people.ts';
import { prepareReplicas, type Replica, SHORT_LEASE, startReplica } from '../support/processes/elected-programs.ts';
import { eventually } from '../support/time/eventually.ts';

const HOSTILE = 'CANARY <script>';
let namespace: string;
let program: Replica;

const kubectl = async (args: readonly string[], input?: object): Promise<string> =>
  (await sharedControlPlane().kubectl([...args, '-n', namespace], input && { input: JSON.stringify(input) })).stdout;

const eventsOf = async (kind: string): Promise<string[]> => {
  const { items } = JSON.parse(await kubectl(['get', 'events.events.k8s.io', '-o', 'json'])) as {
    items: Array<{ regarding: { kind: string }; type: string; reason: string; note: string }>;
  };
  return items
    .filter(({ regarding }) => regarding.kind === kind)
    .map(({ type, reason, note }) => `${type} ${reason} ${note}`);
};

beforeAll(async () => {
  await prepareReplicas();
  namespace = await freshNamespace();
  program = await startReplica([...SHORT_LEASE, '--namespace', namespace]);
});

afterAll(async () => {
  await program.stop();
});

it('one Event for each transition, which kubectl describe shows', async () => {
  const check = docketObject('ComplianceCheck', 'closed', { type: 'IncidentClosed' });
  const spec = { title: HOSTILE, severity: 'High', detectedAt: '2026-03-02T08:00:00Z' };
  await kubectl(['apply', '-f', '-'], check);
  await eventually(
    () => eventsOf('ComplianceCheck'),
    ['Normal CheckPassing The result is Passing, reason NothingInScope.'],
    20_000,
  );
  await kubectl(['apply', '-f', '-'], docketObject('Incident', 'leak', spec));
  await eventually(
    async () => (await eventsOf('ComplianceCheck')).at(-1),
    'Warning CheckFailing The result is Failing, reason IncidentOpen; it was Passing.',
    20_000,
  );
  const resolved = { ...spec, state: 'Resolved', resolvedAt: '2026-03-02T09:00:00Z' };
  await kubectl(['apply', '-f', '-'], docketObject('Incident', 'leak', resolved));
  await eventually(
    async () => (await eventsOf('ComplianceCheck')).at(-1),
    'Normal CheckPassing The result is Passing, reason AllPassing; it was Failing.',
    20_000,
  );
  await eventually(async () => (await eventsOf('Incident')).length, 4, 10_000);
  expect((await eventsOf('Incident')).toSorted()).toEqual([
    'Normal AllChecksPass Compliant is True; it was False.',
    'Normal StateDetected The state is Detected, by whoever reported it.',
    'Normal StateResolved The state is Resolved, by whoever reported it; it was Detected.',
    'Warning ChecksFail Compliant is False.',
  ]);
  expect(await eventsOf('ComplianceCheck')).toHaveLength(3);
  const described = await kubectl(['describe', 'compliancecheck', 'closed']);
  expect(described).toMatch(
    /Warning +CheckFailing .*docket.dev\/operator +The result is Failing, reason IncidentOpen; it was Passing\./,
  );
  expect(await kubectl(['describe', 'incident', 'leak'])).toMatch(/Normal +StateResolved /);
  expect(await kubectl(['get', 'events.events.k8s.io', '-o', 'json'])).not.toContain('CANARY');
});
