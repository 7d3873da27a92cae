// P1 for what a source selects: a name in its spec that the provider does not know, or not any more, is never taken for one without
// incidents, and what is on record of it is neither closed nor called out of scope.

import { describe, expect, it } from 'vitest';
import { type OperatorStage, withOperator, type World } from '../../support/operator/operator.ts';
import { applySource, createCheck, INTERVAL_MS, patchSource, SOURCE } from '../../support/operator/objects.ts';
import { conditionsOf, greenOf, incidentOf, resultsOf, syncedOf, trueOf } from '../../support/operator/views.ts';
import type { Match } from '../../support/vendors/pagerduty/server.ts';
import type { TestClusters } from '../../support/clusters/test-cluster.ts';
import type { Suite } from './suite.ts';

const CLOSED = `${SOURCE}-incident-closed`;
const HEALTHY = `${SOURCE}-source-healthy`;
const LOW = 'low-closed';
const WELL = ['Authenticated', 'Complete', 'Ready'];
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const BOTH = { services: ['Payments', 'Shop'] };

const MISSPELT = [
  { what: 'one service of two', wrong: { services: ['Shop', 'Paymets'] }, right: BOTH },
  { what: 'a service', wrong: { services: ['Paymets'] }, right: { services: ['Payments'] } },
  { what: 'a team', wrong: { teams: ['Secrity'] }, right: { teams: ['Security'] } },
];

/** Where a test takes seconds, one misspelling stands for all: they differ in what the vendor is asked. */
export function describeFilters(clusters: () => TestClusters, { isQuick }: Suite): void {
  describe('a name that a source selects by', () => {
    it.each(isQuick ? MISSPELT : MISSPELT.slice(0, 1))(
      'and that is misspelt leaves nothing green until it is corrected: $what',
      ({ wrong, right }) => withOperator(clusters(), (stage) => expectMisspelling(stage, wrong, right)),
    );

    it('and that is renamed upstream is missed at the next sync, and read from where it was once it is known again', () =>
      withOperator(clusters(), (stage) => expectRenaming(stage, isQuick ? 25 : 1)));

    it('and that is the only one, and renamed upstream, is no empty source', () =>
      withOperator(clusters(), async (stage) => {
        const { account } = stage.vendor;
        const { id } = account.trigger({ service: 'Payments' });
        await applySource(stage, { pagerDuty: { region: 'US', services: ['Payments'] } });
        await stage.settle();
        rename(stage, 'Payments', 'Payments EU');
        await poll(stage);
        await stage.pass(5 * INTERVAL_MS, (world) => {
          expectDoubt(world);
          expect(resultsOf(world)).toEqual({ [CLOSED]: 'Failing', [HEALTHY]: 'Failing' });
          expect(standingOf(world, id)).toBe('Detected, True Listed');
        });
        account.resolve(id);
        await poll(stage);
        expect(resultsOf(stage.world)).toEqual({ [CLOSED]: 'Unknown FilterUnmatched', [HEALTHY]: 'Failing' });
        await patchSource(stage, { spec: { pagerDuty: { services: ['Payments EU'] } } });
        await stage.settle();
        expect(trueOf(stage.world)).toEqual(WELL);
        expect(resultsOf(stage.world)).toEqual({ [CLOSED]: 'Passing', [HEALTHY]: 'Passing' });
      }));

    it('and that a new spec misspells says nothing of what the old one selected, until it is made upstream', () =>
      withOperator(clusters(), async (stage) => {
        const { id } = stage.vendor.account.trigger({ service: 'Payments' });
        await applySource(stage, { pagerDuty: { region: 'US', services: ['Payments'] } });
        await stage.settle();
        await patchSource(stage, { spec: { pagerDuty: { services: ['Later'] } } });
        await stage.settle();
        expectDoubt(stage.world);
        expect(syncedOf(stage.world)).toEqual({ [id]: 'True Listed' });
        stage.vendor.account.addService('Later');
        await poll(stage);
        expect(trueOf(stage.world)).toEqual(WELL);
        expect(syncedOf(stage.world)).toEqual({ [id]: 'False OutOfScope' });
      }));

    it('and that is not known in a sync that ends badly leaves no gap', () =>
      withOperator(clusters(), async (stage) => {
        const { account } = stage.vendor;
        const at = (hours: number): Date => new Date(stage.clock.now().getTime() - hours * HOUR_MS);
        account.trigger({ service: 'Shop', at: at(9) });
        account.addService('Payments');
        await applySource(stage, { pagerDuty: { region: 'US', ...BOTH } });
        await stage.settle();
        rename(stage, 'Payments', 'Payments EU');
        const { id: missed } = account.trigger({ service: 'Payments EU', at: at(1) });
        const { id: stored } = account.trigger({ service: 'Shop' });
        // What is open is listed last.
        const isLast: Match = ({ query }) => query.has('statuses[]');
        stage.vendor.failNext(isLast, { kind: 'status', status: 500 }, Infinity);
        await poll(stage);
        expect(Object.keys(syncedOf(stage.world))).toContain(stored);
        account.resolve(missed);
        rename(stage, 'Payments EU', 'Payments');
        stage.vendor.clearFaults();
        await poll(stage);
        expect(trueOf(stage.world)).toEqual(WELL);
        expect(incidentOf(stage.world, missed).status?.state).toBe('Resolved');
      }));

    it('and that is no severity: a value that nothing maps leaves nothing out', () =>
      withOperator(clusters(), async (stage) => {
        const { account } = stage.vendor;
        account.resolve(account.trigger({ priority: 'sev-zero' }).id);
        await applySource(stage);
        await stage.settle();
        expect(stage.world.sources.get(SOURCE)?.status?.scope?.unmatched).toEqual(['sev-zero']);
        expect(trueOf(stage.world)).toEqual(WELL);
        expect(resultsOf(stage.world)).toEqual({ [CLOSED]: 'Passing', [HEALTHY]: 'Passing' });
      }));
  });
}

