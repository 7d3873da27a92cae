// What the operators of the end-to-end and cluster suites did under the chart's ServiceAccount, in both modes, against what the chart grants:
// nothing was refused, nothing that is granted was left unused. It reads what the projects before it collected (vitest.nightly.config.ts).

import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { chartRights, grantedRights } from '../../support/rights/granted.ts';
import { filesOf, RIGHTS_SUITES } from '../../support/rights/suites.ts';
import { rightsFolder, usedRights } from '../../support/rights/used.ts';

/** An API server that streams what there is into each watch is asked for no list; those that cannot are, as after a long interruption. */
const STREAMED = /^list \w+\.docket\.dev$/;

describe.each([
  { mode: 'everywhere', watchNamespaces: [] },
  { mode: 'namespaces', watchNamespaces: ['default'] },
] as const)('the suites under the rights of the chart: $mode', ({ mode, watchNamespaces }) => {
  let records: Awaited<ReturnType<typeof usedRights>>;
  let used: ReadonlySet<string>;
  let granted: readonly string[];

  beforeAll(async () => {
    records = await usedRights(path.join(rightsFolder() ?? '', mode));
    used = new Set(records.flatMap((record) => record.used));
    granted = grantedRights(await chartRights(watchNamespaces));
    expect(granted.length).toBeGreaterThan(20);
  });

  it('ran whole: every file has run an operator', () => {
    const ran = new Set(records.filter((record) => record.used.length > 0).map(({ file }) => file));
    expect(filesOf(RIGHTS_SUITES[mode]).filter((file) => !ran.has(file))).toEqual([]);
  });

  it('was refused nothing', () => {
    expect(records.flatMap(({ file, refused }) => refused.map((request) => `${file}: ${request}`))).toEqual([]);
  });

  it('used nothing that is not granted', () => {
    expect([...used].filter((right) => !granted.includes(right))).toEqual([]);
  });

  it('left nothing unused that is granted', () => {
    expect(granted.filter((right) => !used.has(right) && !STREAMED.test(right))).toEqual([]);
  });
});
