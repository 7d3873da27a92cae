// A loopback PagerDuty in a process of its own, so that its work does not count as the operator's. Seeds as many incidents as the first
// argument says, prints its address, and serves until its standard input ends, which the end of the parent causes too.

import { startPagerDuty } from '../../test/support/vendors/pagerduty/server.ts';

const MINUTE = 60_000;
/** All within the default backfill of 90 days. */
const SPREAD_MS = 80 * 24 * 60 * MINUTE;
const PRIORITIES = ['P1', 'P2', 'P3', 'P4', null] as const;

const count = Number(process.argv[2]);
const server = await startPagerDuty();
// Without the vendor's limit of requests per minute: a benchmark sends in a minute what others send in a day.
server.access.rate = { perMinute: 1_000_000, bare429: false };
seed(count);
process.stdout.write(`${JSON.stringify({ url: server.url })}\n`);
process.stdin.on('end', () => void server[Symbol.asyncDispose]()).resume();

/** One in ten is open, half of those acknowledged; the others were acknowledged after minutes and resolved after hours. */
function seed(incidents: number): void {
  const { account } = server;
  const startMs = Date.now() - SPREAD_MS;
  for (let number = 0; number < incidents; number++) {
    const atMs = startMs + Math.floor((SPREAD_MS * number) / (incidents + 1));
    const { id } = account.trigger({
      title: `Disk ${number} is filling up on a machine of the fleet`,
      service: `service-${number % 20}`,
      priority: PRIORITIES[number % 5] ?? null,
      at: new Date(atMs),
    });
    const isOpen = number % 10 === 0;
    if (!isOpen || number % 20 === 0) account.acknowledge(id, new Date(atMs + 5 * MINUTE));
    if (!isOpen) account.resolve(id, new Date(atMs + 180 * MINUTE));
  }
}
