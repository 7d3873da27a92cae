// An operator with a right taken away, on a real API server: what it would have read or written is Unknown or Stalled, by the name of the
// verb and the resource, and nothing is green by what was stored before. It works again by itself once the right is back.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findCondition } from '../../../src/api/conditions.ts';
import { COMPLIANCE_CHECK, INCIDENT_SOURCE } from '../../../src/api/kinds.ts';
import type { ComplianceCheck } from '../../../src/api/v1alpha1/compliancecheck.gen.ts';
import type { IncidentSource } from '../../../src/api/v1alpha1/incidentsource.gen.ts';
import { useTeam } from '../../support/adversary/people.ts';
import { applySource, keyIn, merge, SOURCE } from '../../support/operator/objects.ts';
import { OperatorStage } from '../../support/operator/operator.ts';
import { eventually } from '../../support/time/eventually.ts';

const plane = useTeam();
const CLOSED = `${SOURCE}-incident-closed`;
const ROLE = 'docket-operator';
const MINUTE_MS = 60_000;

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

let rules: readonly Rule[] = [];
let stage: OperatorStage;

beforeEach(async () => {
  rules = JSON.parse((await plane().plane.kubectl(['get', 'clusterrole', ROLE, '-o', 'jsonpath={.rules}'])).stdout);
  stage = await OperatorStage.start(plane().clusters);
  stage.addReplica({ isForAll: true }).lead();
  await applySource(stage);
  await stage.settle();
  expect(stage.world.checks.get(CLOSED)?.status?.result).toBe('Passing');
});
afterEach(async () => {
  await setRules(rules);
  await stage[Symbol.asyncDispose]();
});

async function setRules(wanted: readonly Rule[]): Promise<void> {
  await plane().plane.kubectl(['patch', 'clusterrole', ROLE, '--type=merge', '-p', JSON.stringify({ rules: wanted })]);
}

/** Takes verbs on one resource away, and waits until the authorizer knows. */
async function revoke(verbs: readonly string[], resource: string): Promise<void> {
  await setRules(
    rules.flatMap((rule) => {
      if (!rule.resources.includes(resource)) return [rule];
      const others = { ...rule, resources: rule.resources.filter((each) => each !== resource) };
      const rest = { ...rule, resources: [resource], verbs: rule.verbs.filter((verb) => !verbs.includes(verb)) };
      return [others, rest].filter((each) => each.resources.length > 0 && each.verbs.length > 0);
    }),
  );
  await eventually(() => mayI(verbs[0] ?? '', resource), 'no', 20_000);
}

async function mayI(verb: string, resource: string): Promise<string> {
  const user = ['--as=system:serviceaccount:docket-system:docket', '-n', stage.cluster.namespace];
  const [plural = '', subresource] = resource.split('/');
  const asked = [verb, `${plural}.docket.dev`, ...(subresource === undefined ? [] : [`--subresource=${subresource}`])];
  const args = resource === 'secrets' ? [verb, resource] : asked;
  const { stdout } = await plane()
    .plane.kubectl(['auth', 'can-i', ...args, ...user])
    .catch((error: { readonly stdout: string }) => error);
  return stdout.trim();
}

/** Time passes while the operator may have nothing to write, so that nobody can wait for it to be at rest. */
async function pass(ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= 5_000) {
    await stage.clock.advance(Math.min(left, 5_000));
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const source = () => stage.cluster.client.get<IncidentSource>(INCIDENT_SOURCE, keyIn(stage, SOURCE));
const check = () => stage.cluster.client.get<ComplianceCheck>(COMPLIANCE_CHECK, keyIn(stage, CLOSED));

/** `True RightMissing: The operator may not ...` */
async function stalled(): Promise<string> {
  const { status, reason, message } = findCondition((await source()).status?.conditions, 'Stalled') ?? {};
  return `${status} ${reason}: ${message}`;
}

async function result(): Promise<string> {
  const { status } = await check();
  return `${status?.result} ${status?.reason}`;
}

async function shown(): Promise<string[]> {
  const lines = await stage.replica.series('docket_check_result');
  return lines
    .filter((line) => line.includes(CLOSED) && line.endsWith(' 1'))
    .map((line) => /result="(\w+)"/.exec(line)?.[1] ?? '');
}

const WHERE = (): string => ` in the namespace ${stage.cluster.namespace}`;

describe('a right that is taken away', () => {
  it('get secrets: the source is Stalled by that name, and its checks are Unknown', async () => {
    await revoke(['get'], 'secrets');
    await pass(2 * MINUTE_MS);
    expect(await stalled()).toContain(`True RightMissing: The operator may not get secrets${WHERE()}`);
    expect(await result()).toBe('Unknown RightMissing');
    await setRules(rules);
    await eventually(() => mayI('get', 'secrets'), 'yes', 20_000);
    await pass(2 * MINUTE_MS);
    expect(await result()).toBe('Passing NothingInScope');
  });

  it.each([
    { verbs: ['create'], resource: 'incidents', say: 'create incidents.docket.dev' },
    { verbs: ['patch'], resource: 'incidents', say: 'patch incidents.docket.dev' },
  ])('$say: the source is Stalled by that name, and its checks are Unknown', async ({ verbs, resource, say }) => {
    const { id } = stage.vendor.account.trigger();
    if (verbs[0] === 'patch') await pass(2 * MINUTE_MS);
    await revoke(verbs, resource);
    if (verbs[0] === 'patch') stage.vendor.account.resolve(id);
    await pass(3 * MINUTE_MS);
    expect(await stalled()).toContain(`True RightMissing: The operator may not ${say}${WHERE()}`);
    expect(await result()).toMatch(/^(Unknown RightMissing|Failing )/);
    expect(await shown()).not.toContain('Passing');
    await setRules(rules);
    await eventually(() => mayI(verbs[0] ?? '', resource), 'yes', 20_000);
    await pass(5 * MINUTE_MS);
    expect(await stalled()).toContain('undefined');
  });

  it('update of the status of checks: what is exported is Unknown, as the stored Passing cannot be replaced', async () => {
    await revoke(['update'], 'compliancechecks/status');
    await merge(stage, INCIDENT_SOURCE, SOURCE, { spec: { suspend: true } });
    await pass(MINUTE_MS);
    expect(await result()).toBe('Passing NothingInScope');
    expect(await shown()).toEqual(['Unknown']);
    expect(await stalled()).toContain(
      `True RightMissing: The operator may not update compliancechecks.docket.dev/status${WHERE()}`,
    );
  });
});

describe('an operator that starts without list and watch on a kind', () => {
  it.each(['incidentreviews', 'incidents'])(
    '%s: nothing is exported at first, and after five minutes checks are Unknown',
    async (plural) => {
      await stage.stopReplicas();
      await revoke(['list', 'watch'], plural);
      const replica = stage.addReplica({ isForAll: true });
      replica.lead();
      await pass(MINUTE_MS);
      expect(await result()).toBe('Passing NothingInScope');
      expect(await replica.series('docket_check_result')).toEqual([]);
      expect(await replica.series('docket_source_ready')).toEqual([]);
      await pass(5 * MINUTE_MS);
      expect(await result()).toBe('Unknown RightMissing');
      expect(await shown()).toEqual(['Unknown']);
      expect(await stalled()).toMatch(
        new RegExp(`True RightMissing: The operator may not (list|watch) ${plural}.docket.dev`),
      );
      await setRules(rules);
      await eventually(() => mayI('watch', plural), 'yes', 20_000);
      await pass(5 * MINUTE_MS);
      expect(await result()).toBe('Passing NothingInScope');
    },
  );
});
