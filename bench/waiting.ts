// Waiting: how long a person waits for a check to be right, after asking for a sync and after a flood of new incidents, and what a changed
// incident and a restart cost in requests. A whole operator on a real server, with PagerDuty in a process of its own.

import type { Benchmark } from './benchmark.ts';
import { startPagerDutyProcess } from './support/pagerduty.ts';
import { median, scaled } from './support/statistics.ts';
import { WaitingStage } from './support/waiting-stage.ts';

const INCIDENTS = 5_000;
/** One in ten of the incidents is open. */
const OPEN_SHARE = 0.1;
const ROUNDS = 20;

export const waiting: Benchmark = {
  about: `a sync that is asked for, ${INCIDENTS} new incidents, a changed incident and a restart: time and requests until the checks are right`,
  goals: {
    requested_sync_ms: { goal: 100, better: 'lower' },
    flood_check_lag_ms: { goal: 500, better: 'lower' },
    writes_and_reads_per_changed_incident: { goal: 2, better: 'lower' },
    vendor_requests_per_restart: { goal: 62, better: 'lower' },
  },
  async run({ cluster, scale, say }) {
    const incidents = scaled(INCIDENTS, scale, 50);
    const rounds = Math.min(scaled(ROUNDS, scale, 3), incidents * OPEN_SHARE);
    await using pagerDuty = await startPagerDutyProcess(incidents);
    await using stage = await WaitingStage.start(await cluster(), pagerDuty.url);
    const flood = await stage.flood(incidents);
    say(
      `the last of ${incidents} incidents was stored ${(flood.storedMs / 1000).toFixed(1)} s after the source was applied`,
    );
    const requested: number[] = [];
    const requests: string[] = [];
    for (let round = 0; round < rounds; round++) {
      stage.takeRequests();
      requested.push(await stage.resolveOne());
      requests.push(...stage.takeRequests());
    }
    say(`a sync that is asked for: ${requested.map((ms) => ms.toFixed(0)).join(', ')} ms`);
    const kinds = Object.entries(Object.groupBy(requests, (request) => request));
    say(kinds.map(([request, each = []]) => `${request}: ${each.length}`).join(', '));
    return {
      requested_sync_ms: median(requested),
      flood_check_lag_ms: flood.checkLagMs,
      writes_and_reads_per_changed_incident: requests.length / rounds,
      vendor_requests_per_restart: await stage.restart(),
    };
  },
};
