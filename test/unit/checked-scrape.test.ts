// What promtool refuses of a scrape fails the test that took it, where promtool is built.

import { expect, it } from 'vitest';
import { builtMonitoringBinary } from '../../tools/monitoring/binaries.ts';
import { checkedScrape } from '../support/metrics/checked-scrape.ts';

it('is what was scraped, and is refused when it is not good metrics', async () => {
  const good = '# HELP docket_sources How many.\n# TYPE docket_sources gauge\ndocket_sources{namespace="a"} 1\n';
  expect(await checkedScrape(good)).toBe(good);
  const bad = '# TYPE docket_things counter\ndocket_things 1\n';
  const isBuilt = (await builtMonitoringBinary('promtool')) !== undefined;
  const outcome = await checkedScrape(bad).catch((error: unknown) => String(error));
  expect(outcome).toMatch(
    isBuilt ? /promtool check metrics: exit code \d: [^]*counter metrics should have "_total"/ : bad,
  );
});
