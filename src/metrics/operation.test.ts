// The gauges of what the operator works with: sources that are ready, deliveries that wait, watches that show life.

import { describe, expect, it } from 'vitest';
import { aProcess, putDelivery, putSource, valuesOf } from '../../test/support/metrics/metrics-process.ts';

describe('docket_source_ready', () => {
  it.each([
    { ready: 'True', want: 1, because: 'the condition says so' },
    { ready: 'False', want: 0, because: 'the condition says that it is not' },
    { ready: undefined, want: 0, because: 'a source that nobody has looked at yet is not ready' },
  ] as const)('is $want of a source whose Ready is $ready, as $because', async ({ ready, want }) => {
    const process = aProcess();
    putSource(process, 'pager', ready);
    expect(await valuesOf(process, 'docket_source_ready', 'source')).toEqual({ pager: want });
  });

  it('goes with its source', async () => {
    const process = aProcess();
    putSource(process, 'pager', 'False');
    process.sources.remove('team-a/pager');
    expect(await valuesOf(process, 'docket_source_ready', 'source')).toEqual({});
  });
});

describe('docket_deliveries_waiting', () => {
  it('counts by source what is not applied yet, and has no series once it is', async () => {
    const process = aProcess();
    putDelivery(process, 'pager-1', 'pager');
    putDelivery(process, 'pager-2', 'pager');
    putDelivery(process, 'jira-1', 'jira');
    process.deliveries.remove('team-a/pager-1');
    expect(await valuesOf(process, 'docket_deliveries_waiting', 'source')).toEqual({ pager: 1, jira: 1 });
    process.deliveries.remove('team-a/jira-1');
    expect(await valuesOf(process, 'docket_deliveries_waiting', 'source')).toEqual({ pager: 1 });
  });
});

describe('docket_watch_alive', () => {
  it('is of several watches of a kind the worst', async () => {
    const process = aProcess();
    process.watches.push(
      { kind: 'Incident', isAlive: true },
      { kind: 'Incident', isAlive: false },
      { kind: 'SLAPolicy', isAlive: true },
    );
    expect(await valuesOf(process, 'docket_watch_alive', 'kind')).toEqual({ Incident: 0, SLAPolicy: 1 });
  });
});
