// Which test files run operators under the rights that the chart grants, in each of its modes. A file that is left out says why.

import { globSync } from 'node:fs';
import path from 'node:path';
import type { RightsMode } from './operator-account.ts';

interface Suite {
  readonly include: readonly string[];
  readonly exclude: readonly string[];
}

const ROOT = path.resolve(import.meta.dirname, '../../..');
const E2E = 'test/e2e/**/*.test.ts';
/** Runs no operator. */
const NO_OPERATOR = 'test/e2e/expression-thread.test.ts';

export const RIGHTS_SUITES: Readonly<Record<RightsMode, Suite>> = {
  everywhere: {
    include: [
      E2E,
      'test/cluster/principles.rest.test.ts',
      'test/cluster/races.rest.test.ts',
      'test/cluster/judgement.rest.test.ts',
      'test/cluster/neighbours.rest.test.ts',
    ],
    exclude: [NO_OPERATOR],
  },
  namespaces: {
    include: [E2E, 'test/cluster/principles.rest.test.ts', 'test/cluster/races.rest.test.ts'],
    // The README installs the chart for the whole cluster.
    exclude: [NO_OPERATOR, 'test/e2e/readme.test.ts'],
  },
};

/** The paths of a suite's files in the project, sorted. */
export function filesOf({ include, exclude }: Suite): string[] {
  return globSync([...include], { cwd: ROOT, exclude: [...exclude] }).toSorted();
}
