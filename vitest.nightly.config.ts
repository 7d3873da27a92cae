// How the tests run that take minutes, which `npm test` leaves out: `npm run check:nightly`. Besides test/nightly these are random and
// repeated tests of `npm test`, at full length (test/support/profile.ts). As strict about skipping as the others.

import { defineConfig } from 'vitest/config';

import { summaryReporter } from './test/support/vitest/summary-reporter.ts';

export default defineConfig({
  test: {
    name: 'nightly',
    include: [
      'test/nightly/**/*.test.ts',
      'test/contract/provider.*.test.ts',
      'test/contract/write-back-crash-points.test.ts',
      'test/cluster/reflector-faults.test.ts',
      'test/e2e/receiving.test.ts',
    ],
    env: { DOCKET_PROFILE: 'nightly' },
    globalSetup: ['test/support/clusters/control-plane.ts', 'test/support/processes/build.ts'],
    passWithNoTests: false,
    allowOnly: false,
    reporters: ['default', summaryReporter()],
    testTimeout: 180_000,
    hookTimeout: 180_000,
    teardownTimeout: 15_000,
    maxWorkers: 2,
  },
});
