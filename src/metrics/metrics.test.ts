// What /metrics serves: exactly the names and labels that docs/metrics.md lists, a bounded number of series, and none of deleted objects.

import { describe, expect, it } from 'vitest';
import { anIncidentRow, anObligation, at } from '../../test/support/builders/compliance.ts';
import type { Family } from '../../test/support/metrics/exposition.ts';
import { listedMetrics } from '../../test/support/metrics/metrics-list.ts';
import { fillLargeWorld } from '../../test/support/metrics/large-world.ts';
import {
  aProcess,
  type Process,
  putCheck,
  putException,
  putAccess,
  putDelivery,
  putSource,
  readSource,
} from '../../test/support/metrics/metrics-process.ts';
import { INCIDENT_STATES, SEVERITIES } from '../api/v1alpha1/vocabulary.gen.ts';

/** One event of each kind that is counted, and one object of each kind that has gauges. */
async function exercise(process: Process): Promise<void> {
  const { meters, queue, census, disclosures } = process;
  meters.sourceRequested('pagerDuty', '200');
  meters.sourceFailed('Unavailable');
  meters.itemsDropped('WrongType', 2);
  meters.itemsIgnored('Automatic', 1);
  meters.kubeRequested('GET', 200);
  meters.reconcileStarted('incident');
  meters.reconcileFinished('incident', 'success', 0.2);
  meters.reconcileFailed('incident', true);
  meters.relisted('Incident', 'gone');
  meters.quarantined('Incident');
  meters.leading('docket', true);
  meters.effectFinished('WriteBack', 'done');
  meters.webhookAnswered('200', 0.1);
  queue.add('a');
  queue.addAfter('b', 1_000);
  queue.done((await queue.get()) ?? '');
  census.move(undefined, anIncidentRow());
  disclosures.set('team-a/leak', [anObligation()], at('2026-03-02T10:00:00Z'));
  putCheck(
    process,
    'closed',
    { controls: [{ framework: 'SOC2', id: 'CC7.4' }] },
    { result: 'Due', nextDeadline: '2026-03-04T00:00:00Z' },
  );
  putException(process, 'accepted', { state: 'Active', expiresAt: '2026-03-31T17:00:00Z' });
  readSource(process, 'team-a/pager');
  putSource(process, 'pager', 'True');
  putAccess(process);
  putDelivery(process, 'pager-1', 'pager');
  process.watches.push({ kind: 'Incident', isAlive: true });
}

function labelsOf({ samples, type }: Family): string[] {
  const names = samples.flatMap(({ labels }) => Object.keys(labels));
  return [...new Set(names.filter((name) => type !== 'histogram' || name !== 'le'))].toSorted();
}

const seriesOf = (families: ReadonlyMap<string, Family>): number =>
  [...families.values()].reduce((sum, { samples }) => sum + samples.length, 0);

describe('the names of the metrics', () => {
  it('are those of the list, with its types and labels, and no others', async () => {
    const process = aProcess();
    await exercise(process);
    const served = [...(await process.scrape()).values()].map((family) => {
      return { name: family.name, type: family.type, labels: labelsOf(family) };
    });
    const byName = (one: { name: string }, other: { name: string }): number => one.name.localeCompare(other.name);
    expect(served.toSorted(byName)).toEqual(listedMetrics().toSorted(byName));
  });

  it('keep to the conventions: a counter ends in _total, nothing else does, units are spelt out, each has a help', async () => {
    for (const { name, type, help } of (await aProcess().scrape()).values()) {
      expect(name.endsWith('_total'), name).toBe(type === 'counter');
      expect(name).not.toMatch(/_(count|sum|bucket|ms|millis|milliseconds)$/);
      expect(help, name).toMatch(/^\S.*[.>]$/);
    }
  });

  it.each(['docket_incidents', 'docket_check_result'])(
    'of gauges over objects that are not there have no series: %s',
    async (name) => {
      expect((await aProcess().scrape()).get(name)?.samples).toEqual([]);
    },
  );
});

describe('the number of series', () => {
  it('does not depend on how many incidents there are, nor on what they say', async () => {
    const countAt = async (incidents: number): Promise<number> => {
      const process = aProcess();
      for (let index = 0; index < incidents; index++) {
        const state = INCIDENT_STATES[index % INCIDENT_STATES.length] ?? 'Detected';
        const severity = SEVERITIES[index % SEVERITIES.length] ?? 'High';
        const said = { category: `c${index}`, externalID: `Q${index}`, labels: { note: `n${index}` } };
        process.census.move(
          undefined,
          anIncidentRow({ name: `incident-${index}`, state, recordState: state, severity, ...said }),
        );
      }
      return seriesOf(await process.scrape());
    };
    expect(await countAt(3_000)).toBe(await countAt(60));
  });

  it('does not depend on how many disclosures are owed, nor to whom at which time', async () => {
    const countAt = async (incidents: number): Promise<number> => {
      const process = aProcess();
      for (let index = 0; index < incidents; index++) {
        const recipient = index % 2 === 0 ? 'SupervisoryAuthority' : 'AffectedPersons';
        const owed = anObligation({ recipient, dueAt: at('2026-03-05T09:00:00Z') + index });
        process.disclosures.set(`team-a/incident-${index}`, [owed], at('2026-03-02T10:00:00Z'));
      }
      return seriesOf(await process.scrape());
    };
    expect(await countAt(3_000)).toBe(await countAt(2));
  });

  it('of 500 checks over 50 sources is at most 8,000, in at most 1.5 MB', async () => {
    const process = aProcess();
    fillLargeWorld(process);
    expect(seriesOf(await process.scrape())).toBeLessThanOrEqual(8_000);
    expect((await process.text()).length).toBeLessThanOrEqual(1_500_000);
  });
});

describe('a hostile value of a label', () => {
  it.each([
    'a"} 1\nup 1',
    'line\nbreak',
    'back\\slash"quote',
    '{x="y"}',
    '# HELP up',
    '\u2028\u202e',
    '',
    'ü'.repeat(200),
  ])('is a value and nothing more: %j', async (owner) => {
    const process = aProcess();
    putCheck(process, 'closed', { owner, controls: [{ framework: owner, id: owner }] });
    process.disclosures.set('team-a/leak', [anObligation({ recipient: owner })], 0);
    const families = await process.scrape();
    expect(families.get('docket_check_info')?.samples).toMatchObject([{ labels: { owner }, value: 1 }]);
    expect(families.get('docket_control_result')?.samples[0]?.labels).toMatchObject({
      framework: owner,
      control: owner,
    });
    expect(families.get('docket_disclosures_overdue')?.samples).toMatchObject([{ labels: { recipient: owner } }]);
    expect(families.has('up')).toBe(false);
  });
});
