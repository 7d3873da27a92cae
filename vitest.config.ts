// How the tests run: the quick ones first, then all that need servers side by side, three at a time, as they wait more than they
// compute, the longest ones first (test/support/vitest/longest-first.ts). Nothing here may let a test be skipped
// quietly: `only` is refused, and the summary reporter fails a run that skipped something. What takes minutes is in test/nightly, with
// vitest.nightly.config.ts.

import { defineConfig } from 'vitest/config';

import { LongestFirst } from './test/support/vitest/longest-first.ts';
import { summaryReporter } from './test/support/vitest/summary-reporter.ts';

const CONTROL_PLANE = 'test/support/clusters/control-plane.ts';
const BUILD = 'test/support/processes/build.ts';

export default defineConfig({
  test: {
    passWithNoTests: false,
    allowOnly: false,
    reporters: ['default', summaryReporter()],
    sequence: { sequencer: LongestFirst },
    // A server that a test left running must not hold up the end of the run.
    teardownTimeout: 15_000,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['src/**/*.test.ts', 'tools/**/*.test.ts', 'test/unit/**/*.test.ts'],
          testTimeout: 15_000,
          hookTimeout: 15_000,
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: [CONTROL_PLANE, BUILD],
          testTimeout: 180_000,
          hookTimeout: 120_000,
          maxWorkers: 3,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'cluster',
          include: ['test/cluster/**/*.test.ts'],
          globalSetup: [CONTROL_PLANE],
          testTimeout: 90_000,
          hookTimeout: 60_000,
          maxWorkers: 3,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'contract',
          include: ['test/contract/**/*.test.ts'],
          globalSetup: [CONTROL_PLANE],
          testTimeout: 90_000,
          hookTimeout: 60_000,
          maxWorkers: 3,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
