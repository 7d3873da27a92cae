// The contract of a provider that is read by listing: it lists incidents created since, and all open ones, also after a listing was cut
// off.

import { expect } from 'vitest';

import { never, pagesOf, pullAll, pulled, type ReadPage } from '../support/vendors/source-context.ts';
import { hoursAgo, type Law, type Stage } from './provider-stage.ts';

export const LISTING_LAWS: readonly Law[] = [
  { promise: 'lists the incidents created since, and all open ones however old', hold: listsBoth },
  { promise: 'loses nothing when a pull is cut off after any page and run again', hold: resumes },
  { promise: 'loses nothing while clocks differ by ten minutes', hold: survivesSkew },
];

async function listsBoth({ upstream, open }: Stage): Promise<void> {
  upstream.create({ id: 'OLDOPEN', at: hoursAgo(24 * 400) });
  upstream.create({ id: 'OLDDONE', at: hoursAgo(24 * 20) });
  upstream.resolve('OLDDONE');
  upstream.create({ id: 'EDGE', at: hoursAgo(48) });
  upstream.create({ id: 'NEWOPEN', at: hoursAgo(2) });
  upstream.create({ id: 'NEWDONE', at: hoursAgo(1) });
  upstream.resolve('NEWDONE');
  const { created, open: openSet, complete } = await pullAll(open(), { mode: 'delta', since: hoursAgo(48) });
  expect(complete).toBe(true);
  expect([...created.keys()].sort()).toEqual(['EDGE', 'NEWDONE', 'NEWOPEN']);
  expect([...openSet.keys()].sort()).toEqual(['EDGE', 'NEWOPEN', 'OLDOPEN']);
}

async function resumes({ upstream, open }: Stage): Promise<void> {
  const all = Array.from({ length: 330 }, (_, n) => `R${n}`);
  for (const [n, id] of all.entries()) upstream.create({ id, at: hoursAgo(400 - n) });
  const { pages } = await pullAll(open());
  expect(pages.length).toBeGreaterThan(4);
  const stride = Math.ceil(pages.length / 12);
  for (let cut = 0; cut <= pages.length; cut += stride) {
    const kept: ReadPage[] = [];
    const request = { mode: 'full', since: hoursAgo(24 * 60), signal: never } as const;
    for await (const page of pagesOf(open(), request)) {
      if (kept.length === cut) break;
      kept.push(page);
    }
    // The pages before the cut are stored. The next pull starts where a controller starts: at the newest stored incident.
    const stored = pulled(kept).created;
    const newest = [...stored.values()].map(({ detectedAt }) => Date.parse(detectedAt));
    const since = newest.length === 0 ? request.since : new Date(Math.max(...newest));
    const again = await pullAll(open(), { mode: 'delta', since });
    expect(new Set([...stored.keys(), ...again.created.keys()])).toEqual(new Set(all));
  }
}

async function survivesSkew({ upstream, open, skewUpstream }: Stage): Promise<void> {
  for (const [n, ms] of [600_000, -600_000, 0].entries()) {
    skewUpstream(ms);
    upstream.create({ id: `SKEW${n}` });
    upstream.create({ id: `SKEWDONE${n}` });
    upstream.resolve(`SKEWDONE${n}`);
    const { created, complete } = await pullAll(open(), { mode: 'delta', since: hoursAgo(24) });
    expect(complete).toBe(true);
    expect([...created.keys()]).toContain(`SKEWDONE${n}`);
    expect([...created.keys()]).toContain(`SKEW${n}`);
  }
}