interface Selection {
  readonly services?: string[];
  readonly teams?: string[];
}

async function expectMisspelling(stage: OperatorStage, wrong: Selection, right: Selection): Promise<void> {
  const { account } = stage.vendor;
  account.resolve(account.trigger({ service: 'Payments', teams: ['Security'] }).id);
  account.addService('Shop');
  await applySource(stage, { pagerDuty: { region: 'US', ...wrong } });
  await stage.settle();
  expectDoubt(stage.world);
  expect(resultsOf(stage.world)).toEqual({ [CLOSED]: 'Unknown FilterUnmatched', [HEALTHY]: 'Failing' });
  const { scope, conditions } = stage.world.sources.get(SOURCE)?.status ?? {};
  const [name = ''] = scope?.unmatched ?? [];
  expect(conditions?.find(({ type }) => type === 'Complete')?.message).toContain(JSON.stringify(name));
  await stage.cluster.takeWrites();
  await stage.pass(5 * INTERVAL_MS, expectDoubt);
  await stage.restart();
  await stage.pass(INTERVAL_MS, expectDoubt);
  expect(await stage.cluster.takeWrites()).toEqual({});
  await patchSource(stage, { spec: { pagerDuty: right } });
  await poll(stage);
  expect(trueOf(stage.world)).toEqual(WELL);
  expect(stage.world.sources.get(SOURCE)?.status?.scope).toBeUndefined();
  expect(resultsOf(stage.world)).toEqual({ [CLOSED]: 'Passing', [HEALTHY]: 'Passing' });
}

/** A day has the full listing that is due once a day in it, too. */
async function expectRenaming(stage: OperatorStage, hours: number): Promise<void> {
  const { account } = stage.vendor;
  const at = (days: number): Date => new Date(stage.clock.now().getTime() - days * DAY_MS);
  account.trigger({ service: 'Shop', at: at(3) });
  const { id } = account.trigger({ service: 'Payments', at: at(1) });
  await applySource(stage, { pagerDuty: { region: 'US', ...BOTH }, interval: '1h' });
  await createCheck(stage, LOW, { selector: { severities: ['Low'] } });
  await stage.settle();
  expect(resultsOf(stage.world)).toEqual({ [CLOSED]: 'Failing', [HEALTHY]: 'Passing', [LOW]: 'Passing' });
  rename(stage, 'Payments', 'Payments EU');
  await poll(stage, HOUR_MS);
  const missed = account.trigger({ service: 'Payments EU' });
  account.resolve(missed.id);
  await stage.cluster.takeWrites();
  await stage.pass(hours * HOUR_MS, (world) => {
    expectDoubt(world);
    expect(resultsOf(world)).toEqual({ [CLOSED]: 'Failing', [HEALTHY]: 'Failing', [LOW]: 'Unknown FilterUnmatched' });
    expect([world.incidents.size, standingOf(world, id)]).toEqual([2, 'Detected, True Listed']);
  });
  expect(await stage.cluster.takeWrites()).toEqual({});
  // What is read is stored all the same, and a delta starts at it from now on.
  const { id: other } = account.trigger({ service: 'Shop' });
  await poll(stage, HOUR_MS);
  expect(syncedOf(stage.world)).toMatchObject({ [id]: 'True Listed', [other]: 'True Listed' });
  rename(stage, 'Payments EU', 'Payments');
  await poll(stage, HOUR_MS);
  expect(trueOf(stage.world)).toEqual(WELL);
  expect(incidentOf(stage.world, missed.id).status?.state).toBe('Resolved');
  expect(resultsOf(stage.world)).toEqual({ [CLOSED]: 'Failing', [HEALTHY]: 'Passing', [LOW]: 'Passing' });
}

function expectDoubt(world: World): void {
  expect(conditionsOf(world)).toEqual({
    Ready: 'True Synced',
    Authenticated: 'True Authenticated',
    Complete: 'False FilterUnmatched',
  });
  expect(greenOf(world)).toEqual([]);
}

/** How far an incident is, and whether its source has it. */
function standingOf(world: World, id: string): string {
  return `${incidentOf(world, id).status?.state}, ${syncedOf(world)[id]}`;
}

function rename(stage: OperatorStage, from: string, to: string): void {
  const service = [...stage.vendor.account.services.values()].find(({ name }) => name === from);
  if (service === undefined) throw new Error(`there is no service ${from}`);
  stage.vendor.account.addService(to, service.id);
}

async function poll(stage: OperatorStage, intervalMs = INTERVAL_MS): Promise<void> {
  await stage.pass(intervalMs);
  await stage.settle();
}
