// How the tests run that take minutes, which `npm test` leaves out: `npm run check:nightly`. As strict about skipping as the others.

import { defineConfig } from 'vitest/config';

import { summaryReporter } from './test/support/vitest/summary-reporter.ts';

export default defineConfig({
  test: {
    name: 'nightly',
    include: ['test/nightly/**/*.test.ts'],
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
