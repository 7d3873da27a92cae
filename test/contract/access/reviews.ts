// What happens to an account: its person leaves, it is of nobody, it is not allowed, it is expected for a while; and what the system, its
// checks and the exceptions say of it.

import { describe, expect, it } from 'vitest';
import { CHECK_EXCEPTION, CRITICAL_SYSTEM, STAFF_ROSTER } from '../../../src/api/kinds.ts';
import {
  accessConditions,
  annotate,
  applyCredential,
  applyPeople,
  countsOf,
  createRoster,
  createSystem,
  INTERVAL_MS,
  patchSpec,
  ROSTER,
  setAccounts,
  SYSTEM,
} from '../../support/operator/access-objects.ts';
import { keyIn, typeOf } from '../../support/operator/objects.ts';
import { type OperatorStage, withOperator } from '../../support/operator/operator.ts';
import { allResultsOf } from '../../support/operator/views.ts';
import type { TestClusters } from '../../support/clusters/test-cluster.ts';

const PEOPLE = ['ada', 'bob', 'cleo', 'dan'].map((person) => ({ person }));
const WELL = {
  'pager-access-removed': 'Passing',
  'pager-user-identified': 'Passing',
  'pager-access-valid': 'Passing',
  'pager-access-rule-defined': 'Passing',
  'pager-access-reviewed': 'Due',
};

async function review(stage: OperatorStage, spec: Parameters<typeof createSystem>[1] = {}): Promise<void> {
  setAccounts(stage, ['ada', 'bob', 'cleo', 'dan']);
  await applyCredential(stage);
  await applyPeople(stage, PEOPLE);
  await createRoster(stage);
  await createSystem(stage, spec);
  await stage.settle();
}

const failingOf = (stage: OperatorStage, check: string) => stage.world.checks.get(check)?.status?.failing ?? [];
const findingsOf = (stage: OperatorStage) => stage.world.systems.get(SYSTEM)?.status?.findings ?? [];

/** The next reading of everything. */
async function read(stage: OperatorStage): Promise<void> {
  await annotate(stage, 'rosters', ROSTER, { 'docket.dev/requestedAt': stage.clock.now().toISOString() });
  await annotate(stage, 'systems', SYSTEM, { 'docket.dev/requestedAt': stage.clock.now().toISOString() });
  await stage.settle();
}

