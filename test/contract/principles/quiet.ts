// P4, an unchanged world costs nothing: polls in which nothing changed and restarts of the operator make no write at all. Counted by
// the API server where there is one.

import { describe, expect, it } from 'vitest';
import { type OperatorStage, withOperator } from '../../support/operator/operator.ts';
import { applySource, createCheck, INTERVAL_MS, SOURCE } from '../../support/operator/objects.ts';
import { resultsOf, trueOf } from '../../support/operator/views.ts';
import type { TestClusters } from '../../support/clusters/test-cluster.ts';

const INCIDENTS = 1_000;
const POLLS = 10;
/** Were something written again after a restart, it would be at the first one. */
const POLLS_AFTER_RESTART = 3;

/** Of every kind that there is: open, acknowledged and resolved ones, old and new, with and without priority. */
function fill(stage: OperatorStage): void {
  const { account } = stage.vendor;
  const nowMs = stage.clock.now().getTime();
  for (let index = 0; index < INCIDENTS; index++) {
    const atMs = nowMs - (index + 1) * 3 * 3_600_000;
    const minutesOn = (minutes: number): Date => new Date(atMs + minutes * 60_000);
    const priority = index % 4 === 0 ? null : `P${(index % 5) + 1}`;
    const { id } = account.trigger({ title: `Incident ${index}`, priority, at: new Date(atMs) });
    if (index % 3 > 0) account.acknowledge(id, minutesOn(5));
    if (index % 10 > 0) account.resolve(id, minutesOn(90));
  }
}

async function pollOften(stage: OperatorStage, polls = POLLS): Promise<void> {
  for (let poll = 0; poll < polls; poll++) {
    stage.vendor.takeRequests();
    await stage.pass(INTERVAL_MS);
    expect(stage.vendor.takeRequests().length).toBeGreaterThan(0);
  }
}

export function describeQuiet(clusters: () => TestClusters): void {
  describe('an unchanged world', () => {
    it(`of ${INCIDENTS} incidents costs no write in ${POLLS} polls, nor at a restart`, { timeout: 120_000 }, () =>
      withOperator(clusters(), async (stage) => {
        fill(stage);
        await createCheck(stage, 'low-closed', { selector: { severities: ['Low'] }, gracePeriod: '30d' });
        // One that cannot be judged costs nothing either.
        await createCheck(stage, 'invalid', { type: 'SourceHealthy', selector: { severities: ['Low'] } });
        await applySource(stage, { zone: 'emea', backfill: '200d' });
        await stage.settle();
        expect(trueOf(stage.world)).toEqual(['Authenticated', 'Complete', 'Ready']);
        expect(stage.world.incidents.size).toBe(INCIDENTS);
        expect(resultsOf(stage.world)[`${SOURCE}-incident-closed`]).toBe('Failing');
        const first = await stage.cluster.takeWrites();
        expect(first['create incidents']).toBe(INCIDENTS);
        // One each; a verdict that comes between an incident and its status may cost a second one now and then.
        expect(first['update incidents/status']).toBeGreaterThanOrEqual(INCIDENTS);
        expect(first['update incidents/status']).toBeLessThan(1.02 * INCIDENTS);

        await pollOften(stage);
        expect(await stage.cluster.takeWrites()).toEqual({});
        await stage.restart();
        await pollOften(stage, POLLS_AFTER_RESTART);
        expect(await stage.cluster.takeWrites()).toEqual({});
      }),
    );
  });
}
