// P4 for accounts and people: with many of them in three systems, readings in which nothing changed make no write at all, nor does a restart; and
// one person who leaves costs the writes of three systems and their checks, however many others there are.

import { describe, expect, it } from 'vitest';
import {
  annotate,
  applyFiles,
  applyPeople,
  countsOf,
  createSystem,
  createSystemOf,
  INTERVAL_MS,
  ROSTER,
  SYSTEM,
} from '../../support/operator/access-objects.ts';
import { type OperatorStage, withOperator } from '../../support/operator/operator.ts';
import { allResultsOf } from '../../support/operator/views.ts';
import type { TestClusters } from '../../support/clusters/test-cluster.ts';
import { times } from '../../support/profile.ts';

const PEOPLE = times({ ordinary: 200, nightly: 5_000 });
const NAMES = Array.from({ length: PEOPLE }, (_, index) => `person${index}`);
const FROM_FILES = ['tickets', 'vault'];
const SYSTEMS = [SYSTEM, ...FROM_FILES];
const POLLS = 10;
const POLLS_AFTER_RESTART = 3;

async function fill(stage: OperatorStage): Promise<void> {
  await createSystemOf(stage, NAMES);
  for (const name of FROM_FILES) {
    const rows = NAMES.map((person) => `${name}-${person},${person}@example.com,active`);
    const asOf = `${stage.clock.now().toISOString().slice(0, 19)}Z`;
    await applyFiles(stage, name, { 'accounts.csv': ['account,email,state', ...rows, ''].join('\n'), asOf });
    await createSystem(stage, { accountsFrom: { secretRef: { name }, maxAge: '7d' } }, name);
  }
  await stage.settle();
}

/** In each interval the vendor is asked for its users. */
async function poll(stage: OperatorStage, polls: number): Promise<void> {
  for (let done = 0; done < polls; done++) {
    stage.vendor.takeRequests();
    await stage.pass(INTERVAL_MS);
    expect(stage.vendor.takeRequests().length).toBeGreaterThan(0);
  }
}

export function describeAccessQuiet(clusters: () => TestClusters): void {
  describe('unchanged accounts', () => {
    it(
      `of ${PEOPLE} people in three systems cost no write in ${POLLS} readings, nor at a restart`,
      () =>
        withOperator(clusters(), async (stage) => {
          await fill(stage);
          for (const name of SYSTEMS) expect(countsOf(stage.world, name)).toEqual({ total: PEOPLE, valid: PEOPLE });
          expect(stage.world.checks.size).toBe(5 * SYSTEMS.length);
          await stage.cluster.takeWrites();
          await poll(stage, POLLS);
          expect(await stage.cluster.takeWrites()).toEqual({});
          await stage.restart();
          await poll(stage, POLLS_AFTER_RESTART);
          expect(await stage.cluster.takeWrites()).toEqual({});

          const people = NAMES.map((person, index) => ({ person, ...(index === 7 && { state: 'offboarded' }) }));
          await applyPeople(stage, people);
          await stage.cluster.takeWrites();
          await annotate(stage, 'rosters', ROSTER, { 'docket.dev/requestedAt': stage.clock.now().toISOString() });
          await stage.settle();
          for (const name of SYSTEMS) {
            expect(countsOf(stage.world, name)).toEqual({ total: PEOPLE, valid: PEOPLE - 1, offboarded: 1 });
            expect(allResultsOf(stage.world)[`${name}-access-removed`]).toBe('Failing');
          }
          expect(await stage.cluster.takeWrites()).toEqual({
            'update staffrosters/status': 1,
            'update criticalsystems/status': 3,
            // Access removed and access valid, of each system.
            'update compliancechecks/status': 6,
          });
        }),
      300_000,
    );
  });
}
