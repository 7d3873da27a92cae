// The principles that hold on every cluster, embedded or real: one suite, run on both.

import { afterAll, beforeAll, describe } from 'vitest';
import type { TestClusters } from '../support/clusters/test-cluster.ts';
import { describeCosts } from './principles/costs.ts';
import { describeCredentials } from './principles/credentials.ts';
import { describeDates } from './principles/dates.ts';
import { describeFaults } from './principles/faults.ts';
import { describeFilters } from './principles/filters.ts';
import { describeGaps } from './principles/gaps.ts';
import { describeIncidents } from './principles/incidents.ts';
import { describeLifecycle } from './principles/lifecycle.ts';
import { describeQuiet } from './principles/quiet.ts';
import { describeRestarts } from './principles/restarts.ts';
import { describeSeparation } from './principles/separation.ts';
import type { Suite } from './principles/suite.ts';

interface Subject extends Suite {
  readonly name: string;
  readonly make: () => TestClusters | Promise<TestClusters>;
}

export function describePrinciples({ name, make, ...suite }: Subject): void {
  describe(`the principles on ${name}`, () => {
    let made: TestClusters | undefined;
    const clusters = (): TestClusters => {
      if (made === undefined) throw new Error('use the clusters inside of a test');
      return made;
    };
    beforeAll(async () => {
      made = await make();
    });
    afterAll(async () => made?.[Symbol.asyncDispose]());

    describeFaults(clusters, suite);
    describeCredentials(clusters);
    describeLifecycle(clusters);
    describeIncidents(clusters);
    describeDates(clusters);
    describeFilters(clusters, suite);
    describeGaps(clusters);
    describeRestarts(clusters);
    describeSeparation(clusters);
    describeQuiet(clusters);
    describeCosts(clusters);
  });
}
