// The gauges of access reviews: from stored statuses, without a name of an account or a person, and gone with their objects.

import { Registry } from 'prom-client';
import { beforeEach, describe, expect, it } from 'vitest';
import { aRoster, aSystem } from '../../test/support/builders/access.ts';
import { checkedScrape } from '../../test/support/metrics/checked-scrape.ts';
import { parseExposition } from '../../test/support/metrics/exposition.ts';
import type { CriticalSystem } from '../api/v1alpha1/criticalsystem.gen.ts';
import type { StaffRoster } from '../api/v1alpha1/staffroster.gen.ts';
import { Freshness } from '../compliance/freshness.ts';
import { type ObjectRow, objectRow } from '../runtime/object-row.ts';
import { createStore } from '../runtime/store.ts';
import { observeAccess } from './access.ts';

const onHandlerError = (error: unknown): never => expect.fail(String(error));
const ready = (status: 'True' | 'False') => [
  { type: 'Ready', status, reason: 'Test', message: '', lastTransitionTime: '2026-03-02T10:00:00Z' } as const,
];

describe('the gauges of access reviews', () => {
  let stage: ReturnType<typeof start>;
  beforeEach(() => {
    stage = start();
  });

  function start() {
    const registry = new Registry();
    const systems = createStore<ObjectRow<CriticalSystem>>({ indexes: {}, onHandlerError });
    const rosters = createStore<ObjectRow<StaffRoster>>({ indexes: {}, onHandlerError });
    const freshness = new Freshness();
    const shown = { isShown: true };
    observeAccess(
      registry,
      {
        systems: { objects: systems, freshness: freshness.of('CriticalSystem') },
        rosters: { objects: rosters, freshness: freshness.of('StaffRoster') },
      },
      shown,
    );
    const samples = async (name: string) => {
      const { samples: all = [] } = parseExposition(await checkedScrape(await registry.metrics())).get(name) ?? {};
      return all.map(({ labels, value }) => ({ ...labels, value }));
    };
    return { systems, rosters, freshness, shown, samples };
  }

  const put = (status: NonNullable<CriticalSystem['status']>): void => {
    stage.systems.upsert(objectRow({ ...aSystem(), status }));
  };

  it('count the accounts of a system by verdict, as its status says, on every replica', async () => {
    put({ accounts: { total: 12, valid: 9, offboarded: 2, unidentified: 1 } });
    const counts = (await stage.samples('docket_accounts')).map(({ value, ...labels }) => [
      (labels as Record<string, string>)['verdict'],
      value,
    ]);
    expect(Object.fromEntries(counts)).toEqual({
      ...{ Valid: 9, Offboarded: 2, Unidentified: 1 },
      ...{ Expected: 0, Inactive: 0, Invalid: 0, Unknown: 0 },
    });
    expect((await stage.samples('docket_accounts'))[0]).toMatchObject({ namespace: 'team-a', system: 'pager' });
  });

  it('have no accounts of a system that was never read: none is not known to be none', async () => {
    put({});
    expect(await stage.samples('docket_accounts')).toEqual([]);
  });

  it('say whether systems and rosters are ready, and go with them', async () => {
    put({ conditions: ready('False') });
    stage.rosters.upsert(objectRow({ ...aRoster(), status: { conditions: ready('True') } }));
    expect(await stage.samples('docket_system_ready')).toEqual([{ namespace: 'team-a', system: 'pager', value: 0 }]);
    expect(await stage.samples('docket_roster_ready')).toEqual([{ namespace: 'team-a', roster: 'staff', value: 1 }]);
    stage.systems.remove('team-a/pager');
    stage.rosters.remove('team-a/staff');
    expect(await stage.samples('docket_system_ready')).toEqual([]);
    expect(await stage.samples('docket_roster_ready')).toEqual([]);
  });

  it('say when each was last read, and whether that was everything, where it is read', async () => {
    const success = { monotonicMs: 0, wallMs: 60_000, intervalMs: 60_000, complete: true };
    stage.freshness.of('CriticalSystem').succeeded('team-a/pager', success);
    stage.freshness.of('StaffRoster').succeeded('team-a/staff', { ...success, complete: false });
    const of = async (name: string) => (await stage.samples(name)).map(({ value }) => value);
    expect(await of('docket_system_last_success_timestamp_seconds')).toEqual([60]);
    expect(await of('docket_system_complete')).toEqual([1]);
    expect(await of('docket_roster_last_success_timestamp_seconds')).toEqual([60]);
    expect(await of('docket_roster_complete')).toEqual([0]);
  });

  it('show nothing while the cluster has not been read', async () => {
    put({ accounts: { total: 1, valid: 1 }, conditions: ready('True') });
    stage.shown.isShown = false;
    expect([await stage.samples('docket_accounts'), await stage.samples('docket_system_ready')]).toEqual([[], []]);
  });
});
