// Dates that nobody means and a cluster accepts: an incident at the very ends of the years is judged like the others, and holds up none.

import { describe, expect, it } from 'vitest';
import { type OperatorStage, withOperator } from '../../support/operator/operator.ts';
import { createCheck, createIncident, INTERVAL_MS } from '../../support/operator/objects.ts';
import { allResultsOf } from '../../support/operator/views.ts';
import type { TestClusters } from '../../support/clusters/test-cluster.ts';

const HOUR_MS = 3_600_000;

async function createChecks(stage: OperatorStage): Promise<void> {
  await createCheck(stage, 'closed', { type: 'IncidentClosed' });
  await createCheck(stage, 'closed-in-a-month', { type: 'IncidentClosed', gracePeriod: '30d' });
  await createCheck(stage, 'data-loss', { type: 'DataLossReported' });
  await createCheck(stage, 'on-time', { type: 'ResolutionOnTime' });
}

export function describeDates(clusters: () => TestClusters): void {
  describe('an incident that is dated', () => {
    // An assessment is owed from the detection on, and what is late counts for 90 days.
    it.each([
      { detectedAt: '9999-12-31T23:59:59-01:00', text: '9999-12-31T23:59:59Z', results: 'Failing Due Due Due' },
      { detectedAt: '9999-12-31T00:00:00Z', text: '9999-12-31T00:00:00Z', results: 'Failing Due Due Due' },
      {
        detectedAt: '0000-01-01T00:00:00+14:00',
        text: '0000-01-01T00:00:00Z',
        results: 'Failing Failing Failing Passing',
      },
    ])('$detectedAt is judged and shown, and costs no write more', ({ detectedAt, text, results }) =>
      withOperator(clusters(), async (stage) => {
        await createChecks(stage);
        await stage.settle();
        expect(Object.values(allResultsOf(stage.world))).toEqual(['Passing', 'Passing', 'Passing', 'Passing']);
        await createIncident(stage, 'odd', { title: 'At the end of time', severity: 'High', detectedAt });
        await stage.pass(INTERVAL_MS);
        expect(Object.values(allResultsOf(stage.world)).join(' ')).toBe(results);
        expect(stage.world.incidents.get('odd')?.status?.timeline?.map(({ time }) => time)).toContain(text);
        await stage.cluster.takeWrites();
        await stage.pass(HOUR_MS);
        await stage.restart();
        await stage.pass(INTERVAL_MS);
        expect(await stage.cluster.takeWrites()).toEqual({});
      }),
    );
  });
}