export function describeReviews(clusters: () => TestClusters): void {
  describe('an account', () => {
    it('of somebody who works here is valid; nothing is written while nothing changes, nor after a restart', () =>
      withOperator(clusters(), async (stage) => {
        await review(stage);
        expect(accessConditions(stage.world, 'systems', SYSTEM)).toEqual({
          Ready: 'True Synced',
          Authenticated: 'True Authenticated',
          Complete: 'True Complete',
          Matched: 'True Matched',
        });
        expect(accessConditions(stage.world, 'rosters', ROSTER)).toEqual({
          Ready: 'True Synced',
          Authenticated: 'True NotRequired',
          Complete: 'True Complete',
        });
        expect(countsOf(stage.world)).toEqual({ total: 4, valid: 4 });
        expect(allResultsOf(stage.world)).toEqual(WELL);
        await stage.cluster.takeWrites();
        await stage.pass(3 * INTERVAL_MS);
        expect(await stage.cluster.takeWrites()).toEqual({});
        await stage.restart();
        await stage.pass(3 * INTERVAL_MS);
        expect(await stage.cluster.takeWrites()).toEqual({});
      }));

    it('of somebody who leaves fails by the name of its hash, and passes once it is gone there', () =>
      withOperator(clusters(), async (stage) => {
        await review(stage);
        await applyPeople(stage, [...PEOPLE.slice(0, 3), { person: 'dan', state: 'offboarded' }]);
        await read(stage);
        expect(allResultsOf(stage.world)).toMatchObject({
          'pager-access-removed': 'Failing',
          'pager-access-valid': 'Failing',
          'pager-user-identified': 'Passing',
        });
        const [failing] = failingOf(stage, 'pager-access-removed');
        expect(failing).toMatchObject({ name: expect.stringMatching(/^pager-[0-9a-f]{12}$/), reason: 'Offboarded' });
        expect(findingsOf(stage)).toEqual([{ name: failing?.name, verdict: 'Offboarded', reason: 'Offboarded' }]);
        expect(countsOf(stage.world)).toEqual({ total: 4, valid: 3, offboarded: 1 });
        setAccounts(stage, ['ada', 'bob', 'cleo']);
        await read(stage);
        expect(allResultsOf(stage.world)).toEqual(WELL);
        expect([countsOf(stage.world), findingsOf(stage)]).toEqual([{ total: 3, valid: 3 }, []]);
      }));

    it('of nobody known is unidentified, until it is mapped or expected; what is expected ends by time alone', () =>
      withOperator(clusters(), async (stage) => {
        await review(stage);
        setAccounts(stage, ['ada', 'bob', 'cleo', 'dan', 'robot']);
        await read(stage);
        expect(allResultsOf(stage.world)).toMatchObject({ 'pager-user-identified': 'Failing' });
        expect(countsOf(stage.world)).toEqual({ total: 5, valid: 4, unidentified: 1 });
        await patchSpec(stage, 'rosters', ROSTER, { identityMappings: [{ account: 'PROBOT', person: 'ada' }] });
        await stage.settle();
        expect(allResultsOf(stage.world)).toEqual(WELL);
        await patchSpec(stage, 'rosters', ROSTER, { identityMappings: null });
        const expiresAt = new Date(stage.clock.now().getTime() + 10 * INTERVAL_MS).toISOString();
        const expected = { match: 'robot@example.com', owner: 'platform', reason: 'Opens incidents from alerts.' };
        await patchSpec(stage, 'systems', SYSTEM, { expectedAccounts: [{ ...expected, expiresAt }] });
        await stage.settle();
        expect(allResultsOf(stage.world)).toEqual(WELL);
        expect(countsOf(stage.world)).toEqual({ total: 5, valid: 4, expected: 1 });
        await stage.pass(11 * INTERVAL_MS);
        expect(failingOf(stage, 'pager-user-identified')).toMatchObject([{ reason: 'ExpectationExpired' }]);
        expect(findingsOf(stage)).toMatchObject([{ verdict: 'Unidentified', reason: 'ExpectationExpired' }]);
      }));

    it('of somebody without the role is invalid, until the role is theirs', () =>
      withOperator(clusters(), async (stage) => {
        await review(stage, { validAccess: { roles: ['responder'] } });
        expect(countsOf(stage.world)).toEqual({ total: 4, invalid: 4 });
        await applyPeople(
          stage,
          PEOPLE.map((each) => ({ ...each, roles: 'staff;Responder' })),
        );
        await read(stage);
        expect(countsOf(stage.world)).toEqual({ total: 4, valid: 4 });
        expect(allResultsOf(stage.world)).toEqual(WELL);
      }));

    it('is exempted by its hashed name, also after a restart, without a write', () =>
      withOperator(clusters(), async (stage) => {
        await review(stage);
        await applyPeople(stage, [...PEOPLE.slice(0, 3), { person: 'dan', state: 'offboarded' }]);
        await read(stage);
        const [failing] = failingOf(stage, 'pager-access-removed');
        const spec = {
          target: { account: failing?.name },
          reason: 'Hands over until the end of the month.',
          requestedBy: 'ada',
          approvedBy: 'bob',
          expiresAt: '2099-01-01T00:00:00Z',
        };
        const object = { ...typeOf(CHECK_EXCEPTION), metadata: keyIn(stage, 'dan'), spec };
        await stage.cluster.client.create(CHECK_EXCEPTION, object as never);
        await stage.settle();
        const exception = () => stage.world.exceptions.get('dan')?.status;
        expect(exception()).toMatchObject({ state: 'Active', applied: 3, wouldBe: { failing: 2 } });
        expect(allResultsOf(stage.world)).toEqual(WELL);
        await stage.cluster.takeWrites();
        await stage.restart();
        await stage.pass(3 * INTERVAL_MS);
        expect(await stage.cluster.takeWrites()).toEqual({});
        expect(exception()).toMatchObject({ state: 'Active', applied: 3 });
      }));

    it('shows whose it is only where the spec says so', () =>
      withOperator(clusters(), async (stage) => {
        await review(stage);
        await applyPeople(stage, [...PEOPLE.slice(0, 3), { person: 'dan', state: 'offboarded' }]);
        await read(stage);
        expect(JSON.stringify(stage.witness.versions.map(({ status }) => status))).not.toMatch(/dan/);
        await patchSpec(stage, 'systems', SYSTEM, { revealIdentities: 'Enabled' });
        await stage.settle();
        expect(findingsOf(stage)).toMatchObject([{ account: 'dan@example.com', person: 'dan' }]);
      }));
  });

  describe('a review of access', () => {
    it('is due within the interval, and overdue after it', () =>
      withOperator(clusters(), async (stage) => {
        await review(stage, { reviewInterval: '10m' });
        await stage.pass(11 * 60_000);
        expect(failingOf(stage, 'pager-access-reviewed')).toMatchObject([{ name: SYSTEM, reason: 'NeverReviewed' }]);
        const at = `${stage.clock.now().toISOString().slice(0, 19)}Z`;
        await patchSpec(stage, 'systems', SYSTEM, { lastReview: { by: 'ada', at } });
        await stage.settle();
        expect(allResultsOf(stage.world)).toMatchObject({ 'pager-access-reviewed': 'Passing' });
        expect(stage.world.systems.get(SYSTEM)?.status?.lastReview).toMatchObject({ at });
        await stage.pass(11 * 60_000);
        expect(failingOf(stage, 'pager-access-reviewed')).toMatchObject([{ reason: 'ReviewOverdue' }]);
      }));
  });

  describe('what is deleted', () => {
    it('as a system leaves its checks, which are Unknown: SourceMissing; made again, it is read again', () =>
      withOperator(clusters(), async (stage) => {
        await review(stage);
        await stage.cluster.client.delete(CRITICAL_SYSTEM, keyIn(stage, SYSTEM));
        await stage.settle();
        const missing = Object.fromEntries(Object.keys(WELL).map((name) => [name, 'Unknown SourceMissing']));
        expect(allResultsOf(stage.world)).toEqual(missing);
        await createSystem(stage);
        await stage.settle();
        expect(allResultsOf(stage.world)).toEqual(WELL);
      }));

    it('as a roster makes what rests on people Unknown, and the system says so', () =>
      withOperator(clusters(), async (stage) => {
        await review(stage);
        await stage.cluster.client.delete(STAFF_ROSTER, keyIn(stage, ROSTER));
        await stage.settle();
        expect(allResultsOf(stage.world)).toMatchObject({
          'pager-access-removed': 'Unknown SourceMissing',
          'pager-user-identified': 'Unknown SourceMissing',
          'pager-access-valid': 'Unknown SourceMissing',
        });
        expect(accessConditions(stage.world, 'systems', SYSTEM)).toMatchObject({ Matched: 'False RosterMissing' });
        expect(countsOf(stage.world)).toEqual({ total: 4, unknown: 4 });
        await createRoster(stage);
        await stage.settle();
        expect(allResultsOf(stage.world)).toEqual(WELL);
      }));
  });

  describe('the default checks', () => {
    it('are not made where the system wants none', () =>
      withOperator(clusters(), async (stage) => {
        await review(stage, { defaultChecks: 'Disabled' });
        expect(allResultsOf(stage.world)).toEqual({});
      }));
  });
}
