// Ends a test run with one plain line of figures, and fails the run when a test was skipped or is still to be written: what
// did not run proves nothing. Prints nothing else; the other reporters say what happened.

import type { Reporter, TestModule, Vitest } from 'vitest/node';

interface Totals {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** A file that could not be loaded has no tests; it counts as one failed test, so that the figures cannot hide it. */
function totalsOf(modules: Iterable<TestModule>, unhandledErrors: number): Totals {
  let passed = 0;
  let failed = unhandledErrors;
  let skipped = 0;
  for (const module of modules) {
    const failedBefore = failed;
    for (const test of module.children.allTests()) {
      const { state } = test.result();
      if (state === 'passed') passed += 1;
      else if (state === 'failed') failed += 1;
      else skipped += 1;
    }
    if (!module.ok() && failed === failedBefore) failed += 1;
  }
  return { passed, failed, skipped };
}

export function summaryReporter(): Reporter {
  let vitest: Vitest | undefined;
  return {
    onInit(instance) {
      vitest = instance;
    },
    onTestRunEnd(modules, unhandledErrors) {
      const totals = totalsOf(modules, unhandledErrors.length);
      // Choosing tests by name (`-t`) skips the others on purpose.
      const chosen = vitest?.config.testNamePattern !== undefined;
      if (totals.skipped > 0 && !chosen) {
        process.exitCode = 1;
        vitest?.logger.error('\nA run that skips tests fails: write them, or delete them.');
      }
      vitest?.logger.log(`\ntests: ${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);
    },
  };
}
