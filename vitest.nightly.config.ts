// How the tests run that take minutes, which `npm test` leaves out: `npm run check:nightly`. Besides test/nightly these are random and
// repeated tests of `npm test`, at full length (test/support/profile.ts), and then the end-to-end and cluster suites again under the rights that
// the chart grants, in each of its modes, with what was used compared at the end, and the states that objects came to judged (test/nightly/health).
// As strict about skipping as the others. A run that was interrupted goes on with DOCKET_RESUME=1.

import path from 'node:path';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';

import type { RightsMode } from './test/support/rights/operator-account.ts';
import { RIGHTS_SUITES } from './test/support/rights/suites.ts';
import { LongestFirst } from './test/support/vitest/longest-first.ts';
import { nightlyRecord } from './test/support/vitest/nightly-record.ts';
import { progressReporter } from './test/support/vitest/progress-reporter.ts';
import { summaryReporter } from './test/support/vitest/summary-reporter.ts';

const CONTROL_PLANE = 'test/support/clusters/control-plane.ts';
const BUILD = 'test/support/processes/build.ts';
const COLLECT = 'test/support/rights/collect.setup.ts';
const USED = 'test/nightly/rights/*.test.ts';
const STATES = 'test/nightly/health/*.test.ts';
const record = nightlyRecord();
const RIGHTS_LOG = path.join(record.folder, 'rights');
const DOCKET_STATES_LOG = path.join(record.folder, 'states');
const MEMORY = [
  'test/contract/*.memory.test.ts',
  'test/contract/receiving/*.test.ts',
  'test/contract/controllers/*.test.ts',
];

/** The files of a project that need not run again. */
const passedBefore = (project: string): string[] =>
  process.env['DOCKET_RESUME'] === '1' ? record.passedIn(project) : [];

function underRights(mode: RightsMode, groupOrder: number): TestProjectInlineConfiguration {
  const name = `rights-${mode}`;
  const { include, exclude } = RIGHTS_SUITES[mode];
  return {
    test: {
      name,
      include: [...include],
      exclude: [...exclude, ...passedBefore(name)],
      env: { DOCKET_RIGHTS: mode, DOCKET_RIGHTS_LOG: path.join(RIGHTS_LOG, mode), DOCKET_STATES_LOG },
      globalSetup: [CONTROL_PLANE, BUILD],
      setupFiles: [COLLECT],
      testTimeout: 180_000,
      hookTimeout: 180_000,
      maxWorkers: 2,
      sequence: { groupOrder },
    },
  };
}

export default defineConfig({
  test: {
    passWithNoTests: false,
    allowOnly: false,
    reporters: ['default', progressReporter(record), summaryReporter()],
    sequence: { sequencer: LongestFirst },
    teardownTimeout: 15_000,
    projects: [
      {
        test: {
          name: 'nightly',
          include: [
            'test/nightly/**/*.test.ts',
            'test/contract/provider.*.test.ts',
            'test/contract/write-back-crash-points.test.ts',
            'test/contract/access.memory.test.ts',
            'test/cluster/reflector-faults.test.ts',
            'test/e2e/receiving.test.ts',
            'test/e2e/receiving-detections.test.ts',
          ],
          exclude: [USED, STATES, ...passedBefore('nightly')],
          env: { DOCKET_PROFILE: 'nightly', DOCKET_STATES_LOG },
          globalSetup: [CONTROL_PLANE, BUILD],
          testTimeout: 180_000,
          hookTimeout: 180_000,
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'states-memory',
          include: MEMORY,
          exclude: ['test/contract/access.memory.test.ts', ...passedBefore('states-memory')],
          env: { DOCKET_STATES_LOG },
          globalSetup: [CONTROL_PLANE],
          testTimeout: 90_000,
          hookTimeout: 60_000,
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      underRights('everywhere', 1),
      underRights('namespaces', 2),
      {
        test: {
          name: 'rights',
          include: [USED],
          env: { DOCKET_RIGHTS_LOG: RIGHTS_LOG },
          sequence: { groupOrder: 3 },
        },
      },
      {
        test: {
          name: 'states',
          include: [STATES],
          env: { DOCKET_STATES_LOG },
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
});
